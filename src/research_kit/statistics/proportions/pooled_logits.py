"""The posterior distribution of groups' logits, by sums over grids."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

Floats = NDArray[np.float64]

_WIDEST = 9.0  # logits from -9 to 9: shares from 0.0001 to 0.9999
_STEP = 0.04
_USUAL = 451  # grid points at that step: only for these are kernels kept
_SPREADS = np.geomspace(0.08, 6.0, 26)  # τ; below, groups are as good as equal
_EFFECT_ERROR = 1.5
_SHAPE, _RATE = 2.0, 2.0
_REACH = 5.0  # standard deviations of β to each side
_NODES = {1: 61, 2: 25, 3: 15, 4: 11, 5: 9}  # per term


def pooled_logits(events: Floats, n: Floats, design: Floats) -> tuple[Floats, Floats]:
    """Grid of logits, and each group's posterior mass on it (one row per group, adding up to 1)."""
    step = min(_STEP, 0.8 / np.sqrt(n.max()))
    grid = np.arange(-_WIDEST, _WIDEST + step / 2, step)
    log_likelihood = events[:, None] * grid - n[:, None] * np.logaddexp(0, grid)
    likelihood = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
    parts = [_of_spread(spread, grid, likelihood, _normal_nodes(events, n, design, spread)) for spread in _SPREADS]
    heaviest = max(part.log_weight for part in parts)
    prior = _prior_of_spreads()
    masses = sum(
        weight * np.exp(part.log_weight - heaviest) * part.masses for weight, part in zip(prior, parts, strict=True)
    )
    return grid, np.asarray(masses) / np.asarray(masses).sum(axis=1, keepdims=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Nodes:
    """Values of β to sum over, for one τ: the linear predictor of each group, and prior times volume."""

    predictor: Floats  # node × group
    log_weight: Floats


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    log_weight: float  # of this τ, without its prior
    masses: Floats  # group × logit, each row adding up to 1


def _of_spread(spread: float, grid: Floats, likelihood: Floats, nodes: _Nodes) -> _Part:
    from scipy.interpolate import CubicSpline

    kernel = (_kernel if grid.size == _USUAL else _kernel.__wrapped__)(float(spread), grid.size)
    marginal = np.log(np.maximum(kernel @ likelihood.T, 1e-290))  # of a group's counts, given its predictor
    curves = CubicSpline(grid, marginal)
    at_nodes = np.stack([curves(nodes.predictor[:, g])[:, g] for g in range(len(likelihood))], axis=1)
    log_posterior = nodes.log_weight + at_nodes.sum(axis=1)
    log_weight = float(np.logaddexp.reduce(log_posterior))
    posterior = np.exp(log_posterior - log_weight)
    masses = np.empty_like(likelihood)
    for g in range(len(likelihood)):
        masses[g] = _placed(nodes.predictor[:, g], posterior * np.exp(-at_nodes[:, g]), grid)
    masses = likelihood * (masses @ kernel)
    return _Part(log_weight=log_weight, masses=masses / masses.sum(axis=1, keepdims=True))


@lru_cache(maxsize=len(_SPREADS))
def _kernel(spread: float, size: int) -> Floats:
    """Normal masses around each grid point (row)."""
    distance = np.linspace(-_WIDEST, _WIDEST, size)[:, None] - np.linspace(-_WIDEST, _WIDEST, size)
    density = np.exp(-((distance / spread) ** 2) / 2)
    scaled: Floats = density / (spread * np.sqrt(2 * np.pi)) * (2 * _WIDEST / (size - 1))
    return scaled


def _placed(centres: Floats, weights: Floats, grid: Floats) -> Floats:
    """Weights at any places, shared between the two grid points around each."""
    position = np.clip((centres - grid[0]) / (grid[1] - grid[0]), 0, grid.size - 1.000001)
    left = position.astype(np.int64)
    part = position - left
    left_weights, right_weights = weights * (1 - part), weights * part
    placed = np.bincount(left, left_weights, grid.size) + np.bincount(left + 1, right_weights, grid.size)
    return np.asarray(placed, dtype=np.float64)


def _normal_nodes(events: Floats, n: Floats, design: Floats, spread: float) -> _Nodes:
    """A grid of β around its normal approximation, so wide that nothing is missed."""
    logit = np.log((events + 0.5) / (n - events + 0.5))
    weight = 1 / (1 / (events + 0.5) + 1 / (n - events + 0.5) + spread**2)
    precision = design.T @ (weight[:, None] * design) + np.eye(design.shape[1]) / _EFFECT_ERROR**2
    centre = np.linalg.solve(precision, design.T @ (weight * logit))
    root = np.linalg.cholesky(np.linalg.inv(precision))
    terms = design.shape[1]
    axis = np.linspace(-_REACH, _REACH, _NODES[terms])
    effects = centre + np.array(list(product(axis, repeat=terms))) @ root.T
    volume = np.log(np.diag(root)).sum() + terms * np.log(axis[1] - axis[0])
    prior = -((effects / _EFFECT_ERROR) ** 2).sum(axis=1) / 2
    return _Nodes(predictor=np.clip(effects @ design.T, -_WIDEST, _WIDEST), log_weight=prior + volume)


def _prior_of_spreads() -> Floats:
    """Prior mass of τ around each grid value; all below the first falls to it, all above the last to that."""
    middles = np.sqrt(_SPREADS[1:] * _SPREADS[:-1])
    below = np.concatenate([[0.0], gammainc(_SHAPE, _RATE * middles), [1.0]])
    return np.diff(below)
