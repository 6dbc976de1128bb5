"""Data of textbooks and articles, each estimator against R on them (call, versions and source in each JSON file)."""

from __future__ import annotations

import polars as pl
import pytest

import research_kit as rk
from tests.reference.cases import close, numbers, read_case, read_data


def flat(table):
    return [value for row in table for value in row]


def agrees(model, case, expected, errors=("se", "std_error")):
    name, column = errors
    assert numbers(model.coefficients["estimate"]) == close(expected["coef"], case)
    assert numbers(model.coefficients[column]) == close(expected[name], case)
    assert [model.log_likelihood] == close([expected["loglik"]], case)


def test_the_mayo_model_of_primary_biliary_cirrhosis():
    case = read_case("cox_pbc_mayo")
    model = rk.statistics.cox(
        read_data(case), duration="time", event="event", covariates=case["inputs"]["covariates"], ties="efron"
    )
    agrees(model, case, case["expected"])


@pytest.mark.parametrize("errors", [("se", "std_error"), ("robust_se", "robust_std_error")])
def test_recurrences_of_bladder_cancer_in_strata_by_number(errors):
    case = read_case("cox_bladder2_pwp")
    names = case["inputs"]
    model = rk.statistics.cox(
        read_data(case), entry="start", duration="stop", event="event", covariates=names["covariates"],
        strata=["enum"], cluster="id",
    )  # fmt: skip
    agrees(model, case, case["expected"], errors)


@pytest.mark.parametrize("cause", [1, 2])
def test_relapse_and_death_after_transplantation(cause):
    case = read_case("finegray_bmt")
    model = rk.statistics.fine_gray(
        read_data(case), duration="time", event="cause", covariates=case["inputs"]["covariates"], cause=cause
    )
    agrees(model, case, case["expected"][str(cause)])


@pytest.mark.parametrize("place", [0, 1])
def test_relapse_and_death_by_disease(place):
    case = read_case("gray_bmt")
    expected = case["expected"][place]
    found = rk.statistics.gray_test(
        read_data(case), duration="time", event="cause", group="group", cause=expected["cause"]
    )
    assert list(found.row(0)) == close([expected["stat"], expected["df"], expected["p"]], case)


@pytest.mark.parametrize("group", [0, 1])
def test_outcomes_of_pregnancies_seen_late(group):
    case = read_case("cif_abortion")
    expected = case["expected"][str(group)]
    table = rk.counts.life_table(read_data(case), duration="exit", event="cause", entry="entry", by="group")
    curves = rk.statistics.cumulative_incidence(table).filter(group=group)
    found = rk.statistics.at_times(curves, expected["grid"]).sort("time", "cause")
    assert numbers(found["estimate"]) == close(flat(expected["pstate"]), case)
    assert numbers(found["std_error"].fill_null(0)) == close(flat(expected["se"]), case)


def test_ventilated_or_not_in_intensive_care():
    case = read_case("multistate_sir_cont")
    expected = case["expected"]
    found = rk.statistics.state_occupation(read_data(case), **case["inputs"], times=expected["grid"])
    assert numbers(found["estimate"]) == close(flat(expected["pstate"]), case)
    assert numbers(found["std_error"]) == close(flat(expected["se"]), case)


def test_replacements_of_valve_seats():
    case = read_case("mean_cumulative_valve_seat")
    names, expected = case["inputs"], case["expected"]
    found = rk.statistics.mean_cumulative(
        read_data(case), id="id", start="start", stop=names["stop"], event="status", times=expected["grid"]
    )
    assert numbers(found["estimate"]) == close(expected["cumhaz"], case)
    assert numbers(found["std_error"]) == close(expected["std_chaz"], case)


def test_years_alive_of_ten_as_in_the_example_of_survrm2():
    case = read_case("rmst_pbc")
    expected, unit = case["expected"], case["inputs"]["unit_days"]
    years = read_data(case).with_columns(pl.col("time") / unit)
    table = rk.counts.life_table(years, duration="time", event="event", by="trt")
    means = rk.statistics.restricted_mean(table, tau=10).sort("trt")
    assert numbers(means["estimate"]) == close([expected[arm]["rmean"] for arm in "12"], case)
    assert numbers(means["std_error"]) == close([expected[arm]["se"] for arm in "12"], case)
    gap = rk.statistics.restricted_mean_difference(table, tau=10, group="trt", compared_with=2)
    assert numbers(gap["estimate"]) == close([expected["difference"]], case)
    assert gap["estimate"][0] == pytest.approx(-0.137, abs=5e-4)  # as printed: Uno et al. (2014), METHODS M3.4


@pytest.mark.parametrize(("name", "printed"), [("logrank_catheter", 2.53), ("logrank_tongue", 2.79)])
def test_log_rank_of_klein_and_moeschberger(name, printed):
    case = read_case(name)
    expected = case["expected"]
    table = rk.counts.life_table(read_data(case), duration="time", event="event", by="type")
    found = rk.statistics.log_rank(table)
    assert list(found.row(0)) == close([expected["statistic"], expected["df"], expected["p_value"]], case)
    assert found["statistic"][0] == pytest.approx(printed, abs=5e-3)
