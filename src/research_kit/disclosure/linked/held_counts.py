"""A large block of counts falls into small parts where those that most statements share are held at known numbers.

What can be moved in a part can be moved in the block: many secrets are found to be safe there, in much less time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from research_kit.disclosure.linked.linked_counts import Floats
from research_kit.disclosure.linked.narrowing import Block, Places, blocks, narrowed


def parts_beside(block: Block, world: Floats, share: float) -> tuple[Block, ...]:
    """The parts of a block where this share of its counts, those in most statements, are as in a world of it."""
    statements_with = np.bincount(block.statements.matrix.indices, minlength=world.size)
    held = np.argsort(-statements_with, kind="stable")[: round(share * world.size)]
    lower, upper = block.lower.copy(), block.upper.copy()
    lower[held] = upper[held] = world[held]
    return blocks(block.statements, *narrowed(block.statements, lower, upper))


def together(true: Floats, found: Sequence[tuple[Places, Sequence[Floats]]]) -> Floats:
    """Worlds of the parts (their places in the block, and what was found) as worlds of the block, one row each."""
    worlds = np.tile(true, (max((len(each) for _, each in found), default=0), 1))
    for places, own in found:
        worlds[: len(own), places] = own
    return worlds
