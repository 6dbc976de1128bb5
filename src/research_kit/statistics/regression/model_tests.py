"""The three tests that no term has an effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

Floats = NDArray[np.float64]
_SINGULAR = 1e-12  # of the largest eigenvalue, on the scale of correlations


@dataclass(frozen=True, slots=True)
class ModelTest:
    """A chi-square test; None where a singular covariance leaves it undefined."""

    statistic: float | None
    df: int

    @property
    def p_value(self) -> float | None:
        """The probability of a statistic at least as large without any effect."""
        return None if self.statistic is None else float(chdtrc(self.df, self.statistic))


def likelihood_ratio_test(smaller: float, larger: float, df: int) -> ModelTest:
    """Twice the gain in log likelihood."""
    return ModelTest(max(0.0, 2 * (larger - smaller)), df)


def quadratic_test(values: Floats, matrix: Floats) -> ModelTest:
    """Values against the inverse of their covariance: Wald's test of coefficients, or the score test.

    Notes
    -----
    Undefined where the covariance is singular, as the robust one of fewer clusters than terms + 1: any generalised
    inverse gives a statistic that changes with the units of the covariates.
    """
    if not _is_regular(matrix):
        return ModelTest(None, len(values))
    return ModelTest(float(values @ np.linalg.lstsq(matrix, values, rcond=None)[0]), len(values))


def _is_regular(matrix: Floats) -> bool:
    scale = np.sqrt(np.diag(matrix))
    if not (scale > 0).all():
        return False
    spread = np.linalg.eigvalsh(matrix / np.outer(scale, scale))
    return bool(spread[0] > _SINGULAR * spread[-1])
