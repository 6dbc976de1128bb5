"""Weighting and matching on the job-training data against R: glm, survey, sandwich, and formulas."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from tests.reference.cases import HERE, read_case, read_data

CASE = read_case("weighting_lalonde")
EXPECTED = CASE["expected"]
MEN = read_data(CASE)
COLUMNS = {"exposure": "train", "covariates": CASE["inputs"]["covariates"]}


def near(value, rel=1e-7):
    return pytest.approx(value, rel=rel, abs=1e-9)


def test_chances_of_being_trained_are_those_of_glm():
    chance = rk.statistics.propensity_weights(MEN, **COLUMNS)["propensity"].to_numpy()
    assert chance[:5] == near(EXPECTED["ps_first"])
    assert (chance**2).sum() == near(EXPECTED["ps_sum_sq"])


@pytest.mark.parametrize("name", ["att", "ate"])
def test_weighted_differences_and_their_errors(name):
    row = getattr(rk.statistics, name)(MEN, outcome="re78", **COLUMNS).row(0, named=True)
    assert row["estimate"] == near(EXPECTED[name]["estimate"])
    assert row["estimate"] == near(EXPECTED[name]["svyglm"])
    assert row["std_error"] == near(EXPECTED[name]["se_stacked"], rel=1e-5)  # R's derivative is numeric
    assert abs(row["std_error"] / EXPECTED[name]["se_known"] - 1) > 0.01  # that of weights taken as known differs


@pytest.mark.parametrize(("estimand", "before", "after"),
                         [("ATT", "smd_before", "smd_att"), ("ATE", "smd_ate_before", "smd_ate")])  # fmt: skip
def test_standardised_differences(estimand, before, after):
    men = rk.statistics.propensity_weights(MEN, **COLUMNS, estimand=estimand)
    found = rk.statistics.balance(men, **COLUMNS, weight="weight", estimand=estimand)
    assert found["difference_before"].to_list() == near(EXPECTED[before])
    assert found["difference_after"].to_list() == near(EXPECTED[after])


def test_effective_number_of_comparison_men():
    weights = rk.statistics.propensity_weights(MEN, **COLUMNS).filter(train=0)["weight"]
    assert rk.statistics.effective_sample_size(weights) == near(EXPECTED["att"]["ess0"])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("match_calliper", {}),
        ("match_replace", {"replace": True}),
        ("match_share_2", {"scale": "share", "ratio": 2, "calliper": None}),
        ("match_exact", {"exact": ["black", "married"]}),
    ],
)
def test_the_same_men_are_matched_one_after_the_other_as_by_a_loop(name, arguments):
    matched = rk.statistics.matched_pairs(MEN, **COLUMNS, **arguments)
    expected = EXPECTED[name]
    pairs = matched.pairs.sort("exposed", "comparison")
    assert (pairs["exposed"] + 1).to_list() == expected["exposed"]
    assert (pairs["comparison"] + 1).to_list() == expected["comparison"]
    found = rk.statistics.matched_difference(MEN, matched, outcome="re78").row(0, named=True)
    error = "se_two_way" if "replace" in arguments else "se_set"
    assert (found["estimate"], found["std_error"]) == near((expected["estimate"], expected[error]))


def test_the_experiment_itself():
    experiment = pl.read_csv(HERE / "data" / "jtrain2.csv")
    trained, others = (experiment.filter(train=group)["re78"].to_numpy() for group in (1, 0))
    assert trained.mean() - others.mean() == near(EXPECTED["benchmark"]["estimate"])
    assert np.sqrt(trained.var() / len(trained) + others.var() / len(others)) == near(EXPECTED["benchmark"]["se"])
