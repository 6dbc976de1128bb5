"""Gaps between groups in the share that has had the event within 12 months (METHODS 7.1)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.groups import COMPARED, GROUP
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.analyses.outcome_rows import (
    FEW_AT_RISK,
    FEW_EVENTS,
    FEW_PEOPLE,
    HORIZON_MONTHS,
    Followed,
    judge,
    with_reasons_of_both,
)
from research_kit.results import smallest_visible_gap
from research_kit.results.status import DETECTABLE_Z


def gap_within_rows(followed: Followed) -> pl.DataFrame:
    """Each line minus whom it is compared with: the gap at 12 months in the headline's share.

    Notes
    -----
    The interval squares and adds the distances from the estimates to the limits of the two shares, as Newcombe's
    for two proportions does; it keeps the asymmetry of the log-log intervals and needs no variance at 0 or 1.

    References
    ----------
    Newcombe RG (1998). Stat Med 17:873-890. doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
    Zou GY, Donner A (2008). Stat Med 27:1693-1702. doi:10.1002/sim.3095
    """
    read = followed.at([HORIZON_MONTHS * DAYS_PER_MONTH]).filter(pl.col("cause") == 1)
    group = read.filter(pl.col("part") == GROUP).drop("part")
    other = read.filter(pl.col("part") == COMPARED).drop("part", "cause", "time")
    pairs = group.join(other, on="line", how="inner", validate="1:1", suffix="_other").sort("line")
    gaps = pairs.with_columns(
        pl.min_horizontal("n", "n_other").alias("smaller"),
        (pl.col("estimate") - pl.col("estimate_other")).alias("gap"),
        (pl.col("std_error") ** 2 + pl.col("std_error_other") ** 2).sqrt().alias("gap_error"),
        *_limits("lower", "upper"),
        *_limits("alarm_lower", "alarm_upper"),
    )
    judged = _judged(gaps.with_columns(smallest_visible_gap=_visible(gaps)), followed)
    named = followed.named(judged).with_columns(statistic=pl.lit("gap_within"), unit=pl.lit("share"))
    return named.with_columns(time=pl.lit(HORIZON_MONTHS), events=pl.lit(None), unknown=pl.lit(None))


def _limits(low: str, high: str) -> list[pl.Expr]:
    gap = pl.col("estimate") - pl.col("estimate_other")
    below = (pl.col("estimate") - pl.col(low)) ** 2 + (pl.col(f"{high}_other") - pl.col("estimate_other")) ** 2
    above = (pl.col(high) - pl.col("estimate")) ** 2 + (pl.col("estimate_other") - pl.col(f"{low}_other")) ** 2
    return [(gap - below.sqrt()).alias(f"gap_{low}"), (gap + above.sqrt()).alias(f"gap_{high}")]


def _visible(gaps: pl.DataFrame) -> pl.Series:
    """From the standard error of the gap; from the sizes alone where one share is 0 or 1 and has none."""
    pooled = (gaps["events"] + gaps["events_other"]) / (gaps["n"] + gaps["n_other"])
    by_size = smallest_visible_gap(gaps["n"].to_numpy(), pooled.to_numpy(), gaps["n_other"].to_numpy())
    both = (pl.col("std_error") > 0) & (pl.col("std_error_other") > 0)
    chosen = pl.when(both).then(DETECTABLE_Z * pl.col("gap_error")).otherwise(pl.Series(by_size))
    return gaps.select(pl.min_horizontal(chosen, 1.0)).to_series()


def _judged(gaps: pl.DataFrame, followed: Followed) -> pl.DataFrame:
    limits = followed.limits
    events = pl.col("events") + pl.col("events_other")
    unknown = pl.col("unknown") + pl.col("unknown_other")
    without = pl.col("n") + pl.col("n_other") - events - unknown  # known not to have had it
    checks = {
        FEW_PEOPLE: pl.col("smaller") < limits.gap_n,
        FEW_EVENTS: (events < limits.gap_events) | (without < limits.gap_events),
        FEW_AT_RISK: (pl.min_horizontal("at_risk", "at_risk_other") < limits.at_risk_time)
        | (pl.min_horizontal("at_risk_start", "at_risk_start_other") < limits.at_risk_start)
        | (pl.min_horizontal("fewest_at_step", "fewest_at_step_other") < limits.at_risk_time)
        | pl.col("lower").is_null()
        | pl.col("upper").is_null(),
    }
    replaced = gaps.with_columns(
        pl.col("gap").alias("estimate"),
        pl.col("gap_error").alias("std_error"),
        *(pl.col(f"gap_{name}").alias(name) for name in ("lower", "upper", "alarm_lower", "alarm_upper")),
    )
    is_wide = (pl.col("upper") - pl.col("lower")) / 2 > limits.half_width
    judged = judge(with_reasons_of_both(replaced, followed), checks, is_wide=is_wide)
    return judged.with_columns(n="smaller")
