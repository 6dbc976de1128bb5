"""The three tests that no term has an effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ModelTest:
    """A chi-square test."""

    statistic: float
    df: int

    @property
    def p_value(self) -> float:
        """The probability of a statistic at least as large without any effect."""
        return float(chdtrc(self.df, self.statistic))


def likelihood_ratio_test(smaller: float, larger: float, df: int) -> ModelTest:
    """Twice the gain in log likelihood."""
    return ModelTest(max(0.0, 2 * (larger - smaller)), df)


def quadratic_test(values: Floats, matrix: Floats) -> ModelTest:
    """Values against the inverse of their covariance: Wald's test of coefficients, or the score test."""
    return ModelTest(float(values @ np.linalg.lstsq(matrix, values, rcond=None)[0]), len(values))
