"""Proportional odds of an ordered answer by wave, from counts, for many tables of counts at once.

Counts of answers by wave and category are all the model needs: logit P(answer > k | wave) = effect(wave) - cut(k).
Newton's method on cuts and effects; a step that puts the cuts out of order or lowers the likelihood is halved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]
_STEPS, _HALVINGS = 100, 40
_CONVERGED = 1e-8
RUNAWAY = 15.0  # a log odds ratio beyond it: all answers of a wave are at one end


def proportional_odds(counts: Floats) -> tuple[Floats, Floats]:
    """Effects (log odds ratios of a higher answer, first wave 0) and cuts; NaN where it did not converge.

    Parameters
    ----------
    counts
        Tables (tables, waves, categories), each category in use in some wave of each table.
    """
    tables, waves, categories = counts.shape
    pooled = np.cumsum(counts.sum(axis=1), axis=1)[:, :-1] / counts.sum(axis=(1, 2))[:, None]
    parameters = np.concatenate([logit(pooled), np.zeros((tables, waves - 1))], axis=1)
    going, change = np.arange(tables), np.full(tables, np.inf)
    for _ in range(_STEPS):
        parameters[going], change[going] = _step(counts[going], parameters[going])
        going = going[change[going] > _CONVERGED]
        if not going.size:
            break
    effects = parameters[:, categories - 1 :]
    is_fitted = (change <= _CONVERGED) & (np.abs(effects) < RUNAWAY).all(axis=1)
    parameters = np.where(is_fitted[:, None], parameters, np.nan)
    return parameters[:, categories - 1 :], parameters[:, : categories - 1]


def log_likelihood(counts: Floats, parameters: Floats) -> Floats:
    """Of each table; minus infinity where the cuts are out of order."""
    probability = _probabilities(counts.shape, parameters)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(counts > 0, counts * np.log(probability), 0.0)
    return np.where((probability > 0).all(axis=(1, 2)), terms.sum(axis=(1, 2)), -np.inf)


def _probabilities(shape: tuple[int, ...], parameters: Floats) -> tuple[Floats, Floats, Floats]:
    """Of each category in each wave, and the cumulative ones with their density at the cuts (0 at both ends)."""
    tables, waves, categories = shape
    effects = np.concatenate([np.zeros((tables, 1)), parameters[:, categories - 1 :]], axis=1)
    below = parameters[:, None, : categories - 1] - effects[:, :, None]
    ends = np.zeros((tables, waves, 1))
    cumulative = np.concatenate([ends, expit(below), ends + 1], axis=2)
    return np.diff(cumulative, axis=2), cumulative, cumulative * (1 - cumulative)


def _step(counts: Floats, parameters: Floats) -> tuple[Floats, Floats]:
    """One damped Newton step, and the largest change in it."""
    gradient, information = _derivatives(counts, parameters)
    step = np.linalg.solve(information + 1e-10 * np.eye(parameters.shape[1]), gradient[..., None])[..., 0]
    step /= np.maximum(1.0, np.abs(step).max(axis=1, keepdims=True) / 5)
    before = log_likelihood(counts, parameters)
    length = np.ones(len(counts))
    for _ in range(_HALVINGS):
        after = log_likelihood(counts, parameters + length[:, None] * step)
        is_worse = ~(after >= before - 1e-9 * np.abs(before))
        if not is_worse.any():
            break
        length[is_worse] /= 2
    moved = parameters + length[:, None] * step
    return moved, np.abs(step).max(axis=1)


def _derivatives(counts: Floats, parameters: Floats) -> tuple[Floats, Floats]:
    """Gradient and expected information of cuts and effects."""
    tables, waves, categories = counts.shape
    probability, _, density = _probabilities(counts.shape, parameters)
    size = categories - 1 + waves - 1
    slopes = np.zeros((tables, waves, categories, size))
    for cut in range(categories - 1):
        slopes[:, :, cut, cut] += density[:, :, cut + 1]
        slopes[:, :, cut + 1, cut] -= density[:, :, cut + 1]
    for wave in range(1, waves):
        slopes[:, wave, :, categories - 2 + wave] = -np.diff(density[:, wave, :], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = np.where(probability > 0, 1 / probability, 0.0)
    gradient = np.einsum("bwc,bwcp->bp", counts * inverse, slopes)
    weight = counts.sum(axis=2, keepdims=True) * inverse
    return gradient, np.einsum("bwc,bwcp,bwcq->bpq", weight, slopes, slopes)
