"""Those of a cohort who came on a day or later, or before it, with everything that is known of them."""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.cohort import Cohort
from research_kit.cohort.of_people import of_people

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
    later = _came(cohort, by_referral).filter(pl.col("_on") >= day)
    return of_people(cohort, later, [day, by_referral])


def came_before(cohort: Cohort, day: date, *, by_referral: bool = False) -> Cohort:
    """The others: those who came before that day."""
    earlier = _came(cohort, by_referral).filter(pl.col("_on") < day)
    return of_people(cohort, earlier, [day, by_referral, "before"])


def _came(cohort: Cohort, by_referral: bool) -> pl.DataFrame:
    """One row per person: `pid`, and the day from which the number is about her."""
    if by_referral:
        return cohort.records.referrals.select(_PERSON, _on="referred_on")
    return cohort.frame.select(_PERSON, _on="index_on")
