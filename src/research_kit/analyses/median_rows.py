"""The time after which half have had the event, as far as the curve that may be shown reaches (METHODS M3.1)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.groups import GROUP
from research_kit.analyses.incidence_curves import KEY, months
from research_kit.analyses.outcome_rows import (
    FEW_AT_RISK,
    FEW_EVENTS,
    FEW_PEOPLE,
    VALUES,
    Followed,
    is_thin,
    judge,
    with_reasons,
)
from research_kit.results.status import OK
from research_kit.statistics import quantile

_CURVE = (*KEY, "time", "at_risk", "events", "estimate", "std_error", "lower", "upper")


def median_rows(followed: Followed) -> pl.DataFrame:
    """The months after which half have had the headline's event, per line; null where half have not got there."""
    found = medians(followed)
    in_months = [months(pl.col(name)).alias(name) for name in VALUES if name in found.columns]
    return found.with_columns(*in_months, unit=pl.lit("months"))


def medians(followed: Followed) -> pl.DataFrame:
    """The days after which half have had the first cause's event, per line; null where half have not got there.

    A median, or a limit of it, that lies where the curve has ended (fewer than five, or than a tenth, at risk) is
    not reached either.
    """
    limits = followed.limits
    curves = followed.curves.filter((pl.col("part") == GROUP) & (pl.col("cause") == 1))
    people = curves.group_by(KEY, maintain_order=True).agg(pl.col("n", "at_risk_start").first(), pl.col("events").sum())
    found = people.join(_found(followed, curves), on=list(KEY), how="left", validate="1:1", maintain_order="left")
    judged = judge(
        with_reasons(found, followed),
        {
            FEW_PEOPLE: pl.col("n") < limits.at_risk_start,
            FEW_AT_RISK: pl.col("at_risk_start") < limits.at_risk_start,
            FEW_EVENTS: pl.col("events") < limits.median_events,
        },
        is_wide=pl.lit(False),
    )
    unreached = pl.col("estimate").is_null() & (pl.col("status") == OK)
    named = followed.named(judged).with_columns(statistic=pl.lit("median"), unit=pl.lit("days"))
    return named.with_columns(reason=pl.when(unreached).then(pl.lit("NOT_REACHED")).otherwise("reason"))


def _found(followed: Followed, curves: pl.DataFrame) -> pl.DataFrame:
    """Median and limits in days; null beyond the part of the curve that may be shown."""
    both = medians_of_steps(curves) if followed.fits is None else followed.fits.medians()
    shown = curves.filter(~is_thin(followed.limits)).group_by(KEY).agg(_last=pl.col("time").max())
    ended = both.join(shown, on=list(KEY), how="left", validate="1:1", maintain_order="left")
    names = [name for name in VALUES if name in ended.columns]
    inside = [pl.when(pl.col(name) <= pl.col("_last")).then(name).alias(name) for name in names]
    return ended.with_columns(inside).drop("_last")


def medians_of_steps(curves: pl.DataFrame) -> pl.DataFrame:
    """The days after which half have had the event, with the limits of 95 % and of the alarm: one row per line."""
    claim = curves.with_columns(lower="alarm_lower", upper="alarm_upper")
    found = quantile(curves.select(_CURVE)).rename({"time": "estimate"})
    alarm = quantile(claim.select(_CURVE)).select(*KEY, alarm_lower="lower", alarm_upper="upper")
    return _outside(found.join(alarm, on=list(KEY), how="left", validate="1:1", maintain_order="left"))


def _outside(found: pl.DataFrame) -> pl.DataFrame:
    """The alarm's limits, outside those of 95 %: a band that turns back after late entry may reach a half later."""
    later = pl.when(pl.col("upper").is_not_null()).then(pl.max_horizontal("upper", "alarm_upper"))
    reached = pl.when(pl.col("alarm_upper").is_not_null()).then(later)
    return found.with_columns(alarm_lower=pl.min_horizontal("lower", "alarm_lower"), alarm_upper=reached)
