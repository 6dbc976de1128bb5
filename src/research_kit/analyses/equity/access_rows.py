"""How many of those referred came through each gate in time, per group, and the gaps between groups (METHODS 7.1)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.analyses.equity.watch import Watch
from research_kit.analyses.groups import COMPARED, GROUP
from research_kit.analyses.incidence_curves import CONFIDENCE
from research_kit.analyses.outcome_rows import FEW_EVENTS, FEW_PEOPLE, judge
from research_kit.results import smallest_visible_gap
from research_kit.statistics import koopman, newcombe, wilson
from research_kit.statistics.looks.benjamini_hochberg import benjamini_hochberg
from research_kit.statistics.looks.exact_alarm import FEW_EVENTS as FEW_FOR_NORMAL
from research_kit.statistics.looks.exact_alarm import exact_gap_alarm
from research_kit.study.equity_plan import Gate

SHARE, GAP, RATIO = "share_through_gate", "gap_access", "ratio_access"
LEAD = "LEAD"
Sides = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
_NOTHING = pl.lit(None, dtype=pl.String())


def access_rows(watch: Watch, gate: Gate) -> pl.DataFrame:
    """The share of each line that came through the gate within its window, of those referred that long ago."""
    counts = watch.gates.count(watch.groups, gate).filter(pl.col("part") == GROUP).drop("part")
    shares = counts.hstack(wilson(counts["events"].to_numpy(), counts["known"].to_numpy()))
    few = pl.col("known") < watch.limits.share_n
    wide = (pl.col("upper") - pl.col("lower")) / 2 > watch.limits.half_width
    judged = judge(shares.with_columns(blocked_by=_NOTHING, too_thin=_NOTHING), {FEW_PEOPLE: few}, is_wide=wide)
    total = float(counts["events"][0] / max(counts["known"][0], 1)) if counts.height else 0.5
    visible = pl.Series(smallest_visible_gap(judged["known"].to_numpy(), total))
    named = judged.with_columns(statistic=pl.lit(SHARE), unit=pl.lit("share"), smallest_visible_gap=visible)
    return _at_gate(named.drop("known"), watch, gate)


def access_gap_rows(watch: Watch) -> list[pl.DataFrame]:
    """Each line minus whom it is compared with, in points, per gate; and then the same as ratios.

    Lines of the registered family have an alarm bar, by the limit of the family; where one side has fewer than five
    people through the gate, or not through it, an exact test decides whether the bar excludes no difference.
    The others have none: of them the ones that stand out are leads, not findings (Benjamini and Hochberg, 10 %).
    """
    gaps, ratios = [], []
    for gate in watch.gates.told:
        pairs = _pairs(watch, gate)
        if pairs.height:
            gaps.append(_at_gate(_gaps(pairs, watch, _is_claimed(watch, gate)), watch, gate))
            ratios.append(_at_gate(_ratios(pairs, watch), watch, gate))
    return [_with_leads(pl.concat(gaps)), *ratios] if gaps else []


def _is_claimed(watch: Watch, gate: Gate) -> pl.Expr:
    return pl.col("line").is_in(watch.family_lines) & pl.lit(watch.is_claimed(gate))


def _pairs(watch: Watch, gate: Gate) -> pl.DataFrame:
    """Per line that is compared with somebody: the counts of both sides (`_other`)."""
    counts = watch.gates.count(watch.groups, gate)
    group, other = (counts.filter(pl.col("part") == part).drop("part") for part in (GROUP, COMPARED))
    pairs = group.join(other, on="line", how="inner", validate="1:1", suffix="_other").sort("line")
    pairs = pairs.filter(pl.col("line").is_in(watch.compared_lines))
    lines = watch.groups.lines.select("line", "compared_with")
    return pairs.join(lines, on="line", how="left", validate="1:1", maintain_order="left")


def _sides(pairs: pl.DataFrame) -> Sides:
    """Events and people of both sides, as the estimators take them."""
    events, n, events_other, n_other = (
        pairs[name].cast(pl.Float64).to_numpy() for name in ("events", "known", "events_other", "known_other")
    )
    return events, n, events_other, n_other


def _gaps(pairs: pl.DataFrame, watch: Watch, claimed: pl.Expr) -> pl.DataFrame:
    sides = _sides(pairs)
    said, bar = newcombe(*sides, CONFIDENCE), newcombe(*sides, watch.rule.family_confidence)
    p, q = (pl.col(f"events{side}") / pl.col(f"known{side}") for side in ("", "_other"))
    error = (p * (1 - p) / pl.col("known") + q * (1 - q) / pl.col("known_other")).sqrt()
    pooled = (sides[0] + sides[2]) / (sides[1] + sides[3]).clip(1)
    rows = pairs.hstack(said).with_columns(
        std_error=error,
        alarm_lower=bar["lower"],
        alarm_upper=bar["upper"],
        smallest_visible_gap=pl.Series(smallest_visible_gap(sides[1], pooled, sides[3])),
    )
    allowed = _as_the_exact_test_says(rows, sides, watch.rule.family_z).with_columns(_is_claimed=claimed)
    kept = [pl.when(claimed).then(name).alias(name) for name in ("alarm_lower", "alarm_upper")]
    is_wide = (pl.col("upper") - pl.col("lower")) / 2 > watch.limits.half_width
    judged = _judged(allowed.with_columns(kept), watch, is_wide=is_wide)
    return judged.with_columns(statistic=pl.lit(GAP), unit=pl.lit("share"))


def _as_the_exact_test_says(rows: pl.DataFrame, sides: Sides, z: float) -> pl.DataFrame:
    """Counts under five: the bar reaches no difference unless Fisher's exact test at its level says otherwise."""
    without = [pl.col(f"known{side}") - pl.col(f"events{side}") for side in ("", "_other")]
    few = pl.min_horizontal("events", "events_other", *without) < FEW_FOR_NORMAL
    exact = exact_gap_alarm(*sides, z)["alarm"].fill_null(False)
    to_none = few & ~exact
    return rows.with_columns(
        alarm_lower=pl.when(to_none).then(pl.min_horizontal("alarm_lower", 0.0)).otherwise("alarm_lower"),
        alarm_upper=pl.when(to_none).then(pl.max_horizontal("alarm_upper", 0.0)).otherwise("alarm_upper"),
    )


def _ratios(pairs: pl.DataFrame, watch: Watch) -> pl.DataFrame:
    ratios = koopman(*_sides(pairs), CONFIDENCE)
    judged = _judged(pairs.hstack(ratios), watch, is_wide=pl.lit(False))
    return judged.with_columns(statistic=pl.lit(RATIO), unit=pl.lit("ratio"))


def _judged(rows: pl.DataFrame, watch: Watch, *, is_wide: pl.Expr) -> pl.DataFrame:
    limits = watch.limits
    events = pl.col("events") + pl.col("events_other")
    without = pl.col("known") + pl.col("known_other") - events
    smaller = pl.min_horizontal("known", "known_other")
    checks = {
        FEW_PEOPLE: smaller < limits.gap_n,
        FEW_EVENTS: (events < limits.gap_events) | (without < limits.gap_events) | pl.col("estimate").is_null(),
    }
    judged = judge(rows.with_columns(blocked_by=_NOTHING, too_thin=_NOTHING), checks, is_wide=is_wide)
    people = pl.min_horizontal("n", "n_other")
    return judged.with_columns(n=people, events=pl.lit(None), unknown=pl.lit(None)).drop(
        [name for name in judged.columns if name.endswith("_other")], "known"
    )


def _with_leads(gaps: pl.DataFrame) -> pl.DataFrame:
    """Of the gaps that are not claimed, those that stand out among so many are marked as leads."""
    from scipy.special import ndtr

    told = ~pl.col("_is_claimed") & pl.col("estimate").is_not_null()
    distance = gaps.select(pl.when(told).then((pl.col("estimate") / pl.col("std_error")).abs())).to_series()
    p_values = 2 * ndtr(-distance.cast(pl.Float64).fill_null(float("nan")).to_numpy())
    is_lead = benjamini_hochberg(p_values)["lead"].fill_null(False)
    reason = pl.when(pl.Series(is_lead)).then(pl.lit(LEAD)).otherwise("reason")
    return gaps.with_columns(reason=reason).drop("_is_claimed")


def _at_gate(rows: pl.DataFrame, watch: Watch, gate: Gate) -> pl.DataFrame:
    """The gate is the outcome, and `time` its window in days."""
    return rows.with_columns(outcome=pl.lit(gate), time=pl.lit(float(watch.plan.window(gate))))
