"""The log-rank test of equal hazards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import chdtrc

from research_kit.counts import LifeTable
from research_kit.counts.life_table_type import require_life_table
from research_kit.counts.tally import distinct, label_groups
from research_kit.errors import EstimateError
from research_kit.statistics.survival.course import share

Floats = NDArray[np.float64]
Numbers = NDArray[Any]
_NOBODY = 1e-11  # of a group


def log_rank(
    life_table: LifeTable, strata: Sequence[str] | str = (), *, cause: int | None = None, rho: float = 0.0
) -> pl.DataFrame:
    """Test whether the event comes at the same rate in all groups, at every time.

    Parameters
    ----------
    life_table
        From `rk.counts.life_table`; the groups are the crossings of its `by` columns other than `strata`.
    strata
        `by` columns within which the groups are compared, rather than across.
    cause
        Count only events of this cause; others censor. None: any cause.
    rho
        Weight of a time: S(t-) to this power, S pooled over the groups of the stratum. 0 = log-rank, 1 = Peto-Peto.

    Returns
    -------
    One row: `statistic` (chi-square), `df`, `p_value`. All three null if nobody has an event that can tell the
    groups apart.

    Raises
    ------
    EstimateError
        `strata` are not columns of the life table, or fewer than two groups are left to compare.

    Notes
    -----
    Variance: hypergeometric, as R's `survdiff`. A group that never shares a risk set with another at a time with an
    event cannot be compared and is left out. Groups that fall into sets never at risk together (other strata, other
    times of entry) are compared within each set: `df` = groups left - such sets, the rank of the variance, and the
    statistic is the sum over the sets. R's `survdiff` stops there: its
    matrix is singular.
    Sums of weights are used as if they were counts of participants.

    References
    ----------
    Mantel N (1966). Cancer Chemother Rep 50:163-170.
    Harrington DP, Fleming TR (1982). Biometrika 69:553-566. doi:10.1093/biomet/69.3.553
    """
    require_life_table(life_table)
    within = (strata,) if isinstance(strata, str) else tuple(strata)
    out, into = _flows(life_table, within, _compared(life_table, within))
    groups = int(out.group.max()) + 1
    excess, variance = np.zeros(groups), np.zeros((groups, groups))
    for at_risk, events in _risk_sets(out, into, life_table.events_of(cause)):
        weight = _event_free_before(at_risk, events) ** rho
        expected = at_risk * share(events.sum(axis=0), at_risk.sum(axis=0))
        excess += (weight * (events - expected)).sum(axis=1)
        variance += _covariance(at_risk, events, weight)
    return _row(excess, variance)


@dataclass(frozen=True, kw_only=True)
class _Flow:
    """Who leaves or comes when: parallel arrays, each row with the place of its stratum and of its group."""

    stratum: Numbers
    group: Numbers
    time: Numbers
    count: Floats


def _compared(life_table: LifeTable, strata: tuple[str, ...]) -> list[str]:
    """The columns whose crossing makes the groups to compare."""
    unknown = [name for name in strata if name not in life_table.by]
    if unknown:
        raise EstimateError(
            f"`strata` {', '.join(unknown)}: not among the columns of this life table, {life_table.by}."
        )
    return [name for name in life_table.by if name not in strata]


def _flows(life_table: LifeTable, strata: tuple[str, ...], compared: list[str]) -> tuple[_Flow, _Flow]:
    """Exits, and entries: as recorded with late entry; otherwise each group at once, before every time there is."""
    starts, entries = life_table.starts, life_table.entries
    stratum, group = _places(life_table, strata, compared)
    if not compared or group.max() == 0:
        raise EstimateError(
            f"A log-rank test needs two groups; this life table has one by ({', '.join(compared)}). "
            "Count with `by=` the column that makes the groups."
        )
    rows = np.diff(starts, append=life_table.table.height)
    left = life_table.column("events").astype(np.float64) + life_table.column("censored")
    time = life_table.column("time")
    out = _Flow(stratum=np.repeat(stratum, rows), group=np.repeat(group, rows), time=time, count=left)
    if entries is None:
        came = life_table.column("entered")[starts].astype(np.float64)
        return out, _Flow(stratum=stratum, group=group, time=np.full(len(starts), -1), count=came)
    stratum, group = (label_groups(entries, names)[1] for names in (strata, compared))
    came = entries["entered"].to_numpy().astype(np.float64)
    return out, _Flow(stratum=stratum, group=group, time=entries["time"].to_numpy(), count=came)


def _places(life_table: LifeTable, strata: tuple[str, ...], compared: list[str]) -> tuple[Numbers, Numbers]:
    """For each group of the life table, the place of its stratum and of what is compared."""
    if not strata:  # the groups are in order, each once
        everywhere = np.arange(len(life_table.starts))
        return np.zeros_like(everywhere), everywhere
    groups = life_table.groups
    return label_groups(groups, strata)[1], label_groups(groups, compared)[1]


def _risk_sets(out: _Flow, into: _Flow, events: Floats) -> Iterator[tuple[Floats, Floats]]:
    """For each stratum: at risk and events, groups x times with an event."""
    groups = int(out.group.max()) + 1
    for stratum in range(int(out.stratum.max()) + 1):
        leaving, coming = out.stratum == stratum, into.stratum == stratum
        times, place = distinct(out.time[leaving])
        first = np.searchsorted(times, into.time[coming], side="right")  # at risk at t: entry < t
        shape = (groups, len(times))
        left = _matrix(out.group[leaving], place, out.count[leaving], shape)
        came = _matrix(into.group[coming], first, into.count[coming], shape)
        drawn = _matrix(out.group[leaving], place, events[leaving], shape)
        at_risk = came.cumsum(axis=1) - left.cumsum(axis=1) + left
        at_risk[at_risk <= _NOBODY * came.sum(axis=1, keepdims=True)] = 0  # what sums of weights leave of nobody
        with_event = drawn.sum(axis=0) > 0
        yield at_risk[:, with_event], drawn[:, with_event]


def _matrix(row: Numbers, column: Numbers, values: Floats, shape: tuple[int, int]) -> Floats:
    """Sums of `values` by row and column."""
    summed: Floats = np.bincount(row * shape[1] + column, weights=values, minlength=shape[0] * shape[1]).astype(float)
    return summed.reshape(shape)


def _event_free_before(at_risk: Floats, events: Floats) -> Floats:
    """S(t-) of the groups together."""
    event_free = np.cumprod(1 - share(events.sum(axis=0), at_risk.sum(axis=0)))
    return np.concatenate([[1.0], event_free[:-1]])[: at_risk.shape[1]]


def _covariance(at_risk: Floats, events: Floats, weight: Floats) -> Floats:
    """Hypergeometric covariance of the events of the groups, summed over the times."""
    everybody, drawn = at_risk.sum(axis=0), events.sum(axis=0)
    spread = weight**2 * drawn * share(np.maximum(everybody - drawn, 0), np.maximum(everybody - 1, 0))
    part = share(at_risk, np.broadcast_to(everybody, at_risk.shape))
    between = (part * spread) @ part.T
    np.fill_diagonal(between, 0)
    return np.asarray(np.diag(between.sum(axis=1)) - between)  # rows add up to 0; exactly 0 for who is always alone


def _compared_together(variance: Floats) -> Numbers:
    """For each group the first group it is compared with, directly or through others; itself if there is none."""
    linked = variance != 0
    first = np.arange(len(variance))
    while True:
        earlier = np.minimum(first, np.where(linked, first, len(first)).min(axis=1))
        if (earlier == first).all():
            return first
        first = earlier


def _row(excess: Floats, variance: Floats) -> pl.DataFrame:
    informative = np.diag(variance) > 0
    schema = {"statistic": pl.Float64, "df": pl.Int64, "p_value": pl.Float64}
    component = _compared_together(variance)
    kept = np.flatnonzero(informative & (component != np.arange(len(component))))
    df = len(kept)
    if not df:
        return pl.DataFrame([(None, None, None)], schema=schema, orient="row")
    # In every set the excesses add up to 0: its first group is redundant.
    statistic = float(excess[kept] @ np.linalg.solve(variance[np.ix_(kept, kept)], excess[kept]))
    return pl.DataFrame([(statistic, df, float(chdtrc(df, statistic)))], schema=schema, orient="row")
