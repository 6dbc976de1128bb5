"""The mean difference over everybody, by weighting both groups to look like all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from research_kit.statistics.resampling import RESAMPLES
from research_kit.statistics.weighting.weighted_difference import WeightedComparison, weighted_difference


def ate(
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
    """Difference in the mean outcome of exposed and others, both weighted to look like everybody at the start.

    Parameters
    ----------
    frame
        One row per participant.
    outcome
        Column: a number, or true/false (then the difference is one of shares).
    exposure, covariates, truncate, exposure_time, measured
        As in `propensity_weights`.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.
    resamples, rng
        With `rng`, the error is that of so many bootstrap samples, the weights estimated anew in each.

    Returns
    -------
    One row: `estimand`, `n_exposed`, `n_comparison`, `mean_exposed`, `mean_comparison`, `estimate` (their
    difference), `std_error`, `lower`, `upper`, in the outcome's unit.

    Raises
    ------
    GuardError
        `G-IMMORTAL` or `G-MEDIATOR`: exposure or a covariate is dated after time zero.
    EstimateError
        As `propensity_weights`; the outcome is missing for somebody; too few resamples could be fitted.

    Notes
    -----
    It answers for everybody, all exposed compared with nobody exposed, if nothing but the covariates led to both
    exposure and outcome; that cannot be seen in the data. Without `rng`, the error is from the stacked estimating
    equations of the logistic regression and the two means, so that it knows that the weights were estimated.

    References
    ----------
    Lunceford JK, Davidian M (2004). Stat Med 23:2937-2960. doi:10.1002/sim.1903
    """
    comparison = WeightedComparison(
        outcome=outcome, exposure=exposure, covariates=covariates, estimand="ATE", truncate=truncate,
        exposure_time=exposure_time, measured=measured,
    )  # fmt: skip
    return weighted_difference(frame, comparison, confidence=confidence, resamples=resamples, rng=rng)
