"""How a project goes on: the pace at which people come, until when, and what room there is (METHODS M9.2)."""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.cohort import Cohort
from research_kit.statistics.forecasts.forecast import ForecastPlan
from research_kit.study.project_plan import planned_on

QUARTER_MONTHS, PACE_MONTHS = 3, 12


def going_on(cohort: Cohort, *, horizon: float, attained: int = 0, target: float | None = None) -> ForecastPlan:
    """What is known of the rest of the project, in months.

    The pace is that of the last twelve months, since a project begins slowly; the plan's number of participants is the
    most there is room for.
    """
    starts_on, ends_on = cohort.study.starts_on or cohort.cut, cohort.study.ends_on or cohort.cut
    since = max(starts_on, months_after(cohort.cut, -PACE_MONTHS))
    planned = planned_on(cohort.study.promises.plan.participants, cohort.cut)
    return ForecastPlan(
        attained=attained,
        enrolled=cohort.frame.filter(pl.col("index_on") > since).height,
        observed_time=(cohort.cut - since).days / DAYS_PER_MONTH,
        remaining_time=max((ends_on - cohort.cut).days / DAYS_PER_MONTH, 0.0),
        horizon=horizon,
        enrolling_time=max((_enrols_until(cohort, ends_on) - cohort.cut).days / DAYS_PER_MONTH, 0.0),
        most_to_come=None if planned is None else max(planned - len(cohort), 0),
        target=target,
    )


def _enrols_until(cohort: Cohort, ends_on: date) -> date:
    return min(cohort.study.promises.plan.enrols_until or ends_on, ends_on)


def quarters_so_far(cohort: Cohort) -> int:
    """Whole quarters since the project began."""
    starts_on = cohort.study.starts_on or cohort.cut
    return int((cohort.cut - starts_on).days / (QUARTER_MONTHS * DAYS_PER_MONTH))


def months_after(day: date, months: int) -> date:
    """The same day of the month, so many months later."""
    later: date = pl.select(pl.lit(day).dt.offset_by(f"{months}mo")).item()
    return later
