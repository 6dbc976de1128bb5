"""What a fitted regression hands over: coefficients with intervals, the likelihood, and what was checked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.confidence import normal_quantile

Floats = NDArray[np.float64]


def coefficient_table(
    terms: Sequence[str],
    estimate: Floats,
    covariance: Floats,
    *,
    robust_covariance: Floats | None = None,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """One row per term: `term, estimate, std_error, robust_std_error, lower, upper`, on the scale of the estimate.

    The limits use the robust standard error where there is one (null otherwise), and the normal quantile.
    """
    std_error = np.sqrt(np.diag(covariance))
    robust = np.full(len(std_error), np.nan) if robust_covariance is None else np.sqrt(np.diag(robust_covariance))
    margin = normal_quantile(confidence) * np.where(np.isnan(robust), std_error, robust)
    return pl.DataFrame(
        {
            "term": list(terms),
            "estimate": estimate,
            "std_error": std_error,
            "robust_std_error": robust,
            "lower": estimate - margin,
            "upper": estimate + margin,
        },
        schema_overrides={"term": pl.String},
    ).with_columns(pl.col("robust_std_error").fill_nan(None))
