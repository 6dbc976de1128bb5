"""Editions beside one another: for the board and the public, and an older quarter made anew after a newer one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from research_kit.disclosure import Policy, Release, release
from research_kit.disclosure.linked.intruder import bounds
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum
from research_kit.disclosure.read_together.came_since import exposed_since, least_by_now, past_of
from research_kit.disclosure.read_together.counted_people import Cell
from research_kit.disclosure.read_together.exact_counts import OUTSIDE, exact_counts
from research_kit.disclosure.read_together.hiding import without
from research_kit.disclosure.read_together.newcomers import Newcomers, Past
from research_kit.disclosure.read_together.rising_counts import RisingCounts
from research_kit.disclosure.read_together.told_counts import Network, network
from research_kit.disclosure.read_together.told_numbers import Candidate, told_numbers
from research_kit.results import Answer
from tests.unit.disclosure.test_release import SUBJECT, share, table
from tests.unit.disclosure.test_repair_since import MEN, NOW, WOMEN
from tests.unit.disclosure.test_statements import made

BOARD, PUBLIC = Policy(), Policy().for_audience("public")
GROUPS = {"woman": 60, "man": 33, "non_binary": 7}
BY = ("gender",)
TTE = "time_to_employment"


def counts(policy: Policy, *earlier: Release, groups: dict[str, int] = GROUPS, cut: date = SUBJECT.as_of) -> Release:
    rows = [{"statistic": "enrolled", "gender": None, "n": sum(groups.values())}]
    rows += [{"statistic": "enrolled", "gender": gender, "n": n} for gender, n in groups.items()]
    return of_tables(policy, "flow", "count", rows, cut=cut, earlier=earlier)


def shares(n: int, events: int, cut: date, *earlier: Release) -> Release:
    return of_tables(Policy(), "t", "share", [share(n, events)], cut=cut, earlier=earlier)


def of_tables(policy: Policy, name: str, kind: str, rows: list[dict], **when: date | tuple[Release, ...]) -> Release:
    cut, earlier = when["cut"], when["earlier"]
    subject = replace(SUBJECT, as_of=cut, quarter=f"{cut.year}-Q{cut.month // 3}")
    return release([Answer(name="a", tables={name: table(name, kind, rows, by=BY)}, subject=subject)],
                   policy=policy, earlier=earlier)  # fmt: skip


def told(released: Release) -> dict[str | None, int | None]:
    frame = released["a"]["flow"].table
    return dict(zip(frame["gender"].to_list(), frame["n"].to_list(), strict=True))


def test_a_public_edition_is_the_same_whether_or_not_the_board_was_told_first():
    alone, after = counts(PUBLIC), counts(PUBLIC, counts(BOARD))
    assert told(alone)["non_binary"] is None
    assert after["a"]["flow"].table.equals(alone["a"]["flow"].table)


def test_who_has_only_the_public_page_cannot_find_what_the_board_was_told():
    shown = told(counts(PUBLIC, counts(BOARD)))
    names = [None, *GROUPS]
    linked = LinkedCounts(size=4, sums=(Sum(0, (1, 2, 3)),))
    numbers = {names.index(g): (float(n), float(n)) for g, n in shown.items() if n is not None}
    lower, upper = bounds(linked, numbers, [3])
    assert upper[0] - lower[0] >= 10


def test_the_board_is_told_its_own_numbers_after_the_public():
    assert told(counts(BOARD, counts(PUBLIC))) == {None: 100, **GROUPS}


def test_public_editions_over_quarters_tell_of_nobody_who_came():
    # The board sees seven newcomers; of the public, for whom k is 10, the numbers of both quarters hide them.
    more = GROUPS | {"woman": 67}
    later = date(2011, 9, 30)
    first = [counts(BOARD), counts(PUBLIC)]
    board = counts(BOARD, *first, groups=more, cut=later)
    public = counts(PUBLIC, *first, board, groups=more, cut=later)
    assert told(board)["woman"] == 67
    assert told(public)["woman"] == 60
    frame = public["a"]["flow"].table.filter(gender="woman")
    assert frame["as_of"].item() == "2011-Q2"


def test_a_stricter_k_in_a_later_quarter_is_no_contradiction():
    more = {"woman": 80, "man": 50, "non_binary": 8}
    stricter = counts(Policy(k=12), counts(BOARD), groups=more, cut=date(2011, 9, 30))
    assert told(stricter)["non_binary"] is None
    assert 8 not in told(stricter).values()


Q1, Q2 = date(2011, 3, 31), date(2011, 6, 30)


@pytest.mark.parametrize(
    ("anew", "shown", "as_of"),
    [
        (115, 115, None),  # 15 more than in the edition before it, and 15 fewer than in the next quarter's
        (98, 100, "2011-Q1"),  # two would have left since the edition before it
        (126, 100, "2011-Q1"),  # four would have come until the next quarter
        (100, 100, None),
    ],
)
def test_an_older_quarter_made_anew_stands_between_the_one_before_it_and_the_next(anew, shown, as_of):
    before = shares(100, 40, Q1)
    after = shares(130, 60, Q2, before)
    again = shares(anew, 50 if anew == 115 else 40, Q1, before, after)
    assert again["a"]["t"].table.select("n", "as_of").row(0) == (shown, as_of)


def test_nothing_of_a_later_quarter_is_carried_into_an_older_one():
    after = shares(130, 60, Q2)
    again = shares(127, 60, Q1, after)  # three came: it may not be told, and has never been published
    assert again["a"]["t"].table.select("n", "estimate", "as_of").row(0) == (None, None, None)


def test_the_quarter_after_a_corrected_one_follows_both():
    before = shares(100, 40, Q1)
    after = shares(130, 60, Q2, before)
    again = shares(115, 50, Q1, before, after)
    third = shares(160, 75, date(2011, 9, 30), before, again, after)
    assert third["a"]["t"].table["n"].item() == 160


def later(net: Network, **numbers: float) -> Past:
    cells = {"everybody": (), "women": WOMEN}
    known = {net.place[Cell("strict/n", cells[name])]: number for name, number in numbers.items()}
    lower, upper = np.zeros(len(net.cells)), np.full(len(net.cells), np.inf)
    for at, number in known.items():
        lower[at] = upper[at] = number
    return Past(known, lower, upper, is_later=True)


def test_what_a_later_quarter_told_is_the_most_that_a_count_can_have_been():
    net = made(("within", "share", NOW))
    assert least_by_now([later(net, women=70)], net) == {net.place[Cell("strict/n", WOMEN)]: (0.0, 70.0)}


@pytest.mark.parametrize(("everybody", "women", "found"), [(112, 68, True), (112, 65, False), (105, 60, False)])
def test_the_men_who_came_until_a_later_quarter_are_all_who_came_less_the_women(everybody, women, found):
    net = made(("within", "share", NOW))
    now = {net.place[Cell("strict/n", group)]: (float(n), float(n)) for group, n in (((), 100), (WOMEN, 60))}
    next_one = past_of(later(net, everybody=everybody, women=women).told, net, is_later=True)
    counts_of = RisingCounts(net, Policy())
    exposed = exposed_since([Newcomers(next_one, counts_of)], now, counts_of, seconds=20)
    assert (net.place[Cell("strict/n", MEN)] in exposed) == found


SICK = (("target_long_term_sick", "yes"),)


def of_the_sick(total: int, sick: int) -> Network:
    by = ("gender", "target_long_term_sick")
    rows = [share(total + 50, total, outcome="strict", cause="employment", time=12.0)]
    rows += [share(40, sick, outcome="strict", cause="employment", time=12.0) | {"target_long_term_sick": "yes"}]
    answer = Answer(name=TTE, tables={"within": table("within", "share", rows, by=by)}, subject=SUBJECT)
    return network(exact_counts([answer], step_months=3), Policy())


@pytest.mark.parametrize(("total", "sick", "room"), [(50, 6, 10), (7, 2, 7), (9, 9, 9), (4, 1, 5), (12, 9, 10)])
def test_of_the_long_term_sick_among_a_few_nothing_is_known_beyond_the_few(total, sick, room):
    # METHODS 10.1: k is 10 for rows about the group, 5 for others. Seven of everybody are told; of the two among them
    # nobody may know more than that they are none to seven.
    net = of_the_sick(total, sick)
    assert net.secrets[net.place[Cell("strict/employment@12", SICK)]] == room


def test_those_outside_a_group_of_health_are_not_defined_by_it():
    net = of_the_sick(18, 12)  # six of the others started: k is 5 for them
    outside = net.place[Cell("strict/employment@12", (("target_long_term_sick", OUTSIDE),))]
    assert net.world[outside] == 6
    assert outside not in net.secrets


def test_seven_people_of_everybody_are_told_though_two_of_them_are_long_term_sick():
    by = ("gender", "target_long_term_sick")
    rows = [{"statistic": "enrolled", "n": 161}, {"statistic": "enrolled", "n": 60, "target_long_term_sick": "yes"}]
    lost = {"statistic": "lost_before_followed_1", "cause": "not_reached"}
    rows += [lost | {"n": 7}, lost | {"n": 2, "target_long_term_sick": "yes"}]
    frame = table("flow", "count", rows, by=by)
    safe = release([Answer(name="a", tables={"flow": frame}, subject=SUBJECT)], policy=Policy())["a"]["flow"].table
    reasons = safe.filter(pl.col("cause") == "not_reached")
    assert reasons["n"].to_list() == [7, None]


def test_how_many_a_group_is_counts_also_in_a_row_that_cannot_be_answered():
    # 48 were outside the group, then 51: beside everybody, a row without a share would have told of the three.
    rows = [share(201, 60, outcome="strict", cause="employment", time=12.0)]
    silent = share(150, 45, outcome="self_support", cause="self_support", time=9.0) | {"target_youth": "yes"}
    one = table("within", "share", [*rows, silent], by=("gender", "target_youth"))
    is_silent = pl.col("outcome") == "self_support"
    frame = one.table.with_columns(status=pl.when(is_silent).then(pl.lit("blocked")).otherwise("status"))
    answer = Answer(name=TTE, tables={"within": replace(one, table=frame)}, subject=SUBJECT)
    exact = exact_counts([answer], step_months=3)
    net = network(exact, Policy())
    told_of = told_numbers({TTE: {"within": Candidate("share", frame)}}, exact, net).told
    young = net.place[Cell("self_support/n", (("target_youth", "yes"),))]
    assert told_of[young] == (150, 150)
    gone = without({TTE: {"within": Candidate("share", frame)}}, [net.cells[young]], named=exact.named)
    assert gone[TTE]["within"].frame.filter(is_silent)["n"].item() is None
