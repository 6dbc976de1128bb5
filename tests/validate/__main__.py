"""`python -m tests.validate`: everything that is too long for every day, part by part, each with a limit of time.

A part that fails or is stopped does not keep the next from running; each ends in one line, and the command in an error
where any part failed. What a part prints goes to its log. The simulation goes on where it was stopped, as long as the
code is the same. Parts may be named: `python -m tests.validate fuzz spark`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from research_kit.provenance import hash_values

ROOT = Path(__file__).parents[2]
LOGS = ROOT / ".validation"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One command: after so many minutes it is stopped, and that is told."""

    name: str
    command: tuple[str, ...]
    minutes: float
    environment: dict[str, str] = field(default_factory=dict)


def parts() -> list[Part]:
    """The parts in the order of how soon they tell something."""
    made = LOGS / f"tables-{_hash_of_code()[:12]}"
    several = ("-n", "2", "--dist", "worksteal")
    return [
        Part(name="fuzz", command=("-m", "tests.fuzz", "--seconds", "660", "--found", str(LOGS / "fuzz")), minutes=45),
        Part(name="spark", command=("-m", "pytest", "-m", "spark"), minutes=15),
        Part(
            name="search",
            command=("-m", "pytest", *several, "tests/property"),
            minutes=60,
            environment={"HYPOTHESIS_PROFILE": "search"},
        ),
        Part(name="long", command=("-m", "pytest", "-m", "long", "tests/acceptance"), minutes=30),
        Part(name="disclosure", command=("-m", "tests.simulation.disclosure"), minutes=90),
        Part(name="attack", command=("-m", "tests.attack"), minutes=120),
        Part(name="simulation", command=("-m", "tests.simulation", "--write", "--keep", str(made)), minutes=360),
        Part(name="rates", command=("-m", "tests.simulation.refresh_rates"), minutes=60),
    ]


def main(asked: list[str]) -> int:
    """Run the parts that are asked for, or all."""
    known = parts()
    unknown = set(asked) - {part.name for part in known}
    if unknown:
        print(f"no part {', '.join(sorted(unknown))}: there are {', '.join(part.name for part in known)}")
        return 2
    LOGS.mkdir(exist_ok=True)
    chosen = [part for part in known if not asked or part.name in asked]
    print(f"{len(chosen)} parts, at most {sum(part.minutes for part in chosen) / 60:.1f} hours; logs in {LOGS.name}/")
    failed = [part.name for part in chosen if run(part)]
    return int(bool(failed))


def run(part: Part) -> bool:
    """Run a part, and say in a line what came of it; true where it failed."""
    began, log = time.monotonic(), LOGS / f"{part.name}.log"
    with log.open("wb") as file:
        command = [sys.executable, *part.command]
        environment = {**os.environ, **part.environment}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True)
        try:
            code: int | None = process.wait(timeout=part.minutes * 60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            code = None
    ended = {0: "green", None: f"STOPPED after {part.minutes:g} minutes: not finished"}.get(code, f"FAILED ({code})")
    print(f"{part.name:11} {(time.monotonic() - began) / 60:6.1f} min  {ended}: {_last_line(log)}", flush=True)
    return code != 0


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.strip()[:100] for line in reversed(lines) if line.strip()), "no word")


def _hash_of_code() -> str:
    """The hash of what a table of the simulation is made by; tables made by other code are not taken."""
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests" / "simulation").rglob("*.py")]
    return hash_values({str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(files)})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
