"""The share that has had the event, for every line at once, with the bars of description and of claims."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.special import ndtr

from research_kit.analyses.outcome_counts import LINE
from research_kit.counts import LifeTable
from research_kit.statistics import clopper_pearson, cumulative_incidence, kaplan_meier

DAYS_PER_MONTH = 30.4375
CONFIDENCE = 0.95
ALARM_Z = 2.70
"""One claim, at most 14 quarterly looks (METHODS 8, policy default)."""
ALARM_CONFIDENCE = float(2 * ndtr(ALARM_Z) - 1)

KEY = (*LINE, "cause")
LIMITS = ("lower", "upper", "alarm_lower", "alarm_upper")
_LOG_LOG_N, _LOG_LOG_EVENTS = 30, 5
"""METHODS M3.1: below these the beta-product interval."""


def incidence_curves(life_table: LifeTable, *, causes: int, alarm_confidence: float = ALARM_CONFIDENCE) -> pl.DataFrame:
    """The share that has had an event of each cause, by time.

    Parameters
    ----------
    life_table
        By `line` and `part`, times in days; with one cause it is read by Kaplan-Meier, with more by Aalen-Johansen.
    causes
        How many causes are to be shown; the first ones.
    alarm_confidence
        Coverage of the bar that claims are made by.

    Returns
    -------
    One row per line, part, cause and time: `n` (people of the line), `time` (days), `at_risk`, `censored`, `events`
    (of the cause), `events_so_far`, `censored_before`, `at_risk_start` (where the curve starts), `fewest_at_step`
    (at risk at any event so far; 0 once nobody is left), `estimate`, `std_error`, and 95 % and alarm limits.
    """
    if len(life_table.causes) == 1:
        curves = _by_kaplan_meier(life_table, alarm_confidence)
    else:
        curves = _by_aalen_johansen(life_table, alarm_confidence).filter(pl.col("cause") <= causes)
    people = pl.col("entered").sum().over(LINE)
    emptied = pl.col("events") == pl.col("at_risk")  # whoever enters later says nothing of those before
    any_event = pl.when(pl.col("events") > 0).then(pl.when(emptied).then(0).otherwise("at_risk"))  # of whatever cause
    counts = life_table.table.select(*LINE, "time", "censored", n=people, _at_step=any_event)
    counted = curves.drop("censored", strict=False).join(counts, on=[*LINE, "time"], how="left", validate="m:1")
    return counted.sort(*KEY, "time").with_columns(
        events_so_far=pl.col("events").cum_sum().over(KEY),
        censored_before=(pl.col("censored").cum_sum() - pl.col("censored")).over(KEY),
        at_risk_start=pl.col("at_risk").first().over(KEY),
        fewest_at_step=pl.col("_at_step").cum_min().forward_fill().over(KEY),
    )


def _by_aalen_johansen(life_table: LifeTable, alarm_confidence: float) -> pl.DataFrame:
    """Log-log limits of the incidence; before the first event Clopper and Pearson's (METHODS M3.2)."""
    description = cumulative_incidence(life_table, confidence=CONFIDENCE)
    claim = cumulative_incidence(life_table, confidence=alarm_confidence)
    return description.with_columns(alarm_lower=claim["lower"], alarm_upper=claim["upper"])


def _by_kaplan_meier(life_table: LifeTable, alarm_confidence: float) -> pl.DataFrame:
    """One minus Kaplan-Meier, where nothing competes; the interval by the rule of METHODS M3.1."""
    parts = {CONFIDENCE: ("lower", "upper"), alarm_confidence: ("alarm_lower", "alarm_upper")}
    columns: dict[str, pl.Series] = {}
    for confidence, (lower, upper) in parts.items():
        normal = kaplan_meier(life_table, interval="log-log", confidence=confidence)
        careful = kaplan_meier(life_table, interval="beta-product", confidence=confidence)
        is_normal = _is_normal(normal)
        frame = normal.select(*LINE, "time", "at_risk", "events", "estimate", "std_error")
        columns[lower] = 1 - pl.select(pl.when(is_normal).then(normal["upper"]).otherwise(careful["upper"])).to_series()
        columns[upper] = 1 - pl.select(pl.when(is_normal).then(normal["lower"]).otherwise(careful["lower"])).to_series()
    return frame.with_columns(estimate=1 - pl.col("estimate"), cause=pl.lit(1, dtype=pl.Int64), **columns)


def _is_normal(curve: pl.DataFrame) -> pl.Series:
    """Where the log-log interval may stand: 30 people, 5 events in the line, and a share strictly inside 0 and 1."""
    inside = (pl.col("estimate") > 0) & (pl.col("estimate") < 1)
    people = pl.col("at_risk").max().over(LINE) >= _LOG_LOG_N
    events = pl.col("events").sum().over(LINE) >= _LOG_LOG_EVENTS
    return curve.select(inside & people & events).to_series()


def read_at(curves: pl.DataFrame, days: Sequence[float], *, alarm_confidence: float = ALARM_CONFIDENCE) -> pl.DataFrame:
    """The curves at given times: one row per line, part, cause and time.

    Returns
    -------
    `n` (people of the line), `at_risk` (just before), `at_risk_start`, `fewest_at_step`, `events` (so far), `unknown`
    (observed less long, without an event), `estimate`, `std_error` and the limits. Before the first row of a line
    nobody has had the event.
    """
    people = curves.group_by(KEY, maintain_order=True).agg(pl.col("n", "at_risk_start").first())
    grid = people.join(pl.DataFrame({"time": [float(d) for d in days]}), how="cross").sort("time")
    rows = curves.sort("time")
    so_far = rows.select(*KEY, "time", "events_so_far", "fewest_at_step", "estimate", "std_error", *LIMITS)
    unknown = rows.select(*KEY, "time", gone=pl.col("censored_before") + pl.col("censored"))
    at_risk = rows.select(*KEY, "time", "at_risk")
    by = list(KEY)
    found = grid.join_asof(so_far, on="time", by=by, check_sortedness=False)
    found = found.join_asof(unknown, on="time", by=by, allow_exact_matches=False, check_sortedness=False)
    found = found.join_asof(at_risk, on="time", by=by, strategy="forward", check_sortedness=False)
    none_yet = pl.col("estimate").is_null()
    filled = found.with_columns(
        pl.col("at_risk", "events_so_far", "gone").fill_null(0),
        pl.col("fewest_at_step").fill_null(pl.col("at_risk_start")),  # no step yet
        pl.when(none_yet).then(0.0).otherwise("estimate").alias("estimate"),
        pl.when(none_yet).then(0.0).otherwise("std_error").alias("std_error"),
        *(_limit_before_first(name, none_yet, found["at_risk_start"], alarm_confidence) for name in LIMITS),
    )
    return filled.rename({"events_so_far": "events", "gone": "unknown"}).sort(*KEY, "time")


def _limit_before_first(name: str, none_yet: pl.Expr, people: pl.Series, alarm_confidence: float) -> pl.Expr:
    """Clopper and Pearson's limits for 0 of those at risk where the curve starts: nobody has left before."""
    if name.endswith("lower"):
        return pl.when(none_yet).then(0.0).otherwise(name).alias(name)
    confidence = CONFIDENCE if name == "upper" else alarm_confidence
    highest = clopper_pearson(np.zeros(len(people)), people.to_numpy(), confidence=confidence)["upper"]
    return pl.when(none_yet).then(highest).otherwise(name).alias(name)


def months(days: pl.Expr) -> pl.Expr:
    """Days as months of 30.4375 days (METHODS 0.5)."""
    return days / DAYS_PER_MONTH
