from __future__ import annotations

import lifelines
import pytest

import research_kit as rk
from research_kit.errors import EstimateError
from tests.unit.statistics.survival_data import leukaemia, life_table


def test_leukaemia_median():
    # METHODS M3.1: median 23; limits from R quantile(survfit(..., conf.type = "log-log")): 13 and none; 8 (4-11).
    found = rk.statistics.quantile(rk.statistics.kaplan_meier(leukaemia()))
    assert found.rows() == [("6-MP", 23, 13, None), ("placebo", 8, 4, 11)]


def test_a_flat_stretch_gives_its_midpoint():
    # S is exactly .5 from 2 to 6: R gives 4, lifelines the left end.
    table = life_table([1, 2, 6, 8], [1, 1, 1, 1])
    assert rk.statistics.quantile(rk.statistics.kaplan_meier(table))["time"].to_list() == [4]
    assert lifelines.KaplanMeierFitter().fit([1, 2, 6, 8], [1, 1, 1, 1]).median_survival_time_ == 2


def test_a_curve_that_ends_flat_gives_the_midpoint_up_to_its_last_time():
    # R: quantile(survfit(Surv(c(1, 2, 6, 8), c(1, 1, 0, 0)) ~ 1), .5) is 5, between 2 and 8.
    table = life_table([1, 2, 6, 8], [1, 1, 0, 0])
    assert rk.statistics.quantile(rk.statistics.kaplan_meier(table))["time"].to_list() == [5]


def test_not_reached_is_null():
    table = life_table([1, 2, 3, 4], [1, 0, 0, 0])
    # R: quantile(survfit(Surv(1:4, c(1, 0, 0, 0)) ~ 1, conf.type = "log-log"), .5): NA, lower 1, upper NA
    assert rk.statistics.quantile(rk.statistics.kaplan_meier(table)).rows() == [(None, 1, None)]
    assert rk.statistics.quantile(rk.statistics.kaplan_meier(table), p=0.2)["time"].to_list() == [1]


def test_every_cause_has_its_own_quantile():
    table = life_table([1, 2, 3, 4], [1, 2, 1, 2])
    found = rk.statistics.quantile(rk.statistics.cumulative_incidence(table), p=0.4)
    assert found.select("cause", "time").rows() == [(1, 3), (2, 4)]


def test_limits_of_an_incidence_are_those_of_its_complement():
    table = life_table([1, 2, 3, 4, 5, 6, 7, 8], [1, 0, 1, 1, 1, 0, 1, 0])
    survival = rk.statistics.quantile(rk.statistics.kaplan_meier(table, interval="plain"))
    incidence = rk.statistics.quantile(rk.statistics.cumulative_incidence(table, interval="plain"))
    assert incidence.drop("cause").rows() == survival.rows()


@pytest.mark.parametrize("p", [0, 1, 50, "half", None])
def test_an_impossible_share(p):
    with pytest.raises(EstimateError, match="strictly between 0 and 1"):
        rk.statistics.quantile(rk.statistics.kaplan_meier(leukaemia()), p=p)
