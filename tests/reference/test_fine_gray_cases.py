"""Fine-Gray regression against R's cmprsk `crr` (source in each JSON file)."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.statistics.regression.fine_gray import fine_gray
from research_kit.statistics.regression.fine_gray_shares import fine_gray_shares
from tests.reference.cases import close, numbers, read_case, read_data


def test_mgus2():
    case = read_case("finegray_mgus2_pcm")
    expected = case["expected"]
    frame = read_data(case).with_columns(male=pl.col("sex") == "M")
    model = fine_gray(frame, duration="etime", event="state", covariates=expected["term"], cause=1)
    assert model.coefficients["term"].to_list() == expected["term"]
    assert numbers(model.coefficients["estimate"]) == close(expected["coef"], case)
    assert numbers(model.coefficients["std_error"]) == close(expected["se"], case)
    assert numbers(model.coefficients["robust_std_error"]) == close(expected["se"], case)
    likelihoods = [model.log_likelihood, model.log_likelihood_null]
    assert likelihoods == close([expected["loglik"], expected["loglik_null"]], case)


@pytest.mark.parametrize("cause", [1, 2, 3])
def test_three_causes_with_ties(cause):
    case = read_case("finegray_ties")
    expected = case["expected"][f"cause_{cause}"]
    model = fine_gray(read_data(case), duration="time", event="cause", covariates=["x", "z", "u"], cause=cause)
    assert numbers(model.coefficients["estimate"]) == close(expected["coef"], case)
    assert numbers(model.coefficients["std_error"]) == close(expected["se"], case)
    assert model.covariance.ravel().tolist() == close(np.ravel(expected["covariance"]).tolist(), case)
    assert model.diagnostics["inverse_information_std_error"] == close(expected["inverse_information_se"], case)
    likelihoods = [model.log_likelihood, model.log_likelihood_null]
    assert likelihoods == close([expected["loglik"], expected["loglik_null"]], case)


@pytest.mark.parametrize("cause", [1, 2, 3])
def test_predicted_shares(cause):
    case = read_case("finegray_ties")
    model = fine_gray(read_data(case), duration="time", event="cause", covariates=["x", "z", "u"], cause=cause)
    expected = case["expected"][f"cause_{cause}"]["predicted"]
    who = pl.DataFrame({name: expected[name] for name in ("x", "z", "u")})
    found = fine_gray_shares(model, who, times=expected["time"])
    assert found["estimate"].to_list() == close([*expected["first"], *expected["second"]], case)
