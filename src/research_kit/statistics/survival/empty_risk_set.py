"""A curve that reaches 0 too early: under late entry the risk set can empty before others come under observation."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from research_kit.counts import LifeTable
from research_kit.statistics.survival.calling_line import levels_up_to_the_caller
from research_kit.statistics.survival.course import Course


class EmptyRiskSetWarning(UserWarning):
    """Nobody was left under observation although others came later: the estimate says nothing of these."""


def warn_if_emptied(life_table: LifeTable, along: Course, until: float = np.inf) -> NDArray[np.bool_]:
    """Whether each group's curve is at 0 before `until` although people are observed later; warns if any is."""
    is_last = np.zeros(len(along.time), dtype=bool)
    is_last[along.starts[1:] - 1] = is_last[-1:] = True
    # Without late entry only the last row of a group can be the first at 0: afterwards there are no rows.
    first_zero = (along.event_free == 0) & (along.event_free_before > 0) & ~is_last & (along.time < until)
    emptied = np.add.reduceat(first_zero, along.starts, dtype=np.int64) > 0
    if emptied.any():
        afterwards = (along.event_free_before == 0) & np.repeat(emptied, np.diff(along.starts, append=len(along.time)))
        _warn(emptied, float(along.at_risk[first_zero].sum()), float(life_table.column("entered")[afterwards].sum()))
    return emptied


def _warn(emptied: NDArray[np.bool_], at_risk: float, later: float) -> None:
    warnings.warn(
        f"In {int(emptied.sum())} of {len(emptied)} groups the estimate falls to 0 when the last {at_risk:g} at risk "
        f"have the event, although {later:g} come under observation later (late entry): from there on it says nothing "
        "about them. Start the curve later: count only those still under observation once enough are at risk, with "
        "`entry` at least that time, and read the curve as conditional on having come so far.",
        EmptyRiskSetWarning,
        stacklevel=levels_up_to_the_caller(),
    )


def warn_of_emptied(emptied: int, groups: int) -> None:
    """Warn of groups read at times after nobody was under observation although others came later."""
    if emptied:
        warnings.warn(
            f"In {emptied} of {groups} groups nobody is under observation at some time although others come later "
            "(late entry, or a gap): from there on the estimate takes for granted that nothing happened meanwhile, and "
            "the limits do not allow for it. Read it before that time, or count only from when enough are under "
            "observation.",
            EmptyRiskSetWarning,
            stacklevel=levels_up_to_the_caller(),
        )
