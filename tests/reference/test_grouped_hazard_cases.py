"""Regression on grouped times against R's glm (source in each JSON file)."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.statistics.regression.grouped_hazard import grouped_hazard
from research_kit.statistics.regression.grouped_hazard_shares import standardised_shares
from tests.reference.cases import close, numbers, read_case, read_data

WAVES = {"event": "event", "duration": "wave", "entry": "entry", "covariates": ["x", "age"]}


def require_fit(model, expected, case):
    assert model.coefficients["term"].to_list() == expected["term"]
    assert numbers(model.coefficients["estimate"]) == close(expected["coef"], case)
    assert numbers(model.coefficients["std_error"]) == close(expected["se"], case)
    assert numbers(model.baseline["estimate"]) == close(expected["intercept"], case)
    assert numbers(model.baseline["std_error"]) == close(expected["intercept_se"], case)
    assert model.log_likelihood == pytest.approx(expected["loglik"], rel=case["tolerance"]["rel"])


@pytest.mark.parametrize("link", ["cloglog", "logit"])
def test_leukaemia_by_interval(link):
    case = read_case(f"discrete_aml_{link}")
    expected = case["expected"]
    model = grouped_hazard(read_data(case), event="status", interval="k", covariates=["x"], link=link)
    intercepts = model.baseline["estimate"]
    as_contrasts = [intercepts[0], *(intercepts[1:] - intercepts[0]), model.coefficients["estimate"][0]]
    assert as_contrasts == close(expected["coef"], case)
    contrasts = np.eye(6)
    contrasts[1:5, 0] = -1
    errors = np.sqrt(np.diag(contrasts @ model.covariance @ contrasts.T))
    assert errors.tolist() == close(expected["se"], case)
    assert [model.log_likelihood, model.deviance] == close([expected["loglik"], expected["deviance"]], case)


def test_leukaemia_with_entry_instead_of_interval():
    case = read_case("discrete_aml_cloglog")
    frame = read_data(case).with_columns(before=pl.col("k") - 1)
    model = grouped_hazard(frame, event="status", duration="k", entry="before", covariates=["x"])
    assert model.coefficients["estimate"].to_list() == close(case["expected"]["coef"][-1:], case)
    assert model.log_likelihood == pytest.approx(case["expected"]["loglik"], rel=1e-9)


@pytest.mark.parametrize("link", ["cloglog", "logit"])
def test_one_row_per_participant_with_late_entry(link):
    case = read_case("grouped_waves")
    expected = case["expected"][link]
    model = grouped_hazard(read_data(case), link=link, **WAVES)
    require_fit(model, expected, case)
    assert model.deviance == pytest.approx(expected["deviance"], rel=1e-9)


def test_part_of_the_last_interval_is_the_offset_log_exposure():
    case = read_case("grouped_waves")
    require_fit(grouped_hazard(read_data(case), exposure="part", **WAVES), case["expected"]["cloglog_exposure"], case)


@pytest.mark.parametrize("link", ["cloglog", "logit"])
@pytest.mark.parametrize(("cluster", "wanted"), [("id", "se_by_person"), ("site", "se_by_site")])
def test_errors_robust_by_cluster(link, cluster, wanted):
    case = read_case("grouped_waves")
    model = grouped_hazard(read_data(case), link=link, cluster=cluster, **WAVES)
    assert numbers(model.coefficients["robust_std_error"]) == close(case["expected"][link][wanted], case)


def test_standardised_shares():
    case = read_case("grouped_waves")
    expected, frame = case["expected"]["standardised"], read_data(case)
    shares = standardised_shares(grouped_hazard(frame, **WAVES), frame, covariate="x")
    for value in (0, 1):
        own = shares.filter(pl.col("x") == value)
        assert own["estimate"].to_list() == close(expected[f"share_{value}"], case)
        assert own["std_error"].to_list() == close(expected[f"se_{value}"], case)
    assert own["gap_std_error"].to_list() == close(expected["gap_se"], case)
    gaps = np.subtract(expected["share_1"], expected["share_0"])
    assert own["gap"].to_list() == close(gaps.tolist(), case)
