"""Whether a gap is larger in one group than in another: the difference between two differences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.proportions.counts_of_n import counts_of_n
from research_kit.statistics.proportions.wilson import wilson_limits

Floats = NDArray[np.float64]

_TWO_DIFFERENCES = (1.0, -1.0, -1.0, 1.0)


def interaction_contrast(events: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> pl.DataFrame:
    """The difference between two differences of shares, (first − second) − (third − fourth), with its interval.

    Parameters
    ----------
    events, n
        Four counts each, 0 <= events <= n: for gender × foreign-born, foreign-born women, Swedish-born women,
        foreign-born men, Swedish-born men.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row: `estimate` (in shares: times 100 it is points), `lower`, `upper`; null where an n is 0 or null.

    Raises
    ------
    EstimateError
        There are not four of each, a count is no count, or confidence is outside (0, 1).

    Notes
    -----
    Each share's Wilson limits are combined as in Newcombe's interval of one difference (MOVER). The interval of the two
    differences, combined in the same way, is the same.

    References
    ----------
    Newcombe RG (2001). Stat Med 20:2885-2893. doi:10.1002/sim.925
    Zou GY, Huang W, Zhang X (2009). Comput Stat Data Anal 53:1080-1085. doi:10.1016/j.csda.2008.09.033
    """
    numerator, denominator = counts_of_n(events, n)
    lower, upper = wilson_limits(numerator, denominator, normal_quantile(confidence))
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = numerator / denominator
    return contrast(shares, lower, upper, _TWO_DIFFERENCES)


def contrast(
    estimate: ArrayLike, lower: ArrayLike, upper: ArrayLike, weights: Sequence[float] = _TWO_DIFFERENCES
) -> pl.DataFrame:
    """A weighted sum of independent estimates, with an interval recovered from theirs (MOVER).

    Parameters
    ----------
    estimate, lower, upper
        One of each for every group: shares from `at_times` of a curve, months from `restricted_mean`, or other. The
        limits may lie unevenly about the estimate; all have the confidence wanted of the sum.
    weights
        One for each group; as given, the difference between two differences of four.

    Returns
    -------
    One row: `estimate`, `lower`, `upper`; null where an estimate or a limit is missing.

    Raises
    ------
    EstimateError
        Numbers of values differ, or an estimate lies outside its limits.

    References
    ----------
    Zou GY, Donner A (2008). Stat Med 27:1693-1702. doi:10.1002/sim.3095
    """
    values, low, high = _three(estimate, lower, upper, len(weights))
    weight = np.asarray(weights, dtype=np.float64)
    to_low, to_high = weight * (values - low), weight * (high - values)
    middle = float(weight @ values)
    below = np.sqrt((np.where(weight > 0, to_low, to_high) ** 2).sum())
    above = np.sqrt((np.where(weight > 0, to_high, to_low) ** 2).sum())
    columns = {"estimate": [middle], "lower": [middle - below], "upper": [middle + above]}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64)).fill_nan(None)


_ROUNDING = 1e-9


def _three(estimate: ArrayLike, lower: ArrayLike, upper: ArrayLike, number: int) -> tuple[Floats, Floats, Floats]:
    values, low, high = (_floats(each) for each in (estimate, lower, upper))
    if not values.shape == low.shape == high.shape == (number,):
        raise EstimateError(
            f"There are {values.size} estimates with {low.size} lower and {high.size} upper limits; a contrast of "
            f"{number} groups needs {number} of each."
        )
    outside = int(((low > values + _ROUNDING) | (high < values - _ROUNDING)).sum())
    if outside:
        raise EstimateError(f"{outside} of {number} estimates lie outside their limits.")
    return values, low, high


def _floats(values: ArrayLike) -> Floats:
    listed = values.to_list() if isinstance(values, pl.Series) else values
    try:
        return np.atleast_1d(np.asarray(listed, dtype=np.float64))
    except (TypeError, ValueError) as fault:
        raise EstimateError("estimate, lower and upper must be numbers.") from fault
