"""The mean difference among those exposed, by weighting the others to look like them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from research_kit.statistics.resampling import RESAMPLES
from research_kit.statistics.weighting.weighted_difference import WeightedComparison, weighted_difference


def att(
    frame: Any,
    *,
    outcome: str,
    exposure: str,
    covariates: Sequence[str],
    truncate: tuple[float, float] | None = None,
    exposure_time: str | None = None,
    measured: Mapping[str, str] | None = None,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    rng: np.random.Generator | None = None,
) -> pl.DataFrame:
    """Difference in the mean outcome of the exposed and of others weighted to look like them at the start.

    Parameters
    ----------
    frame, outcome, exposure, covariates, truncate, exposure_time, measured, confidence, resamples, rng
        As in `ate`.

    Returns
    -------
    One row, as `ate`: `estimand`, `n_exposed`, `n_comparison`, `mean_exposed`, `mean_comparison`, `estimate`,
    `std_error`, `lower`, `upper`.

    Raises
    ------
    GuardError, EstimateError
        As `ate`.

    Notes
    -----
    It answers for the exposed, compared with what they would have had without the exposure; what it takes for granted,
    and what its error knows, is as in `ate`.

    References
    ----------
    Lunceford JK, Davidian M (2004). Stat Med 23:2937-2960. doi:10.1002/sim.1903
    """
    comparison = WeightedComparison(
        outcome=outcome, exposure=exposure, covariates=covariates, estimand="ATT", truncate=truncate,
        exposure_time=exposure_time, measured=measured,
    )  # fmt: skip
    return weighted_difference(frame, comparison, confidence=confidence, resamples=resamples, rng=rng)
