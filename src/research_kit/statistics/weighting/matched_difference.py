"""The mean difference within matched sets."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.weighting.exposure_column import numbers_of
from research_kit.statistics.weighting.matched_pairs import MatchedPairs

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def matched_difference(frame: Any, matched: MatchedPairs, *, outcome: str, confidence: float = 0.95) -> pl.DataFrame:
    """Difference in the mean outcome of matched exposed participants and of their matches.

    Parameters
    ----------
    frame
        The frame that was matched, its rows in the same order.
    matched
        From `matched_pairs`.
    outcome
        Column: a number, or true/false.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row: `estimand` (`ATT`: of the exposed who have a match), `n_exposed`, `n_comparison` (different participants),
    `mean_exposed`, `mean_comparison`, `estimate`, `std_error`, `lower`, `upper`.

    Raises
    ------
    EstimateError
        The frame is not the one matched, the outcome is unusable, or there is a single set.

    Notes
    -----
    The error is clustered by set, and where a participant is in several sets by participant too (two-way); the sets are
    taken as given, as is usual after matching on an estimated chance.

    References
    ----------
    Abadie A, Spiess J (2022). J Am Stat Assoc 117:983-995. doi:10.1080/01621459.2020.1840383
    """
    people = given_frame(frame)
    if people.height != len(matched.weights):
        raise EstimateError(f"The frame has {people.height:,} rows; {len(matched.weights):,} were matched.")
    if matched.n_matched < 2:
        raise EstimateError("There is one matched set: at least two are needed for an error.")
    values, weights = numbers_of(people, outcome), matched.weights
    is_first = np.zeros(people.height, dtype=np.bool_)
    is_first[matched.pairs["exposed"].to_numpy()] = True
    is_second = (weights > 0) & ~is_first
    first, second = (float(np.average(values[group], weights=weights[group])) for group in (is_first, is_second))
    error, z = _error(matched.pairs, values, (first, second)), normal_quantile(confidence)
    row = {"estimand": "ATT", "n_exposed": int(is_first.sum()), "n_comparison": int(is_second.sum())}
    row |= {"mean_exposed": first, "mean_comparison": second, "estimate": first - second, "std_error": error}
    return pl.DataFrame([row | {"lower": first - second - z * error, "upper": first - second + z * error}])


def _error(pairs: pl.DataFrame, values: Floats, means: tuple[float, float]) -> float:
    """Clustered by set and by participant: the sum of both variances, less that of single appearances."""
    number, second = pairs["set"].to_numpy(), pairs["comparison"].to_numpy()
    part = 1 / np.bincount(number)[number]
    _, places = np.unique(number, return_index=True)
    firsts = values[pairs["exposed"].to_numpy()[places]] - means[0]
    seconds = -part * (values[second] - means[1])
    by_set = firsts + np.bincount(number, weights=seconds)
    by_person = np.bincount(second, weights=seconds)
    variance = (by_set**2).sum() + (by_person**2).sum() - (seconds**2).sum()
    return float(np.sqrt(variance)) / len(firsts)
