"""The fallback when there is no time for the optimum."""

from __future__ import annotations

import numpy as np
import pytest

from research_kit.disclosure.linked import fewest_units
from research_kit.disclosure.linked.intruder import exposed
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum
from research_kit.disclosure.linked.suppression import Unit, withhold


def random_crossing(seed):
    """A crossing of 6 x 5 with its margins: sums, true counts, units."""
    rng = np.random.default_rng(seed)
    cells = rng.poisson(rng.gamma(1, 15, (6, 5)))
    across = [Sum(30 + i, tuple(range(5 * i, 5 * i + 5))) for i in range(6)]
    down = [Sum(36 + j, tuple(range(j, 30, 5))) for j in range(5)]
    linked = LinkedCounts(size=42, sums=(*across, *down, Sum(41, tuple(range(30, 36)))))
    world = [*cells.ravel().tolist(), *cells.sum(axis=1).tolist(), *cells.sum(axis=0).tolist(), int(cells.sum())]
    return linked, world, [Unit((at,), n, int(at >= 30)) for at, n in enumerate(world)]


@pytest.mark.parametrize("seed", range(8))
def test_greedy_hiding_leaves_every_secret_room_and_is_not_far_from_the_optimum(monkeypatch, seed):
    linked, world, units = random_crossing(seed)
    secrets = {at: 5 for at, n in enumerate(world) if 0 < n < 5}
    never = [at for at, n in enumerate(world) if n == 0]
    best = withhold(linked, world, units, secrets, hidden=list(secrets), never=never)
    monkeypatch.setattr(fewest_units, "_best", lambda *_: (None, None))
    choice = withhold(linked, world, units, secrets, hidden=list(secrets), never=never)
    told = {at: (n, n) for at, n in enumerate(world) if at not in choice.hidden}
    assert exposed(linked, told, secrets) == ()
    assert best.proven
    assert not choice.proven
    assert len(best.hidden) <= len(choice.hidden) <= len(best.hidden) + 4
    assert not set(never) & set(choice.hidden)
