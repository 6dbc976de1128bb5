"""Rubin's rules against R's mice, and whole imputations against those of mice (source in each JSON file)."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.statistics.imputation.impute_covariates import impute_covariates
from research_kit.statistics.imputation.pooled import pooled
from research_kit.statistics.regression.cox import cox
from tests.reference.cases import close, numbers, read_case, read_data

RUBIN = read_case("rubin_rules")
COLUMNS = ("estimate", "std_error", "df", "fraction_missing", "lower", "upper")
IMPUTATIONS = 60


@pytest.mark.parametrize("expected", RUBIN["expected"]["scalar"], ids=lambda each: each["name"])
def test_rubins_rules(expected):
    row = pooled(expected["estimates"], expected["variances"], complete_df=expected["complete_df"])
    assert list(row.row(0)) == close([expected[name] for name in COLUMNS], RUBIN)


def test_three_quantities_at_once():
    expected = RUBIN["expected"]["nhanes"]
    table = pooled(expected["estimates"], expected["variances"], complete_df=expected["complete_df"])
    for name in COLUMNS:
        assert numbers(table[name]) == close(expected[name], RUBIN)


@pytest.mark.parametrize("name", ["imputation_lung", "imputation_veteran"])
def test_the_imputations_of_mice_lead_to_the_same_hazard_ratios(name):
    # Margins: 4 Monte Carlo standard errors of the mean and of the between-imputation variance (relative error of each
    # program's sqrt(2 / (m - 1))); of the latter 15 % more, since mice does not draw the coefficients of levels.
    case = read_case(name)
    expected, covariates = case["expected"], case["inputs"]["covariates"]
    imputed = impute_covariates(
        read_data(case),
        covariates=covariates,
        duration="time",
        event="event",
        imputations=IMPUTATIONS,
        rng=np.random.default_rng(20261122),
    )
    fits = [cox(each, duration="time", event="event", covariates=covariates).coefficients for each in imputed.frames]
    assert fits[0]["term"].to_list() == expected["term"]
    estimates = np.array([fit["estimate"] for fit in fits])
    table = pooled(estimates, np.array([fit["std_error"] for fit in fits]) ** 2)
    between = np.array(expected["between"])
    theirs = case["inputs"]["imputations"]
    error = np.sqrt(between * (1 / IMPUTATIONS + 1 / theirs))
    assert (np.abs(table["estimate"].to_numpy() - expected["estimate"]) / error).max() <= 4
    ratio = estimates.var(axis=0, ddof=1) / between
    margin = 4 * np.sqrt(2 / (IMPUTATIONS - 1) + 2 / (theirs - 1))
    assert 1 - margin <= ratio.min()
    assert ratio.max() <= 1.15 + margin


@pytest.mark.parametrize("name", ["imputation_lung", "imputation_veteran"])
def test_complete_cases_are_those_of_r(name):
    case = read_case(name)
    complete = read_data(case).drop_nulls(case["inputs"]["covariates"])
    model = cox(complete, duration="time", event="event", covariates=case["inputs"]["covariates"])
    assert model.n == case["expected"]["complete_cases_n"]
    assert numbers(model.coefficients["estimate"]) == pytest.approx(case["expected"]["complete_cases"], rel=1e-7)


def test_what_is_missing_of_each_covariate():
    # R: colSums(is.na(lung)): ph.karno 1, meal.cal 47, wt.loss 14 of 228.
    case = read_case("imputation_lung")
    imputed = impute_covariates(
        read_data(case),
        covariates=case["inputs"]["covariates"],
        duration="time",
        event="event",
        imputations=2,
        rng=np.random.default_rng(1),
    )
    assert imputed.missing["missing"].to_list() == [0, 0, 1, 47, 14]
    handling = ["complete", "complete", "complete_cases", "impute", "impute"]
    assert imputed.missing["handling"].cast(pl.String).to_list() == handling
    assert imputed.participants - imputed.incomplete == case["expected"]["complete_cases_n"]
