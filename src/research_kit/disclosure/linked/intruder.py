"""What an intruder can find out by arithmetic from everything that was ever published (METHODS 10.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from research_kit.disclosure.linked.linked_counts import (
    Floats,
    LinkedCounts,
    Told,
    known_limits,
    require_possible,
    statements,
)
from research_kit.disclosure.linked.narrowing import blocks, narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline, PossibleWorlds
from research_kit.disclosure.linked.search import Search, asked_of, too_close
from research_kit.errors import DisclosureError

_PATIENCE = 20.0  # seconds for a block to contradict itself


@dataclass(frozen=True, slots=True)
class Exposed:
    """A count that lies in too short an interval: the least and the most it can be."""

    variable: int
    lower: float
    upper: float


def bounds(
    linked: LinkedCounts, told: Told, variables: Sequence[int], *, seconds: float = 600.0
) -> tuple[Floats, Floats]:
    """The least and the most that each of the counts can be, in whole numbers.

    Parameters
    ----------
    linked
        The counts and what ties them.
    told
        What is published: count -> interval, both ends equal for a number.
    variables
        The counts asked for.
    seconds
        The time box for all of them together.

    Returns
    -------
    Lower and upper limits in the order of `variables`; infinite where nothing limits them. When the time is up,
    limits that hold but may be too wide.

    Raises
    ------
    DisclosureError
        What is told contradicts itself.
    """
    deadline = Deadline(seconds)
    known = statements(linked)
    lower, upper = narrowed(known, *known_limits(linked.size, told))
    require_possible(lower, upper, known)
    for block, asked in asked_of(blocks(known, lower, upper), dict.fromkeys(variables, 0)):
        search = Search(block, None, deadline)
        for place in asked:
            lower[block.columns[place]], upper[block.columns[place]] = search.ends(place)
    places = np.fromiter(variables, dtype=np.int64, count=len(variables))
    return lower[places], upper[places]


def exposed(
    linked: LinkedCounts,
    told: Told,
    secrets: Mapping[int, int],
    *,
    world: Floats | None = None,
    seconds: float = 60.0,
) -> tuple[Exposed, ...]:
    """The secrets that an intruder can bound too closely: the most less the least they can be is under k.

    Parameters
    ----------
    linked
        The counts and what ties them.
    told
        What is published: count -> interval, both ends equal for a number.
    secrets
        Count -> k, the width that must remain.
    world
        One assignment of all counts that agrees with everything, such as the true one, if known: it saves time.
    seconds
        The time box. A secret that was not shown to be safe in time counts as exposed, with limits that may be wider
        than its k.

    Returns
    -------
    Those exposed, in the order of `secrets`, with their limits in whole numbers.

    Raises
    ------
    DisclosureError
        What is told contradicts itself, or `world` contradicts what is told.
    """
    limits = known_limits(linked.size, told)
    true = None if world is None else np.asarray(world, dtype=float)
    found = too_close(statements(linked), limits, secrets, world=true, deadline=Deadline(seconds))
    return tuple(Exposed(each, *found[each]) for each in secrets if each in found)


def is_possible(linked: LinkedCounts, told: Told) -> bool:
    """Whether any counts agree with everything that is told; by the linear relaxation."""
    known = statements(linked)
    lower, upper = narrowed(known, *known_limits(linked.size, told))
    if (lower > upper).any():
        return False
    try:
        for block in blocks(known, lower, upper):
            if block.statements.lower.size:
                PossibleWorlds(block).furthest(np.zeros(block.columns.size), Deadline(_PATIENCE))
    except DisclosureError:
        return False
    return True
