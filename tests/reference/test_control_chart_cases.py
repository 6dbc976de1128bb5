"""Control charts against published charts and their formulas written out in R."""

from __future__ import annotations

import pytest

import research_kit as rk
from tests.reference.cases import close, numbers, read_case, read_data

ATTRIBUTES = ["spc_p_purchase_orders", "spc_u_personal_computers", "spc_u_dyed_cloth", "spc_c_circuit_boards"]


def counted(name):
    case = read_case(name)
    frame = read_data(case)
    size = frame.get_columns()[1] if frame.width > 1 else 1
    return case, (frame["events"], size)


def places(chart):
    return (chart["signal"].arg_true() + 1).to_list()


def test_orange_juice_as_montgomery():
    case = read_case("spc_p_orange_juice")
    frame = read_data(case)
    chart = rk.statistics.p_chart(frame["defects"], frame["n"])
    assert chart.columns[:6] == ["period", "value", "centre", "lower_limit", "upper_limit", "signal"]
    assert numbers(chart["centre"]) == close([case["expected"]["pbar"]] * 30, case)
    assert numbers(chart["lower_limit"]) == close(case["expected"]["lower"], case)
    assert numbers(chart["upper_limit"]) == close(case["expected"]["upper"], case)
    assert chart.filter("signal")["period"].to_list() == case["expected"]["signals_1based"]


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_shares_and_rates_as_published(name):
    case, given = counted(name)
    expected = case["expected"]
    chart = (rk.statistics.p_chart if case["estimator"] == "p_chart" else rk.statistics.u_chart)(*given)
    assert numbers(chart["centre"]) == close([expected["centre"]] * chart.height, case)
    assert numbers(chart["lower_limit"]) == close(expected["lower"], case)
    assert numbers(chart["upper_limit"]) == close(expected["upper"], case)
    assert places(chart) == expected["signals_1based"]


@pytest.mark.parametrize(
    ("name", "chart_of"),
    [("spc_p_purchase_orders", rk.statistics.laney_p_chart), ("spc_u_dyed_cloth", rk.statistics.laney_u_chart)],
)
def test_laney_limits(name, chart_of):
    case, given = counted(name)
    chart = chart_of(*given)
    assert numbers(chart["sigma_z"]) == close([case["expected"]["sigma_z"]] * chart.height, case)
    assert numbers(chart["lower_limit"]) == close(case["expected"]["laney_lower"], case)
    assert numbers(chart["upper_limit"]) == close(case["expected"]["laney_upper"], case)


@pytest.mark.parametrize(
    ("name", "printed"),
    # Montgomery (1991), example 6-4; Montgomery (2013), examples 7.3 and 7.5 (first roll), Table 6.6.
    [
        ("spc_u_personal_computers", (1.93, 0.07, 3.79)),
        ("spc_c_circuit_boards", (19.85, 6.48, 33.22)),
        ("spc_u_dyed_cloth", (1.42, 0.29, 2.55)),
    ],
)
def test_printed_limits_of_rates(name, printed):
    _, given = counted(name)
    assert rk.statistics.u_chart(*given).select("centre", "lower_limit", "upper_limit").row(0) == pytest.approx(
        printed, abs=0.0101
    )


def test_nile_as_individuals():
    case = read_case("spc_xmr_nile")
    expected, chart = case["expected"], rk.statistics.xmr_chart(read_data(case)["flow"])
    row = chart.row(0, named=True)
    found = [
        row[name] for name in ("centre", "moving_range_centre", "lower_limit", "upper_limit", "moving_range_limit")
    ]
    assert found == close([expected[name] for name in ("mean", "mr_bar", "lower", "upper", "mr_upper")], case)
    assert places(chart) == expected["signals_1based"]


def test_loan_costs_from_all_points_and_frozen_on_the_first_twelve():
    case = read_case("spc_xmr_loan_costs")
    expected, value = case["expected"], read_data(case)["value"]
    limits = ["centre", "lower_limit", "upper_limit"]
    row = rk.statistics.xmr_chart(value).select(*limits, "moving_range_limit").row(0)
    assert list(row) == close([expected[name] for name in ("centre", "lower", "upper", "moving_range_limit")], case)
    assert row[:3] == pytest.approx((300.5, 279.78, 321.22), abs=0.0051)  # as printed
    frozen = rk.statistics.xmr_chart(value, baseline=12).select(limits).row(19)
    assert list(frozen) == close([expected[f"frozen_{name}"] for name in ("centre", "lower", "upper")], case)


def test_the_example_of_the_method_specification():
    # METHODS 4.3: mean 11.6, mean moving range 1.5, limits 7.61 to 15.59.
    row = rk.statistics.xmr_chart([10, 12, 11, 13, 12]).row(0, named=True)
    found = [row[name] for name in ("centre", "moving_range_centre", "lower_limit", "upper_limit")]
    assert found == pytest.approx([11.6, 1.5, 7.61, 15.59], abs=0.005)


def test_times_between_valve_failures():
    case = read_case("spc_t_valve_failures")
    row = rk.statistics.t_chart(read_data(case)["between"]).select("centre", "lower_limit", "upper_limit").row(0)
    assert list(row) == close([case["expected"][name] for name in ("centre", "lower", "upper")], case)


def test_cases_between_events():
    case = read_case("spc_g_made_up")
    between, expected = read_data(case)["between"], case["expected"]
    row = rk.statistics.g_chart(between).select("centre", "lower_limit", "upper_limit", "median").row(0)
    assert list(row) == close([expected[name] for name in ("centre", "lower", "upper", "median")], case)
    row = rk.statistics.g_chart(between, interval="probability").select("lower_limit", "upper_limit").row(0)
    assert list(row) == close([expected["probability_lower"], expected["probability_upper"]], case)


def test_runs_and_crossings_of_the_nile():
    case = read_case("run_chart_nile")
    expected, chart = case["expected"], rk.statistics.run_chart(read_data(case)["flow"])
    assert {name: chart[name][0] for name in expected} == expected
    assert chart["lower_limit"].null_count() == chart.height


@pytest.mark.parametrize(
    ("rules", "baseline", "risk"),
    # METHODS 4.3, measured for 12 quarters: limits from the same points, and frozen on the first eight.
    [
        (("outside",), None, 0.026),
        (("outside", "run", "trend"), None, 0.042),
        (("outside", "run", "trend", "two_of_three"), None, 0.056),
        (("outside",), 8, 0.11),
        (("outside", "run", "trend"), 8, 0.13),
        (("outside", "run", "trend", "two_of_three"), 8, 0.15),
    ],
)
def test_false_signals_in_twelve_quarters(rules, baseline, risk):
    found = rk.statistics.false_signal_risk(12, rules=rules, baseline=baseline)
    assert found["estimate"][0] == pytest.approx(risk, abs=0.01)
    assert found["std_error"][0] < 0.001
