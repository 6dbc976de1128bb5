"""Gray's test of equal cumulative incidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import chdtrc

from research_kit.counts import LifeTable, life_table
from research_kit.counts.tally import label_groups
from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.survival.gray_scores import Leaving, stratum_scores

Floats = NDArray[np.float64]
_SCHEMA = {"statistic": pl.Float64, "df": pl.Int64, "p_value": pl.Float64}
_SINGULAR = 1e-10  # of the largest eigenvalue, the groups' scores being on one scale


def gray_test(
    frame_or_life_table: Any,
    *,
    group: Sequence[str] | str,
    duration: str | None = None,
    event: str | None = None,
    cause: int = 1,
    strata: Sequence[str] | str = (),
    rho: float = 0.0,
) -> pl.DataFrame:
    """Test whether the share that has had this event by each time is the same in all groups.

    Parameters
    ----------
    frame_or_life_table
        A life table from `rk.counts.life_table` whose `by` columns include `group` and `strata` (others are summed
        over); or a frame, one row per participant, to be counted with `duration` and `event`.
    group
        Column, or columns, whose crossing makes the groups; null is a group of its own.
    duration, event
        For a frame: columns as in `rk.counts.life_table`; `event` 0 = censored, 1...K = cause.
    cause
        The event whose incidence is compared; the other causes compete.
    strata
        Columns within which the groups are compared, rather than across.
    rho
        Weight of a time: (1 - F(t-)) to this power, F the incidence pooled over the groups of the stratum.

    Returns
    -------
    One row: `statistic` (chi-square), `df`, `p_value`. All three null if nobody has an event that can tell the groups
    apart.

    Raises
    ------
    EstimateError
        Fewer than two groups, `strata` or `group` not in the table, late entry, fractional weights, or `rho` that is no
        finite number, or no whole one where F passes 1 (nobody censored, and one group runs out first).
    CountsError
        Rows that cannot be counted, or a cause nobody has.

    Notes
    -----
    As `cuminc` of R's cmprsk, with its corrections of the variance for tied times; whole weights count as participants.
    Where the variance is singular, because a group is never at risk together with others at an event, cmprsk gives -1;
    here `df` is the rank and the statistic that of the groups that can be compared.

    References
    ----------
    Gray RJ (1988). Ann Stat 16:1141-1154. doi:10.1214/aos/1176350951
    """
    _require_power(rho)
    groups, within = _names(group), _names(strata)
    table = _table(frame_or_life_table, duration, event, (*within, *groups))
    _require_comparable(table, groups)
    stratum, place = (label_groups(table.groups, names)[1] for names in (within, groups))
    size = int(place.max()) + 1
    score, variance = np.zeros(size), np.zeros((size, size))
    rows = np.diff(table.starts, append=table.table.height)
    of_stratum, of_group = np.repeat(stratum, rows), np.repeat(place, rows)
    for each in range(int(stratum.max()) + 1):
        chosen = of_stratum == each
        own_score, own_variance = stratum_scores(_leaving(table, cause, chosen), of_group[chosen], size, rho)
        score += own_score
        variance += own_variance
    return _row(score, variance)


def _names(given: Sequence[str] | str) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _require_power(rho: float) -> None:
    if not is_number(rho) or not np.isfinite(rho):
        raise EstimateError(f"rho is {rho!r}; it is a power: 0 weighs all times alike.")


def _table(given: Any, duration: str | None, event: str | None, by: tuple[str, ...]) -> LifeTable:
    """The life table by exactly these columns, counted if a frame is given."""
    if not isinstance(given, LifeTable):
        if duration is None or event is None:
            raise EstimateError(
                "A frame is counted first: name its columns, `duration=` and `event=`; or give a life table."
            )
        return life_table(given, duration=duration, event=event, by=by)
    if duration is not None or event is not None:
        raise EstimateError("A life table is counted already: leave out `duration` and `event`.")
    unknown = [name for name in by if name not in given.by]
    if unknown:
        raise EstimateError(
            f"`group` or `strata` {', '.join(map(repr, unknown))}: not among the columns of this life table, "
            f"{given.by}. Count with `by=` these columns."
        )
    return given.collapse(by)


def _require_comparable(table: LifeTable, groups: tuple[str, ...]) -> None:
    if not groups or table.groups.select(groups).n_unique() < 2:
        raise EstimateError(
            f"Gray's test needs two groups; this life table has one by ({', '.join(groups)}). "
            "Name as `group` the column that makes the groups."
        )
    if table.entries is not None:
        raise EstimateError(
            "Gray's test is not defined for late entry, which this life table has. Compare the causes' rates with "
            "`log_rank(..., cause=)`, or count from the start those followed from the start."
        )
    if table.weighting == "fractional":
        raise EstimateError(
            "Gray's test counts participants, and this life table has fractional weights: its variance would be wrong. "
            "Count without `weight`."
        )


def _leaving(table: LifeTable, cause: int, rows: NDArray[np.bool_]) -> Leaving:
    """Time, events of this cause, of the others, and censorings, at the rows of one stratum."""
    events = table.events_of(cause)
    censored = table.column("censored").astype(np.float64)
    return table.column("time")[rows], events[rows], (table.events_of(None) - events)[rows], censored[rows]


def _row(score: Floats, variance: Floats) -> pl.DataFrame:
    """The chi-square of the scores, whose variance has at most one dimension fewer than there are groups."""
    values, vectors = np.linalg.eigh(variance)
    kept = values > _SINGULAR * max(values[-1], 0.0)
    kept[:1] = False  # the scores of all groups add up to 0
    df = int(kept.sum())
    if not df:
        return pl.DataFrame([(None, None, None)], schema=_SCHEMA, orient="row")
    statistic = float(((vectors[:, kept].T @ score) ** 2 / values[kept]).sum())
    return pl.DataFrame([(statistic, df, float(chdtrc(df, statistic)))], schema=_SCHEMA, orient="row")
