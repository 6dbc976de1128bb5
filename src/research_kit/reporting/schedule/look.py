"""One look of the schedule: at which study, when, what came of it; remembered, and told in log, page and letter."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from research_kit.errors import ClockError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.run_log import RunLog
from research_kit.reporting.schedule.state import Failing, ScheduleState, write_state
from research_kit.reporting.schedule.status_page import write_status
from research_kit.reporting.schedule.tell_operator import tell_operator
from research_kit.reporting.schedule.told_errors import told

Outcome = Literal["made", "nothing_due", "waiting", "busy", "failed"]
_UNTIL_AGAIN = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What one look of the schedule came to, in words. All but `failed` are no failure."""

    outcome: Outcome
    words: str

    @property
    def exit_code(self) -> int:
        """1 where something failed, else 0."""
        return int(self.outcome == "failed")


@dataclass(frozen=True, kw_only=True, slots=True)
class At:
    """One look: at which study, when, with what is remembered, and whom it tells as it goes on."""

    plan: RunPlan
    now: datetime
    state: ScheduleState
    say: Callable[[str], None]
    began: float

    @property
    def clock(self) -> datetime:
        """What the clock says by now: an edition may take hours."""
        return self.now + timedelta(seconds=time.monotonic() - self.began)

    @property
    def seconds_left(self) -> float:
        """How long whatever is at work may go on."""
        return self.began + self.plan.schedule.hours_for_all * 3600 - time.monotonic()


def also_into(log: RunLog, say: Callable[[str], None]) -> Callable[[str], None]:
    """Tell each line, and keep it in the log."""

    def tell(line: str) -> None:
        with suppress(OSError):  # a full disk: it is told all the same
            log.add(line, datetime.now())
        say(line)

    return tell


def failed(at: At, kind: str, why: str, *, quarter: str = "", inputs: str = "") -> tuple[Look, ScheduleState]:
    """A failure, and what is remembered of it.

    Parameters
    ----------
    at
        The look.
    kind, why
        The class of the error, and what it says.
    quarter
        Which report could not be made; empty where it is none alone.
    inputs
        What would have to change for it to end otherwise; empty where it may pass by itself.
    """
    before = at.state.failing
    attempts = before.attempts + 1 if before else 1
    failing = Failing(
        since=before.since if before else at.now.isoformat(timespec="minutes"),
        kind=kind, why=why, quarter=quarter, inputs=inputs, attempts=attempts,
        again_at=(at.now + _UNTIL_AGAIN).isoformat(timespec="minutes") if inputs else "",
        is_told=before is not None and before.is_told and before.kind == kind,
    )  # fmt: skip
    looked = at.state.looked if kind == ClockError.__name__ else at.now.astimezone().isoformat(timespec="seconds")
    return Look(outcome="failed", words=why), replace(at.state, failing=failing, looked=looked)


def ended(at: At, look: Look, state: ScheduleState) -> Look:
    """Remember what came of it, and tell it."""
    works_again = look.outcome in ("made", "nothing_due") and at.state.failing is not None and at.state.failing.is_told
    looked = state.looked if look.outcome == "failed" else at.now.astimezone().isoformat(timespec="seconds")
    state = replace(state, looked=looked, came_of_it=look.outcome, works_again=state.works_again or works_again)
    at.say(look.words)
    state = tell_operator(at.plan, state, say=at.say)
    try:
        write_state(at.plan, state)
        write_status(at.plan, state, now=at.now)
    except OSError as error:  # a full disk: the letter has been sent, and the next look makes sure of everything anew
        at.say(f"the status could not be written: {told(error)}")
    return look
