"""Curves that may be shown: steps of the quarterly grid that each rest on nobody or on at least k (METHODS 10.4)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from research_kit.disclosure.policy import Policy, least_k
from research_kit.disclosure.rules.splits import split_of

HORIZON_MONTHS = 12.0
"""The time at which shares are compared: a step ends there wherever that is safe."""

_LINE = ("statistic", "outcome", "cause")


def safe_steps(curve: pl.DataFrame, *, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """A curve at the ends of its safe steps, and nothing between them.

    Adjacent quarters are merged until a step holds 0 or at least k events, with at least k people followed at its
    end. `drawn` leaves out what a curve does not show though a table may: the end, where few are followed.

    Parameters
    ----------
    curve
        One row per group, line (`statistic, outcome, cause`) and distinct time in months: `n` at risk just
        before, `events` at that time, `estimate, lower, upper` from that time on. Where its `status` becomes
        `insufficient`, too few are followed for the curve to go on.
    by
        The group columns.
    policy
        The thresholds in force.

    Returns
    -------
    One row per group, line and end of a step, the start (time 0) included: `n` still followed then (null
    where fewer than k), `events` null.

    References
    ----------
    Guyot P et al. (2012). BMC Medical Research Methodology 12:9 (what a published curve gives away).
    """
    lines = curve.partition_by([*by, *_LINE], maintain_order=True)
    steps = [_line_steps(line, by, policy) for line in lines]
    return pl.concat([curve.clear(), *steps])


def _line_steps(line: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    if line["estimate"][0] is None:
        return line.head(1).with_columns(pl.lit(None).cast(line.schema[c]).alias(c) for c in ("time", "events"))
    k = least_k(policy, [name for name in by if line[name][0] is not None])
    time, events, n = (line[c].to_numpy() for c in ("time", "events", "n"))
    ends = safe_ends(time, events, n, k=k, policy=policy)
    protected = any(line[name][0] is not None and name in policy.protected for name in by)
    if protected and n[0] < 3 * k:  # of a small group with a sensitive trait neither "nobody yet" nor "all" is told
        ends = [end for end in ends if 0 < _events_between(time, events, -math.inf, end) < n[0]]
    return _rows_at(line, by, ends, k)


def drawn(steps: pl.DataFrame, *, policy: Policy) -> pl.DataFrame:
    """The steps that a curve shows: it ends when fewer than `curve_at_risk` are followed, or too few to say more.

    A line of which only the start is left says nothing: it becomes one row `suppressed`.
    """
    enough = (pl.col("n") >= policy.curve_at_risk) & (pl.col("status") != "insufficient")
    return without_lone_starts(steps.filter(pl.col("time").is_null() | (pl.col("time") == 0) | enough))


def ends_in_common(steps: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """After 12 months a split goes on only while all its groups do, so that none is the total less the others.

    Until then the shares within a year tell the same, and are read with everything else.
    """
    late = pl.col("time") > HORIZON_MONTHS
    groups = steps.with_columns(_split=split_of(by)).with_columns(
        _groups=pl.struct(by).n_unique().over(["_split", *_LINE]) if by else pl.lit(1, dtype=pl.UInt32),
    )
    here = pl.len().over(["_split", *_LINE, "time"])
    alone = (pl.col("_split") == "") | pl.col("_split").str.starts_with("target_")
    return groups.filter(~(late & ~alone & (here < pl.col("_groups"))).fill_null(False)).drop("_split", "_groups")


def without_lone_starts(steps: pl.DataFrame) -> pl.DataFrame:
    """The steps, a line of which only the start is left as one row `suppressed`."""
    lone = (pl.col("time") == 0) & (pl.len().over(steps.columns[: steps.columns.index("time")]) == 1)
    values = ("time", "n", "estimate", "lower", "upper", "alarm_lower", "alarm_upper")
    return steps.with_columns(
        *(pl.when(~lone).then(pl.col(name)).alias(name) for name in values),
        status=pl.when(lone).then(pl.lit("suppressed")).otherwise(pl.col("status")),
        reason=pl.when(lone).then(pl.lit("WITHHELD")).otherwise(pl.col("reason")),
    )


def safe_ends(
    time: npt.NDArray[np.float64],
    events: npt.NDArray[np.int64],
    at_risk: npt.NDArray[np.int64],
    *,
    k: int,
    policy: Policy,
) -> list[float]:
    """The ends in months of the safe steps of one line, in order.

    A step ends at 12 months whenever the people before it allow, so that the share compared there is one that
    the curve shows too; what is left over before 12 months is merged backwards.
    """
    last = float(time.max(initial=0.0))
    grid = [float(policy.step_months * i) for i in range(1, math.ceil(last / policy.step_months) + 1)]
    followed = [t for t in grid if followed_at(time, at_risk, t) >= k]
    ends: list[float] = []
    for segment in (
        [t for t in followed if t <= HORIZON_MONTHS],
        [t for t in followed if t > HORIZON_MONTHS],
    ):
        ends += _merge(segment, ends[-1] if ends else -math.inf, time, events, k)
    return ends


def _merge(
    grid: list[float], start: float, time: npt.NDArray[np.float64], events: npt.NDArray[np.int64], k: int
) -> list[float]:
    ends: list[float] = []
    for t in grid:
        if _is_safe(_events_between(time, events, ends[-1] if ends else start, t), k):
            ends.append(t)
    if ends and grid[-1] == HORIZON_MONTHS != ends[-1]:
        return _merge_backwards(ends, start, time, events, k)
    return ends


def _merge_backwards(
    ends: list[float], start: float, time: npt.NDArray[np.float64], events: npt.NDArray[np.int64], k: int
) -> list[float]:
    """The same steps with the last ones merged into one that ends at 12 months, where there is a safe one."""
    kept = ends[:-1]
    while True:
        after = kept[-1] if kept else start
        if _is_safe(_events_between(time, events, after, HORIZON_MONTHS), k):
            return [*kept, HORIZON_MONTHS]
        if not kept:
            return ends
        kept = kept[:-1]


def _is_safe(events: int, k: int) -> bool:
    return events == 0 or events >= k


def _events_between(time: npt.NDArray[np.float64], events: npt.NDArray[np.int64], after: float, until: float) -> int:
    return int(events[(time > after) & (time <= until)].sum())


def followed_at(time: npt.NDArray[np.float64], at_risk: npt.NDArray[np.int64], month: float) -> int:
    """People still followed just after `month`: those at risk at the next time there is."""
    later = at_risk[time > month]
    return int(later[0]) if later.size else 0


def _rows_at(line: pl.DataFrame, by: tuple[str, ...], ends: list[float], k: int) -> pl.DataFrame:
    """The line at its start and at the ends of its steps; one row that says `suppressed` where it has none."""
    if not ends:
        return _silent(line)
    start = 1.0 if line["statistic"][0] == "not_yet" else 0.0
    at_risk, time = line["n"].to_numpy(), line["time"].to_numpy()
    level = {"estimate": start, "lower": start, "upper": start}
    first = line.head(1).with_columns(
        time=pl.lit(0.0), n=pl.lit(int(at_risk[0])), **{v: pl.lit(s) for v, s in level.items()}
    )
    followed = pl.Series([followed_at(time, at_risk, end) for end in ends], dtype=pl.Int64)
    stood = _stood(line, by, ends, level).with_columns(n=followed)
    rows = pl.concat([first, stood.select(line.columns)], how="vertical_relaxed")
    unsaid = {"events": pl.Int64, "unknown": pl.Int64, "std_error": pl.Float64}
    return rows.with_columns(
        pl.when(pl.col("n") >= k).then("n"), **{name: pl.lit(None, dtype=dtype) for name, dtype in unsaid.items()}
    )


def _stood(line: pl.DataFrame, by: tuple[str, ...], ends: list[float], level: dict[str, float]) -> pl.DataFrame:
    """Where the line stood at each end; before its first time it stands at the level it starts from."""
    found = pl.DataFrame({"time": ends}).join_asof(
        line.rename({"time": "_time"}).sort("_time"), left_on="time", right_on="_time"
    )
    is_before = pl.col("_time").is_null()
    return found.with_columns(
        *(pl.when(is_before).then(pl.lit(value)).otherwise(name).alias(name) for name, value in level.items()),
        *(pl.lit(line[name][0], dtype=line.schema[name]).alias(name) for name in (*by, *_LINE, "unit")),
        pl.col("status").fill_null(line["status"][0]),
    )


def _silent(line: pl.DataFrame) -> pl.DataFrame:
    numbers = [name for name, dtype in line.schema.items() if dtype.is_numeric()]
    return line.head(1).with_columns(
        *(pl.lit(None, dtype=line.schema[name]).alias(name) for name in numbers),
        status=pl.lit("suppressed"),
        reason=pl.lit("WITHHELD"),
    )
