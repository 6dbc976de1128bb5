"""What each row adds to the score of a Cox model, and so how far it moves each coefficient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.regression.partial_likelihood import Point
from research_kit.statistics.regression.units import Units

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROWS_AT_ONCE = 200_000


@dataclass(frozen=True, kw_only=True)
class _Hazards:
    """Running totals over event times: baseline hazard, and baseline hazard x expected terms."""

    until: Floats  # event times x (1 + terms)
    shared: Floats  # what those with the event are spared of at their own time, by the rule for ties
    expected: Floats  # terms expected of those with the event


def _hazards(point: Point) -> _Hazards:
    sums, times = point.sums, point.sets.times
    risk, dying = point.moments.at_risk[:, 1:], point.moments.dying[:, 1:]
    square, shared, twice = (each[:, None] for each in (sums.square, sums.shared_square, sums.twice_shared_square))
    return _Hazards(
        until=times.until(np.column_stack([sums.inverse, square * risk - shared * dying])),
        shared=np.column_stack([sums.shared_inverse, shared * risk - twice * dying]),
        expected=point.expected_terms / times.weight[:, None],
    )


def score_residuals(point: Point, units: Units) -> Iterator[tuple[slice, Floats]]:
    """For some units at a time: their score residuals, units x terms, of a weight of 1.

    References
    ----------
    Therneau TM, Grambsch PM, Fleming TR (1990). Biometrika 77:147-160. doi:10.1093/biomet/77.1.147
    """
    hazards = _hazards(point)
    hazard = np.exp(units.linear_predictor(point.beta))
    for start in range(0, len(hazard), _ROWS_AT_ONCE):
        chosen = slice(start, min(start + _ROWS_AT_ONCE, len(hazard)))
        yield chosen, _residuals(chosen, hazard, units, hazards)


def _residuals(chosen: slice, hazard: Floats, units: Units, hazards: _Hazards) -> Floats:
    terms, relative = units.matrix(chosen), hazard[chosen, None]
    residuals = -relative * _lived(terms, hazards.until[units.last[chosen]])
    late = _within(units.late, chosen)
    place = units.late[late] - chosen.start
    residuals[place] += relative[place] * _lived(terms[place], hazards.until[units.before[late]])
    place = units.dying[_within(units.dying, chosen)] - chosen.start
    own = units.last[chosen][place]
    residuals[place] += terms[place] - hazards.expected[own]
    residuals[place] += relative[place] * _lived(terms[place], hazards.shared[own])
    return residuals


def _lived(terms: Floats, hazard: Floats) -> Floats:
    return terms * hazard[:, :1] - hazard[:, 1:]


def _within(places: Ints, chosen: slice) -> slice:
    start, stop = np.searchsorted(places, [chosen.start, chosen.stop])
    return slice(int(start), int(stop))
