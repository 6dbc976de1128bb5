"""From an answer in parts of people to a world: what is not whole, and what is next to it, is asked again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.disclosure.linked.linked_counts import Floats
from research_kit.disclosure.linked.narrowing import Block, blocks, narrowed
from research_kit.disclosure.linked.possible_worlds import WHOLE, Deadline, Direction, PossibleWorlds, holds
from research_kit.errors import DisclosureError


def rounded(block: Block, at: Floats, direction: Direction, deadline: Deadline) -> Floats | None:
    """A world nearly as far in the direction as an answer of the relaxation; None where none is found beside it.

    Most counts of an answer are whole. These stay; only the others, and those that share a statement with one of
    them, are looked for again, in whole numbers: a small program instead of a large one.
    """
    near = np.round(at)
    free = _beside(block, np.abs(at - near) > WHOLE)
    lower = np.where(free, block.lower, near)
    upper = np.where(free, np.minimum(block.upper, np.maximum(block.lower, at.max(initial=0.0))), near)
    lower, upper = narrowed(block.statements, lower, upper)
    if (lower > upper).any():
        return None
    world = lower.copy()
    for part in blocks(block.statements, lower, upper):
        own = _whole(part, direction[part.columns], deadline)
        if own is None:
            return None
        world[part.columns] = own
    return world if holds(block, world) else None


def _whole(part: Block, direction: Direction, deadline: Deadline) -> Floats | None:
    """Whole numbers for one part of what is left, as far in the direction as may be."""
    if not part.statements.lower.size:
        return np.where(direction > 0, part.upper, part.lower)
    unlimited = np.full(part.lower.size, np.inf)
    try:
        return PossibleWorlds(part).far_whole(direction, (-unlimited, unlimited), deadline)
    except DisclosureError:
        return None


def _beside(block: Block, counts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """These counts, and those that share a statement with one of them."""
    tied = abs(block.statements.matrix)
    found: NDArray[np.bool_] = counts | (tied.T @ (tied @ counts.astype(float)) > 0)
    return found
