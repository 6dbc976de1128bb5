"""Some of a cohort's people, with everything that is known of them: an intake, or a group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import polars as pl

from research_kit.cohort.cohort import Cohort
from research_kit.errors import CohortError, did_you_mean
from research_kit.provenance import hash_values

_PERSON, _ON = "pid", "_on"


def part_of(
    cohort: Cohort,
    *,
    since: date | str | None = None,
    until: date | str | None = None,
    where: Mapping[str, str | bool] | None = None,
) -> Cohort:
    """The part of a cohort that came in a period, or belongs to a group.

    Whoever never became a participant counts by the day of the first referral, so that the flow still adds up.

    Parameters
    ----------
    cohort
        All participants, from `build_cohort`.
    since, until
        The first and the last day of the index date, as a date or `YYYY-MM-DD`. Null: from the beginning, to the end.
    where
        Dimension -> code that everybody in the part has: `{"gender": "woman"}`; of a target group true:
        `{"target_youth": True}`.

    Returns
    -------
    A cohort of the same definition with these people alone; its data hash is another.

    Raises
    ------
    CohortError
        A day that is none, a dimension or a code that the cohort has not got, or nobody is left.

    Examples
    --------
    >>> len(rk.part_of(cohort, since="2010-01-01", where={"gender": "woman"}))
    51
    """
    wanted = {name: str(code) if isinstance(code, str) else bool(code) for name, code in (where or {}).items()}
    for name, code in wanted.items():
        _require_group(cohort, name, code)
    first, last = _day(since), _day(until)
    if first is None and last is None and not wanted:
        return cohort
    people = _everybody(cohort).filter(*_within(first, last), *(pl.col(name) == code for name, code in wanted.items()))
    part = _only(cohort, people.select(_PERSON), hash_values([first, last, sorted(wanted.items())]))
    if not len(part):
        raise CohortError(
            f"none of the {len(cohort)} participants came then and belongs to that group. Choose a longer period or "
            "another group."
        )
    return part


def _everybody(cohort: Cohort) -> pl.DataFrame:
    """One row per person: `pid`, the groups, and the day that counts as having come."""
    people = cohort.frame.with_columns(pl.col("index_on").alias(_ON)) if "index_on" in cohort.frame.columns else None
    if people is None:
        people = cohort.frame.with_columns(pl.lit(None, dtype=pl.Date).alias(_ON))
    others = cohort.flow.join(cohort.frame, on=_PERSON, how="anti") if cohort.flow.height else cohort.flow.head(0)
    if not others.height:
        return people
    referred = cohort.records.referrals.group_by(_PERSON).agg(pl.col("referred_on").min().alias(_ON))
    others = others.join(referred, on=_PERSON, how="left", validate="1:1")
    return pl.concat([people, others], how="diagonal").select(*_groups(cohort), _PERSON, _ON)


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
    except ValueError:
        raise CohortError(f"`{said}` is no day. Write it as `2010-12-31`.") from None


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


def _codes(frame: pl.DataFrame, name: str) -> list[str]:
    kind = frame.schema[name]
    return kind.categories.to_list() if isinstance(kind, pl.Enum) else []


def _only(cohort: Cohort, people: pl.DataFrame, why: str) -> Cohort:
    others = {name: replace(one, **_frames(one, people)) for name, one in cohort.other_courses.items()}
    return replace(
        cohort,
        **_frames(cohort, people),
        other_courses=others,
        records=replace(cohort.records, **_frames(cohort.records, people)),
        voice=replace(cohort.voice, **_frames(cohort.voice, people)),
        data_hash=hash_values([cohort.data_hash, why]),
    )


def _frames(holder: Any, people: pl.DataFrame) -> dict[str, Any]:
    """Every frame about people that a record holds, of these people alone; what is about the project stays whole."""
    held = {one.name: getattr(holder, one.name) for one in fields(holder)}
    return {
        name: frame.join(people, on=_PERSON, how="semi", maintain_order="left")
        for name, frame in held.items()
        if isinstance(frame, pl.DataFrame) and _PERSON in frame.columns
    }
