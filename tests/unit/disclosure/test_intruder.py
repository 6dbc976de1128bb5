"""The intruder's bounds: the two vectors of METHODS 10.3, rounded shares, and a count of all possible worlds."""

from __future__ import annotations

from itertools import chain, product

import numpy as np
import pytest

from research_kit.disclosure.linked.intruder import Exposed, bounds, exposed, is_possible
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Ratio, Sum, known_limits, statements
from research_kit.disclosure.linked.narrowing import blocks, narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline, PossibleWorlds, holds
from research_kit.errors import DisclosureError


def crossed(cells):
    """Cells row by row, then row totals, column totals and the grand total; and the true counts."""
    rows, columns = len(cells), len(cells[0])
    inner = rows * columns
    across = [Sum(inner + i, tuple(range(i * columns, (i + 1) * columns))) for i in range(rows)]
    down = [Sum(inner + rows + j, tuple(range(j, inner, columns))) for j in range(columns)]
    total = Sum(inner + rows + columns, tuple(inner + i for i in range(rows)))
    world = [*chain.from_iterable(cells), *map(sum, cells), *map(sum, zip(*cells, strict=True)), sum(map(sum, cells))]
    return LinkedCounts(size=len(world), sums=(*across, *down, total)), world


def shown(world, hidden):
    return {at: (n, n) for at, n in enumerate(world) if at not in hidden}


FBW, FBM, SBW, SBM = range(4)


def test_two_by_two_with_one_cell_hidden_gives_it_away():
    # METHODS 10.3: FBW 41, FBM 7, SBW 3, SBM 29, margins published.
    linked, world = crossed([[41, 7], [3, 29]])
    assert exposed(linked, shown(world, {SBW}), {SBW: 5}) == (Exposed(SBW, 3.0, 3.0),)


def test_two_by_two_with_all_cells_hidden_is_safe():
    linked, world = crossed([[41, 7], [3, 29]])
    told = shown(world, {FBW, FBM, SBW, SBM})
    lower, upper = bounds(linked, told, [SBW, SBM, FBW, FBM])
    assert lower.tolist() == [0, 0, 12, 4]
    assert upper.tolist() == [32, 32, 44, 36]
    assert exposed(linked, told, {SBW: 5}) == ()


def test_three_by_three_with_two_cells_of_a_row_hidden_gives_both_away():
    linked, world = crossed([[12, 3, 20], [9, 14, 6], [15, 8, 11]])
    assert exposed(linked, shown(world, {0, 1}), {0: 5, 1: 5}) == (Exposed(0, 12.0, 12.0), Exposed(1, 3.0, 3.0))


def test_three_by_three_with_a_rectangle_hidden_is_safe():
    linked, world = crossed([[12, 3, 20], [9, 14, 6], [15, 8, 11]])
    told = shown(world, {0, 1, 6, 7})
    lower, upper = bounds(linked, told, [1])
    assert (lower[0], upper[0]) == (0, 11)
    assert exposed(linked, told, {1: 5}, world=world) == ()


def test_a_rounded_share_over_a_hidden_base_forces_seven_of_thirteen():
    # METHODS 10.3: 54 % over a base of 10 to 20; the linear relaxation leaves 5.35 to 10.9 of 10 to 20.
    linked = LinkedCounts(size=2, ratios=(Ratio(part=0, base=1, lower=0.535, upper=0.545),))
    assert exposed(linked, {1: (10, 20)}, {0: 5, 1: 5}) == (Exposed(0, 7.0, 7.0), Exposed(1, 13.0, 13.0))


def test_a_share_of_a_base_that_nothing_limits_leaves_room():
    linked = LinkedCounts(size=2, ratios=(Ratio(part=0, base=1, lower=0.535, upper=0.545),))
    lower, upper = bounds(linked, {}, [0, 1])
    assert lower.tolist() == [0, 0]
    assert np.isinf(upper).all()


def test_whole_numbers_decide_where_the_relaxation_leaves_room():
    # Three pairs of numbers with even sums: their common parts are whole, the relaxation allows halves.
    linked = LinkedCounts(size=6, sums=(Sum(3, (0, 1)), Sum(4, (1, 2)), Sum(5, (0, 2))))
    lower, upper = bounds(linked, {3: (4, 5), 4: (4, 5), 5: (5, 5)}, [0])
    pairs = [(w[0] + w[1], w[1] + w[2], w[0] + w[2], w) for w in product(range(6), repeat=3)]
    worlds = [w for one, two, three, w in pairs if one in (4, 5) and two in (4, 5) and three == 5]
    assert (lower[0], upper[0]) == (min(w[0] for w in worlds), max(w[0] for w in worlds))


@pytest.mark.parametrize("seed", range(25))
def test_bounds_are_those_of_all_possible_worlds(seed):
    # Independent: every world of small counts is written down.
    rng = np.random.default_rng(seed)
    true = rng.integers(0, 4, 5)
    sums = tuple(Sum(5 + at, tuple(np.flatnonzero(rng.random(5) < 0.6).tolist()) or (0,)) for at in range(3))
    world = np.array([*true, *(true[list(each.parts)].sum() for each in sums)])
    base = max(int(world[5]), 1)
    ratio = Ratio(part=0, base=5, lower=(true[0] - 0.4) / base, upper=(true[0] + 0.4) / base)
    linked = LinkedCounts(size=8, sums=sums, ratios=(ratio,))
    told = {6: (world[6], world[6]), 7: (world[7] - 1, world[7] + 1), 4: (0, 7), **dict.fromkeys(range(4), (0, 7))}
    every = np.indices((8,) * 5).reshape(5, -1).T
    worlds = every[_agree(every, sums, ratio, told)]
    lower, upper = bounds(linked, told, range(5))
    assert lower.tolist() == worlds.min(axis=0).tolist()
    assert upper.tolist() == worlds.max(axis=0).tolist()
    secrets = dict.fromkeys(range(5), 3)
    narrow = [at for at in range(5) if worlds[:, at].max() - worlds[:, at].min() < 3]
    assert [each.variable for each in exposed(linked, told, secrets, world=world)] == narrow
    assert [each.variable for each in exposed(linked, told, secrets)] == narrow


def _agree(worlds, sums, ratio, told):
    """Which of the worlds, one per row, fit what is told."""
    totals = [worlds[:, list(each.parts)].sum(axis=1) for each in sums]
    share = (ratio.lower * totals[0] - 1e-9 <= worlds[:, 0]) & (worlds[:, 0] <= ratio.upper * totals[0] + 1e-9)
    first = (told[6][0] <= totals[1]) & (totals[1] <= told[6][1])
    return share & first & (told[7][0] <= totals[2]) & (totals[2] <= told[7][1])


def cube(cells):
    """Cells of a three-way table, then the sums over each of its dimensions; and the true counts."""
    size = cells.size
    places = np.arange(size).reshape(cells.shape)
    lines = [line for axis in range(3) for line in np.moveaxis(places, axis, -1).reshape(-1, cells.shape[axis])]
    sums = tuple(Sum(size + at, tuple(line.tolist())) for at, line in enumerate(lines))
    world = np.array([*cells.ravel(), *(cells.ravel()[line].sum() for line in lines)], dtype=float)
    return LinkedCounts(size=world.size, sums=sums), world


@pytest.mark.parametrize("seed", range(8))
def test_many_secrets_at_once_are_judged_as_each_alone(seed):
    # A cube with all margins told has corners that are not whole: where worlds are sought for many secrets at once.
    linked, world = cube(np.random.default_rng(seed).integers(0, 7, (4, 4, 3)))
    inner = range(48)
    told = {at: (world[at], world[at]) for at in range(48, world.size)}
    secrets = {at: 5 for at in inner if 0 < world[at] < 5}
    lower, upper = bounds(linked, told, list(secrets))
    narrow = {at: ends for at, *ends in zip(secrets, lower, upper, strict=True) if ends[1] - ends[0] < 5}
    assert 0 < len(narrow) < len(secrets)
    for given in (world, None):
        found = exposed(linked, told, secrets, world=given)
        assert {each.variable: [each.lower, each.upper] for each in found} == narrow


def test_a_world_nearly_the_furthest_is_a_world_within_the_limits_asked_for():
    linked, world = cube(np.random.default_rng(3).integers(0, 7, (4, 4, 3)))
    told = {at: (world[at], world[at]) for at in range(48, world.size)}
    known = statements(linked)
    block = blocks(known, *narrowed(known, *known_limits(linked.size, told)))[0]
    own = world[block.columns]
    found = PossibleWorlds(block).far_whole(np.ones(own.size), (own - 2, own + 2), Deadline(20))
    assert found is not None
    assert holds(block, found)
    assert np.abs(found - own).max() <= 2


def test_counts_that_no_statement_ties_are_blocks_of_their_own():
    known = statements(LinkedCounts(size=5, sums=(Sum(1, (2, 3)),)))
    found = blocks(known, np.zeros(5), np.array([9.0, 9.0, 9.0, 9.0, np.inf]))
    assert [each.columns.tolist() for each in found] == [[0], [1, 2, 3], [4]]
    assert [each.statements.matrix.shape for each in found] == [(0, 1), (1, 3), (0, 1)]
    assert [each.upper.tolist() for each in found] == [[9.0], [9.0] * 3, [np.inf]]


def test_what_contradicts_itself_is_refused():
    linked = LinkedCounts(size=3, sums=(Sum(0, (1, 2)),))
    assert not is_possible(linked, {0: (3, 3), 1: (4, 4)})
    with pytest.raises(DisclosureError, match="1 statements about 3 counts of people cannot all be true"):
        exposed(linked, {0: (3, 3), 1: (4, 4)}, {2: 5})


def test_a_contradiction_that_only_the_program_sees_is_refused():
    linked = LinkedCounts(size=6, sums=(Sum(0, (3, 4)), Sum(1, (4, 5)), Sum(2, (3, 5))))
    with pytest.raises(DisclosureError, match="contradict one another"):
        bounds(linked, {0: (10, 10), 1: (10, 10), 2: (30, 30)}, [3])


def test_a_world_that_is_not_what_is_told_is_refused():
    linked, world = crossed([[41, 7], [3, 29]])
    wrong = [*world[:3], 30, *world[4:]]
    with pytest.raises(DisclosureError, match="counts given as true contradict"):
        exposed(linked, shown(world, {0, 1, 2, 3}), {2: 5}, world=wrong)


def test_what_was_not_shown_to_be_safe_in_time_is_exposed():
    linked, world = crossed([[41, 7], [3, 29]])
    found = exposed(linked, shown(world, {0, 1, 2, 3}), {2: 5}, seconds=0.0)
    assert [each.variable for each in found] == [2]
    assert found[0].upper - found[0].lower >= 5


def test_a_count_that_nothing_limits_is_safe():
    assert exposed(LinkedCounts(size=1), {}, {0: 5}) == ()
    lower, upper = bounds(LinkedCounts(size=1), {}, [0])
    assert (lower[0], upper[0]) == (0, np.inf)


def test_a_count_is_not_endless_because_another_one_is():
    # Counts 2 to 4 are 6 in pairs, so 3 each; nothing limits count 0, which is asked for first.
    pairs = [(2, 3), (3, 4), (4, 2)]
    linked = LinkedCounts(size=8, sums=(*(Sum(5 + at, pair) for at, pair in enumerate(pairs)), Sum(1, (0, 2))))
    lower, upper = bounds(linked, dict.fromkeys((5, 6, 7), (6, 6)), [0, 2])
    assert lower.tolist() == [0, 3]
    assert upper.tolist() == [np.inf, 3]
