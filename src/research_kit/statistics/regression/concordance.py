"""How often a Cox model puts two participants in the right order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.regression.cox_data import CoxData
from research_kit.statistics.regression.event_times import EventTimes
from research_kit.statistics.regression.partial_likelihood import Point
from research_kit.statistics.regression.pattern_sets import PatternSets
from research_kit.statistics.regression.units import Units

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def concordance(point: Point, data: CoxData) -> float:
    """Of pairs whose order is known, the share in which who has the event first had the higher hazard.

    Parameters
    ----------
    point, data
        The fitted model. A pair is known if one has the event while the other, of the same stratum, is at risk and
        does not have it at the same time; pairs with equal hazards count half.

    Returns
    -------
    A share; NaN if no pair is known.

    Notes
    -----
    As R's `concordance`: 1,000 rows have half a million pairs, so pairs are counted by rank (a wavelet tree over the
    order of exits, one pass per binary digit of the rank), never one by one.

    References
    ----------
    Harrell FE, Califf RM, Pryor DB, Lee KL, Rosati RA (1982). JAMA 247:2543-2546.
    """
    if isinstance(point.sets, PatternSets):
        below, equal, every = _of_patterns(point.beta, point.sets)
    else:
        below, equal, every = _of_rows(point.beta, data.units, data.times)
    return float((below + equal / 2) / every) if every > 0 else float("nan")


def _of_patterns(beta: Floats, sets: PatternSets) -> tuple[float, float, float]:
    """Weight of the pairs in the right order, with equal hazards, and of all."""
    _, rank = np.unique(sets.table @ beta, return_inverse=True)
    by_rank = np.zeros((len(rank), int(rank.max()) + 1))
    by_rank[np.arange(len(rank)), rank] = 1
    dying, others = sets.dying @ by_rank, (sets.at_risk - sets.dying) @ by_rank
    upto = others.cumsum(axis=1)
    return float((dying * (upto - others)).sum()), float((dying * others).sum()), float((dying * upto[:, -1:]).sum())


def _of_rows(beta: Floats, units: Units, times: EventTimes) -> tuple[float, float, float]:
    _, rank = np.unique(units.linear_predictor(beta), return_inverse=True)
    own = units.last[units.dying]
    end = np.append(times.starts[1:], len(times.time))[np.searchsorted(times.starts, times.starts)]
    end = np.repeat(end, np.diff(times.starts, append=len(times.time)))[own]
    asked, most = rank[units.dying], int(rank.max()) + 1
    weight = units.weights
    groups = [
        (1.0, units.last, rank, weight, end),
        (-1.0, units.before, rank[units.late], weight[units.late], end),
        (-1.0, own, asked, weight[units.dying], own + 1),
    ]
    totals = np.zeros(3)
    for sign, place, ranks, mass, stop in groups:
        if len(place):
            order = np.argsort(place, kind="stable")
            tree = _Tree(ranks[order], mass[order], most)
            low, high = (np.searchsorted(place[order], limit) for limit in (own, stop))
            below = tree.below(low, high, asked)
            upto = tree.below(low, high, asked + 1)
            every = tree.below(low, high, np.full(len(asked), most))
            totals += sign * (weight[units.dying] @ np.column_stack([below, upto - below, every]))
    return float(totals[0]), float(totals[1]), float(totals[2])


class _Tree:
    """Weights in a given order, ready to be summed over stretches of it for all ranks below a limit."""

    def __init__(self, rank: Ints, weight: Floats, most: int) -> None:
        self._levels: list[tuple[Ints, Floats]] = []
        self._digits = most.bit_length()
        for digit in reversed(range(self._digits)):
            is_low = (rank >> digit) & 1 == 0
            lows = np.concatenate([[0], np.cumsum(is_low)])
            self._levels.append((lows, np.concatenate([[0.0], np.cumsum(np.where(is_low, weight, 0.0))])))
            order = np.argsort(~is_low, kind="stable")
            rank, weight = rank[order], weight[order]

    def below(self, low: Ints, high: Ints, limit: Ints) -> Floats:
        """The weight of places low...high-1 whose rank is below the limit."""
        total = np.zeros(len(limit))
        for digit, (lows, mass) in zip(reversed(range(self._digits)), self._levels, strict=True):
            goes_high = (limit >> digit) & 1 == 1
            total += np.where(goes_high, mass[high] - mass[low], 0.0)
            zeros = lows[-1]
            low = np.where(goes_high, zeros + low - lows[low], lows[low])
            high = np.where(goes_high, zeros + high - lows[high], lows[high])
        return total
