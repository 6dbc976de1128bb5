"""Errors of a least-squares fit to a series whose neighbouring residuals are alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from research_kit.statistics.process.series import Floats

_WIDEST = 0.999


@dataclass(frozen=True, kw_only=True, slots=True)
class LinearFit:
    """Coefficients with their covariance, and the residuals of the points."""

    coefficients: Floats
    covariance: Floats
    residuals: Floats
    autoregression: float | None = None


def newey_west(outcome: Floats, design: Floats, lag: int) -> LinearFit:
    """Least squares with the Bartlett-weighted covariance of Newey and West, without prewhitening."""
    bread = np.linalg.inv(design.T @ design)
    coefficients = bread @ design.T @ outcome
    residuals = outcome - design @ coefficients
    middle = long_run_variance(design * residuals[:, None], lag)
    return LinearFit(coefficients=coefficients, covariance=bread @ middle @ bread, residuals=residuals)


def long_run_variance(scores: Floats, lag: int) -> Floats:
    """The variance of the sum of the scores, neighbours up to the lag counted with Bartlett's weights."""
    middle: Floats = scores.T @ scores
    for step in range(1, lag + 1):
        together = scores[step:].T @ scores[:-step]
        middle = middle + (1 - step / (lag + 1)) * (together + together.T)
    return middle


def autoregressive(outcome: Floats, design: Floats) -> LinearFit:
    """Generalised least squares with residuals that depend on the one before, by restricted maximum likelihood."""
    from scipy.optimize import minimize_scalar

    def criterion(correlation: float) -> float:
        return _restricted_deviance(*_whitened(outcome, design, correlation), correlation)

    grid = np.linspace(-0.95, 0.95, 39)
    start = grid[int(np.argmin([criterion(each) for each in grid]))]
    bounds = (max(start - 0.05, -_WIDEST), min(start + 0.05, _WIDEST))
    best = float(minimize_scalar(criterion, bounds=bounds, method="bounded", options={"xatol": 1e-10}).x)
    white, matrix = _whitened(outcome, design, best)
    bread = np.linalg.inv(matrix.T @ matrix)
    coefficients = bread @ matrix.T @ white
    variance = float(np.sum((white - matrix @ coefficients) ** 2)) / (len(white) - matrix.shape[1])
    return LinearFit(
        coefficients=coefficients,
        covariance=variance * bread,
        residuals=outcome - design @ coefficients,
        autoregression=best,
    )


def _whitened(outcome: Floats, design: Floats, correlation: float) -> tuple[Floats, Floats]:
    """Both with the dependence taken out (Prais and Winsten), scaled to the variance of the residuals themselves."""
    scale = np.sqrt(1 - correlation**2)
    both = np.column_stack([outcome, design])
    white = np.vstack([both[:1], (both[1:] - correlation * both[:-1]) / scale])
    return white[:, 0], white[:, 1:]


def _restricted_deviance(white: Floats, matrix: Floats, correlation: float) -> float:
    cross = matrix.T @ matrix
    residual = white - matrix @ np.linalg.solve(cross, matrix.T @ white)
    size, terms = matrix.shape
    log_determinant = (size - 1) * np.log(1 - correlation**2)  # of the correlation matrix
    return float((size - terms) * np.log(residual @ residual) + log_determinant + np.linalg.slogdet(cross)[1])
