"""What holds for every release that follows others: nothing is found out, nothing false is told, order is nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.protect import protect
from research_kit.disclosure.policy import Policy
from tests.simulation.disclosure import random_sets

POLICY = Policy()
FEW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def quarters(draw) -> list[dict[str, pl.DataFrame]]:
    """True tables of two to four quarters."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    people, layout = random_sets.participants(rng, 60), random_sets.small_layout(rng)
    asked = draw(st.lists(st.integers(1, random_sets.QUARTERS), min_size=2, max_size=4, unique=True))
    return [random_sets.tables_of(random_sets.present(people, quarter), layout) for quarter in sorted(asked)]


def released(true):
    found = []
    for tables in true:
        found.append(protect(tables, POLICY, earlier=found))
    return found


@FEW
@given(quarters())
def test_all_releases_together_stand_an_attack(true):
    found = released(true)
    assert audit(found[-1], found[:-1], policy=POLICY).height == 0


@FEW
@given(quarters())
def test_what_is_told_anew_is_true_and_what_is_carried_was_told(true):
    found = released(true)
    for name, table in found[-1].items():
        truth = true[-1][name]["n"]
        anew = table["n"].is_not_null() & table["as_of"].is_null()
        assert table.filter(anew)["n"].to_list() == truth.filter(anew).to_list()
        assert not truth.filter(anew).is_between(1, POLICY.k - 1).any()
        for place, as_of in enumerate(table["as_of"]):
            if as_of is not None:
                source = found[as_of][name]
                assert source["n"][place] == table["n"][place]
                assert "as_of" not in source.columns or source["as_of"][place] is None
        assert ((table["n"].is_null()) == (table["reason"] == "WITHHELD").fill_null(False)).all()


@FEW
@given(quarters(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_tables_changes_nothing(true, random):
    *before, last = true
    earlier = released(before)
    names = list(last)
    random.shuffle(names)
    shuffled = {name: last[name].sample(fraction=1, shuffle=True, seed=random.randrange(1_000)) for name in names}
    one, other = protect(last, POLICY, earlier=earlier), protect(shuffled, POLICY, earlier=earlier)
    for name, table in one.items():
        order = table.columns[:-4]
        assert table.sort(order).equals(other[name].sort(order))


@FEW
@given(quarters())
def test_a_release_in_which_nothing_changed_shows_the_same(true):
    earlier = released(true[:1])
    again = protect(true[0], POLICY, earlier=earlier)
    for name, table in again.items():
        assert table.drop("as_of").equals(earlier[0][name])
        assert table["as_of"].null_count() == table.height
