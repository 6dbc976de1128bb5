"""Which quantities of one group are tied: people with and without an event, outcomes that contain one another, stages.

Every tie has the form whole = sum of parts. Where a whole contains its parts without being their sum, the rest is a
quantity too, and may be a secret like any other: those who started between 6 and 9 months, those whose work did not
last, those in subsidised work only, those outside the register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from research_kit.disclosure.read_together.counted_people import Group
from research_kit.disclosure.read_together.exact_counts import ExactCounts

_WIDER = ("wide", "self_support")
_STAGES = ("referred", "accepted", "enrolled", "any_activity", "followed_1", "followed_2", "followed_3", "followed_4")
_LAST_STAGE = "outcome_known"


class Tie(NamedTuple):
    """`whole` = sum of `parts` and of `rest`, where it has one."""

    whole: str
    parts: tuple[str, ...]
    rest: str | None = None


def ties(exact: ExactCounts) -> list[Tie]:
    """Every tie that these quantities may have, in an order in which each rest is known before it is divided."""
    names = list(exact.by_quantity())
    found = chain(
        _with_and_without(exact),
        _parts_of_the_group(names, exact),
        _over_time(names),
        _nested_outcomes(names),
        _lasted(names),
        _lost(names, exact),
        _states(names),
        _stages(names, exact),
    )
    return list(dict.fromkeys(found))


def true_everywhere(tie: Tie, numbers: Mapping[str, Mapping[Group, int]]) -> dict[Group, int] | None:
    """The rest in every group in which the tie's quantities are known; None where the tie does not hold in one."""
    if tie.whole not in numbers or any(part not in numbers for part in tie.parts):
        return {}
    own = [numbers[part] for part in tie.parts]
    rests = {
        group: whole - sum(part[group] for part in own)
        for group, whole in numbers[tie.whole].items()
        if all(group in part for part in own)
    }
    holds = all(rest == 0 if tie.rest is None else rest >= 0 for rest in rests.values())
    return rests if holds else None


def _with_and_without(exact: ExactCounts) -> Iterator[Tie]:
    """In every row: those with the event, and the others; of these those not known of, and those known without."""
    for row in exact.rows:
        if "n" not in row or "events" not in row or row["n"] == row["events"]:
            continue
        without = f"{row['events']} without"
        yield Tie(row["n"], (row["events"],), without)
        if "unknown" in row:
            yield Tie(without, (row["unknown"],), f"{row['events']} known without")


def _parts_of_the_group(names: Sequence[str], exact: ExactCounts) -> Iterator[Tie]:
    """At a time: those of each cause, those not known of, those still followed."""
    base = {row["unknown"]: row["n"] for row in exact.rows if {"n", "unknown"} <= set(row)}
    for unknown, people in base.items():
        if "/unknown@" not in unknown:
            continue
        outcome, time = unknown.split("/unknown@")
        causes = [each for each in names if each.startswith(f"{outcome}/") and each.endswith(f"@{time}")]
        causes = [each for each in causes if each.split("/")[1].split("@")[0] not in ("unknown", "followed")]
        yield Tie(people, (f"{outcome}/followed@0",), f"{outcome}, came later")
        followed = (f"{outcome}/followed@{time}",) if f"{outcome}/followed@{time}" in names else ()
        complete = outcome == "states" or (bool(followed) and outcome == _headline(names))
        yield Tie(people, (*causes, unknown, *followed), None if complete else f"{outcome}, none of these at {time}")


def _over_time(names: Sequence[str]) -> Iterator[Tie]:
    """Who had started by 6 months had by 9; who is followed at 9 months was at 6."""
    timed: dict[str, list[tuple[float, str]]] = {}
    for name in names:
        stem, at, time = name.rpartition("@")
        if at and not stem.startswith("states/"):
            timed.setdefault(stem, []).append((float(time.split(":")[0]), name))
    for stem, series in timed.items():
        for (_, early), (until, late) in pairwise(sorted(series)):
            few, many = (late, early) if stem.endswith("/followed") else (early, late)
            yield Tie(many, (few,), f"{stem} between, until {until:g}")


def _headline(names: Sequence[str]) -> str | None:
    """Outcome of the first shares within given times: the headline."""
    return next((name.split("/")[0] for name in names if "/unknown@" in name and not name.startswith("states/")), None)


def _nested_outcomes(names: Sequence[str]) -> Iterator[Tie]:
    """A wide definition holds work, studies and supported work."""
    headline = _headline(names)
    for whole in names:
        outcome, slash, rest = whole.partition("/")
        if not slash or outcome not in _WIDER or "@" not in rest or rest.startswith(("unknown", "followed")):
            continue
        time = rest.split("@")[1]
        work, studies = (f"{headline}/{cause}@{time}" for cause in ("employment", "education"))
        if outcome == "wide":
            yield Tie(whole, (work, studies), f"{whole} less work and studies")
            yield Tie(whole, (work,), f"{whole} less work")
            yield Tie(whole, (studies,), f"{whole} less studies")
            yield Tie(whole, (f"self_support/self_support@{time}",), f"{whole} less self-support")


def _lasted(names: Sequence[str]) -> Iterator[Tie]:
    """Work that lasted 180 days lasted 90, and was work; other outcomes of the same kind likewise."""
    headline, prefix = _headline(names), "sustained_"
    found = {name.split("/")[0] for name in names if name.startswith(prefix) and "@" in name}
    outcomes = sorted(found, key=lambda outcome: int(outcome.removeprefix(prefix)))
    chain = [f"{headline}/employment@12", *(f"{outcome}/employment@12" for outcome in outcomes)]
    for looser, stricter in pairwise(chain):
        yield Tie(looser, (stricter,), f"{looser} not {stricter}")


def _lost(names: Sequence[str], exact: ExactCounts) -> Iterator[Tie]:
    """Those lost without an event, and those whom no register follows."""
    headline = _headline(names)
    at_horizon = {row["events"]: row["n"] for row in exact.rows if {"n", "events"} <= set(row)}
    started = next((name for name in at_horizon if name.startswith(f"{headline}/") and name.endswith("@12")), "")
    people = at_horizon.get(started, "")
    yield Tie("none_started/events", (started,))
    yield Tie("all_started/events", (started,), "lost")
    yield Tie(f"{headline}/unknown@12", ("lost",), "not known of, not lost")
    yield Tie(started, ("verified/events",), "outside the register, started")
    yield Tie(people, ("verified/n",), "outside the register")
    yield Tie("outside the register", ("outside the register, started",), "outside the register, not started")
    yield Tie("outside the register, not started", ("lost",), "outside the register, not started, not lost")


def _states(names: Sequence[str]) -> Iterator[Tie]:
    """In the project or out of it told as one; who is in work has started it."""
    headline = _headline(names)
    for name in names:
        if name.startswith("states/work@"):
            time = name.split("@")[1]
            yield Tie(f"{headline}/employment@{time}", (name,), f"has left work by {time}")
            yield Tie(f"states/neither@{time}", (f"states/in_project@{time}", f"states/ended@{time}"))


def _stages(names: Sequence[str], exact: ExactCounts) -> Iterator[Tie]:
    """In = out and lost, by reason; those enrolled a year ago, and of whom it is known how it went."""
    known_as = {stage: exact.names.get(stage, stage) for stage in (*_STAGES, _LAST_STAGE)}
    for before, after in pairwise(stage for stage, name in known_as.items() if name in names):
        reasons = tuple(name for name in names if name.startswith(f"lost_before_{after}/"))
        yield Tie(known_as[before], (known_as[after],), f"lost before {after}")
        if reasons:
            yield Tie(f"lost before {after}", reasons)
    yield Tie(known_as["enrolled"], ("mature",), "enrolled less than a year ago")
    yield Tie("known", (_LAST_STAGE,), "known, but not by the stages")
