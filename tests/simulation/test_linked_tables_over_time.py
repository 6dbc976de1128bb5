"""Random sets of linked tables over twelve releases, protected and attacked; all by `tests.simulation.disclosure`."""

from __future__ import annotations

from tests.simulation.disclosure import over_time

SEEDS = range(4, 6)


def test_nobody_is_found_in_twelve_releases_together():
    # Fixed seeds, and as many sets on every machine. People join in every quarter, and some withdraw.
    tally = sum((over_time.attack(seed) for seed in SEEDS), over_time.Tally())
    assert tally.sets == len(SEEDS)
    assert tally.refused == 0
    assert tally.unsafe + tally.few_came > 30
    assert tally.told_few == 0
    assert tally.audited == 0
    assert tally.attacked > 30
    assert tally.recovered == tally.narrow == 0
    assert tally.anew > tally.anew_naively


def test_crossings_that_no_table_shows_bound_nobody_over_releases():
    # By age and birth, by place, and target groups: in this set, people of all their combinations are fewer than the
    # rows add up to, and an audit of sums of rows alone let 15 counts be bounded within 4.
    tally = over_time.attack(980, releases=3)
    assert tally.attacked > 30
    assert tally.recovered == tally.narrow == 0
