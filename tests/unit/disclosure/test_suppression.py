"""The fewest units that go: what may not, what must, ties, several counts in a unit, time."""

from __future__ import annotations

import pytest

from research_kit.disclosure.linked.intruder import exposed
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Ratio, Sum
from research_kit.disclosure.linked.suppression import Unit, withhold
from research_kit.errors import DisclosureError

# A row of four groups and its total: 3 is unsafe.
ROW = LinkedCounts(size=5, sums=(Sum(4, (0, 1, 2, 3)),))
WORLD = [3, 8, 20, 0, 31]
UNITS = [Unit((at,), n) for at, n in enumerate(WORLD)]


def test_the_fewest_people_go_with_an_unsafe_group():
    choice = withhold(ROW, WORLD, UNITS, {0: 5}, hidden=[0], never=[3, 4])
    assert choice.hidden == (0, 1)
    assert choice.proven
    assert choice.unprotected == ()


def test_nothing_goes_where_nothing_is_secret():
    assert withhold(ROW, WORLD, UNITS, {}).hidden == ()


def test_what_may_never_go_stays_and_leaves_the_secret_unprotected():
    choice = withhold(ROW, WORLD, UNITS, {0: 5}, hidden=[0], never=[1, 2, 3, 4])
    assert choice.hidden == (0,)
    assert choice.unprotected == (0,)


def test_what_is_published_for_good_is_taken_into_account():
    choice = withhold(ROW, WORLD, UNITS, {0: 5}, told={1: (8, 8)}, hidden=[0], never=[3, 4])
    assert choice.hidden == (0, 2)


def test_a_tie_goes_to_the_first_of_the_list():
    world = [3, 8, 8, 8, 27]
    choice = withhold(ROW, world, [Unit((at,), n) for at, n in enumerate(world)], {0: 5}, hidden=[0], never=[4])
    assert choice.hidden == (0, 1)


def test_a_total_goes_last():
    # One total is fewer people than the group beside it, and still stays.
    units = [*UNITS[:4], Unit((4,), 1, totals=1)]
    assert withhold(ROW, WORLD, units, {0: 5}, hidden=[0], never=[3]).hidden == (0, 1)
    assert withhold(ROW, WORLD, units, {0: 5}, hidden=[0], never=[1, 2, 3]).hidden == (0, 4)


def test_counts_that_are_shown_as_one_go_as_one():
    # Two rows of events and others of the same three groups; hiding a unit hides both of its counts.
    linked = LinkedCounts(size=8, sums=(Sum(6, (0, 1, 2)), Sum(7, (3, 4, 5))))
    world = [2, 9, 30, 10, 3, 40, 41, 53]
    units = [Unit((0, 3), 12), Unit((1, 4), 12), Unit((2, 5), 70), Unit((6, 7), 94)]
    choice = withhold(linked, world, units, {0: 5, 4: 5}, hidden=[0, 1], never=[3])
    assert choice.hidden == (0, 1)
    alone = withhold(linked, world, units, {0: 5}, hidden=[0], never=[3])
    assert alone.hidden == (0, 1)


def test_a_count_in_two_units_is_hidden_only_if_both_are():
    units = [*UNITS, Unit((1,), 8)]
    choice = withhold(ROW, WORLD, units, {0: 5}, hidden=[0], never=[3, 4])
    assert choice.hidden == (0, 2)  # one of 20 rather than two of 8
    choice = withhold(ROW, WORLD, units, {0: 5}, hidden=[0], never=[2, 3, 4])
    assert choice.hidden == (0, 1, 5)


def test_whole_numbers_have_the_last_word():
    # 54 % of 13: with only the base hidden beside the part, between 10 and 20, whole numbers give both away.
    linked = LinkedCounts(size=4, sums=(Sum(3, (1, 2)),), ratios=(Ratio(0, 1, 0.535, 0.545),))
    world = [7, 13, 30, 43]
    units = [Unit((0,), 7), Unit((1,), 13), Unit((2,), 30), Unit((3,), 43)]
    told = {1: (10, 20)}
    free = withhold(linked, world, units, {0: 3}, told=told, hidden=[0, 1])
    assert free.unprotected == (0,)


def test_when_the_time_is_up_everything_beside_a_secret_goes():
    choice = withhold(ROW, WORLD, UNITS, {0: 5}, hidden=[0], never=[3], seconds=0.0)
    assert choice.hidden == (0, 1, 2, 4)
    assert not choice.proven


def test_what_goes_when_the_time_is_up_is_not_more_than_needed(monkeypatch):
    # The search for the optimum is cut short; what is left of the time goes to showing again what need not be hidden.
    from research_kit.disclosure.linked import fewest_units

    monkeypatch.setattr(fewest_units, "_best", lambda *_: (None, None))
    choice = withhold(ROW, WORLD, UNITS, {0: 5}, hidden=[0], never=[3])
    assert not choice.proven
    assert len(choice.hidden) == 2
    told = {at: (n, n) for at, n in enumerate(WORLD) if at not in choice.hidden}
    assert exposed(ROW, told, {0: 5}) == ()


def test_counts_that_do_not_add_up_are_refused():
    with pytest.raises(DisclosureError, match="contradict"):
        withhold(ROW, [3, 8, 20, 0, 99], UNITS, {0: 5}, hidden=[0], never=[1, 2, 3, 4])
