"""Months in work, or without it, during the first year: areas under the curves, and their gaps (METHODS M3.4)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.areas import area_gaps, areas
from research_kit.analyses.groups import COMPARED, GROUP
from research_kit.analyses.incidence_curves import months
from research_kit.analyses.outcome_counts import LINE
from research_kit.analyses.outcome_rows import (
    FEW_AT_RISK,
    FEW_EVENTS,
    FEW_PEOPLE,
    HORIZON_MONTHS,
    Followed,
    judge,
    with_reasons,
    with_reasons_of_both,
)
from research_kit.results.status import gap_from_error

WAVE_MONTHS = 3.0
"""The horizon is one of the quarterly waves."""


def horizons(followed: Followed) -> pl.DataFrame:
    """The horizon of each line, the same for all lines of a split so that they can be compared.

    Twelve months, or the last quarterly wave at which every line of the split that is large enough (and whom it is
    compared with) still has five people at risk.

    Returns
    -------
    One row per line: `line`, `tau` in months (null where not even one quarter is supported).
    """
    limits = followed.limits
    table = followed.life_table.table
    supported = table.filter(pl.col("at_risk") >= limits.at_risk_time).group_by(LINE).agg(last=pl.col("time").max())
    size = table.group_by(LINE).agg(n=pl.col("entered").sum(), events=_events(table).sum())
    large = size.filter((pl.col("n") >= limits.months_n) & (pl.col("events") >= limits.months_events))
    splits = followed.groups.lines.select("line", "split")
    least = (
        large.join(supported, on=list(LINE), how="left", validate="1:1")
        .join(splits, on="line", how="left", validate="m:1")
        .group_by("split")
        .agg(last=pl.col("last").fill_null(0.0).min())
    )
    waves = ((months(pl.col("last")) + 1e-9) / WAVE_MONTHS).floor() * WAVE_MONTHS
    tau = pl.min_horizontal(pl.lit(HORIZON_MONTHS), waves)
    by_line = splits.join(least, on="split", how="left", validate="m:1", maintain_order="left")
    return by_line.select("line", tau=pl.when(tau >= WAVE_MONTHS).then(tau))


def months_rows(followed: Followed, tau: pl.DataFrame) -> pl.DataFrame:
    """Months in work (competing causes) or without the event (none) during the first `tau` months, per line."""
    people = _people(followed, tau)
    estimates = areas(followed, people)
    limits = followed.limits
    everyone = people.filter(pl.col("part") == GROUP)
    rows = everyone.join(estimates, on="line", how="left", validate="1:1", maintain_order="left")
    judged = judge(
        with_reasons(rows.with_columns(_possible()), followed),
        {
            FEW_PEOPLE: pl.col("n") < limits.months_n,
            FEW_EVENTS: pl.col("events") < limits.months_events,
            FEW_AT_RISK: _UNSUPPORTED,
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width * pl.col("time"),
    )
    statistic = "months_in_work" if followed.competes else "months_without"
    named = followed.named(judged.with_columns(cause=pl.lit(1)))
    return named.with_columns(statistic=pl.lit(statistic), unit=pl.lit("months"))


def gap_months_rows(followed: Followed, tau: pl.DataFrame) -> pl.DataFrame:
    """The gap in those months between each line and whom it is compared with."""
    people = _people(followed, tau)
    estimates = area_gaps(followed, people)
    smaller = people.group_by("line").agg(
        pl.col("n").min(),
        pl.col("supported").all(),
        fewest=pl.col("events").min(),
        compared=(pl.col("part") == COMPARED).any(),
    )
    rows = smaller.filter("compared").join(estimates, on="line", how="left", validate="1:1").sort("line")
    limits = followed.limits
    judged = judge(
        with_reasons_of_both(rows, followed),
        {
            FEW_PEOPLE: pl.col("n") < limits.months_n,
            FEW_EVENTS: pl.col("fewest") < limits.months_events,
            FEW_AT_RISK: _UNSUPPORTED,
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width * pl.col("time"),
    ).with_columns(smallest_visible_gap=gap_from_error(1.0) * pl.col("std_error"))
    named = followed.named(judged.with_columns(cause=pl.lit(1)))
    return named.with_columns(statistic=pl.lit("gap_months"), unit=pl.lit("months"))


_UNSUPPORTED = ~pl.col("supported") | pl.col("time").is_null() | pl.col("lower").is_null()


def _possible() -> list[pl.Expr]:
    """Limits cut off at 0 and at the horizon."""
    names = ("lower", "upper", "alarm_lower", "alarm_upper")
    return [pl.when(pl.col(name).is_not_null()).then(pl.col(name).clip(0.0, pl.col("time"))) for name in names]


def _events(table: pl.DataFrame) -> pl.Expr:
    return pl.col("events_1" if "events_1" in table.columns else "events")


def _people(followed: Followed, tau: pl.DataFrame) -> pl.DataFrame:
    """People of each line and part, their events of the headline within the horizon, and whether it is supported.

    With late entry few may be at risk where the curve starts, or at a step of it, though many come later.
    """
    table = followed.life_table.table.join(tau, on="line", how="left", validate="m:1", maintain_order="left")
    reached = (months(pl.col("time")) <= pl.col("tau")).fill_null(False)
    limits = followed.limits
    at_step = pl.when(pl.col("events") < pl.col("at_risk")).then("at_risk").otherwise(0)  # 0: nobody was left
    least = at_step.filter(reached & (pl.col("events") > 0)).min()  # null: no step, none too thin
    return table.group_by(*LINE, "tau", maintain_order=True).agg(
        n=pl.col("entered").sum(),
        events=_events(table).filter(reached).sum(),
        supported=(pl.col("at_risk").first() >= limits.at_risk_start) & (least >= limits.at_risk_time).fill_null(True),
    )
