"""Sums over tied events against the same sums term by term."""

from __future__ import annotations

import numpy as np
import pytest

from research_kit.statistics.regression.tie_sums import Ties

EVENTS = np.array([1, 2, 23, 24, 25, 26, 49, 60, 1_000, 5_001, 40_003])


def direct(events, at_risk, dying):
    share = np.arange(events, dtype=np.longdouble) / events
    left = np.longdouble(at_risk) - share * dying
    return {
        "log": np.log(left).sum(),
        "inverse": (1 / left).sum(),
        "shared_inverse": (share / left).sum(),
        "square": (1 / left**2).sum(),
        "shared_square": (share / left**2).sum(),
        "twice_shared_square": (share**2 / left**2).sum(),
    }


@pytest.mark.parametrize("part", [1e-9, 1e-3, 0.2, 0.499, 0.5, 0.501, 0.9, 1 - 1e-9, 1.0])
def test_efron_sums_are_those_of_every_tied_event(part):
    dying = EVENTS * 1.7
    at_risk = dying / part
    found = Ties(events=EVENTS, mean_weight=np.ones(len(EVENTS)), method="efron").sums(at_risk, dying)
    for place, events in enumerate(EVENTS):
        for name, expected in direct(int(events), at_risk[place], dying[place]).items():
            assert getattr(found, name)[place] == pytest.approx(float(expected), rel=1e-13, abs=1e-300)


def test_breslow_never_takes_anybody_out():
    ties = Ties(events=EVENTS, mean_weight=np.full(len(EVENTS), 2.0), method="breslow")
    found = ties.sums(np.full(len(EVENTS), 4.0), np.full(len(EVENTS), 1.0))
    assert found.log == pytest.approx(2 * EVENTS * np.log(4.0))
    assert found.inverse == pytest.approx(EVENTS / 2)
    assert not found.shared_inverse.any()


def test_weights_scale_the_sums():
    one = Ties(events=EVENTS, mean_weight=np.ones(len(EVENTS)), method="efron").sums(EVENTS * 3.0, EVENTS * 1.0)
    two = Ties(events=EVENTS, mean_weight=np.full(len(EVENTS), 2.0), method="efron").sums(EVENTS * 3.0, EVENTS * 1.0)
    assert two.shared_square == pytest.approx(2 * one.shared_square)
