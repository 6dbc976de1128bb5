"""Which traits are crossed: what is counted together stays together, and what is shared hangs together."""

from __future__ import annotations

import numpy as np

from research_kit.disclosure.count_tables.crossed_traits import crossed_traits


def sets(*words: str) -> set[frozenset[str]]:
    return {frozenset(word) for word in words}


def test_two_tables_that_share_a_trait_are_not_crossed():
    assert set(crossed_traits(sets("ab", "bc", "a", "b", "c", ""))) == sets("ab", "bc")


def test_tables_apart_are_not_crossed():
    assert set(crossed_traits(sets("ab", "c", "d", ""))) == sets("ab", "c", "d")


def test_three_tables_in_a_ring_are_crossed():
    assert set(crossed_traits(sets("ab", "bc", "ca"))) == sets("abc")


def test_four_tables_in_a_ring_need_two_crossings_of_three():
    found = crossed_traits(sets("ab", "bc", "cd", "da"))
    assert [len(each) for each in found] == [3, 3]
    assert len(found[0] & found[1]) == 2


def test_each_set_is_within_a_crossing_and_crossings_hang_together_like_a_tree():
    rng = np.random.default_rng(20261122)
    for _ in range(500):
        counted = sets(*("".join(rng.choice(list("abcdef"), rng.integers(4))) for _ in range(rng.integers(1, 7))))
        found = crossed_traits(counted)
        assert all(any(each <= crossing for crossing in found) for each in counted if each)
        # Running intersection, in the order in which traits were taken away: what a crossing shares with all later
        # ones, it shares with one of them.
        for at, crossing in enumerate(found[:-1]):
            shared = crossing & frozenset().union(*found[at + 1 :])
            assert any(shared <= later for later in found[at + 1 :])
