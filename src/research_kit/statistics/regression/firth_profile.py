"""The profile of a penalised likelihood: the limits at which it has fallen by as much as chance allows, and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import chdtrc, chdtri

from research_kit.errors import EstimateError
from research_kit.statistics.regression.firth_climb import At, Penalised, climb

Floats = NDArray[np.float64]
_MOST_STEPS = 200
_LONGEST_STEP = 2.0
_STRIDE = 1.0
_CLOSE = 1e-9
_FAR = 60.0
"""Terms reach over a range of 1, so a coefficient is the log ratio between its ends; beyond this there is no limit."""
_SCHEMA = {
    "term": pl.String,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "reason": pl.String,
    "statistic": pl.Float64,
    "p_value": pl.Float64,
}


@dataclass(frozen=True, kw_only=True, eq=False)
class PenalisedFit:
    """A penalised likelihood (`at` maps coefficients to it), the names of its terms, and its maximum."""

    at: At
    terms: tuple[str, ...]
    coefficients: Floats
    best: Penalised

    @property
    def covariance(self) -> Floats:
        """Inverse of the information."""
        return np.asarray(np.linalg.inv(self.best.information))


def maximise_penalised(at: At, terms: Sequence[str]) -> PenalisedFit:
    """The coefficients that maximise a penalised likelihood, the values of each term reaching over a range of 1.

    Raises
    ------
    EstimateError
        No maximum was found.
    """
    coefficients, best = climb(at, np.zeros(len(terms)), np.ones(len(terms), dtype=bool))
    return PenalisedFit(at=at, terms=tuple(terms), coefficients=coefficients, best=best)


def without(fit: PenalisedFit, places: Sequence[int]) -> Penalised:
    """The maximum with these coefficients held at 0; the information of all stays in the penalty."""
    free = np.ones(len(fit.terms), dtype=bool)
    free[list(places)] = False
    return climb(fit.at, np.zeros(len(fit.terms)), free)[1]


def profile_table(fit: PenalisedFit, places: Sequence[int], confidence: float) -> pl.DataFrame:
    """For each of the coefficients its profile limits and the test that it is 0.

    Returns
    -------
    One row per place: `term, lower, upper, reason` (why a limit is null), `statistic, p_value` of the penalised
    likelihood ratio test with 1 degree of freedom.
    """
    drop = float(chdtri(1, 1 - confidence)) / 2
    return pl.DataFrame([_profile_row(fit, place, drop) for place in places], schema=_SCHEMA)


def _profile_row(fit: PenalisedFit, place: int, drop: float) -> dict[str, Any]:
    lower, upper = (_limit(fit, place, drop, direction) for direction in (-1, 1))
    ends = " and ".join(name for name, value in (("lower", lower), ("upper", upper)) if value is None)
    reason = f"no {ends} limit: the penalised likelihood does not fall far enough where it can be computed"
    statistic = max(2 * (fit.best.log_likelihood - _walk(fit, fit.coefficients, place, 0.0)[1].log_likelihood), 0.0)
    return {
        "term": fit.terms[place],
        "lower": lower,
        "upper": upper,
        "reason": reason if ends else None,
        "statistic": statistic,
        "p_value": float(chdtrc(1, statistic)),
    }


def _limit(fit: PenalisedFit, place: int, drop: float, direction: int) -> float | None:
    """The limit, or None where the profile cannot be followed so far."""
    try:
        return _descend(fit, place, drop, direction)
    except EstimateError:
        return None


def _descend(fit: PenalisedFit, place: int, drop: float, direction: int) -> float | None:
    """Where the profile is `drop` below the maximum: Newton's method on it, kept between what is known of its sides."""
    target = fit.best.log_likelihood - drop
    inside, outer = fit.coefficients, None
    position = float(inside[place]) + direction * float(np.sqrt(2 * drop * fit.covariance[place, place]))
    for _ in range(_MOST_STEPS):
        reached, here = _walk(fit, inside, place, position)
        above = here.log_likelihood - target
        if abs(above) < _CLOSE:
            return position
        inside, outer = (reached, outer) if above > 0 else (inside, position)
        if outer is not None and abs(outer - inside[place]) < _CLOSE / 10:
            return None
        position = _next(position, above / here.score[place], (float(inside[place]), outer), direction)
        if abs(position - fit.coefficients[place]) > _FAR:
            return None
    return None


def _next(position: float, newton: float, known: tuple[float, float | None], direction: int) -> float:
    """Newton's next position if it lies between the sides known; else halfway, or outwards, not too far."""
    inner, outer = known
    tried = position - newton
    if outer is not None:
        low, high = min(inner, outer), max(inner, outer)
        return tried if low < tried < high else (low + high) / 2
    outwards = (tried - position) * direction
    return position + direction * (min(outwards, _LONGEST_STEP) if outwards > 0 else _LONGEST_STEP)


def _walk(fit: PenalisedFit, start: Floats, place: int, value: float) -> tuple[Floats, Penalised]:
    """The maximum with one coefficient held at a value, reached along the profile from its maximum at `start`."""
    free = np.arange(len(start)) != place
    coefficients, here = start, fit.at(start)
    strides = max(1, int(np.ceil(abs(value - start[place]) / _STRIDE)))
    for target in np.linspace(start[place], value, strides + 1)[1:]:
        tangent = np.linalg.pinv(here.information)[:, place]
        along = coefficients + (target - coefficients[place]) * tangent / tangent[place]
        along[place] = target
        coefficients, here = climb(fit.at, along, free)
    return coefficients, here
