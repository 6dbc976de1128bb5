"""The piecewise-exponential estimate against R: survreg for one piece, an independent likelihood for several."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.statistics.intervals.interval_censored import interval_censored
from tests.reference.cases import read_case, read_data


@pytest.fixture(scope="module")
def one_piece():
    return read_case("interval_one_piece")


def mixed():
    return read_data({**read_case("interval_three_causes")})


def check_single_hazard(model, expected):
    row = model.hazards.row(0, named=True)
    assert np.log(row["hazard"]) == pytest.approx(expected["log_hazard_at_0"], rel=1e-8)
    assert row["std_error"] / row["hazard"] == pytest.approx(expected["std_error"][0], rel=1e-8)
    assert model.log_likelihood == pytest.approx(expected["loglik"], rel=1e-10)


@pytest.mark.parametrize("arm", ["RCT", "RT"])
def test_one_piece_is_survreg_by_arm(one_piece, arm):
    frame = read_data(one_piece).filter(pl.col("group") == arm)
    check_single_hazard(interval_censored(frame, left="L", right="R", cuts=[]), one_piece["expected"]["by_arm"][arm])


def test_one_piece_is_survreg_with_exact_times_too(one_piece):
    model = interval_censored(mixed(), left="left", right="right", cuts=[])
    check_single_hazard(model, one_piece["expected"]["mixed"])


def test_a_covariate_is_that_of_survreg(one_piece):
    frame = read_data(one_piece).with_columns(rt=pl.col("group") == "RT")
    model = interval_censored(frame, left="L", right="R", cuts=[], covariates=["rt"])
    expected = one_piece["expected"]["arm_RT"]
    assert model.coefficients["estimate"].to_list() == pytest.approx(expected["coefficients"], rel=1e-7)
    assert model.coefficients["std_error"].to_list() == pytest.approx(expected["std_error"][1:], rel=1e-7)
    assert model.log_likelihood == pytest.approx(expected["loglik"], rel=1e-10)


def test_two_covariates_are_those_of_survreg(one_piece):
    model = interval_censored(mixed(), left="left", right="right", cuts=[], covariates=["x", "age"])
    expected = one_piece["expected"]["mixed_x_age"]
    assert model.coefficients["estimate"].to_list() == pytest.approx(expected["coefficients"], rel=1e-7)
    assert model.coefficients["std_error"].to_list() == pytest.approx(expected["std_error"][1:], rel=1e-7)
    assert model.log_likelihood == pytest.approx(expected["loglik"], rel=1e-10)
    means = mixed().select("x", "age").mean().row(0)
    shift = np.dot(expected["coefficients"], means)
    assert np.log(model.hazards["hazard"][0]) == pytest.approx(expected["log_hazard_at_0"] + shift, rel=1e-7)


@pytest.fixture(scope="module")
def three_causes():
    case = read_case("interval_three_causes")
    starts = [np.atleast_1d(each).tolist() for each in case["inputs"]["pieces"]]
    cuts = {cause: each[1:] for cause, each in enumerate(starts, start=1)}
    model = interval_censored(mixed(), left="left", right="right", event="cause", entry="entry", cuts=cuts)
    return model, case["expected"]


def test_hazards_of_three_causes_with_late_entry(three_causes):
    model, expected = three_causes
    table = model.hazards
    assert model.log_likelihood == pytest.approx(expected["loglik"], rel=1e-9)
    assert np.log(table["hazard"].to_numpy()) == pytest.approx(expected["log_hazard"], rel=1e-5)
    errors = (table["std_error"] / table["hazard"]).to_list()
    assert errors == pytest.approx(expected["std_error_log_hazard"], rel=1e-4)


def test_curves_of_three_causes(three_causes):
    model, expected = three_causes
    shares, free = model.cumulative_incidence(12), model.survival(12)
    assert shares["estimate"].to_list() == pytest.approx(expected["incidence_12"], rel=2e-5)
    assert shares["std_error"].to_list() == pytest.approx(expected["incidence_12_std_error"], rel=1e-4)
    assert free["estimate"].item() == pytest.approx(expected["survival_12"], rel=2e-5)
    assert free["std_error"].item() == pytest.approx(expected["survival_12_std_error"], rel=1e-4)


def test_areas_of_three_causes(three_causes):
    model, expected = three_causes
    free = model.restricted_mean(12)
    assert free["estimate"].item() == pytest.approx(expected["mean_free_12"], rel=2e-5)
    assert free["std_error"].item() == pytest.approx(expected["mean_free_12_std_error"], rel=1e-4)
    after = model.restricted_mean(12, cause=1)["estimate"].item()
    assert after == pytest.approx(expected["mean_after_cause_1_12"], rel=5e-5)
