"""Intervals that may be looked at for ever."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability

Floats = NDArray[np.float64]

_NARROWEST_AT = 8.21
"""Tunes the width to be least, compared with an ordinary interval, about where information is the half named."""


def confidence_sequence(
    estimate: ArrayLike,
    std_error: ArrayLike,
    information: ArrayLike,
    half_information: float,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """An interval for permanent operation: over any number of looks, all hold the truth with the confidence named.

    Parameters
    ----------
    estimate, std_error
        At one or more looks: numbers, or arrays of one length.
    information
        Known at each look (people, or the inverse squared error), > 0.
    half_information
        The same at the middle of the time that matters most, > 0; fixed before the first look.
    confidence
        Over all looks together, strictly between 0 and 1.

    Returns
    -------
    One row per look: `estimate`, `lower`, `upper`, `z` (half-width in standard errors); null where something is
    missing.

    Raises
    ------
    EstimateError
        Lengths differ, an information is not positive, an error is negative, or confidence is outside (0, 1).

    Notes
    -----
    Estimate ± SE √((1 + 1/x) ln((1 + x) / α²)), x = 8.21 · information / half_information: the normal mixture of
    Robbins. It is valid as an approximation for large numbers.

    References
    ----------
    Robbins H (1970). Ann Math Stat 41:1397-1409. doi:10.1214/aoms/1177696786
    Waudby-Smith I, Arbour D, Sinha R, Kennedy EH, Ramdas A (2024). Ann Stat 52:2613-2640. doi:10.1214/24-AOS2408
    """
    value, error, known = _of_one_length(estimate, std_error, information)
    z = confidence_factor(known, half_information, confidence)
    if (error < 0).any():
        raise EstimateError(f"{int((error < 0).sum())} of {error.size} standard errors are negative.")
    columns = {"estimate": value, "lower": value - z * error, "upper": value + z * error, "z": z}
    return pl.DataFrame(columns).fill_nan(None)


def confidence_factor(information: ArrayLike, half_information: float, confidence: float = 0.95) -> Floats:
    """The half-width of `confidence_sequence` in standard errors, at each information."""
    known, alpha = np.asarray(information, dtype=np.float64), 2 * tail_probability(confidence)
    if not half_information > 0 or (known <= 0).any():
        raise EstimateError("information and half_information must be positive. Leave out looks without data.")
    x = _NARROWEST_AT * known / half_information
    factor: Floats = np.sqrt((1 + 1 / x) * np.log((1 + x) / alpha**2))
    return factor


def _of_one_length(*columns: ArrayLike) -> list[Floats]:
    try:
        arrays = [np.atleast_1d(np.asarray(column, dtype=np.float64)) for column in columns]
        return [np.asarray(array) for array in np.broadcast_arrays(*arrays)]
    except (TypeError, ValueError) as fault:
        raise EstimateError(
            "estimate, std_error and information must be numbers, one of each for every look."
        ) from fault
