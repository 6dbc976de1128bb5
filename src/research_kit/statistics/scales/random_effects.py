"""The linear mixed model behind `mixed_change`: restricted maximum likelihood from sums of products.

V = s (I + Z L L' Z') for each person. Given L (lower triangular, the random effects' Cholesky factor relative to the
residual) coefficients and s are in closed form, so that one or three numbers are searched for.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]
_STARTS = (0.0, 0.3, 1.0, 3.0)
_TOLERANCE = 1e-9
_STEP = 1e-3
RUNAWAY = 1e3  # persons that differ a thousand times more than their answers: there is no residual


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeated:
    """Values with their fixed-effects design, whose they are (0, 1, …), and the time of a random slope, if any."""

    values: Floats
    fixed: Floats
    person: NDArray[np.int64]
    time: Floats | None

    @property
    def random(self) -> Floats:
        """The design of the random effects, time scaled to its largest distance from baseline."""
        ones = np.ones(len(self.values))
        return ones[:, None] if self.time is None else np.column_stack([ones, self.time / self.time_unit])

    @property
    def time_unit(self) -> float:
        """The largest distance from baseline."""
        return 1.0 if self.time is None else float(np.abs(self.time).max())


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """Coefficients (the first for values about their mean), their covariance, and the random effects' deviations.

    `covariance` takes the variances as known; `uncertainty` is what it grows by because they are estimated.
    """

    coefficients: Floats
    covariance: Floats
    uncertainty: Floats
    person_sd: float
    slope_sd: float | None
    residual_sd: float


def fit_reml(data: Repeated) -> Fit:
    """The model by restricted maximum likelihood; an error if the search did not converge."""
    scale = float(np.std(data.values))
    sums = _Sums.of(data, (data.values - data.values.mean()) / scale)
    entries = _search(sums, data)
    factor = _cholesky(entries, data.random.shape[1])
    _, coefficients, inverse, standardised = sums.profiled(factor)
    residual = standardised * scale**2
    deviations = np.sqrt(residual) * np.sqrt((factor**2).sum(axis=1))
    return Fit(
        coefficients=coefficients * scale,
        covariance=residual * inverse,
        uncertainty=_from_variances(sums, entries, len(factor)) * scale**2,
        person_sd=float(deviations[0]),
        slope_sd=None if data.time is None else float(deviations[1] / data.time_unit),
        residual_sd=float(np.sqrt(residual)),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sums:
    """All the likelihood needs, by pattern: participants who answered in the same waves have the same Z'Z.

    `random` is Z'Z of each pattern, `persons` how many have it, `crossed` the sum over them of the outer products of
    Z'(X, y) with itself; `total` is (X, y)'(X, y) of all.
    """

    random: Floats
    persons: Floats
    crossed: Floats
    total: Floats
    answers: int

    @classmethod
    def of(cls, data: Repeated, values: Floats) -> _Sums:
        random, persons = data.random, int(data.person.max()) + 1
        design = np.column_stack([data.fixed, values])
        own = _summed(random[:, :, None] * random[:, None, :], data.person, persons)
        crossed = _summed(random[:, :, None] * design[:, None, :], data.person, persons)
        patterns, place = np.unique(np.round(own.reshape(persons, -1), 12), axis=0, return_inverse=True)
        outer = crossed[:, :, None, :, None] * crossed[:, None, :, None, :]
        return cls(
            random=patterns.reshape(-1, *own.shape[1:]),
            persons=np.bincount(place.ravel()).astype(np.float64),
            crossed=_summed(outer, place.ravel(), len(patterns)),
            total=design.T @ design,
            answers=len(values),
        )

    def profiled(self, factor: Floats) -> tuple[float, Floats, Floats, float]:
        """Deviance, coefficients, (X' V^-1 X)^-1 / s and s, given the factor L."""
        inner = np.eye(len(factor)) + factor.T @ self.random @ factor
        taken = factor @ np.linalg.solve(inner, np.broadcast_to(factor.T, inner.shape))
        weighed = self.total - np.einsum("kab,kabij->ij", taken, self.crossed)
        inverse = np.linalg.inv(weighed[:-1, :-1])
        coefficients = inverse @ weighed[:-1, -1]
        freedom = self.answers - len(coefficients)
        residual = max(float(weighed[-1, -1] - weighed[-1, :-1] @ coefficients), 1e-300) / freedom
        determinants = self.persons @ np.linalg.slogdet(inner)[1] - np.linalg.slogdet(inverse)[1]
        return float(determinants + freedom * np.log(residual)), coefficients, inverse, residual


def _search(sums: _Sums, data: Repeated) -> Floats:
    """The entries of L at the smallest deviance, from the best of a grid."""
    from scipy.optimize import minimize

    effects = data.random.shape[1]

    def deviance(entries: Floats) -> float:
        return sums.profiled(_cholesky(entries, effects))[0]

    grid = [np.insert(np.array(each), 1, 0.0) if effects == 2 else np.array(each) for each in _grid(effects)]
    entries = min(grid, key=deviance)
    for _ in range(3):  # restarted, for the simplex of Nelder and Mead may collapse
        found = minimize(
            deviance,
            entries,
            method="Nelder-Mead",
            options={"xatol": _TOLERANCE, "fatol": _TOLERANCE, "maxiter": 2_000},
        )
        is_settled = bool(found.success) and np.abs(found.x - entries).max() < 1e-4
        entries = np.asarray(found.x, dtype=np.float64)
        if is_settled:
            break
    if not found.success or not np.isfinite(found.fun) or np.abs(entries).max() > RUNAWAY:
        raise _not_converged(data)
    return entries


def _from_variances(sums: _Sums, entries: Floats, effects: int) -> Floats:
    """What estimating the random effects' variances adds to the covariance of the coefficients.

    Their slopes in the entries of L, about the covariance of those entries from the curvature of the deviance. Where
    who is lost depends on earlier answers this does not vanish with many people (Kenward and Molenberghs 1998). Entries
    at which the deviance is flat or not at its bottom, as where people do not differ, add nothing.
    """
    steps = np.diag(_STEP * np.maximum(np.abs(entries), 0.1))

    def at(moved: Floats) -> tuple[float, Floats]:
        deviance, coefficients, *_ = sums.profiled(_cholesky(entries + moved, effects))
        return deviance, coefficients

    sizes = 2 * np.diag(steps)
    slopes = np.column_stack([(at(step)[1] - at(-step)[1]) / size for step, size in zip(steps, sizes, strict=True)])
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    curves = [[sum(i * j * at(i * one + j * other)[0] for i, j in signs) for other in steps] for one in steps]
    values, vectors = np.linalg.eigh(np.array(curves) / np.outer(sizes, sizes) / 2)
    bent = values > _TOLERANCE * max(values.max(), 1.0)
    along = slopes @ vectors[:, bent]
    return np.asarray((along / values[bent]) @ along.T)


def _grid(effects: int) -> list[tuple[float, ...]]:
    return list(product(_STARTS, repeat=effects))


def _cholesky(entries: Floats, effects: int) -> Floats:
    factor = np.zeros((effects, effects))
    factor[np.tril_indices(effects)] = entries
    return factor


def _not_converged(data: Repeated) -> EstimateError:
    effects = "intercept" if data.time is None else "intercept and slope"
    advice = "Report shares improved, same and worse." if data.time is None else "Try `random_slope=False`."
    return EstimateError(
        f"The mixed model (random {effects}) of {len(data.values):,} answers of {data.person.max() + 1:,} participants "
        f"did not converge. {advice}"
    )


def _summed(products: Floats, group: NDArray[np.int64], groups: int) -> Floats:
    sums = np.zeros((groups, *products.shape[1:]))
    np.add.at(sums, group, products)
    return sums
