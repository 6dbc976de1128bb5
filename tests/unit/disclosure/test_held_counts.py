"""A large block asked in parts first: a quicker way to what is found when it is asked as a whole."""

from __future__ import annotations

import numpy as np
import pytest

from research_kit.disclosure.linked import search
from research_kit.disclosure.linked.held_counts import parts_beside
from research_kit.disclosure.linked.intruder import exposed
from research_kit.disclosure.linked.linked_counts import known_limits, statements
from research_kit.disclosure.linked.narrowing import blocks, narrowed
from research_kit.disclosure.linked.possible_worlds import holds
from tests.unit.disclosure.test_intruder import crossed, shown

K = 5


def made(seed):
    """A table of 6 x 9 counts with its margins, its secrets, and which of them are hidden, round after round."""
    rng = np.random.default_rng(seed)
    linked, world = crossed(rng.poisson(4.0, size=(6, 9)).tolist())
    secrets = {at: K for at, n in enumerate(world) if 0 < n < K}
    hidden = [set(np.flatnonzero(rng.random(len(world)) < 0.4).tolist()) | set(secrets) for _ in range(6)]
    return linked, world, secrets, hidden


@pytest.mark.parametrize("seed", range(12))
def test_a_block_asked_in_parts_exposes_what_it_exposes_as_a_whole(seed, monkeypatch):
    monkeypatch.setattr(search, "_LARGE", 1)
    monkeypatch.setattr(search, "_HELD", (0.1, 0.05))
    linked, world, secrets, rounds = made(seed)
    true = np.array(world, dtype=float)
    for hidden in rounds:
        told = shown(world, hidden)
        assert exposed(linked, told, secrets, world=true) == exposed(linked, told, secrets)


def test_parts_hold_what_most_statements_share_and_nothing_else_together():
    linked, world = crossed([[4, 7, 9], [3, 8, 6]])
    known, true = statements(linked), np.array(world, dtype=float)
    (whole,) = blocks(known, *narrowed(known, *known_limits(linked.size, {})))
    held = parts_beside(whole, true, 6 / linked.size)  # every cell and every margin is in two sums: the six cells
    assert all(0 not in part.columns for part in held)
    for part in parts_beside(whole, true, 2 / linked.size):
        assert holds(part, true[part.columns])
