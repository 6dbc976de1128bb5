"""One common factor behind the items, by maximum likelihood, for many covariance matrices at once.

With one factor the implied covariances are S(l, t) = l l' + diag(t). Fisher scoring on loadings l and unique variances
t from a minres start; every step is taken for all matrices, and a matrix that does not converge gives NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.scales.item_answers import correlations

Floats = NDArray[np.float64]
LEAST_UNIQUE = 0.005  # of a standardised item; at it the solution is improper (a Heywood case), as in R's factanal
_STEPS, _HALVINGS = 300, 12
_STOP, _CONVERGED = 1e-9, 1e-5


def one_factor(covariances: Floats) -> tuple[Floats, Floats]:
    """Standardised loadings and unique variances of each matrix; NaN where it did not converge.

    Unique variances are kept at `LEAST_UNIQUE` or more: `is_proper` tells which solutions lie inside.
    """
    matrices = correlations(covariances)
    usable = np.isfinite(matrices).all(axis=(1, 2))
    loadings = np.full(matrices.shape[:2], np.nan)
    unique = loadings.copy()
    if usable.any():
        loadings[usable], unique[usable] = _fitted(matrices[usable])
    return loadings, unique


def _fitted(matrices: Floats) -> tuple[Floats, Floats]:
    loadings = _start(matrices)
    unique = np.clip(1 - loadings**2, 0.05, 1.0)
    going, change = np.arange(len(matrices)), np.full(len(matrices), np.inf)
    for _ in range(_STEPS):
        moved, left = _scored(matrices[going], loadings[going], unique[going])
        change[going] = np.maximum(
            np.abs(moved - loadings[going]).max(axis=1), np.abs(left - unique[going]).max(axis=1)
        )
        loadings[going], unique[going] = moved, left
        going = going[change[going] > _STOP]
        if not going.size:
            break
    sign = np.where(loadings.sum(axis=1) < 0, -1.0, 1.0) * np.where(change < _CONVERGED, 1.0, np.nan)
    return loadings * sign[:, None], unique


def is_proper(loadings: Floats, unique: Floats) -> NDArray[np.bool_]:
    """Whether the model converged to unique variances all above their lower bound."""
    return np.asarray(np.isfinite(loadings).all(axis=1) & (unique > LEAST_UNIQUE * (1 + 1e-6)).all(axis=1))


def _start(matrices: Floats) -> Floats:
    """The first eigenvector, scaled, then a few rounds of alternating least squares on what is off the diagonal."""
    values, vectors = np.linalg.eigh(matrices)
    loadings = vectors[:, :, -1] * np.sqrt(np.maximum(values[:, -1:] - 1, 0.1))
    off_diagonal = matrices * (1 - np.eye(matrices.shape[1]))
    for _ in range(10):
        others = (loadings**2).sum(axis=1, keepdims=True) - loadings**2
        found = np.einsum("bij,bj->bi", off_diagonal, loadings) / np.maximum(others, 1e-3)
        loadings = np.clip((loadings + found) / 2, -0.97, 0.97)
    return np.asarray(loadings)


def _scored(matrices: Floats, loadings: Floats, unique: Floats) -> tuple[Floats, Floats]:
    """One step of Fisher scoring on (loadings, log unique variances), no longer than 0.5 in any of them."""
    items = loadings.shape[1]
    gradient, information = _derivatives(matrices, loadings, unique)
    # A unique variance at its bound that would fall below it stays, and the others move as if it were given.
    is_held = np.zeros(gradient.shape, dtype=np.bool_)
    is_held[:, items:] = (unique <= LEAST_UNIQUE * (1 + 1e-9)) & (gradient[:, items:] > 0)
    gradient = np.where(is_held, 0.0, gradient)
    information = np.where(is_held[:, :, None] | is_held[:, None, :], 0.0, information)
    information += np.eye(2 * items) * (is_held[:, :, None] + 1e-12)
    step = -np.linalg.solve(information, gradient[..., None])[..., 0]
    step /= np.maximum(1.0, np.abs(step).max(axis=1, keepdims=True) / 0.5)
    return _uphill(matrices, (loadings, unique), np.asarray(step, dtype=np.float64))


def _uphill(matrices: Floats, at: tuple[Floats, Floats], step: Floats) -> tuple[Floats, Floats]:
    """Where the step leads, halved as long as the likelihood falls."""
    items = matrices.shape[1]
    before, length = _misfit(matrices, *at), np.ones((len(step), 1))
    for _ in range(_HALVINGS):
        loadings = at[0] + length * step[:, :items]
        unique = np.exp(np.clip(np.log(at[1]) + length * step[:, items:], np.log(LEAST_UNIQUE), None))
        is_worse = _misfit(matrices, loadings, unique) > before + 1e-12 * np.abs(before)
        if not is_worse.any():
            break
        length[is_worse] /= 2
    return loadings, unique


def _misfit(matrices: Floats, loadings: Floats, unique: Floats) -> Floats:
    """log|S| + tr(R S^-1), by the closed forms of one factor."""
    scaled = loadings / unique
    common = 1 + (loadings * scaled).sum(axis=1)
    explained = np.einsum("bi,bij,bj->b", scaled, matrices, scaled) / common
    own = (np.diagonal(matrices, axis1=1, axis2=2) / unique + np.log(unique)).sum(axis=1)
    return np.asarray(np.log(common) + own - explained)


def _derivatives(matrices: Floats, loadings: Floats, unique: Floats) -> tuple[Floats, Floats]:
    """Gradient and expected information of half the log-likelihood ratio against the matrices themselves."""
    implied = loadings[:, :, None] * loadings[:, None, :] + np.eye(loadings.shape[1]) * unique[:, None, :]
    inverse = np.linalg.inv(implied)
    residual = inverse @ (implied - matrices) @ inverse
    weighted = np.einsum("bij,bj->bi", inverse, loadings)
    common = np.einsum("bi,bi->b", weighted, loadings)[:, None, None]
    own = np.diagonal(residual, axis1=1, axis2=2) * unique / 2
    gradient = np.concatenate([np.einsum("bij,bj->bi", residual, loadings), own], axis=1)
    of_loadings = inverse * common + weighted[:, :, None] * weighted[:, None, :]
    crossed = inverse * weighted[:, None, :] * unique[:, None, :]
    of_unique = inverse**2 / 2 * unique[:, :, None] * unique[:, None, :]
    return gradient, np.block([[of_loadings, crossed], [np.swapaxes(crossed, 1, 2), of_unique]])
