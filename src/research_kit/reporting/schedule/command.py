"""The one command that a schedule calls, with the paths of the computer it is installed on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import research_kit
from research_kit.errors import ScheduleError
from research_kit.provenance import hash_text
from research_kit.reporting.declaration import RunPlan

_STRANGE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduledCommand:
    """What is called: `name` of the entry, `words` of the command line, and the environment that it needs."""

    name: str
    title: str
    words: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]


def command_of(plan: RunPlan) -> ScheduledCommand:
    """The command for a study, named after it and after its parameters file, so that two do not meet.

    Raises
    ------
    ScheduleError
        A path has a line break or another control character, which no schedule can hold.
    """
    of = f"-{plan.organisation}" if plan.organisation else ""
    words = (sys.executable, "-P", "-m", "research_kit.cli", "run-due", "--quiet", str(plan.parameters))
    environment = (("PYTHONUTF8", "1"), *_where_the_package_is())
    if any(_STRANGE.search(text) for text in (*words, *(value for _, value in environment))):
        raise ScheduleError(
            f"a path of this study or of Python has a line break or control character in its name: {len(words)} words "
            "were looked at. No schedule can hold that. Rename the folder, and install again."
        )
    return ScheduledCommand(
        name=f"research-kit-{plan.study.name}{of}-{hash_text(str(plan.parameters))[:6]}",
        title=f"{plan.study.name}{of}",
        words=words,
        environment=environment,
    )


def _where_the_package_is() -> tuple[tuple[str, str], ...]:
    """PYTHONPATH, only where Python would not find this very package without it."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import importlib.util as u; print(u.find_spec('research_kit').origin)"],
        check=False, capture_output=True, text=True, cwd=os.sep,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )  # fmt: skip
    here = Path(research_kit.__file__).resolve()
    found = done.returncode == 0 and Path(done.stdout.strip()).resolve() == here
    return () if found else (("PYTHONPATH", str(here.parents[1])),)
