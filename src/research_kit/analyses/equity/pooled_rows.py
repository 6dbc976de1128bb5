"""Small groups beside the others: their shares as counted, and drawn towards what the groups have in common."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.equity.watch import Watch
from research_kit.analyses.groups import GROUP
from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.statistics import wilson
from research_kit.statistics.proportions.partial_pooling import partial_pooling
from research_kit.study.equity_plan import Gate

RAW, POOLED = "share_raw", "share_pooled"
_NOTHING = pl.lit(None, dtype=pl.String())
_CROSSED = 2


def pooled_rows(watch: Watch, gate: Gate) -> list[pl.DataFrame]:
    """Per crossed cell the share through the gate as counted, and drawn towards the other cells (METHODS 7.3).

    Pooled shares are for display beside the raw ones: they have no alarm bar and are no part of any gap (G-SHRINK).
    """
    crossed = [place for place, split in enumerate(watch.groups.splits) if len(split.by) == _CROSSED]
    lines = watch.groups.lines.filter(pl.col("split").is_in(crossed))
    counts = watch.gates.count(watch.groups, gate).filter(pl.col("part") == GROUP)
    cells = counts.join(lines.select("line"), on="line", how="semi").sort("line").drop("part")
    if cells.height < _CROSSED or cells["known"].sum() == 0:
        return []
    events, n = cells["events"].to_numpy(), cells["known"].to_numpy()
    drawn = partial_pooling(events, n).select("estimate", "std_error", "lower", "upper")
    few = {FEW_PEOPLE: pl.col("known") < watch.limits.share_n}
    raw = judge(
        cells.hstack(wilson(events, n)).with_columns(blocked_by=_NOTHING, too_thin=_NOTHING), few,
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > watch.limits.half_width,
    )  # fmt: skip
    pooled = judge(cells.hstack(drawn).with_columns(blocked_by=_NOTHING, too_thin=_NOTHING), {}, is_wide=pl.lit(False))
    named = {RAW: raw, POOLED: pooled}
    window = float(watch.plan.window(gate))
    return [
        rows.drop("known").with_columns(
            statistic=pl.lit(name), outcome=pl.lit(gate), time=pl.lit(window), unit=pl.lit("share")
        )
        for name, rows in named.items()
    ]
