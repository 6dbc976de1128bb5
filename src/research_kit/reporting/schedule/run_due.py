"""What the schedule calls: decide what is due, make it, try again what may pass, and tell what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from research_kit.errors import DiskFullError, ResearchKitError, RunError, RunLockedError
from research_kit.provenance import hash_file, hash_values
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.manifest import hash_package
from research_kit.reporting.schedule.arrival import Seen, seen_now, still_arriving
from research_kit.reporting.schedule.before_start import latest_known, require_room, require_sound_clock
from research_kit.reporting.schedule.due import Due, Made, due_editions, made_before
from research_kit.reporting.schedule.keep_for import forget_old
from research_kit.reporting.schedule.kept_plan import keep_plan
from research_kit.reporting.schedule.look import At, Look, also_into, ended, failed
from research_kit.reporting.schedule.one_look import alone, held_for
from research_kit.reporting.schedule.run_log import RunLog
from research_kit.reporting.schedule.state import Failing, ScheduleState, read_state, state_folder, write_state
from research_kit.reporting.schedule.supervise import CameOfIt, make_supervised
from research_kit.reporting.schedule.told_errors import told

_LONGEST_WAIT = timedelta(hours=24)


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
            log, works_again = RunLog(state_folder(plan)), keep_plan(plan)
            state = read_state(plan)
            state = replace(state, works_again=state.works_again or works_again)
            if clock_is_right:
                known = latest_known(plan, last_look=state.looked, now=now)
                state = replace(state, looked="", clock_confirmed=known)
            at = At(plan=plan, now=now, state=state, say=also_into(log, say), began=time.monotonic())
            return ended(at, *_looked(at, again=again, clock_is_right=clock_is_right))
    except RunLockedError as error:
        return _while_another_looks(plan, now, str(error), say)
    except RunError as error:  # a disk that cannot lock files: nothing is begun, and it is told
        at = At(plan=plan, now=now, state=read_state(plan), say=say, began=time.monotonic())
        return ended(at, *failed(at, type(error).__name__, str(error)))


def _while_another_looks(plan: RunPlan, now: datetime, why: str, say: Callable[[str], None]) -> Look:
    """No failure, unless the other one hangs: then it is told, though the other one remembers nothing of it."""
    words, longest = f"nothing was begun: {why}", _LONGEST_WAIT + timedelta(hours=plan.schedule.hours_for_all)
    if held_for(plan, now) < longest:
        return Look(outcome="busy", words=words)
    at = At(plan=plan, now=now, state=read_state(plan), say=say, began=time.monotonic())
    words = f"{words} It hangs: end that process, and the next look goes on."
    return ended(at, *failed(at, "hangs", words))


def _looked(at: At, *, again: bool, clock_is_right: bool) -> tuple[Look, ScheduleState]:
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
        return failed(at, type(error).__name__, told(error))
    except OSError as error:
        return failed(at, "OSError", told(error))


def _to_make(at: At, made: Made, seen: Seen) -> tuple[Due, ...]:
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


def _waiting(at: At, arriving: tuple[str, ...]) -> tuple[Look, ScheduleState]:
    words = (
        f"{len(arriving)} of the partners' files are still arriving ({', '.join(arriving[:5])}): written to less than "
        f"{at.plan.schedule.still_minutes} minutes ago, open, or beside an unfinished copy. Nothing was made "
        "of them; the next look goes on when they stand still."
    )
    return _put_off(at, "waiting", words, ask="ask who writes them.")


def _put_off(at: At, outcome: Literal["waiting", "busy"], words: str, *, ask: str) -> tuple[Look, ScheduleState]:
    """Nothing can be begun now, which is no failure until it has been so for too long."""
    since = at.state.waiting_since or at.now.isoformat(timespec="seconds")
    if at.now - datetime.fromisoformat(since) > _LONGEST_WAIT:
        why = f"{words} Nothing could be begun since {since}: {ask}"
        return failed(at, outcome, why)
    return Look(outcome=outcome, words=words), replace(at.state, waiting_since=since)


def _made(at: At, dues: tuple[Due, ...], seen: Seen, *, again: bool) -> tuple[Look, ScheduleState]:
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
            return failed(at, came.kind, came.words, quarter=due.quarter, inputs="" if came.may_pass else inputs)
        words.append(came.words)
        at = replace(at, state=_with_made(at, due, came, seen))
    return Look(outcome="made", words="\n".join(words)), at.state


def _with_made(at: At, due: Due, came: CameOfIt, seen: Seen) -> ScheduleState:
    """Remembered at once: whatever comes next, this edition is there."""
    did = datetime.now().isoformat(timespec="seconds")
    made, failing = at.state.with_made(due.quarter, hash_values(seen)), at.state.failing
    works_again = made.works_again or (failing is not None and failing.is_told)
    names_wait = made.names_wait if came.names_wait is None else came.names_wait
    state = replace(
        made, did=did, did_what=came.words, failing=None, works_again=works_again,
        names_wait=names_wait, names_are_told=made.names_are_told and names_wait,
    )  # fmt: skip
    with suppress(OSError):
        write_state(at.plan, state)
    return state


def _attempted(at: At, due: Due) -> tuple[CameOfIt | tuple[str, ...], Seen]:
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
