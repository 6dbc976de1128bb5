"""Firth's penalised regressions against R and an independent maximisation (source in each JSON file)."""

from __future__ import annotations

import polars as pl
import pytest

from research_kit.statistics.regression.firth_cox import firth_cox
from research_kit.statistics.regression.firth_grouped_hazard import firth_grouped_hazard
from tests.reference.cases import close, numbers, read_case, read_data


def likelihoods(model):
    return [model.log_likelihood, model.log_likelihood_unpenalised]


def test_separation():
    case = read_case("firth_separation")
    expected, names = case["expected"], case["inputs"]
    model = firth_cox(read_data(case), duration="time", event="status", covariates=["x", "z"], ties=names["ties"])
    assert model.coefficients["term"].to_list() == expected["term"]
    assert numbers(model.coefficients["estimate"]) == close(expected["coef"], case)
    assert numbers(model.coefficients["std_error"]) == close(expected["se"], case)
    wanted = [expected["penalised_loglik"], expected["unpenalised_loglik_at_firth"]]
    assert likelihoods(model) == close(wanted, case)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("variant", ["plain", "entry", "entry_strata"])
def test_ties_late_entry_and_strata(ties, variant):
    case = read_case("firth_ties")
    expected = case["expected"][f"{variant}_{ties}"]
    more = {"entry": "start"} if "entry" in variant else {}
    more |= {"strata": "site"} if "strata" in variant else {}
    model = firth_cox(read_data(case), duration="stop", event="event", covariates=["x", "z"], ties=ties, **more)
    assert numbers(model.coefficients["estimate"]) == close(expected["coef"], case)
    assert numbers(model.coefficients["std_error"]) == close(expected["se"], case)
    assert numbers(model.coefficients["lower"]) == close(expected["lower"], case)
    assert numbers(model.coefficients["upper"]) == close(expected["upper"], case)
    wanted = [expected["penalised_loglik"], expected["unpenalised_loglik_at_firth"]]
    assert likelihoods(model) == close(wanted, case)
    assert model.log_likelihood_null == pytest.approx(expected["penalised_loglik_null"], rel=1e-9)
    assert numbers(model.diagnostics["tests"]["statistic"]) == close(expected["chisq"], case)


def test_endometrial_cancer():
    case = read_case("firth_endometrial")
    expected = case["expected"]
    frame = read_data(case).with_columns(interval=pl.lit(1))
    model = firth_grouped_hazard(frame, event="HG", interval="interval", covariates=expected["term"], link="logit")
    assert numbers(model.coefficients["estimate"]) == close(expected["coef"], case)
    assert numbers(model.coefficients["std_error"]) == close(expected["se"], case)
    assert numbers(model.coefficients["lower"]) == close(expected["lower"], case)
    assert numbers(model.coefficients["upper"]) == close(expected["upper"], case)
    assert model.log_likelihood == pytest.approx(expected["penalised_loglik"], rel=1e-9)
    assert numbers(model.coefficients["estimate"]) == pytest.approx(expected["published"]["coef"], abs=5e-4)


def test_leukaemia_by_interval():
    case = read_case("firth_aml_cloglog")
    model = firth_grouped_hazard(read_data(case), event="status", interval="k", covariates=["x"])
    found = [model.coefficients["estimate"][0], model.coefficients["std_error"][0]]
    assert found == close([case["expected"]["coef"], case["expected"]["se"]], case)
