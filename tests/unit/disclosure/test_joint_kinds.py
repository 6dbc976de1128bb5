"""Kinds of people behind the cells: as good as all combinations of all traits, and no more of them than needed."""

from __future__ import annotations

from itertools import chain, product

import numpy as np
import polars as pl
import pytest

from research_kit.disclosure.count_tables.cell_table import OTHERS, read_tables
from research_kit.disclosure.count_tables.families import families
from research_kit.disclosure.count_tables.family import numbered
from research_kit.disclosure.count_tables.joint_kinds import numbered_jointly
from research_kit.disclosure.linked.intruder import bounds, is_possible
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError
from tests.simulation.disclosure import random_sets

AGES = pl.DataFrame({"age": [None, "young", "old"], "n": [40, 15, 25]})
PLACES = pl.DataFrame({"place": [None, "north", "south"], "n": [40, 30, 10]})


def family_of(tables):
    (family,) = families(read_tables(tables, Policy()))
    return family


def told_of(family, numbers):
    return {numbers[cell]: (float(n), float(n)) for cell, n in family.told().items()}


def crossed(one: str, other: str, counts) -> pl.DataFrame:
    """Two traits of two values each: the cells, and the totals of everybody 20, each value 10."""
    rows = [{one: a, other: b, "n": counts[a == b]} for a, b in product("xy", repeat=2)]
    rows += [{one: a, other: None, "n": 10} for a in "xy"] + [{one: None, other: b, "n": 10} for b in "xy"]
    return pl.DataFrame([*rows, {one: None, other: None, "n": 20}])


def test_tables_with_nothing_in_common_but_everybody_need_no_kinds():
    found = numbered_jointly(family_of({"ages": AGES, "places": PLACES}))
    assert found.linked.size == len(found.cells) == 5


def test_three_crossings_that_two_by_two_can_be_true_are_seen_to_contradict_one_another():
    # Who is x in the first trait is x in the second, and so from the second to the third; but not from first to third.
    alike = {True: 10, False: 0}
    tables = {
        "ab": crossed("a", "b", alike),
        "bc": crossed("b", "c", alike),
        "ac": crossed("a", "c", {True: None, False: None}),
    }
    family = family_of(tables)
    found = numbered_jointly(family)
    cell = frozenset({("a", "x"), ("c", "y")})
    lower, upper = bounds(found.linked, told_of(family, found.cells), [found.cells[cell]])
    assert (lower[0], upper[0]) == (0, 0)
    numbers, linked = numbered(family)
    lower, upper = bounds(linked, told_of(family, numbers), [numbers[cell]])
    assert (lower[0], upper[0]) == (0, 10)  # what sums of rows say
    untrue = told_of(family, found.cells) | {found.cells[cell]: (10.0, 10.0)}
    assert not is_possible(found.linked, untrue)


def test_an_empty_text_is_a_value_and_not_the_rest():
    ages = pl.DataFrame({"age": ["", "young"], "place": [None, None], "n": [15, 25]}, schema_overrides={"place": str})
    places = pl.DataFrame({"place": [None, "north"], "n": [50, 30]})
    family = family_of({"ages": ages.select("age", "n").vstack(everybody("age", 50)), "places": places})
    found = numbered_jointly(family)
    assert is_possible(found.linked, told_of(family, found.cells))


def everybody(name: str, n: int) -> pl.DataFrame:
    return pl.DataFrame({name: [None], "n": [n]}, schema_overrides={name: str})


def all_combinations(family) -> tuple[dict, LinkedCounts]:
    """The plain way: a count for every combination of all traits, every cell the sum of those in it."""
    numbers, linked = numbered(family)
    values: dict[str, set[str]] = {}
    for name, value in chain.from_iterable(numbers):
        values.setdefault(name, set()).add("the rest" if value.startswith(OTHERS) else value)
    kinds = [dict(zip(values, each, strict=True)) for each in product(*map(sorted, values.values()))]
    sums = [
        Sum(number, tuple(linked.size + at for at, kind in enumerate(kinds) if is_in(kind, cell)))
        for cell, number in numbers.items()
    ]
    return numbers, LinkedCounts(size=linked.size + len(kinds), sums=(*linked.sums, *sums))


def is_in(kind, cell) -> bool:
    return all(
        kind[name] not in value.removeprefix(OTHERS).split("|") if value.startswith(OTHERS) else kind[name] == value
        for name, value in cell
    )


def some_rows(seed: int) -> dict[str, pl.DataFrame]:
    """Tables of a random set of which some rows are not there, and some counts withheld."""
    rng = np.random.default_rng([20261122, seed])
    people, layout = random_sets.participants(rng, 60), random_sets.layout(rng)
    gone, withheld = rng.random() * 0.4, rng.random() * 0.7
    tables = {}
    for name, table in random_sets.tables_of(people, layout).items():
        shown = table.filter(pl.Series(rng.random(table.height) >= gone))
        is_null = pl.Series(rng.random(shown.height) < withheld, dtype=pl.Boolean)
        tables[name] = shown.with_columns(n=pl.when(is_null).then(None).otherwise("n"))
    return {name: table for name, table in tables.items() if table.height}


def known_of(family, numbers, linked):
    """The least and the most of every cell; None where the tables cannot be true."""
    try:
        return np.array(bounds(linked, told_of(family, numbers), list(numbers.values())))
    except DisclosureError:
        return None


@pytest.mark.parametrize("seeds", [range(at, at + 8) for at in range(0, 40, 8)])
def test_as_much_is_known_as_by_all_combinations_of_all_traits(seeds):
    # The two may not differ for any cell. Families whose kinds are more than their cells are those that count.
    with_kinds = 0
    for family in chain.from_iterable(families(read_tables(some_rows(seed), Policy())) for seed in seeds):
        found = numbered_jointly(family)
        with_kinds += bool(found.kinds)
        ours, plain = known_of(family, found.cells, found.linked), known_of(family, *all_combinations(family))
        assert family.is_crossed == (plain is not None)  # a row that is missing may have had people in it
        assert not family.is_crossed or np.array_equal(ours, plain)
    assert with_kinds >= 3
