"""How much each participant moves the occupation of the states: the infinitesimal jackknife, time after time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.multistate.transitions import (
    Course,
    Floats,
    Places,
    initial_shares,
    product_integral,
    steps,
)


def occupation(course: Course) -> Floats:
    """The share in each state after no transition time, the first, the second, ... (1 + time, state).

    Aalen and Johansen's estimate; of occupation it needs no Markov process (Datta & Satten 2001).
    """
    at_risk, moves = course.count()
    return product_integral(initial_shares(at_risk, moves), steps(at_risk, moves))


def influences(course: Course) -> Iterator[Floats]:
    """The influence of each participant (state, participant) after no transition time, the first, the second, ...

    Notes
    -----
    U_i(t) = U_i(t-) H(t) + p_j(t-) / Y_j(t) (e_k - h_j) for a participant at risk in state j who is in k after t;
    H = I + dA, h_j its row j. At the start U_i = (e_j - p(0)) / n for the n who are at risk at the first transition.
    The array is overwritten from one time to the next: memory is bounded by states x participants.
    """
    at_risk, moves = course.count()
    step = steps(at_risk, moves)
    shares = product_integral(initial_shares(at_risk, moves), step)
    pull = step - np.eye(course.states)
    where = np.full(course.people, course.states)  # the state each is observed in; the last place is none
    come, leave, move = (_rows_by_place(course, name) for name in ("first", "last", "move"))
    where[course.person[come[0]]] = course.source[come[0]]
    influence = _initial_influence(where, shares[0], at_risk[0].sum())
    yield influence
    for place in range(len(course.time)):
        where[course.person[come[place]]] = course.source[come[place]]
        scale = np.divide(shares[place], at_risk[place], out=np.zeros(course.states), where=at_risk[place] > 0)
        _carry_forward(influence, pull[place], scale, where)
        moved = move[place]
        influence[course.source[moved], course.person[moved]] -= scale[course.source[moved]]
        influence[course.target[moved], course.person[moved]] += scale[course.source[moved]]
        where[course.person[leave[place]]] = course.states
        yield influence


def _initial_influence(where: Places, initial: Floats, at_risk: float) -> Floats:
    is_in = where == np.arange(len(initial))[:, None]
    return np.asarray(np.where(where < len(initial), (is_in - initial[:, None]) / at_risk, 0.0))


def _carry_forward(influence: Floats, pull: Floats, scale: Floats, where: Places) -> None:
    """The step of everybody who stays: the influence so far through H, and -p/Y (h_j - e_j) for those at risk."""
    left = np.flatnonzero(pull.any(axis=1))
    if len(left):
        influence += pull[left].T @ influence[left]
        own = np.vstack([-scale[:, None] * pull, np.zeros((1, len(scale)))])
        for state in np.flatnonzero(pull.any(axis=0)):
            influence[state] += own[:, state][where]


def _rows_by_place(course: Course, kind: str) -> list[NDArray[np.int64]]:
    """The rows that begin, end or move at each transition time; rows never at risk at one are in none."""
    kept = np.flatnonzero(course.target >= 0 if kind == "move" else course.first <= course.last)
    place = (course.first if kind == "first" else course.last)[kept]
    order = np.argsort(place, kind="stable")
    cuts = np.searchsorted(place[order], np.arange(1, len(course.time)))
    return np.split(kept[order], cuts)
