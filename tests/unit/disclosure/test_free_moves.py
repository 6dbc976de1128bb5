"""Moves found once show again that there is room: as long as they are possible, and nothing that moves is told."""

from __future__ import annotations

import numpy as np
import pytest

from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum, statements
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.read_together.free_moves import FreeMoves
from research_kit.disclosure.read_together.second_cells import WorldsApart, hidden_for

K = 5
WORLD = np.array([30.0, 20.0, 2.0, 8.0])  # everybody; many, few and some of them


def programs(*, told=(), upper=np.inf):
    """Everybody is known for good; of the others those `told` cost something to hide."""
    linked = LinkedCounts(size=4, sums=(Sum(0, (1, 2, 3)),))
    price = np.zeros(4)
    price[list(told)] = 1.0
    limits = np.array([30.0, 0.0, 0.0, 0.0]), np.array([30.0, upper, upper, upper])
    return WorldsApart(statements(linked).matrix, WORLD, limits, price, np.zeros(4, dtype=np.int64))


@pytest.fixture
def known():
    """What was found when many were told: they, or some, must go so that few have room."""
    first = programs(told=[1])
    assert hidden_for(first, [2], {2: K}, Deadline(20)) == ({}, ())
    return FreeMoves(first.found)


def test_what_had_room_has_it_still(known):
    assert known.leave_room(programs(told=[1]), {2: K}, Deadline(20))
    assert known.leave_room(programs(), {2: K}, Deadline(20))


def test_moves_of_what_is_told_now_are_not_free(known):
    assert not known.leave_room(programs(told=[1, 3]), {2: K}, Deadline(20))


def test_moves_beyond_what_is_possible_are_not_free(known):
    assert not known.leave_room(programs(told=[1], upper=20.0 - 1e-3), {1: 25, 2: 25}, Deadline(20))


def test_what_the_moves_do_not_show_is_asked_for(known):
    assert known.leave_room(programs(), {2: K, 1: K}, Deadline(20))
    assert not known.leave_room(programs(told=[1]), {2: K, 1: K}, Deadline(20))


def test_without_moves_nothing_is_known():
    assert not FreeMoves().leave_room(programs(), {2: K}, Deadline(20))
