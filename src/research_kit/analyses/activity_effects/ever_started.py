"""The comparison that comes to mind first, and that the guard refuses: those who "ever took part" and the rest."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.cohort import Cohort
from research_kit.statistics import exposure_groups


def compare_ever_started(cohort: Cohort, activity: str) -> pl.DataFrame:
    """Participants by whether they ever started an activity, which is allowed only if all started on the index date.

    Parameters
    ----------
    cohort
        The participants.
    activity
        A type of activity, such as `language`.

    Returns
    -------
    One row per participant: `pid`, `exposed`.

    Raises
    ------
    GuardError
        G-IMMORTAL: somebody started later. Who finds work early never gets the chance to start, so that the activity
        would look harmful. Use `activity_effects`.

    References
    ----------
    Suissa S (2008). Am J Epidemiol 167:492-499. doi:10.1093/aje/kwm324
    """
    starts = cohort.records.activity_starts.filter(pl.col("type") == activity)
    begun = starts.select("pid", months=pl.col("days") / DAYS_PER_MONTH)
    people = cohort.frame.select("pid").join(begun, on="pid", how="left", validate="1:1", maintain_order="left")
    return exposure_groups(people, exposure_time="months").select("pid", "exposed")
