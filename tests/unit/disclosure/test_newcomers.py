"""Those who came since another release, read again and again: what is remembered is what would be found afresh."""

from __future__ import annotations

import numpy as np
import pytest

from research_kit.disclosure import Policy
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.read_together.came_since import past_of
from research_kit.disclosure.read_together.newcomers import Newcomers
from research_kit.disclosure.read_together.rising_counts import RisingCounts
from tests.unit.disclosure.test_statements import made, within

NOW = [
    within(100, 40, 20),
    within(60, 25, 8, gender="woman"),
    within(40, 15, 12, gender="man"),
    within(100, 33, 20, time=6.0),
    within(60, 21, 8, time=6.0, gender="woman"),
    within(40, 12, 12, time=6.0, gender="man"),
]


@pytest.mark.parametrize("seed", range(8))
def test_what_was_safe_is_asked_again_once_more_is_told(seed):
    rng = np.random.default_rng(seed)
    net = made(("within", "share", NOW))
    counts = RisingCounts(net, Policy())
    before = np.maximum(net.world - rng.integers(0, 9, net.world.size), 0.0)
    past = past_of({at: float(before[at]) for at in range(before.size) if rng.random() < 0.5}, net)
    remembering, found = Newcomers(past, counts), 0
    for _ in range(25):  # now more is told, now less
        told = {at: (float(n), float(n)) for at, n in enumerate(net.world) if rng.random() < 0.6}
        now = counts.limits(told)
        afresh = Newcomers(past, counts).too_close(now, Deadline(20))
        assert remembering.too_close(now, Deadline(20)).keys() == afresh.keys()
        found += len(afresh)
    assert found > 0
