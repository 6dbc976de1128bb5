"""Which quantities of one group are tied: people with and without an event, outcomes that contain one another, stages.

Every tie has the form whole = sum of parts. Where a whole contains its parts without being their sum, the rest is a
quantity too, and may be a secret like any other: those who started between 6 and 9 months, those whose work did not
last, those in subsidised work only, those outside the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from research_kit.disclosure.read_together.counted_people import PEOPLE, Group
from research_kit.disclosure.read_together.exact_counts import ExactCounts
from research_kit.disclosure.statements.declared import at_a_time, relations
from research_kit.disclosure.statements.name_patterns import Names, matched

_STAGES = ("referred", "accepted", "enrolled", "any_activity", "followed_1", "followed_2", "followed_3", "followed_4")
_LAST_STAGE = "outcome_known"
_NO_CAUSES = ("unknown", "followed", "neither", "waiting_or_in_project")
"""At a time: no cause of an event, or several told as one."""


class Tie(NamedTuple):
    """`whole` = sum of `parts` and of `rest`, where it has one."""

    whole: str
    parts: tuple[str, ...]
    rest: str | None = None


def ties(exact: ExactCounts) -> list[Tie]:
    """Every tie that these quantities may have, in an order in which each rest is known before it is divided."""
    names = list(exact.numbers)
    found = chain(
        _with_and_without(exact),
        _among_everybody(exact),
        _causes(exact),
        _parts_of_the_group(names, exact),
        _over_time(names, exact),
        _followed_of_outcomes(names, exact),
        _lasted(names),
        _stages(names, exact),
        _declared(names, exact),
    )
    return list(_with_own_rests(dict.fromkeys(found)))


def _with_own_rests(found: Iterable[Tie]) -> Iterator[Tie]:
    """No two rests have one name: they would be taken for the same people."""
    seen: set[str] = set()
    for tie in found:
        clash = tie.rest is not None and tie.rest in seen
        own = tie._replace(rest=f"{tie.whole} less {' and '.join(tie.parts)}"[:200]) if clash else tie
        seen.add(own.rest or "")
        yield own


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


def _holds(tie: Tie, exact: ExactCounts) -> bool:
    return bool(true_everywhere(tie, exact.numbers))


def _with_and_without(exact: ExactCounts) -> Iterator[Tie]:
    """In every row: those with the event, and the others; of these those not known of, and those known without."""
    for row in exact.rows:
        if "n" not in row or "events" not in row or row["n"] == row["events"]:
            continue
        without = f"{row['events']} without"
        yield Tie(row["n"], (row["events"],), without)
        if "unknown" in row:
            yield Tie(without, (row["unknown"],), f"{row['events']} known without")


def _among_everybody(exact: ExactCounts) -> Iterator[Tie]:
    """Whom a row is about is one of those who take part, or were referred, or of another base, if numbers allow it."""
    bases = dict.fromkeys(row["n"] for row in exact.rows if "n" in row and "events" in row)
    wholes = dict.fromkeys([*(exact.names.get(name, name) for name in (PEOPLE, "enrolled", "referred")), *bases])
    for base in bases:
        ties_with = (Tie(whole, (base,), f"not among {base}") for whole in wholes if whole != base)
        first = next((tie for tie in ties_with if any((true_everywhere(tie, exact.numbers) or {}).values())), None)
        if first is not None:
            yield first


def _causes(exact: ExactCounts) -> Iterator[Tie]:
    """Of tables that nobody declared: causes of one base are parts of it, wherever the numbers allow it."""
    for family in exact.families:
        rest = f"none of {', '.join(family.parts)}"[:200]
        several = [(*family.parts, family.unknown)] if family.unknown else []
        tries = [Tie(family.whole, parts, name) for parts in (*several, family.parts) for name in (None, rest)]
        first = next((tie for tie in tries if _holds(tie, exact)), None)
        if first is not None:
            yield first


def _parts_of_the_group(names: Sequence[str], exact: ExactCounts) -> Iterator[Tie]:
    """At a time: those of each cause, those not known of, those still followed."""
    base = {row["unknown"]: row["n"] for row in exact.rows if {"n", "unknown"} <= set(row)}
    for unknown, people in base.items():
        if "/unknown@" not in unknown:
            continue
        outcome, time = unknown.split("/unknown@")
        causes = [each for each in names if each.startswith(f"{outcome}/") and each.endswith(f"@{time}")]
        causes = [each for each in causes if each.split("/")[1].split("@")[0] not in _NO_CAUSES]
        yield Tie(people, (f"{outcome}/followed@0",), f"{outcome}, came later")
        followed = (f"{outcome}/followed@{time}",) if f"{outcome}/followed@{time}" in names else ()
        if f"{outcome}/neither@{time}" in names:
            apart = [each for each in causes if each.split("/")[1].split("@")[0] not in ("in_project", "ended")]
            yield Tie(people, (*apart, f"{outcome}/neither@{time}", unknown))
        complete = at_a_time(unknown) or (bool(followed) and outcome == _headline(names))
        yield Tie(people, (*causes, unknown, *followed), None if complete else f"{outcome}, none of these at {time}")


def _over_time(names: Sequence[str], exact: ExactCounts) -> Iterator[Tie]:
    """Who had started by 6 months had by 9; who is followed at 9 months was at 6."""
    timed: dict[str, list[tuple[float, str]]] = {}
    for name in names:
        stem, at, time = name.rpartition("@")
        if at and not at_a_time(stem):
            timed.setdefault(stem, []).append((float(time), name))
    for stem, series in timed.items():
        for (_, early), (until, late) in pairwise(sorted(series)):
            rest = f"{stem} between, until {until:g}"
            growing, falling = Tie(late, (early,), rest), Tie(early, (late,), rest)
            few_stay = stem.endswith("/followed") or (":" in stem and not _holds(growing, exact))
            yield falling if few_stay else growing


def _followed_of_outcomes(names: Sequence[str], exact: ExactCounts) -> Iterator[Tie]:
    """Who is followed for one outcome is followed for a narrower one too, where the numbers allow it."""
    numbers = exact.numbers
    at: dict[str, list[str]] = {}
    for name in names:
        if "/followed@" in name and () in numbers[name]:
            at.setdefault(name.partition("@")[2], []).append(name)
    for series in at.values():
        for more, fewer in pairwise(sorted(series, key=lambda name: -numbers[name][()])):
            tie = Tie(more, (fewer,), f"{more} and not {fewer}")
            if _holds(tie, exact):
                yield tie


def _headline(names: Sequence[str]) -> str | None:
    """Outcome of the first shares within given times: the headline."""
    outcomes = (name.split("/")[0] for name in names if "/unknown@" in name and not at_a_time(name))
    return next((outcome for outcome in outcomes if " " not in outcome), None)


def _lasted(names: Sequence[str]) -> Iterator[Tie]:
    """Work that lasted 180 days lasted 90, and was work; other outcomes of the same kind likewise."""
    headline, prefix = _headline(names), "sustained_"
    found = {name.split("/")[0] for name in names if name.startswith(prefix) and "/lasted@" in name}
    outcomes = sorted(found, key=lambda outcome: int(outcome.removeprefix(prefix)))
    chained = [f"{headline}/employment@12", *(f"{outcome}/lasted@12" for outcome in outcomes)]
    for looser, stricter in pairwise(chained):
        yield Tie(looser, (stricter,), f"{looser} not {stricter}")


def _stages(names: Sequence[str], exact: ExactCounts) -> Iterator[Tie]:
    """In = out and lost, by reason."""
    known_as = {stage: exact.names.get(stage, stage) for stage in (*_STAGES, _LAST_STAGE)}
    for before, after in pairwise(stage for stage, name in known_as.items() if name in names):
        reasons = tuple(name for name in names if name.startswith(f"lost_before_{after}/"))
        yield Tie(known_as[before], (known_as[after],), f"lost before {after}")
        if reasons:
            yield Tie(f"lost before {after}", reasons)


def _declared(names: Sequence[str], exact: ExactCounts) -> Iterator[Tie]:
    """What the answers declare of the people they count."""
    known = Names({**{name: name for name in names}, **exact.names})
    for relation in relations():
        for whole, parts, rest in matched(relation, known):
            if relation.sure or _holds(Tie(whole, parts, rest), exact):
                yield Tie(whole, parts, rest)
                known.add(rest or whole)
