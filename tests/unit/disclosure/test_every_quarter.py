"""All quarters read at once: what a third one tells of two others, and numbers that follow without being told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from research_kit.disclosure import Policy, Release, release
from research_kit.disclosure.read_together.came_since import past_of
from research_kit.disclosure.read_together.counted_people import Cell
from research_kit.disclosure.read_together.every_quarter import EveryQuarter
from research_kit.disclosure.read_together.newcomers import Past
from research_kit.disclosure.read_together.rising_counts import RisingCounts, rises
from research_kit.disclosure.read_together.told_counts import Network
from research_kit.results import Answer
from tests.unit.disclosure.test_release import SUBJECT, table
from tests.unit.disclosure.test_statements import made, within

GENDERS = {"everybody": None, "women": "woman", "men": "man", "others": "other"}


def network_of(**people: int) -> Network:
    return made(("within", "share", [within(n, 0, 0, gender=GENDERS[name]) for name, n in people.items()]))


def at(net: Network, name: str) -> int:
    value = GENDERS[name]
    return net.place[Cell("strict/n", () if value is None else (("gender", value),))]


def past(net: Network, **people: int) -> Past:
    return past_of({at(net, name): float(n) for name, n in people.items()}, net)


def read(net: Network, *before: Past) -> EveryQuarter:
    return EveryQuarter(before, net, RisingCounts(net, Policy()), net.secrets, {})


def told(net: Network, **people: int) -> dict[int, tuple[float, float]]:
    return {at(net, name): (n, n) for name, n in people.items()}


@pytest.mark.parametrize(("others", "found"), [(5, True), (6, False)])
def test_a_quarter_between_two_others_tells_of_a_group_that_it_said_nothing_of(others, found):
    # 20 men and others at first; at most 19 of them men, as these were later: so at least one other, and 5 at most.
    net = network_of(everybody=120 + others, women=90, men=30, others=others)
    every = read(net, past(net, everybody=96, women=76), past(net, men=19))
    assert (at(net, "others") in every.finds(told(net, others=others))) == found
    assert read(net, past(net, everybody=96, women=76)).finds(told(net, others=others)) == ()


def test_where_somebody_left_no_quarter_limits_another():
    net = network_of(everybody=125, women=90, men=30, others=5)
    every = read(net, past(net, everybody=96, women=76, men=25), past(net, men=19))
    assert every.finds(told(net, others=5)) == ()


def test_the_number_that_tells_goes_and_no_other():
    net = network_of(everybody=125, women=90, men=30, others=5)
    every = read(net, past(net, everybody=96, women=76), past(net, men=19))
    known = told(net, everybody=125, others=5)
    prices = dict.fromkeys(known, 1.0)
    assert every.second_cells(known, prices, tuple(known)) == (at(net, "others"),)


@pytest.mark.parametrize(("quantity", "rising"), [("followed_3", True), ("strict/followed@6", False)])
def test_who_was_reached_once_has_been_and_who_is_followed_may_not_be_later(quantity, rising):
    assert rises(quantity) == rising


def flow(no_show: int, cut: date, earlier: list[Release], *, split: bool) -> Release:
    """Everybody is unemployed; one quarter says so of the flow, the other does not split it."""
    counts = {("referred", None): 300, ("accepted", None): 300 - no_show, ("lost_before_accepted", "no_show"): no_show}
    rows = [
        {"statistic": statistic, "cause": cause, "n": n, "estimate": None, **group}
        for group in ({}, {"target_unemployed": "yes"})[: 2 if split else 1]
        for (statistic, cause), n in counts.items()
    ]
    by = ("target_unemployed",) if split else ()
    subject = replace(SUBJECT, as_of=cut, quarter=f"{cut.year}-Q{cut.month // 3}")
    answer = Answer(name="participants", tables={"flow": table("flow", "count", rows, by=by)}, subject=subject)
    return release([answer], policy=Policy(), earlier=earlier)


@pytest.mark.parametrize(("later", "is_told"), [(9, False), (8, True), (13, True)])
def test_one_more_was_lost_where_those_of_now_were_everybody_then(later, is_told):
    first = flow(8, date(2019, 12, 31), [], split=False)
    second = flow(later, date(2020, 3, 31), [first], split=True)
    shown = second["participants"]["flow"].table.filter(cause="no_show", target_unemployed="yes")
    assert (shown["n"].to_list() == [later]) == is_told
