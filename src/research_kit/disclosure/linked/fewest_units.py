"""The fewest units of one block that keep its secrets safe: an integer program to which cuts are added as needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from research_kit.disclosure.linked.capacity_cuts import Attack, Cut, Limits
from research_kit.disclosure.linked.greedy_hiding import greedy
from research_kit.disclosure.linked.linked_counts import Floats
from research_kit.disclosure.linked.listed_choices import MOST, best_of_list
from research_kit.disclosure.linked.narrowing import narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline, solved, started
from research_kit.disclosure.linked.shown_units import Problem

_ROUNDS = 200  # of cuts found by the relaxation before whole units are asked for


@dataclass(frozen=True, slots=True)
class Fewest:
    """Units of one problem to hide, by number."""

    hidden: tuple[int, ...]
    proven: bool  # none hides fewer
    unprotected: tuple[int, ...] = ()  # counts that stay too close even when all units are hidden


def fewest(problem: Problem, deadline: Deadline) -> Fewest:
    """The units to hide; when half of the time left is up, what the stated fallback gives."""
    everything, nothing = np.ones(len(problem.units)), np.zeros(len(problem.units))
    attack = Attack(problem)
    try:
        close, _ = _asked_first(attack, everything, problem.secrets, deadline)
    except TimeoutError:
        return Fewest(problem.units, False)
    lost = tuple(int(problem.block.columns[place]) for place in close)
    secrets = {place: k for place, k in problem.secrets.items() if place not in close}
    cuts: list[Cut] = []
    with suppress(TimeoutError):
        close, cuts = _asked_first(attack, nothing, secrets, deadline)
        if not close:
            return Fewest((), True, lost)
    best, mended = _best(attack, secrets, cuts, Deadline(deadline.left() / 2))
    chosen = _fallback(attack, secrets, mended, Deadline(deadline.left() / 2)) if best is None else best
    hidden = tuple(problem.units[place] for place in np.flatnonzero(chosen > 0.5))
    return Fewest(hidden, best is not None, lost)


def _asked_first(
    attack: Attack, hidden: Floats, secrets: Mapping[int, int], deadline: Deadline
) -> tuple[Limits, list[Cut]]:
    """The secrets that are too close, and cuts; a small problem's warm programs are asked before others are made."""
    cuts: list[Cut] = []
    if len(attack.problem.units) <= MOST:
        cuts = attack.cuts(attack.problem.openness(hidden), secrets, deadline)
    found = attack.close(hidden, secrets, deadline)
    if deadline.over():
        raise TimeoutError
    return found, cuts


def _best(
    attack: Attack, secrets: dict[int, int], cuts: Sequence[Cut], deadline: Deadline
) -> tuple[Floats | None, Floats | None]:
    """The best choice, if it is known in time; and one with which the relaxation leaves every secret room."""
    if len(attack.problem.units) <= MOST:
        return best_of_list(attack, secrets, cuts, deadline), None
    search = _Exact(attack, secrets, deadline)
    return search.best(), search.mended


def _fallback(attack: Attack, secrets: dict[int, int], mended: Floats | None, deadline: Deadline) -> Floats:
    """What the search had found or greedy hiding finds; less what can be shown after all, largest first, in time."""
    problem = attack.problem

    def attacked(hidden: Floats) -> dict[int, tuple[float, float]]:
        return attack.close(hidden, secrets, deadline)

    usable = mended is not None and not attacked(mended)
    hidden = mended.copy() if usable and mended is not None else greedy(problem, attacked, deadline)
    for place in np.argsort(-problem.people, kind="stable"):
        if deadline.over():
            break
        if hidden[place]:
            hidden[place] = 0.0
            hidden[place] = float(bool(attacked(hidden)))
    return _less_what_is_known(problem, hidden)


def _less_what_is_known(problem: Problem, hidden: Floats) -> Floats:
    """Without the units whose counts follow from the others by adding up: hiding them protects nobody."""
    lower, upper = narrowed(problem.block.statements, *problem.limits(problem.openness(hidden), problem.block.upper))
    needed = {unit for place in np.flatnonzero(lower < upper).tolist() for unit in problem.covers[place]}
    return np.array([own if unit in needed else 0.0 for unit, own in enumerate(hidden.tolist())])


class _Exact:
    """The search for the optimum: fewest totals, fewest units, fewest people, then the first ones of the list."""

    def __init__(self, attack: Attack, secrets: dict[int, int], deadline: Deadline) -> None:
        self._problem, self._secrets, self._deadline = attack.problem, secrets, deadline
        self._attack = attack
        self._units = Program(attack.problem)
        self.mended: Floats | None = None  # a choice with which the relaxation leaves every secret room

    def best(self) -> Floats | None:
        """The best choice, 1 where a unit goes; None if the time was up before it was known how few suffice."""
        best = None
        problem, count = self._problem, len(self._problem.units)
        price = problem.price()
        try:
            self._follow(np.zeros(count), self._cut_off(np.zeros(count)), price)
            self._prepare(price)
            for weights in (price, problem.people, np.arange(1.0, count + 1)):
                best = self._fewest(weights)
                self._units.at_most(weights, float(weights @ best))
        except (TimeoutError, ArithmeticError):  # the latter: rounding noise left nothing of equal cost
            pass
        return best

    def _prepare(self, price: Floats) -> None:
        """Cuts that even parts of units must satisfy: they come cheaply and leave little to be searched."""
        self._units.weigh(price)
        for _ in range(_ROUNDS):
            if not self._cut_off(self._units.relaxed(self._deadline)):
                return

    def _fewest(self, weights: Floats) -> Floats:
        """The cheapest choice that keeps every secret safe, whole numbers included."""
        self._units.weigh(weights)
        while True:
            hidden = np.round(self._units.whole(self._deadline))
            cuts = self._cut_off(hidden)
            if cuts:
                self._follow(hidden, cuts, weights)
                continue
            if self._deadline.over():
                raise TimeoutError
            if not self._attack.close(hidden, self._secrets, self._deadline):
                return hidden
            self._units.one_more(hidden)

    def _cut_off(self, hidden: Floats, secrets: Mapping[int, int] | None = None) -> list[Cut]:
        asked = self._secrets if secrets is None else secrets
        cuts = self._attack.cuts(self._problem.openness(hidden), asked, self._deadline)
        self._units.require(cuts)
        return cuts

    def _follow(self, hidden: Floats, cuts: list[Cut], price: Floats) -> None:
        """Mend the proposal cut by cut until none is left: each step shows cuts that the optimum would meet later.

        What is safe stays safe as more is hidden: only the others are asked again.
        """
        mended = hidden.copy()
        while cuts:
            for cut in cuts:
                self._mend(mended, cut, price)
            asked = {cut.secret: self._secrets[cut.secret] for cut in cuts}
            cuts = self._cut_off(mended, asked) or self._cut_off(mended)
        if self.mended is None or price @ mended < price @ self.mended:
            self.mended = mended

    def _mend(self, hidden: Floats, cut: Cut, weights: Floats) -> None:
        """Hide what does most for its price, until the cut holds."""
        covers, places = self._problem.covers, np.flatnonzero(cut.weights)
        while cut.weights @ self._problem.openness(hidden) < 1.0 - 1e-9:
            left = [(place, [each for each in covers[place] if hidden[each] < 1.0]) for place in places]
            scores = [(cut.weights[place] / (weights[units].sum() + 1.0), -place) for place, units in left if units]
            hidden[list(covers[-max(scores)[1]])] = 1.0


class Program:
    """Which units go: one yes or no each; a count shown by several units is as open as the least open of them."""

    def __init__(self, problem: Problem) -> None:
        import highspy

        self._covers = problem.covers
        self._count = len(problem.units)
        several = [column for column, cover in enumerate(problem.covers) if len(cover) > 1]
        self._extra = {column: self._count + at for at, column in enumerate(several)}
        self._size = self._count + len(several)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = self._size, 0
        program.col_cost_ = program.col_lower_ = np.zeros(self._size)
        program.col_upper_ = np.ones(self._size)
        program.sense_ = highspy.ObjSense.kMaximize
        self._solver = started(program)
        for column, extra in self._extra.items():
            for unit in problem.covers[column]:
                self._row(np.array([unit, extra]), np.array([1.0, -1.0]), 0.0)
        self._direction = np.zeros(self._size)

    def weigh(self, weights: Floats) -> None:
        """What a hidden unit costs from now on."""
        self._direction = np.concatenate([-weights, np.zeros(self._size - self._count)])

    def require(self, cuts: Sequence[Cut]) -> None:
        """Add cuts."""
        for cut in cuts:
            row = np.zeros(self._size)
            for column in np.flatnonzero(cut.weights).tolist():
                cover = self._covers[column]
                row[cover[0] if len(cover) == 1 else self._extra[column]] += cut.weights[column]
            places = np.flatnonzero(row)
            self._row(places, np.minimum(row[places], 1.0), 1.0)

    def one_more(self, hidden: Floats) -> None:
        """These units do not suffice: at least one of the others must go."""
        shown = np.flatnonzero(hidden < 0.5)
        self._row(shown, np.ones(shown.size), 1.0)

    def at_most(self, weights: Floats, total: float) -> None:
        """Nothing that costs more than this."""
        places = np.flatnonzero(weights)
        self._row(places, -weights[places], -total - 1e-6)

    def _row(self, places: Any, values: Floats, least: float) -> None:
        self._solver.addRow(least, np.inf, places.size, places.astype(np.int32), values)

    def relaxed(self, deadline: Deadline) -> Floats:
        """The cheapest, parts of units allowed."""
        return self._answer(deadline, whole=False)

    def whole(self, deadline: Deadline) -> Floats:
        """The cheapest choice of whole units."""
        return self._answer(deadline, whole=True)

    def _answer(self, deadline: Deadline, *, whole: bool) -> Floats:
        import highspy

        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        units = np.arange(self._count, dtype=np.int32)
        self._solver.changeColsIntegrality(self._count, units, [kind] * self._count)
        found = solved(self._solver, self._direction, deadline)
        if found.at is None:
            raise TimeoutError
        return found.at[: self._count]
