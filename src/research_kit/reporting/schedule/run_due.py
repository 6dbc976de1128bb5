"""What the schedule calls: decide what is due, make it, try again what may pass, and tell what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from research_kit.errors import ClockError, DiskFullError, ResearchKitError, RunLockedError
from research_kit.provenance import hash_file, hash_values
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.manifest import hash_package
from research_kit.reporting.schedule.arrival import Seen, seen_now, still_arriving
from research_kit.reporting.schedule.before_start import latest_known, require_room, require_sound_clock
from research_kit.reporting.schedule.due import Due, Made, due_editions, made_before
from research_kit.reporting.schedule.keep_for import forget_old
from research_kit.reporting.schedule.one_look import alone, held_for
from research_kit.reporting.schedule.run_log import RunLog
from research_kit.reporting.schedule.state import Failing, ScheduleState, read_state, state_folder, write_state
from research_kit.reporting.schedule.status_page import write_status
from research_kit.reporting.schedule.supervise import CameOfIt, make_supervised
from research_kit.reporting.schedule.tell_operator import tell_operator
from research_kit.reporting.schedule.told_errors import told

Outcome = Literal["made", "nothing_due", "waiting", "busy", "failed"]
_UNTIL_AGAIN = timedelta(hours=24)
_LONGEST_WAIT = timedelta(hours=24)


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
class _At:
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


def run_due(
    plan: RunPlan, *, now: datetime | None = None, clock_is_right: bool = False, again: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Look:  # fmt: skip
    """Make everything that is due of a study, oldest first, and tell what came of it in log, page and letter.

    Parameters
    ----------
    plan
        The study.
    now
        The time by which it is decided what is due; this computer's where left out.
    clock_is_right
        The operator has looked at a clock that was refused.
    again
        Try at once what failed, though nothing was corrected.
    say
        Called with each line of progress.
    """
    now = now or datetime.now()
    try:
        with alone(plan):
            log = RunLog(state_folder(plan))
            state = read_state(plan)
            if clock_is_right:
                known = latest_known(plan, last_look=state.looked, now=now)
                state = replace(state, looked="", clock_confirmed=known)
            at = _At(plan=plan, now=now, state=state, say=_both(say, log), began=time.monotonic())
            return _ended(at, *_looked(at, again=again, clock_is_right=clock_is_right))
    except RunLockedError as error:
        return _while_another_looks(plan, now, str(error), say)


def _while_another_looks(plan: RunPlan, now: datetime, why: str, say: Callable[[str], None]) -> Look:
    """No failure, unless the other one hangs: then it is told, though the other one remembers nothing of it."""
    words, longest = f"nothing was begun: {why}", _LONGEST_WAIT + timedelta(hours=plan.schedule.hours_for_all)
    if held_for(plan, now) < longest:
        return Look(outcome="busy", words=words)
    at = _At(plan=plan, now=now, state=read_state(plan), say=say, began=time.monotonic())
    words = f"{words} It hangs: end that process, and the next look goes on."
    return _ended(at, *_failed(at, Due(quarter="", why="quarter"), "hangs", words, inputs=""))


def _both(say: Callable[[str], None], log: RunLog) -> Callable[[str], None]:
    def tell(line: str) -> None:
        with suppress(OSError):  # a full disk: it is told all the same
            log.add(line, datetime.now())
        say(line)

    return tell


def _looked(at: _At, *, again: bool, clock_is_right: bool) -> tuple[Look, ScheduleState]:
    """What is due, and what came of it; every refusal is a failure that is told."""
    try:
        if not clock_is_right:
            confirmed = at.state.clock_confirmed
            require_sound_clock(at.plan, last_look=at.state.looked, now=at.now, confirmed=confirmed)
        for line in forget_old(at.plan, now=at.now):
            at.say(line)
        made, seen = made_before(at.plan), seen_now(at.plan, at.now)
        dues = _to_make(at, made, seen)
        if not dues:
            return _nothing(made), replace(at.state, waiting_since="", failing=None)
        if arriving := still_arriving(at.plan, seen, at.now):
            return _waiting(at, arriving)
        return _made(at, dues, seen, again=again)
    except ResearchKitError as error:
        return _failed(at, Due(quarter="", why="quarter"), type(error).__name__, told(error), inputs="")
    except OSError as error:
        return _failed(at, Due(quarter="", why="quarter"), "OSError", told(error), inputs="")


def _to_make(at: _At, made: Made, seen: Seen) -> tuple[Due, ...]:
    """What is due; one edition at a time where somebody must approve each before the next is compared with it."""
    dues = due_editions(at.plan, made, at.now)
    newest = made.editions[-1] if made.editions else ""
    is_new_data = bool(newest) and at.state.made.get(newest) != hash_values(seen)
    arrived = (Due(quarter=newest, why="arrival"),) if is_new_data else ()
    if at.plan.report.approval == "required" and (arrived or dues):
        return arrived if made.proposed else (*arrived, *dues[:1])
    return dues if any(due.quarter > newest for due in dues) else (*dues, *arrived)


def _nothing(made: Made) -> Look:
    waits = f" The edition of {made.proposed[-1]} waits for approval." if made.proposed else ""
    return Look(outcome="nothing_due", words=f"nothing is due.{waits}")


def _waiting(at: _At, arriving: tuple[str, ...]) -> tuple[Look, ScheduleState]:
    words = (
        f"{len(arriving)} of the partners' files are still arriving ({', '.join(arriving[:5])}): written to less than "
        f"{at.plan.schedule.still_minutes} minutes ago, open, or beside an unfinished copy. Nothing was made "
        "of them; the next look goes on when they stand still."
    )
    return _put_off(at, "waiting", words, ask="ask who writes them.")


def _put_off(at: _At, outcome: Literal["waiting", "busy"], words: str, *, ask: str) -> tuple[Look, ScheduleState]:
    """Nothing can be begun now, which is no failure until it has been so for too long."""
    since = at.state.waiting_since or at.now.isoformat(timespec="seconds")
    if at.now - datetime.fromisoformat(since) > _LONGEST_WAIT:
        why = f"{words} Nothing could be begun since {since}: {ask}"
        return _failed(at, Due(quarter="", why="arrival"), outcome, why, inputs="")
    return Look(outcome=outcome, words=words), replace(at.state, waiting_since=since)


def _made(at: _At, dues: tuple[Due, ...], seen: Seen, *, again: bool) -> tuple[Look, ScheduleState]:
    """Each due edition in turn, until one fails."""
    failing = at.state.failing
    if failing is not None and not again and _is_too_early(failing, _inputs(at.plan, seen), at.now):
        return Look(outcome="failed", words=_still(failing)), replace(at.state, waiting_since="")
    words: list[str] = []
    for due in dues:
        at.say(f"{due.quarter}: begun ({due.why})")
        inputs, (came, seen) = _inputs(at.plan, seen_now(at.plan, at.clock)), _attempted(at, due)
        if not isinstance(came, CameOfIt):
            return _waiting(at, came)
        if came.kind == RunLockedError.__name__:
            return _put_off(at, "busy", f"nothing was begun: {came.words}", ask="look at that process.")
        at = replace(at, state=replace(at.state, waiting_since=""))
        if not came.is_made:
            return _failed(at, due, came.kind, came.words, inputs="" if came.may_pass else inputs)
        words.append(came.words)
        at = replace(at, state=_with_made(at, due, came, seen))
    return Look(outcome="made", words="\n".join(words)), at.state


def _with_made(at: _At, due: Due, came: CameOfIt, seen: Seen) -> ScheduleState:
    """Remembered at once: whatever comes next, this edition is there."""
    did = datetime.now().isoformat(timespec="seconds")
    made, failing = at.state.with_made(due.quarter, hash_values(seen)), at.state.failing
    works_again = made.works_again or (failing is not None and failing.is_told)
    state = replace(made, did=did, did_what=came.words, failing=None, works_again=works_again)
    with suppress(OSError):
        write_state(at.plan, state)
    return state


def _attempted(at: _At, due: Due) -> tuple[CameOfIt | tuple[str, ...], Seen]:
    """The edition, or the files that are arriving by then; and how the files looked that it was made of.

    It is tried again after a pause where what went wrong may pass; the pauses grow twice as long.
    """
    plan, pause = at.plan.schedule, at.plan.schedule.wait_seconds
    for attempt in range(1, plan.attempts + 1):
        seen = seen_now(at.plan, at.clock)
        if arriving := still_arriving(at.plan, seen, at.clock):
            return arriving, seen
        left = at.seconds_left
        came = _no_room(at.plan) or make_supervised(at.plan, due, seconds=max(left, 1.0), say=at.say)
        is_last = attempt == plan.attempts or left - pause < 1
        if came.is_made or not came.may_pass or is_last or came.kind == RunLockedError.__name__:
            return came, seen
        at.say(f"{due.quarter}: attempt {attempt} of {plan.attempts} failed, next in {pause:.0f} s: {came.words}")
        time.sleep(pause)
        pause *= 2
    raise AssertionError("at least one attempt is made")


def _no_room(plan: RunPlan) -> CameOfIt | None:
    try:
        require_room(plan)
    except DiskFullError as error:
        return CameOfIt(is_made=False, kind=type(error).__name__, words=str(error), may_pass=True)
    return None


def _inputs(plan: RunPlan, seen: Seen) -> str:
    """What would have to change for a lasting failure to end otherwise."""
    names = (*plan.report.notebooks, plan.report.board_report)
    files = [plan.parameters, plan.cohort, *map(plan.notebook, names)]
    key = getattr(plan.data, "key_file", None)
    path = plan.parameters.parent / key if key else None
    looked_at = [*([path] if path is not None and path.exists() else []), *sorted(plan.ledger.rglob("*"))]
    standing = [[str(one), one.stat().st_mode, one.stat().st_mtime_ns] for one in looked_at]
    return hash_values([seen, [hash_file(file) for file in files], hash_package(), standing])


def _is_too_early(failing: Failing, inputs: str, now: datetime) -> bool:
    return failing.again_at != "" and failing.inputs == inputs and now < datetime.fromisoformat(failing.again_at)


def _still(failing: Failing) -> str:
    return (
        f"{failing.why} (Failing since {failing.since}, {failing.attempts} time(s). It is tried again when a file that "
        f"it depends on has changed, or at {failing.again_at}; at once with `--again`.)"
    )


def _failed(at: _At, due: Due, kind: str, why: str, *, inputs: str) -> tuple[Look, ScheduleState]:
    before = at.state.failing
    attempts = before.attempts + 1 if before else 1
    failing = Failing(
        since=before.since if before else at.now.isoformat(timespec="minutes"),
        kind=kind, why=why, quarter=due.quarter, inputs=inputs, attempts=attempts,
        again_at=(at.now + _UNTIL_AGAIN).isoformat(timespec="minutes") if inputs else "",
        is_told=before is not None and before.is_told and before.kind == kind,
    )  # fmt: skip
    looked = at.state.looked if kind == ClockError.__name__ else at.now.astimezone().isoformat(timespec="seconds")
    return Look(outcome="failed", words=why), replace(at.state, failing=failing, looked=looked)


def _ended(at: _At, look: Look, state: ScheduleState) -> Look:
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
