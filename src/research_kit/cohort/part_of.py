"""Some of a cohort's people, with everything that is known of them: an intake, or a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal, get_args

import polars as pl

from research_kit.cohort.attrition import attrition_table
from research_kit.cohort.cohort import Cohort
from research_kit.cohort.late_measurements import late_measurements
from research_kit.cohort.of_people import of_people
from research_kit.errors import CohortError, GuardError, did_you_mean

CountedFrom = Literal["index", "referral"]
"""The day that a number begins with, by which people belong to a period."""
_PERSON, _ON = "pid", "_on"


def part_of(
    cohort: Cohort,
    *,
    since: date | str | None = None,
    until: date | str | None = None,
    where: Mapping[str, str | bool] | None = None,
    counted_from: CountedFrom = "index",
) -> Cohort:
    """The part of a cohort that came in a period, or belongs to a group.

    A period must be one of the day that the number begins with: people chosen by what came later (of those referred,
    by whether and when they were enrolled) would give a biased number.

    Parameters
    ----------
    cohort
        All participants, from `build_cohort`.
    since, until
        The first and the last day of having come, as a date or `YYYY-MM-DD`. Null: from the beginning, to the end.
    where
        Dimension -> code that everybody in the part has: `{"gender": "woman"}`; of a target group true:
        `{"target_youth": True}`.
    counted_from
        `index`, the index date, for numbers that begin there (`rk.time_to_employment`); of a period, and of a group
        that was formed after the referral, nothing is then told of those referred. `referral`, the first referral,
        for numbers of those referred (the flow of `rk.participants`, the access of `rk.equity`, the waits of
        `rk.process`); who was enrolled before any referral has come on the index date.

    Returns
    -------
    A cohort of the same definition with these people alone; its data hash is another, and `part` says what it is. What
    is told of the whole project only (numbers at once beside the plan, targets, benchmarks) is not told of it.

    Raises
    ------
    CohortError
        A day that is none, a dimension or a code that the cohort has not got, or nobody is left.
    GuardError
        G-MEDIATOR, G-IMMORTAL: a dimension was measured, or comes about, after the day that people are counted from.

    Examples
    --------
    >>> len(rk.part_of(cohort, since="2010-01-01", where={"gender": "woman"}))
    51
    """
    _require_day(counted_from)
    wanted = {name: str(code) if isinstance(code, str) else bool(code) for name, code in (where or {}).items()}
    for name, code in wanted.items():
        _require_group(cohort, name, code)
        _require_known_then(cohort, name, counted_from)
    first, last = _day(since), _day(until)
    if first is None and last is None and not wanted:
        return cohort
    known = _by_referral(cohort) if counted_from == "referral" else _by_index(cohort)
    people = known.filter(*_within(first, last), *(pl.col(name) == code for name, code in wanted.items()))
    dated = first is not None or last is not None or _is_late(cohort, wanted)
    facts = _facts(first, last, wanted, counted_from if dated else None)
    part = _only(cohort, people.select(_PERSON), facts)
    if not len(part):
        raise CohortError(
            f"none of the {len(cohort)} participants came then and belongs to that group. Choose a longer period or "
            "another group."
        )
    return _without_referred(part) if _is_by_index(facts) else part


def _by_index(cohort: Cohort) -> pl.DataFrame:
    """One row per person: `pid`, the groups, and the index date, null of whoever never became a participant."""
    days = pl.col("index_on") if "index_on" in cohort.frame.columns else pl.lit(None, dtype=pl.Date)
    people = cohort.frame.with_columns(days.alias(_ON))
    if not cohort.flow.height:
        return people
    others = cohort.flow.join(cohort.frame, on=_PERSON, how="anti")
    return pl.concat([people, others], how="diagonal").select(*_groups(cohort), _PERSON, _ON)


def _by_referral(cohort: Cohort) -> pl.DataFrame:
    """The same with the day of the first referral, or of the index date where that was earlier or there is none."""
    first = cohort.records.referrals.group_by(_PERSON).agg(pl.col("referred_on").min())
    known = _by_index(cohort).join(first, on=_PERSON, how="left", validate="1:1")
    return known.with_columns(pl.min_horizontal(_ON, "referred_on").alias(_ON)).drop("referred_on")


def _facts(
    first: date | None, last: date | None, wanted: Mapping[str, str | bool], counted_from: str | None
) -> tuple[tuple[str, str], ...]:
    """What the part is, as names and values."""
    period = [(name, day.isoformat()) for name, day in (("since", first), ("until", last)) if day is not None]
    groups = [(name, code if isinstance(code, str) else "yes" if code else "no") for name, code in wanted.items()]
    return (*period, *([] if counted_from is None else [("counted_from", counted_from)]), *groups)


def _is_by_index(facts: tuple[tuple[str, str], ...]) -> bool:
    return ("counted_from", "index") in facts


def _without_referred(part: Cohort) -> Cohort:
    """Of those referred only the enrolled are in a period of the index date: nothing can be told of those referred."""
    kept = part.records
    waits = kept.waits.filter(~pl.col("wait").str.starts_with("referral_"))
    records = replace(kept, waits=waits, referrals=kept.referrals.clear(), course=kept.course.clear())
    return replace(part, records=records, flow=part.flow.clear(), flow_stages=())


def _groups(cohort: Cohort) -> list[str]:
    return [*cohort.dimensions, *(name for name in cohort.frame.columns if name.startswith("target_"))]


def _within(first: date | None, last: date | None) -> list[pl.Expr]:
    """Null, where no day is known, is within no period."""
    since = [] if first is None else [pl.col(_ON) >= first]
    return since if last is None else [*since, pl.col(_ON) <= last]


def _day(said: date | str | None) -> date | None:
    if said is None or isinstance(said, date):
        return said
    try:
        return date.fromisoformat(said)
    except (ValueError, TypeError):
        raise CohortError(f"`{said}` is no day. Write it as `2010-12-31`.") from None


def _require_day(said: str) -> None:
    days = get_args(CountedFrom)
    if said not in days:
        meant = did_you_mean(said, days)
        raise CohortError(f"people are not counted from `{said}`.{meant} There are: {', '.join(days)}.")


def _require_group(cohort: Cohort, name: str, code: str | bool) -> None:
    known = _groups(cohort)
    if name not in known:
        meant = did_you_mean(name, known)
        raise CohortError(f"the cohort has no groups by `{name}`.{meant} It has: {', '.join(known)}.")
    if name not in cohort.dimensions:
        return
    codes = _codes(cohort.frame, name)
    if code not in codes:
        meant = did_you_mean(str(code), codes)
        raise CohortError(f"`{name}` has no code `{code}`.{meant} It has: {', '.join(codes)}.")


def _require_known_then(cohort: Cohort, name: str, counted_from: CountedFrom) -> None:
    """A group is one that was known on the day that people are counted from."""
    late = _late(cohort, name, counted_from)
    if late["guard"]:
        day = "index date" if counted_from == "index" else "first referral"
        raise GuardError(
            f"{late['guard']}: `{name}` was measured after the {day} of {late['after_index']} of {late['people']} "
            "people: a group by it is formed by what came later. Choose a group known on that day."
        )


def _is_late(cohort: Cohort, names: Iterable[str]) -> bool:
    """Whether a group was formed after the referral: of those referred only the enrolled may be known to be in it."""
    return any(_late(cohort, name, "referral")["guard"] for name in names)


def _late(cohort: Cohort, name: str, counted_from: CountedFrom) -> dict[str, Any]:
    """For how many a group was measured only after the day that people are counted from."""
    if counted_from == "referral" and "index_on" in cohort.frame.columns:
        days = _by_referral(cohort).select(_PERSON, index_on=_ON)
        frame = cohort.frame.drop("index_on").join(days, on=_PERSON, how="left", validate="1:1", maintain_order="left")
        cohort = replace(cohort, frame=frame)
    return late_measurements(cohort, [name]).row(0, named=True)


def _codes(frame: pl.DataFrame, name: str) -> list[str]:
    kind = frame.schema[name]
    return kind.categories.to_list() if isinstance(kind, pl.Enum) else []


def _only(cohort: Cohort, people: pl.DataFrame, facts: tuple[tuple[str, str], ...]) -> Cohort:
    part = of_people(cohort, people, facts)
    return replace(part, attrition=_accounted(cohort, people, facts), part=(*cohort.part, *facts))


def _accounted(cohort: Cohort, people: pl.DataFrame, facts: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    """The others are excluded for a reason too (METHODS 0.4)."""
    others = cohort.frame.join(people, on=_PERSON, how="anti").height
    step = ("part_of", ", ".join(f"{name} {value}" for name, value in facts), others, 0)
    return pl.concat([cohort.attrition, attrition_table([step], len(cohort))], how="diagonal_relaxed")
