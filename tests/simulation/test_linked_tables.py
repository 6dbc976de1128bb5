"""Random sets of linked tables, protected and attacked; all of them by `python -m tests.simulation.disclosure`."""

from __future__ import annotations

from tests.simulation.disclosure.attack import Tally, attack, attack_small

SETS = 40


def test_no_cell_of_random_linked_tables_can_be_found():
    # Fixed seeds, and as many sets on every machine.
    tally = sum((attack(seed) for seed in range(SETS)), Tally())
    assert tally.sets == SETS
    assert tally.attacked > 50
    assert tally.recovered == 0
    assert tally.audited == 0
    # Bounds by whole populations, stronger than sums of published cells, may leave a few within less than k.
    assert tally.narrow <= 0.005 * tally.attacked
    assert tally.kept > tally.kept_naively


def test_no_more_is_withheld_than_the_optimum_of_exhaustive_search():
    tally = sum((attack_small(seed) for seed in range(20)), Tally())
    assert tally.with_optimum >= 5
    assert tally.hidden == tally.optimum


def test_what_sums_do_not_see_is_protected_too():
    # Of this set the sums of the rows left one cell within less than k; combinations of all traits together say so.
    tally = attack(53)
    assert tally.attacked > 40
    assert tally.narrow == 0
