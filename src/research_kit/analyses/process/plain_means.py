"""Means of completed waits and stays, which are refused while any is still open (G-COMPLETED, G-ONGOING)."""

from __future__ import annotations

import polars as pl

from research_kit.cohort import Cohort
from research_kit.cohort.records.waits import HAPPENED, TABLES_OF
from research_kit.errors import EstimateError
from research_kit.results import raise_guard


def mean_completed_wait(cohort: Cohort, *, wait: str) -> float:
    """Mean number of days of a wait, where everybody's has ended with what was waited for.

    Parameters
    ----------
    cohort
        People of whom nobody is still waiting, and nobody left before.
    wait
        One of `referral_to_decision`, `referral_to_enrolment`, `enrolment_to_contact`, `enrolment_to_activity`,
        `referral_to_activity`.

    Raises
    ------
    EstimateError
        No wait has that name, or nobody has one.
    GuardError
        G-COMPLETED: somebody is still waiting, or left: the mean of the others would be too short. Use `process`.
    """
    if wait not in TABLES_OF:
        raise EstimateError(f"no wait is called `{wait}`. Choose one of: {', '.join(TABLES_OF)}.")
    waits = cohort.records.waits.filter(pl.col("wait") == wait)
    uncompleted = waits.filter(pl.col("event") != HAPPENED).height
    if uncompleted:
        raise_guard("G-COMPLETED", f"{uncompleted} of {waits.height} waits have not ended with what was waited for.")
    return _mean(waits["days"], f"nobody has the wait `{wait}`")


def mean_completed_stay(cohort: Cohort) -> float:
    """Mean number of days of a stay in the project, where everybody has left.

    Raises
    ------
    EstimateError
        There are no stays.
    GuardError
        G-ONGOING: somebody is still in the project: the mean of the others would be too short. Use `process`.
    """
    stays = cohort.records.stays
    ongoing = stays["end_on"].null_count()
    if ongoing:
        raise_guard("G-ONGOING", f"{ongoing} of {stays.height} stays are still going on.")
    return _mean((stays["end_on"] - stays["start_on"]).dt.total_days(), "the study has no stays")


def _mean(days: pl.Series, why: str) -> float:
    if not days.len():
        raise EstimateError(f"There is no mean: {why} in this cohort. Check the tables that the study delivers.")
    return float(days.cast(pl.Float64).to_numpy().mean())
