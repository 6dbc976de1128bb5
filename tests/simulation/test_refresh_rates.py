"""The carry-forward rule refreshes numbers as often as METHODS 10.5 measured; what is assumed is in `refresh_rates`.

Fixed seeds, 200 groups of each size; margins are 3 Monte Carlo standard errors, and half of the last figure stated.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.simulation.refresh_rates import QUARTERS, STATED, naively_unsafe, rates, simulated, told_anew

GROUPS = 200


@pytest.mark.parametrize(("n", "margin"), [(240, 0.015), (120, 0.025), (60, 0.015)])
def test_the_share_of_unsafe_quarters_is_as_stated(n, margin):
    # The standard error of a share of 2,400 quarters is .6 to .9 points.
    stated = STATED[n][0]
    found = naively_unsafe(simulated(n, GROUPS, np.random.default_rng([105, n]))).mean()
    assert found == pytest.approx(stated, abs=margin + 0.005)


@pytest.mark.parametrize(("n", "margin"), [(240, 0.05), (120, 0.15), (60, 0.25), (40, 0.5)])
def test_a_number_is_told_anew_as_often_as_stated(n, margin):
    found = rates(n, GROUPS, np.random.default_rng([105, n]))
    assert found.quarters_per_refresh == pytest.approx(STATED[n][1], abs=margin + 0.05)


def test_of_twenty_people_a_number_is_told_about_once_in_a_project():
    found = rates(20, GROUPS, np.random.default_rng([105, 20]))
    assert 1.0 <= found.refreshes <= 2.0


def test_nobody_is_told_of_by_two_numbers_that_are_told():
    # What an intruder sees: of every group the numbers at the quarters in which they are told anew.
    counts = simulated(60, GROUPS, np.random.default_rng(60))
    fresh = told_anew(counts)
    for group, told in zip(counts, fresh, strict=True):
        seen = np.concatenate([group[told], (group[told][:, :1] - group[told][:, 1:])], axis=1)
        moved = np.abs(np.diff(seen, axis=0))
        assert not ((moved > 0) & (moved < 5)).any()
    assert 0 < fresh.sum() < GROUPS * QUARTERS
