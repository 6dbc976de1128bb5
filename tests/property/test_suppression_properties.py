"""What holds for every set of tables: nothing can be found, nothing else changes, the order of rows tells nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.protect import protect
from research_kit.disclosure.linked.intruder import exposed
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum
from research_kit.disclosure.linked.suppression import Unit, withhold
from research_kit.disclosure.policy import Policy
from tests.property.examples import examples
from tests.simulation.disclosure import random_sets

POLICY = Policy()
FEW = settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def sets_of_tables(draw) -> dict[str, pl.DataFrame]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    people = random_sets.participants(rng, draw(st.sampled_from([20, 60, 150])))
    pairs = st.sampled_from([("gender", "born"), ("gender", "age"), ("age",), ("born", "place"), ("gender",)])
    crossings = draw(st.lists(pairs, min_size=1, max_size=2, unique=True))
    targets = draw(st.sampled_from([(), random_sets.TARGETS]))
    bare = frozenset({0}) if draw(st.booleans()) else frozenset()
    layout = random_sets.Layout(tuple(crossings), targets, bare, draw(st.booleans()))
    return random_sets.tables_of(people, layout)


@FEW
@given(sets_of_tables())
def test_what_is_protected_stands_an_attack(tables):
    assert audit(protect(tables, POLICY), policy=POLICY).height == 0


@FEW
@given(sets_of_tables())
def test_what_is_shown_is_what_was_counted_and_nobody_is_never_hidden(tables):
    for name, table in protect(tables, POLICY).items():
        assert table.drop("n", "status", "reason").equals(tables[name].drop("n"))
        shown = table["status"] == "ok"
        assert table.filter(shown)["n"].to_list() == tables[name].filter(shown)["n"].to_list()
        assert table.filter(~shown)["n"].null_count() == (~shown).sum()
        assert (tables[name].filter(~shown)["n"] > 0).all()
        assert not tables[name].filter(shown)["n"].is_between(1, POLICY.k - 1).any()


@FEW
@given(sets_of_tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_tables_tells_nothing(tables, random):
    names = list(tables)
    random.shuffle(names)
    shuffled = {name: tables[name].sample(fraction=1, shuffle=True, seed=random.randrange(1_000)) for name in names}
    one, other = protect(tables, POLICY), protect(shuffled, POLICY)
    for name, table in one.items():
        order = table.columns[:-3]
        assert table.sort(order).equals(other[name].sort(order))


@settings(max_examples=examples(40), deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_what_is_withheld_leaves_every_secret_room_and_nothing_less_does(seed):
    # Linked sums at random; no single unit can be shown again (with the totals in the fewest that go).
    rng = np.random.default_rng(seed)
    cells = int(rng.integers(3, 8))
    true = np.where(rng.random(cells) < 0.3, rng.integers(1, 5, cells), rng.integers(5, 40, cells))
    groups = [np.flatnonzero(rng.random(cells) < 0.6) for _ in range(int(rng.integers(1, 4)))]
    sums = tuple(Sum(cells + at, tuple(group.tolist())) for at, group in enumerate(groups))
    world = np.array([*true, *(int(true[group].sum()) for group in groups)])
    linked = LinkedCounts(size=world.size, sums=sums)
    secrets = {at: 5 for at, n in enumerate(world.tolist()) if 0 < n < 5}
    never = [at for at, n in enumerate(world.tolist()) if n == 0]
    units = [Unit((at,), n) for at, n in enumerate(world.tolist())]
    choice = withhold(linked, world, units, secrets, hidden=list(secrets), never=never)
    assert choice.proven
    assert set(choice.unprotected) <= set(secrets)
    kept = {at: k for at, k in secrets.items() if at not in choice.unprotected}

    def told(hidden):
        return {at: (n, n) for at, n in enumerate(world.tolist()) if at not in hidden}

    assert exposed(linked, told(choice.hidden), kept, world=world) == ()
    for at in set(choice.hidden) - set(secrets):
        assert exposed(linked, told(set(choice.hidden) - {at}), kept, world=world) != ()


def test_the_same_tables_give_the_same_choice_twice():
    rng = np.random.default_rng(7)
    tables = random_sets.tables_of(random_sets.participants(rng, 150), random_sets.layout(rng))
    one, other = protect(tables, POLICY), protect(tables, POLICY)
    assert all(one[name].equals(other[name]) for name in tables)
    assert any(table["n"].null_count() for table in one.values())


@pytest.mark.parametrize("k", [5, 10])
def test_a_stricter_threshold_never_shows_an_unsafe_count(k):
    rng = np.random.default_rng(11)
    tables = random_sets.tables_of(random_sets.participants(rng, 150), random_sets.layout(rng))
    for table in protect(tables, Policy(k=k)).values():
        assert not table["n"].is_between(1, k - 1).any()
