"""Those of a cohort who came on a day or later, or before it, with everything that is known of them."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import polars as pl

from research_kit.cohort import Cohort
from research_kit.provenance import hash_values

_PERSON = "pid"


def came_since(cohort: Cohort, day: date, *, by_referral: bool = False) -> Cohort:
    """The participants whose index date is that day or later; of numbers about those referred, whose referral is.

    Parameters
    ----------
    cohort
        All participants.
    day
        The first day that counts as after the change.
    by_referral
        Whether the number begins with the referral, as whether somebody came through a gate in time does.

    Returns
    -------
    A cohort of the same definition; its data hash is another.
    """
    return _of(cohort, _came(cohort, by_referral).filter(pl.col("_on") >= day), hash_values([day, by_referral]))


def came_before(cohort: Cohort, day: date, *, by_referral: bool = False) -> Cohort:
    """The others: those who came before that day."""
    earlier = _came(cohort, by_referral).filter(pl.col("_on") < day)
    return _of(cohort, earlier, hash_values([day, by_referral, "before"]))


def _came(cohort: Cohort, by_referral: bool) -> pl.DataFrame:
    """One row per person: `pid`, and the day from which the number is about her."""
    if by_referral:
        return cohort.records.referrals.select(_PERSON, _on="referred_on")
    return cohort.frame.select(_PERSON, _on="index_on")


def _of(cohort: Cohort, people: pl.DataFrame, why: str) -> Cohort:
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
