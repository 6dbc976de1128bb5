from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError
from tests.unit.statistics.survival_data import life_table


def test_steps_hold_until_the_next_row():
    curve = rk.statistics.kaplan_meier(life_table([2, 4, 6, 8], [1, 1, 0, 0]), interval="plain")
    read = rk.statistics.at_times(curve, [0, 2, 3.9, 4, 8, 8.1])
    assert read.columns == ["time", "at_risk", "events", "estimate", "std_error", "lower", "upper"]
    assert read["estimate"].to_list() == [1.0, 0.75, 0.75, 0.5, 0.5, None]
    assert read["at_risk"].to_list() == [4, 4, 3, 3, 1, 0]
    assert read["events"].to_list() == [0, 1, 1, 2, 2, 2]


def test_before_the_first_row_nothing_has_happened_and_no_limits_are_known():
    table = life_table([2, 4], [1, 2])
    survival = rk.statistics.at_times(rk.statistics.kaplan_meier(table), 1)
    incidence = rk.statistics.at_times(rk.statistics.cumulative_incidence(table), 1)
    assert survival.select("estimate", "std_error", "lower", "upper").rows() == [(1, 0, None, None)]
    assert incidence.select("estimate", "std_error", "lower", "upper").rows() == [(0, 0, None, None)] * 2


def test_a_complete_curve_stays_where_it_ended():
    complete = life_table([2, 4], [1, 2])
    assert rk.statistics.at_times(rk.statistics.kaplan_meier(complete), 9)["estimate"].to_list() == [0]
    assert rk.statistics.at_times(rk.statistics.cumulative_incidence(complete), 9)["estimate"].to_list() == [0.5, 0.5]
    open_ended = life_table([2, 4], [1, 0])
    assert rk.statistics.at_times(rk.statistics.cumulative_incidence(open_ended), 9)["estimate"].to_list() == [None]


def test_every_group_is_read_at_every_time_in_the_order_given():
    curve = rk.statistics.cumulative_incidence(life_table([2, 4, 5], [1, 2, 1], arm=["a", "b", None]))
    read = rk.statistics.at_times(curve, (5, 2))
    assert read.select("arm", "cause", "time").rows() == [
        (arm, cause, time) for arm in ("a", "b", None) for cause in (1, 2) for time in (5, 2)
    ]


@pytest.mark.parametrize(
    "times", [[], [-1], [float("nan")], ["12"], [float("inf")], "12", None, [None], np.ones((2, 2)), [True]]
)
def test_impossible_times(times):
    curve = rk.statistics.kaplan_meier(life_table([2], [1]))
    with pytest.raises(EstimateError, match="finite numbers >= 0"):
        rk.statistics.at_times(curve, times)


TWO = [np.int64(2), np.float32(2), np.array(2), np.array([2]), [2], (2.0,), {2}, range(2, 3), pl.Series([2]), 2]


@pytest.mark.parametrize("times", TWO, ids=lambda times: type(times).__name__)
def test_times_of_any_kind(times):
    curve = rk.statistics.kaplan_meier(life_table([2, 4], [1, 0]))
    assert rk.statistics.at_times(curve, times)["estimate"].to_list() == [0.5]


@pytest.mark.parametrize("noise", [0, 1e-9, -1e-9, 1e-12, -1e-12])
@pytest.mark.parametrize("last", [4, 0.3, 4.1, 1826.25])
def test_a_time_equal_up_to_noise_is_that_time(noise, last):
    curve = rk.statistics.kaplan_meier(life_table([last / 2, last, last], [1, 1, 0]), "plain")
    exact, noisy = (rk.statistics.at_times(curve, time).drop("time") for time in (last, last + noise))
    assert exact["estimate"].to_list() == [curve["estimate"][-1]]
    assert noisy.equals(exact)


def test_whole_numbers_are_exact_however_large():
    curve = rk.statistics.kaplan_meier(life_table([1_700_000_000, 1_700_000_001], [1, 0]))
    read = rk.statistics.at_times(curve, [1_699_999_999, 1_700_000_000, 1_700_000_001, 1_700_000_002])
    assert read["estimate"].to_list() == [1, 0.5, 0.5, None]


def test_before_the_first_row_of_every_group():
    table = life_table([2.5, 4, 7, 8], [1, 2, 1, 2], arm=list("aabb"))
    assert rk.statistics.at_times(rk.statistics.kaplan_meier(table), [0, 2.4])["estimate"].to_list() == [1] * 4
    assert rk.statistics.at_times(rk.statistics.cumulative_incidence(table), [0, 2])["estimate"].to_list() == [0] * 8


def test_what_is_no_curve():
    with pytest.raises(EstimateError, match="not a curve: it lacks at_risk"):
        rk.statistics.at_times(pl.DataFrame({"time": [1]}), 1)
    with pytest.raises(EstimateError, match="a LifeTable, not a curve"):
        rk.statistics.at_times(life_table([1], [1]), 1)
