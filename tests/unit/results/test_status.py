from __future__ import annotations

import pytest

from research_kit.errors import EstimateError
from research_kit.results import Thresholds, smallest_visible_gap
from research_kit.results.status import gap_from_error, half_width, wilson_half_width


@pytest.mark.parametrize(
    ("n", "half", "gap"),
    [
        (10, 26, 61),
        (15, 22, 50),
        (20, 20, 43),
        (30, 17, 35),
        (40, 15, 31),
        (60, 12, 25),
        (120, 8.6, 18),
        (240, 6.2, 12.5),
    ],
)
def test_the_table_of_methods_0_3_at_a_share_of_two_fifths(n, half, gap):
    assert 100 * wilson_half_width(n, 0.4) == pytest.approx(half, abs=0.6)
    assert 100 * float(smallest_visible_gap(n, 0.4)) == pytest.approx(gap, abs=0.6)


def test_a_share_of_none_does_not_promise_to_see_everything():
    assert float(smallest_visible_gap(20, 0.0)) == float(smallest_visible_gap(20, 0.025))
    assert smallest_visible_gap([0, 5], [0.5, 0.5]).tolist() == [1.0, pytest.approx(0.8854, abs=1e-4)]


def test_unequal_groups_see_less():
    assert smallest_visible_gap(20, 0.4, 60) > smallest_visible_gap(40, 0.4)
    assert smallest_visible_gap(20, 0.4, 20) == smallest_visible_gap(20, 0.4)


def test_a_gap_with_a_known_error_and_half_a_width():
    assert gap_from_error(0.05) == pytest.approx(0.14)
    assert half_width([0.1, 0.2], [0.3, 0.8]).tolist() == pytest.approx([0.1, 0.3])


@pytest.mark.parametrize("name", ["share_n", "gap_n", "gap_events", "at_risk_start", "at_risk_time", "months_n"])
def test_thresholds_can_be_stricter_never_weaker(name):
    least = getattr(Thresholds(), name)
    assert getattr(Thresholds(**{name: least + 1}), name) == least + 1
    with pytest.raises(EstimateError, match=f"`{name}` is {least - 1}, below the house minimum {least}"):
        Thresholds(**{name: least - 1})


@pytest.mark.parametrize(
    ("name", "weaker", "stricter"),
    [("half_width", 0.3, 0.1), ("interval_share", 0.2, 0.05), ("interval_days", 92, 28), ("detection_share", 0.5, 0.1)],
)
def test_limits_that_are_not_minimums_can_only_be_lowered(name, weaker, stricter):
    assert getattr(Thresholds(**{name: stricter}), name) == stricter
    with pytest.raises(EstimateError, match=f"`{name}`"):
        Thresholds(**{name: weaker})
