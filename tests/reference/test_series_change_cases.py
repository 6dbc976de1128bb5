"""Changes in a series against R's sandwich, nlme and strucchange."""

from __future__ import annotations

import numpy as np
import pytest

import research_kit as rk
from tests.reference.cases import close, numbers, read_case, read_data


def test_segmented_regression_as_lm_with_newey_west():
    case = read_case("its_seatbelts_drivers")
    expected = case["expected"]
    found = rk.statistics.segmented(read_data(case), outcome="y", time="t", change=170, lag=case["inputs"]["lag"])
    assert found["term"].to_list() == expected["term"]
    assert numbers(found["estimate"]) == close(expected["coef"], case)
    assert numbers(found["std_error"]) == close(expected["se_nw"], case)
    assert numbers(found["std_error_small_sample"]) == close(expected["se_nw_adjust"], case)
    assert found["sigma"][0] == pytest.approx(expected["sigma"], rel=1e-9)
    assert found["durbin_watson"][0] == pytest.approx(expected["durbin_watson"], rel=1e-9)


def test_the_lag_is_a_year_if_none_is_given():
    data = read_data(read_case("its_seatbelts_drivers"))
    named = {"outcome": "y", "time": "t", "change": 170}
    assert rk.statistics.segmented(data, **named).equals(rk.statistics.segmented(data, **named, lag=12))


def test_autoregressive_errors_as_gls():
    case = read_case("its_seatbelts_autoregressive")
    expected = case["expected"]
    found = rk.statistics.segmented(read_data(case), outcome="y", time="t", change=170, errors="autoregressive")
    # gls stops its search where the likelihood is flat: its phi is right to about 1e-6.
    assert found["autoregression"][0] == pytest.approx(expected["phi"], abs=1e-5)
    assert numbers(found["estimate"]) == pytest.approx(expected["coef"], rel=1e-5)
    assert numbers(found["std_error"]) == pytest.approx(expected["se"], rel=1e-5)


def test_seasons_as_harmonics():
    case = read_case("its_seatbelts_autoregressive")
    expected = case["expected"]
    found = rk.statistics.segmented(read_data(case), outcome="y", time="t", change=170, lag=6, harmonics=2)
    assert found["term"].to_list()[4:] == ["sin_1", "cos_1", "sin_2", "cos_2"]
    assert numbers(found["estimate"]) == close(expected["harmonic_coef"], case)
    assert numbers(found["std_error"]) == close(expected["harmonic_se"], case)
    assert numbers(found["std_error_small_sample"]) == close(expected["harmonic_se_adjust"], case)


def test_change_of_the_nile_as_strucchange():
    case = read_case("max_cusum_nile")
    data = read_data(case)
    row = rk.statistics.max_cusum(data["flow"], periods=data["year"], rng=np.random.default_rng(1)).row(0, named=True)
    assert row["statistic"] == pytest.approx(case["expected"]["statistic"], rel=1e-9)
    assert row["change"] == case["expected"]["change_year"] == 1899
    assert row["p_value"] == pytest.approx(1e-4)  # the least that 9,999 orders can give; the asymptotic one is 5e-8


def test_counts_and_rates_as_poisson_regression_with_newey_west():
    case = read_case("its_seatbelts_counts")
    data, expected = read_data(case), case["expected"]
    counts = rk.statistics.segmented_counts(data, events="y", time="t", change=170)
    assert numbers(counts["estimate"]) == close(expected["coef"], case)
    assert numbers(counts["std_error"]) == close(expected["se"], case)
    assert numbers(counts["std_error_small_sample"]) == close(expected["se_adjust"], case)
    assert counts["dispersion"][0] == pytest.approx(expected["dispersion"], rel=1e-9)
    rates = rk.statistics.segmented_counts(data, events="y", time="t", change=170, exposure="kms")
    assert numbers(rates["estimate"]) == close(expected["rate_coef"], case)
    assert numbers(rates["std_error"]) == close(expected["rate_se"], case)
