"""One assignment of all counts that agrees with everything told: where a search may begin."""

from __future__ import annotations

import numpy as np

from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts, Told, known_limits, statements
from research_kit.disclosure.linked.narrowing import Block, blocks, narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline, PossibleWorlds
from research_kit.errors import DisclosureError


def any_world(linked: LinkedCounts, told: Told, *, seconds: float) -> Floats | None:
    """Whole counts that agree with all sums and all that is told; None if there are none, or none is found in time."""
    known, deadline = statements(linked), Deadline(seconds)
    world, upper = narrowed(known, *known_limits(linked.size, told))
    if (world > upper).any():
        return None
    for block in blocks(known, world, upper):
        if block.statements.lower.size:
            found = _of_block(block, deadline)
            if found is None:
                return None
            world[block.columns] = found
    return world


def _of_block(block: Block, deadline: Deadline) -> Floats | None:
    worlds, nothing = PossibleWorlds(block), np.zeros(block.columns.size)
    try:
        found = worlds.world(worlds.furthest(nothing, deadline).at)
        return worlds.world(worlds.furthest_whole(nothing, deadline).at) if found is None else found
    except DisclosureError:
        return None
