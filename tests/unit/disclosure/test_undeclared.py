"""Answers that the gate knows nothing of: protected all the same, attacked by sums and by whole populations."""

from __future__ import annotations

import importlib
from itertools import product

import polars as pl
import pytest

from research_kit.disclosure import Policy, release
from research_kit.disclosure.read_together.hiding import without
from research_kit.disclosure.read_together.repair import Repaired
from research_kit.results import Answer, ResultTable
from tests.unit.disclosure.subtraction import width
from tests.unit.disclosure.test_release import SUBJECT, share, table

K = 5
GATE = importlib.import_module("research_kit.disclosure.release")
WHO = (None, "woman", "man")


def told(*tables: ResultTable) -> dict[str, pl.DataFrame]:
    answer = Answer(name="another", tables={each.name: each for each in tables}, subject=SUBJECT)
    return {name: each.table for name, each in release([answer], policy=Policy())["another"].items()}


def by_group(name: str, kind: str, numbers: tuple[tuple[int, int], ...], **facts: object) -> ResultTable:
    rows = [share(n, m, who, **facts) for who, (n, m) in zip(WHO, numbers, strict=True)]
    return table(name, kind, rows)


def unrepaired(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate that marks what is unsafe on its own, and reads nothing together."""

    def only_marked(candidates, *_, **__):
        return Repaired(candidates=without(candidates, (), named=lambda cell: cell), named=lambda cell: cell)

    monkeypatch.setattr(GATE, "repaired", only_marked)


@pytest.mark.parametrize("repair", [True, False])
@pytest.mark.parametrize("kind", ["share", "rate", "mean"])
def test_the_same_people_under_two_names_are_not_subtracted(kind, repair, monkeypatch):
    if not repair:
        unrepaired(monkeypatch)
    waits = by_group("waits", kind, ((100, 42), (60, 40), (40, 2)), statistic="waited", unit=kind)
    counted = [{"statistic": "at_once", "gender": who, "n": n} for who, n in zip(WHO, (42, 40, 2), strict=True)]
    safe = told(waits, table("stock", "count", counted))
    both = zip(WHO, safe["waits"]["events"].to_list(), safe["stock"]["n"].to_list(), strict=True)
    seen = {str(who): one if other is None else other for who, one, other in both}
    assert seen["man"] is None
    assert (width(seen, [("None", ("woman", "man"))], "man") >= K) == repair


@pytest.mark.parametrize("repair", [True, False])
def test_no_whole_population_pins_down_few_of_a_cause(repair, monkeypatch):
    if not repair:
        unrepaired(monkeypatch)
    numbers = {"work": (14, 8, 6), "education": (11, 8, 3), "other": (15, 8, 7)}
    rows = [
        share(n, numbers[cause][place], who, statistic="left_for", cause=cause)
        for cause in numbers
        for place, (who, n) in enumerate(zip(WHO, (40, 24, 16), strict=True))
    ]
    safe = told(table("dropout", "share", rows))["dropout"]
    seen = {(cause, who): events for cause, who, events in safe.select("cause", "gender", "events").iter_rows()}
    possible = set()
    for women in product(range(25), repeat=3):
        if sum(women) != 24:
            continue
        for men in product(range(17), repeat=3):
            if sum(men) != 16:
                continue
            world = {
                (c, who): n for who, own in (("woman", women), ("man", men)) for c, n in zip(numbers, own, strict=True)
            }
            world |= {(c, None): w + m for c, w, m in zip(numbers, women, men, strict=True)}
            if all(number is None or world[cell] == number for cell, number in seen.items()):
                possible.add(world["education", "man"])
    assert 3 in possible
    assert (max(possible) - min(possible) >= K) == repair


@pytest.mark.parametrize("repair", [True, False])
def test_a_group_that_a_table_does_not_list_is_not_the_rest(repair, monkeypatch):
    if not repair:
        unrepaired(monkeypatch)
    sizes = [{"statistic": "there", "gender": who, "n": n} for who, n in zip(WHO, (100, 60, 40), strict=True)]
    only = [share(100, 33, None, statistic="asked"), share(60, 30, "woman", statistic="asked")]  # three men
    safe = told(table("sizes", "count", sizes), table("needs", "share", only))["needs"]
    assert (safe["events"].null_count() > 0) == repair


def test_a_gap_that_nobody_declared_goes_with_either_side():
    facts = {"statistic": "through_gate", "outcome": "accepted", "cause": None, "time": 1.0}
    access = by_group("access", "share", ((100, 42), (60, 40), (40, 2)), **facts)
    gap = {"statistic": "gap_access", "outcome": "accepted", "gender": "woman", "n": 40, "time": 1.0, "estimate": 0.6}
    gaps = table("access_gaps", "gap", [gap | {"compared_with": other} for other in ("gender=man", "benchmark")])
    safe = told(access, gaps)
    assert safe["access"].filter(gender="man")["estimate"].to_list() == [None]
    assert safe["access_gaps"]["estimate"][0] is None
    women_told = safe["access"].filter(gender="woman")["estimate"][0] is not None
    assert (safe["access_gaps"]["estimate"][1] is not None) == women_told


@pytest.mark.parametrize(
    ("kind", "statistic", "n", "shown"),
    [("time", "median", 12, True), ("time", "median", 9, False), ("time", "days", 400, False),
     ("time", "median_days", 12, True),
     ("quantile", "quartile_1", 20, True), ("quantile", "quartile_1", 19, False), ("mean", "hours", 6, True),
     ("mean", "hours", 4, False), ("months", "months_in_work", 30, True)],
)  # fmt: skip
def test_every_kind_has_its_primary_rule(kind, statistic, n, shown):
    rows = [share(500, 200, statistic=statistic), share(n, n // 2, "woman", statistic=statistic) | {"events": None}]
    row = told(table("waits", kind, rows))["waits"].row(1, named=True)
    assert (row["estimate"] is not None) == shown
