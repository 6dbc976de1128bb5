"""How many standard errors wide the alarm bar must be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, normal_quantile
from research_kit.statistics.looks.chance_of_alarm import single_chance
from research_kit.statistics.looks.correlation import correlation_of
from research_kit.statistics.looks.family_crossing import family_crossing_chance
from research_kit.statistics.looks.information import information_at, whole_number

Floats = NDArray[np.float64]

_EXACT = 1e-10
_INTEGRATED = 1e-5


def alarm_z(
    looks: int,
    claims: int = 1,
    correlation: Any = None,
    information: Sequence[float] | Floats | None = None,
    alpha: float = 0.05,
) -> float:
    """Standard errors to each side of an estimate, so that chance raises an alarm in a share `alpha` of projects.

    The same number is used at every look (repeated confidence intervals of constant width, Pocock's constant).

    Parameters
    ----------
    looks
        How often one looks, each time at all data so far.
    claims
        How many gaps or targets are watched together; an alarm in any of them counts.
    correlation
        Between the claims' estimates at one look: one number for all pairs, or a matrix. None: Šidák, as if
        independent.
    information
        What is known at each look (people, or the inverse squared error), in any unit; never falling. None: equal
        steps.
    alpha
        The chance of ever a false alarm, strictly between 0 and 1.

    Returns
    -------
    A float. The exact value: METHODS section 8 uses the larger of this and a default, see `look_plan`.

    Raises
    ------
    EstimateError
        looks or claims are no whole numbers, information falls, correlation is no correlation, or alpha is outside
        (0, 1).

    Notes
    -----
    One claim, or several without a correlation: recursive integration, exact to 1e-9. Several claims with a
    correlation: integration over all claims and looks at fixed quasi-random points, exact to 0.002 for three claims and
    twelve looks (measured: within 0.001 of independent claims, where the exact value is known, and of mvtnorm).
    Looks that add nothing are left out; one that adds less than 1e-5 of what was there counts as adding so much.

    References
    ----------
    Armitage P, McPherson CK, Rowe BC (1969). J R Stat Soc A 132:235-244. doi:10.2307/2343787
    Pocock SJ (1977). Biometrika 64:191-199. doi:10.1093/biomet/64.2.191
    Jennison C, Turnbull BW (1989). J R Stat Soc B 51:305-361. doi:10.1111/j.2517-6161.1989.tb01433.x
    Šidák Z (1967). J Am Stat Assoc 62:626-633. doi:10.1080/01621459.1967.10482935
    """
    parts, number = information_at(looks, information), whole_number(claims, "claims")
    chance = require_chance(alpha)
    sidak = single_alarm_z(parts, -np.expm1(np.log1p(-chance) / number))
    if number == 1 or correlation is None:
        return sidak
    matrix = correlation_of(number, correlation)
    least = single_alarm_z(parts, chance)
    if len(matrix) == 1:
        return least
    return where_zero(lambda z: family_crossing_chance(z, parts, matrix) - chance, least, sidak, _INTEGRATED)


def single_alarm_z(parts: Floats, alpha: float) -> float:
    """The same for one claim, from information already made ready."""
    least, most = normal_quantile(1 - alpha), normal_quantile(1 - alpha / parts.size)
    if parts.size == 1:
        return least
    return where_zero(lambda z: single_chance(z, parts) - alpha, least, most)


def where_zero(excess: Callable[[float], float], least: float, most: float, tolerance: float = _EXACT) -> float:
    """Where a falling function is 0, between two values; the nearer of them if it is not 0 in between."""
    from scipy.optimize import brentq

    if excess(least) <= 0:
        return least
    if excess(most) >= 0:
        return most
    return float(brentq(excess, least, most, xtol=tolerance))


def require_chance(alpha: Any) -> float:
    """The chance of ever a false alarm, as a float."""
    if not is_number(alpha) or not 0 < alpha < 1:
        raise EstimateError(f"alpha is {alpha!r}; the chance of a false alarm must lie strictly between 0 and 1.")
    return float(alpha)
