"""How a group's share of those who are in compares with its share where they come from."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.proportions.counts_of_n import counts_of_n
from research_kit.statistics.proportions.koopman import score_limits

Floats = NDArray[np.float64]


def representation_ratio(
    events: ArrayLike,
    n: ArrayLike,
    reference_share: ArrayLike,
    reference_n: ArrayLike | None = None,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """A group's share among those counted, divided by its share in a reference population: 1 is "in proportion".

    Parameters
    ----------
    events, n
        People of the group, and all people counted: 0 <= events <= n. Numbers, or arrays or columns of one length.
    reference_share
        The group's share in the reference population, strictly between 0 and 1.
    reference_n
        How many people that share was estimated from, > 0. None: a full count, without error of its own.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per pair: `estimate`, `std_error` (of the logarithm), `lower`, `upper`; null where something is missing.

    Raises
    ------
    EstimateError
        A count is no count, lengths differ, a reference share is not between 0 and 1, or its n is not positive.

    Notes
    -----
    The variance of the logarithm is (1 − p) / (n p) + (1 − q) / (m q), with both samples' errors (Katz). Where nobody
    of the group is counted the logarithm does not exist: the lower limit is 0 and the upper one Koopman's. The people
    counted must not be a large part of the reference sample itself; for a part of a whole see `ratio_to_total`.

    References
    ----------
    Katz D, Baptista J, Azen SP, Pike MC (1978). Biometrics 34:469-474. doi:10.2307/2530610
    Koopman PAR (1984). Biometrics 40:513-517. doi:10.2307/2531405
    """
    counted, size = counts_of_n(events, n)
    counted, size, share, sample = _of_one_length(counted, size, reference_share, reference_n)
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.where(np.isnan(sample), np.nan, counted / size / share)
        variance = 1 / counted - 1 / size + (1 - share) / (sample * share)
        std_error = np.where(counted > 0, np.sqrt(variance), np.nan)
        lower = np.where(counted > 0, estimate * np.exp(-z * std_error), 0 * estimate)
        upper = np.where(counted > 0, estimate * np.exp(z * std_error), _upper_for_none(size, share, sample, z))
    columns = {"estimate": estimate, "std_error": std_error, "lower": lower, "upper": upper}
    return pl.DataFrame(columns).fill_nan(None)


_CENSUS = 1e12
"""People in a reference without error of its own: its share is then known to six digits."""


def _upper_for_none(size: Floats, share: Floats, sample: Floats, z: float) -> Floats:
    known = np.where(np.isfinite(sample), sample, _CENSUS)
    return score_limits((0 * size, size), (share * known, known), z**2)[1]


def _of_one_length(counted: Floats, size: Floats, share: ArrayLike, sample: ArrayLike | None) -> list[Floats]:
    reference = _floats(share), _floats(np.inf if sample is None else sample)
    try:
        columns = [np.asarray(each) for each in np.broadcast_arrays(counted, size, *reference)]
    except ValueError as fault:
        raise EstimateError(f"{counted.size} shares cannot be compared with {reference[0].size} references.") from fault
    outside = int(((columns[2] <= 0) | (columns[2] >= 1)).sum())
    if outside:
        raise EstimateError(f"{outside} of {columns[2].size} reference shares do not lie strictly between 0 and 1.")
    if (columns[3] <= 0).any():
        raise EstimateError(f"{int((columns[3] <= 0).sum())} of {columns[3].size} reference numbers are not positive.")
    return columns


def _floats(values: ArrayLike) -> Floats:
    listed = values.to_list() if isinstance(values, pl.Series) else values
    try:
        return np.atleast_1d(np.asarray(listed, dtype=np.float64))
    except (TypeError, ValueError) as fault:
        raise EstimateError("reference_share and reference_n must be numbers.") from fault
