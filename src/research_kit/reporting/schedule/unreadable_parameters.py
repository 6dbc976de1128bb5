"""A scheduled look whose parameters file cannot be read: nothing is run, and it is told by the file as it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from research_kit.errors import ResearchKitError
from research_kit.reporting.schedule.kept_plan import kept_plan
from research_kit.reporting.schedule.look import At, also_into, ended, failed
from research_kit.reporting.schedule.one_look import alone
from research_kit.reporting.schedule.run_log import RunLog
from research_kit.reporting.schedule.state import read_state, state_folder
from research_kit.reporting.schedule.told_errors import told

_KIND = "UnreadableParameters"
_NOBODY = (
    "Nobody was told by letter: this file says whom to tell, and no look of the schedule has been able to read it yet."
)


def tell_unreadable(
    parameters: Path, error: Exception, *, now: datetime | None = None, say: Callable[[str], None] = lambda _: None
) -> str:
    """Say in log, status page and letter, as the file could last be read, that it cannot be read any more.

    What comes back is a sentence where that could not be told; empty where it was, or had been.

    Parameters
    ----------
    parameters
        The file.
    error
        Why it cannot be read.
    now
        This computer's time where left out.
    say
        Called with each line of progress.
    """
    plan = kept_plan(parameters)
    if plan is None:
        return _NOBODY
    why = f"{told(error)} Nothing is run until the parameters file can be read."
    try:
        with alone(plan):
            tell = also_into(RunLog(state_folder(plan)), say)
            at = At(plan=plan, now=now or datetime.now(), state=read_state(plan), say=tell, began=time.monotonic())
            ended(at, *failed(at, _KIND, why))
    except (ResearchKitError, OSError) as other:
        return f"This could not be told: {told(other)}"
    return ""
