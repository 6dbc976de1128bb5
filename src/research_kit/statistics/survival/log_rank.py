"""The log-rank test of equal hazards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import chdtrc

from research_kit.counts import LifeTable
from research_kit.counts.tally import label_groups
from research_kit.errors import EstimateError
from research_kit.statistics.survival.course import share

Floats = NDArray[np.float64]
Numbers = NDArray[Any]


def log_rank(
    life_table: LifeTable, *, strata: Sequence[str] | str = (), cause: int | None = None, rho: float = 0.0
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
    Variance: hypergeometric, as R's `survdiff`. Groups in which no event was expected are left out and reduce `df`.
    Sums of weights are used as if they were counts of participants.

    References
    ----------
    Mantel N (1966). Cancer Chemother Rep 50:163-170.
    Harrington DP, Fleming TR (1982). Biometrika 69:553-566. doi:10.1093/biomet/69.3.553
    """
    within = (strata,) if isinstance(strata, str) else tuple(strata)
    compared = _compared(life_table, within)
    groups = label_groups(life_table.table, compared)[0].height
    excess, variance = np.zeros(groups), np.zeros((groups, groups))
    for at_risk, events in _risk_sets(life_table, within, compared, cause):
        weight = _event_free_before(at_risk, events) ** rho
        expected = at_risk * share(events.sum(axis=0), at_risk.sum(axis=0))
        excess += (weight * (events - expected)).sum(axis=1)
        variance += _covariance(at_risk, events, weight)
    return _row(excess, variance)


def _compared(life_table: LifeTable, strata: tuple[str, ...]) -> list[str]:
    """The columns whose crossing makes the groups to compare."""
    unknown = [name for name in strata if name not in life_table.by]
    if unknown:
        raise EstimateError(
            f"`strata` {', '.join(unknown)}: not among the columns of this life table, {life_table.by}."
        )
    compared = [name for name in life_table.by if name not in strata]
    groups = label_groups(life_table.table, compared)[0].height if compared else 1
    if groups < 2:
        raise EstimateError(
            f"A log-rank test needs two groups; this life table has {groups} by ({', '.join(compared)}). "
            "Count with `by=` the column that makes the groups."
        )
    return compared


def _risk_sets(
    life_table: LifeTable, strata: tuple[str, ...], compared: list[str], cause: int | None
) -> Iterator[tuple[Floats, Floats]]:
    """For each stratum: at risk and events, groups x times with an event."""
    table = life_table.table
    entries = table.filter(pl.col("entered") != 0) if life_table.entries is None else life_table.entries
    exit_stratum, exit_group = label_groups(table, strata)[1], label_groups(table, compared)[1]
    entry_stratum, entry_group = label_groups(entries, strata)[1], label_groups(entries, compared)[1]
    shape = int(exit_group.max()) + 1
    leaving = (table["events"] + table["censored"]).to_numpy().astype(np.float64)
    events = life_table.events_of(cause)
    time, entry = table["time"].to_numpy(), entries["time"].to_numpy()
    if life_table.entries is None:
        entry = np.full(len(entry), -1)
    entered = entries["entered"].to_numpy().astype(np.float64)
    for stratum in range(int(exit_stratum.max()) + 1):
        out, into = exit_stratum == stratum, entry_stratum == stratum
        times, place = np.unique(time[out], return_inverse=True)
        first = np.searchsorted(times, entry[into], side="right")  # at risk at t: entry < t
        left = _matrix(exit_group[out], place, leaving[out], (shape, len(times)))
        came = _matrix(entry_group[into], first, entered[into], (shape, len(times)))
        drawn = _matrix(exit_group[out], place, events[out], (shape, len(times)))
        at_risk = came.cumsum(axis=1) - left.cumsum(axis=1) + left
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
    return np.asarray(np.diag(part @ spread) - (part * spread) @ part.T)


def _row(excess: Floats, variance: Floats) -> pl.DataFrame:
    informative = np.diag(variance) > 0
    schema = {"statistic": pl.Float64, "df": pl.Int64, "p_value": pl.Float64}
    df = int(informative.sum()) - 1
    if df < 1:
        return pl.DataFrame([(None, None, None)], schema=schema, orient="row")
    kept = np.flatnonzero(informative)[1:]  # the excesses add up to 0: one group is redundant
    statistic = float(excess[kept] @ np.linalg.solve(variance[np.ix_(kept, kept)], excess[kept]))
    return pl.DataFrame([(statistic, df, float(chdtrc(df, statistic)))], schema=schema, orient="row")
