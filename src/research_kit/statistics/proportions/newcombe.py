"""The gap between two shares."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.proportions.counts_of_n import Floats, counts_of_n
from research_kit.statistics.proportions.wilson import wilson_limits


def newcombe(
    events_1: ArrayLike, n_1: ArrayLike, events_2: ArrayLike, n_2: ArrayLike, confidence: float = 0.95
) -> pl.DataFrame:
    """Difference between two independent shares (first minus second), with Newcombe's interval from Wilson's.

    Parameters
    ----------
    events_1, n_1, events_2, n_2
        Counts, 0 <= events <= n: numbers, or arrays or columns of one length.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per pair of shares: `estimate`, `lower`, `upper`; null where an n is 0 or null.

    Raises
    ------
    EstimateError
        A count is negative, no whole number or exceeds its n, lengths differ, or confidence is outside (0, 1).

    References
    ----------
    Newcombe RG (1998). Stat Med 17:873-890, method 10.
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
    """
    first, second = two_samples(counts_of_n(events_1, n_1), counts_of_n(events_2, n_2))
    z = normal_quantile(confidence)
    (lower_1, upper_1), (lower_2, upper_2) = wilson_limits(*first, z), wilson_limits(*second, z)
    with np.errstate(divide="ignore", invalid="ignore"):
        share_1, share_2 = first[0] / first[1], second[0] / second[1]
    difference = share_1 - share_2
    return pl.DataFrame(
        {
            "estimate": difference,
            "lower": difference - np.hypot(share_1 - lower_1, upper_2 - share_2),
            "upper": difference + np.hypot(upper_1 - share_1, share_2 - lower_2),
        }
    ).fill_nan(None)


Sample = tuple[Floats, Floats]


def two_samples(first: Sample, second: Sample) -> tuple[Sample, Sample]:
    """Both samples at one length; a single pair is repeated for all of the other."""
    try:
        events_1, n_1, events_2, n_2 = np.broadcast_arrays(*first, *second)
    except ValueError as fault:
        raise EstimateError(f"{first[0].size} shares cannot be compared with {second[0].size}.") from fault
    return (events_1, n_1), (events_2, n_2)
