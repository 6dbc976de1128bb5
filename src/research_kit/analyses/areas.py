"""Areas under the curves up to each line's horizon, and their gaps; from dates or fitted models (METHODS M3.4)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy.special import stdtrit

from research_kit.analyses.groups import COMPARED, GROUP
from research_kit.analyses.incidence_curves import ALARM_CONFIDENCE, CONFIDENCE, DAYS_PER_MONTH, months
from research_kit.analyses.interval_fits import IntervalFits
from research_kit.analyses.outcome_rows import VALUES, Followed
from research_kit.counts import LifeTable
from research_kit.statistics import restricted_mean, restricted_mean_difference
from research_kit.statistics.confidence import normal_quantile, tail_probability

_LARGE_SAMPLE = 30
"""Events from which the normal quantile is used (METHODS M3.4)."""
_SCHEMA = {"line": pl.Int64(), "time": pl.Float64(), **{name: pl.Float64() for name in VALUES}}


def areas(followed: Followed, people: pl.DataFrame) -> pl.DataFrame:
    """Months in work (competing causes) or without the event (none) during the first `tau`, of each line.

    Parameters
    ----------
    followed
        One definition of success.
    people
        One row per line and part: `tau` in months, `events` of the headline until then.

    Returns
    -------
    One row per line: `line, time` (tau), and the values, in months.
    """
    group = people.filter(pl.col("part") == GROUP)
    if followed.fits is not None:
        return _with_limits(_model_areas(followed.fits, group, competes=followed.competes))
    parts = [_means(followed, horizon, lines) for horizon, lines in _by_horizon(group)]
    return pl.concat([pl.DataFrame(schema=_SCHEMA), *parts])


def area_gaps(followed: Followed, people: pl.DataFrame) -> pl.DataFrame:
    """The gap in those months between each line and whom it is compared with; as `areas`."""
    if followed.fits is not None:
        return _with_limits(_model_gaps(_model_areas(followed.fits, people, competes=followed.competes)))
    compared = people.filter(pl.col("part") == COMPARED)
    parts = [_mean_gaps(followed, horizon, lines) for horizon, lines in _by_horizon(compared)]
    return pl.concat([pl.DataFrame(schema=_SCHEMA), *parts])


def _by_horizon(people: pl.DataFrame) -> Iterator[tuple[float, list[int]]]:
    """Each horizon in months, and the lines that have it."""
    for horizon in people["tau"].drop_nulls().unique().sort().to_list():
        yield horizon, people.filter(pl.col("tau") == horizon)["line"].to_list()


def _means(followed: Followed, horizon: float, lines: list[int]) -> pl.DataFrame:
    table = _keeping(followed.life_table, pl.col("line").is_in(lines) & (pl.col("part") == GROUP))
    tau, cause = horizon * DAYS_PER_MONTH, _cause(followed)
    means = restricted_mean(table, tau=tau, cause=cause, confidence=CONFIDENCE)
    claim = restricted_mean(table, tau=tau, cause=cause, confidence=ALARM_CONFIDENCE)
    return _in_months(means, claim, horizon)


def _mean_gaps(followed: Followed, horizon: float, lines: list[int]) -> pl.DataFrame:
    table = _keeping(followed.life_table, pl.col("line").is_in(lines))
    ask = {"tau": horizon * DAYS_PER_MONTH, "group": "part", "compared_with": COMPARED, "cause": _cause(followed)}
    gap = restricted_mean_difference(table, **ask, confidence=CONFIDENCE)  # type: ignore[arg-type]
    claim = restricted_mean_difference(table, **ask, confidence=ALARM_CONFIDENCE)  # type: ignore[arg-type]
    return _in_months(gap, claim, horizon)


def _cause(followed: Followed) -> int | None:
    return 1 if followed.competes else None


def _keeping(life_table: LifeTable, condition: pl.Expr) -> LifeTable:
    entries = None if life_table.entries is None else life_table.entries.filter(condition)
    return LifeTable(table=life_table.table.filter(condition), entries=entries)


def _in_months(means: pl.DataFrame, claim: pl.DataFrame, horizon: float) -> pl.DataFrame:
    with_claim = means.with_columns(alarm_lower=claim["lower"], alarm_upper=claim["upper"], time=pl.lit(horizon))
    return with_claim.with_columns(months(pl.col(name)) for name in VALUES).select(list(_SCHEMA))


def _model_areas(fits: IntervalFits, people: pl.DataFrame, *, competes: bool) -> pl.DataFrame:
    """Per line and part: `time, estimate, std_error` in months, the events, and `df`, the events less one."""
    parts = []
    for horizon, lines in _by_horizon(people):
        found = fits.areas(horizon * DAYS_PER_MONTH, competes=competes).filter(pl.col("line").is_in(lines))
        parts.append(found.with_columns(pl.lit(horizon).alias("time"), months(pl.col("estimate", "std_error"))))
    every = pl.concat([pl.DataFrame(schema=_AREA), *(part.select(list(_AREA)) for part in parts)])
    events = people.select("line", "part", "events", df=pl.col("events").cast(pl.Float64) - 1)
    return every.join(events, on=["line", "part"], how="inner", validate="1:1")


def _model_gaps(found: pl.DataFrame) -> pl.DataFrame:
    """Group minus compared; the fewer events, and Satterthwaite's degrees of freedom for two independent groups."""
    group, other = (found.filter(pl.col("part") == part).drop("part") for part in (GROUP, COMPARED))
    pairs = group.join(other.drop("time"), on="line", how="inner", validate="1:1", suffix="_other")
    one, two = pl.col("std_error") ** 2, pl.col("std_error_other") ** 2
    spread = one**2 / pl.col("df") + two**2 / pl.col("df_other")
    return pairs.select(
        "line",
        "time",
        estimate=pl.col("estimate") - pl.col("estimate_other"),
        std_error=(one + two).sqrt(),
        events=pl.min_horizontal("events", "events_other"),
        df=(one + two) ** 2 / spread,
    )


def _with_limits(found: pl.DataFrame) -> pl.DataFrame:
    """Normal limits from 30 events on (of both groups), else Student's; none where one has fewer than two."""
    df, events, limits = found["df"].to_numpy(), found["events"].to_numpy(), []
    for confidence, (lower, upper) in _LEVELS.items():
        student = -stdtrit(np.maximum(df, 1), tail_probability(confidence))
        margin = np.where(events >= _LARGE_SAMPLE, normal_quantile(confidence), student)
        width = pl.Series(np.where(events >= 2, margin, np.nan)).fill_nan(None) * found["std_error"]
        limits += [(found["estimate"] - width).alias(lower), (found["estimate"] + width).alias(upper)]
    return found.with_columns(limits).select(list(_SCHEMA))


_LEVELS = {CONFIDENCE: ("lower", "upper"), ALARM_CONFIDENCE: ("alarm_lower", "alarm_upper")}
_AREA = {
    "line": pl.Int64(),
    "part": pl.String(),
    "time": pl.Float64(),
    "estimate": pl.Float64(),
    "std_error": pl.Float64(),
}
