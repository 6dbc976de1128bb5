"""How often chance alone raises an alarm when one looks again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.looks.correlation import correlation_of
from research_kit.statistics.looks.crossing import crossing_chances
from research_kit.statistics.looks.family_crossing import family_crossing_chance
from research_kit.statistics.looks.information import information_at, whole_number

Floats = NDArray[np.float64]


def chance_of_alarm(
    z: float,
    looks: int,
    *,
    claims: int = 1,
    correlation: Any = None,
    information: Sequence[float] | Floats | None = None,
) -> float:
    """The chance of ever an alarm when nothing is going on, over all looks and claims, to either side.

    Parameters
    ----------
    z
        An alarm is an estimate more than `z` standard errors from no difference, > 0.
    looks
        How often one looks at all data so far.
    claims, correlation, information
        As `alarm_z`; without a correlation claims are taken as independent.

    Returns
    -------
    A probability. For each look a fresh set of data (not cumulative): `looks=1, claims=` the number of sets.

    Raises
    ------
    EstimateError
        z is not positive, looks or claims are no whole numbers, information falls, or correlation is no correlation.

    References
    ----------
    Armitage P, McPherson CK, Rowe BC (1969). J R Stat Soc A 132:235-244. doi:10.2307/2343787
    """
    parts, number = information_at(looks, information), whole_number(claims, "claims")
    boundary = _positive(z)
    if correlation is None:
        return family_of_independent(single_chance(boundary, parts), number)
    matrix = correlation_of(number, correlation)
    if len(matrix) == 1:
        return single_chance(boundary, parts)
    return family_crossing_chance(boundary, parts, matrix)


def chance_of_low_alarm(z: float, looks: int, *, information: Sequence[float] | Floats | None = None) -> float:
    """The chance of ever an alarm to the disadvantaged side when nothing is going on (METHODS 7.7, yellow).

    Parameters
    ----------
    z
        An alarm is an estimate at or below `z` standard errors, < 0.
    looks, information
        As `chance_of_alarm`.

    Returns
    -------
    A probability.

    Raises
    ------
    EstimateError
        As `chance_of_alarm`; z is not negative.

    References
    ----------
    Armitage P, McPherson CK, Rowe BC (1969). J R Stat Soc A 132:235-244. doi:10.2307/2343787
    """
    if not is_number(z) or not -np.inf < z < 0:
        raise EstimateError(f"z is {z!r}; the limit of an alarm to the low side must be a negative number, e.g. -1.96.")
    parts = information_at(looks, information)
    below, _ = crossing_chances(parts, np.full(parts.size, float(z)), np.full(parts.size, np.inf))
    return float(below.sum())


def single_chance(z: float, parts: Floats) -> float:
    """The same for one claim, from information already made ready."""
    limit = np.full(parts.size, z)
    below, above = crossing_chances(parts, -limit, limit)
    return float(below.sum() + above.sum())


def family_of_independent(chance: float, claims: int) -> float:
    """The chance that any of several independent claims raises one (Šidák 1967)."""
    return float(-np.expm1(claims * np.log1p(-min(chance, 1 - 1e-16))))


def _positive(z: Any) -> float:
    if not is_number(z) or not 0 < z < np.inf:
        raise EstimateError(f"z is {z!r}; the alarm limit must be a positive number of standard errors, e.g. 2.70.")
    return float(z)
