"""Those who came between two releases: found by reading all numbers of both together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from research_kit.disclosure import Policy, Release, release
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum
from research_kit.disclosure.read_together.came_since import changed_by_few, exposed_since, least_by_now
from research_kit.disclosure.read_together.counted_people import Cell
from research_kit.disclosure.read_together.newcomers import Newcomers, Past
from research_kit.disclosure.read_together.rising_counts import RisingCounts
from research_kit.disclosure.read_together.second_cells import second_cells
from research_kit.disclosure.read_together.told_counts import Network
from research_kit.results import Answer
from tests.unit.disclosure.test_release import SUBJECT, share, table
from tests.unit.disclosure.test_statements import made, within

WOMEN, MEN = (("gender", "woman"),), (("gender", "man"),)
NOW = [within(100, 40, 20), within(60, 25, 8, gender="woman"), within(40, 15, 12, gender="man")]


def told(net: Network, **numbers: float) -> dict[int, tuple[float, float]]:
    groups = {"everybody": (), "women": WOMEN, "men": MEN}
    return {net.place[Cell("strict/n", groups[name])]: (number, number) for name, number in numbers.items()}


def before(net: Network, **numbers: float) -> Past:
    known = {at: ends[0] for at, ends in told(net, **numbers).items()}
    lower, upper = np.zeros(len(net.cells)), np.full(len(net.cells), np.inf)
    for at, number in known.items():
        lower[at] = upper[at] = number
    return Past(known, lower, upper)


def since(net: Network, past: Past, **numbers: float) -> tuple[int, ...]:
    counts = RisingCounts(net, Policy())
    return exposed_since([Newcomers(past, counts)], told(net, **numbers), counts, seconds=20)


@pytest.mark.parametrize(("everybody", "women", "found"), [(88, 52, True), (88, 55, False), (95, 60, False)])
def test_the_men_who_came_are_all_who_came_less_the_women(everybody, women, found):
    # 12 came, 8 of them women: four men, of whom no number was published in either quarter.
    net = made(("within", "share", NOW))
    past = before(net, everybody=everybody, women=women)
    assert (net.place[Cell("strict/n", MEN)] in since(net, past, everybody=100, women=60)) == found


def test_who_left_makes_no_contradiction():
    # 6 fewer women and 5 more in all: 11 men came, or a number of them left too.
    net = made(("within", "share", NOW))
    past = before(net, everybody=95, women=66)
    assert since(net, past, everybody=100, women=60) == ()


def test_what_was_told_is_the_least_that_a_count_can_be():
    net = made(("within", "share", NOW))
    assert least_by_now([before(net, women=52)], net) == {net.place[Cell("strict/n", WOMEN)]: (52.0, np.inf)}


def test_room_is_not_sought_below_what_was_told_before():
    # Hiding 28 is enough, and cheapest; if at least 27 of these are known for good, the total of 30 must go as well.
    linked = LinkedCounts(size=3, sums=(Sum(0, (1, 2)),))
    world, prices = np.array([30.0, 28.0, 2.0]), {0: 9.0, 1: 1.0}
    assert set(second_cells(linked, world, prices, [2], {2: 5})[0]) == {1}
    hidden, helpless = second_cells(linked, world, prices, [2], {2: 5}, known={1: (27.0, np.inf)})
    assert (0 in hidden, helpless) == (True, ())


def quarter(men: int, women: int, cut: date, earlier: list[Release]) -> Release:
    rows = [share(men + women, 40), share(women, 25, "woman"), share(men, 15, "man")]
    subject = replace(SUBJECT, as_of=cut, quarter=f"{cut.year}-Q{cut.month // 3}")
    answer = Answer(name="a", tables={"t": table("t", "share", rows)}, subject=subject)
    return release([answer], policy=Policy(), earlier=earlier)


def test_over_a_year_no_two_published_numbers_differ_by_few():
    cuts = [date(2010, month, 28) for month in (3, 6, 9, 12)]
    released: list[Release] = []
    for cut, men, women in zip(cuts, (40, 42, 49, 50), (60, 66, 67, 74), strict=True):
        released.append(quarter(men, women, cut, released))
    tables = [each["a"]["t"].table for each in released]
    for place in range(3):
        seen = [frame["n"][place] for frame in tables if frame["n"][place] is not None]
        assert all(one == other or abs(one - other) >= 5 for one in seen for other in seen)
    assert pl.concat(tables)["as_of"].is_not_null().any()


@pytest.mark.parametrize(("before_it_was", "found"), [(17, True), (20, False), (12, False), (23, True)])
def test_a_number_that_may_fall_has_not_changed_by_few_wherever_it_is_told(before_it_was, found):
    # Told beside work then and beside studies now: of each row alone nothing has changed.
    net = made(("within", "share", NOW))
    at = net.place[Cell("strict/unknown@12", ())]
    unlimited = np.full(len(net.cells), np.inf)
    past = Past({at: float(before_it_was)}, np.zeros(len(net.cells)), unlimited)
    assert (at in set(changed_by_few([past], {at: (20.0, 20.0)}, net, Policy()))) == found
