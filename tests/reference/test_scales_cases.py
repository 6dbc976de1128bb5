"""Scales, change, loss and agreement against R (psych, factanal, nlme, MASS, survey), statsmodels, published tables."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from tests.reference.cases import HERE, close, numbers, read_case, read_data

ALPHA_CASES = ["pairwise", "complete"]


def items_of(name):
    case = read_case(name)
    return case, read_data(case).select(case["inputs"]["items"])


def coded(table):
    """Units of a table of counts: rows the first coder's category, columns the second's."""
    cells = [
        (str(row), str(column)) for row, counts in enumerate(table) for column, n in enumerate(counts) for _ in range(n)
    ]
    return pl.DataFrame(cells, schema=["first", "second"], orient="row")


def test_alpha_of_the_attitude_survey():
    case, items = items_of("alpha_attitude")
    expected = case["expected"]
    found = rk.statistics.cronbach_alpha(items).row(0, named=True)
    assert (found["n"], found["complete"]) == (expected["n"], expected["n_complete"])
    assert [found["alpha"], found["standardised"]] == close([expected["raw_alpha"], expected["std_alpha"]], case)
    assert [found["feldt_lower"], found["feldt_upper"]] == close(expected["feldt_ci95_listwise"], case)


def test_each_item_of_the_attitude_survey():
    case, items = items_of("alpha_attitude")
    found = rk.statistics.item_total_correlations(items)
    assert numbers(found["correlation"]) == close(case["expected"]["r_drop"], case)
    assert numbers(found["alpha_without"]) == close(case["expected"]["alpha_if_dropped"], case)


@pytest.mark.parametrize("missing", ALPHA_CASES)
def test_alpha_and_omega_with_missing_answers(missing):
    case, items = items_of("alpha_bfi")
    expected = case["expected"][missing]
    found = rk.statistics.cronbach_alpha(items, missing=missing).row(0, named=True)
    assert [found["alpha"], found["standardised"]] == close([expected["raw_alpha"], expected["std_alpha"]], case)
    assert (found["n"], found["complete"]) == (case["expected"]["n" if missing == "pairwise" else "n_complete"], 390)
    table = rk.statistics.item_total_correlations(items, missing=missing)
    assert numbers(table["alpha_without"]) == close(expected["alpha_if_dropped"], case)
    omega = rk.statistics.mcdonald_omega(items, missing=missing).row(0, named=True)
    assert [omega["omega"], omega["standardised"]] == close(
        [expected["omega"]["omega"], expected["omega"]["standardised"]], case
    )
    assert omega["smallest_loading"] == pytest.approx(min(expected["omega"]["loadings"]), rel=1e-5)


def test_complete_answers_only():
    case, items = items_of("alpha_bfi")
    expected = case["expected"]["complete"]
    found = rk.statistics.cronbach_alpha(items, missing="complete").row(0, named=True)
    assert [found["feldt_lower"], found["feldt_upper"]] == close(expected["feldt"], case)
    table = rk.statistics.item_total_correlations(items, missing="complete")
    assert numbers(table["correlation"]) == close(expected["r_drop"], case)


def test_omega_of_the_attitude_survey_as_factanal():
    case, items = items_of("omega_attitude")
    expected = case["expected"]
    found = rk.statistics.mcdonald_omega(items).row(0, named=True)
    assert [found["omega"], found["standardised"]] == close([expected["omega"], expected["standardised"]], case)
    # psych divides by the sum of the observed correlations: the same to two decimals.
    assert found["standardised"] == pytest.approx(expected["psych_omega_total_ml"], abs=0.01)


@pytest.mark.parametrize("confidence", [0.95, 0.90])
@pytest.mark.parametrize("name", ["seven", "three", "empty"])
def test_goodman_limits_as_the_formula_and_as_statsmodels(name, confidence):
    from statsmodels.stats.proportion import multinomial_proportions_confint

    case = read_case("goodman_limits")
    counts = case["inputs"]["counts"][name]
    expected = case["expected"][f"c{confidence * 100:.0f}"][name]
    found = rk.statistics.goodman_limits(counts, confidence)
    assert numbers(found["lower"]) == close(expected["lower"], case)
    assert numbers(found["upper"]) == close(expected["upper"], case)
    other = multinomial_proportions_confint(counts, alpha=1 - confidence, method="goodman")
    assert found.select("lower", "upper").to_numpy() == pytest.approx(other, abs=1e-12)


def test_mean_change_of_orthodont_as_nlme():
    case = read_case("mixed_change_orthodont")
    found = rk.statistics.mixed_change(read_data(case), **case["inputs"])
    assert numbers(found["estimate"]) == close(case["expected"]["estimate"], case)
    assert numbers(found["std_error"]) == close(case["expected"]["std_error"], case)
    assert found.row(0, named=True)["person_sd"] == pytest.approx(case["expected"]["sd"][0], abs=1e-5)
    assert found.row(0, named=True)["residual_sd"] == pytest.approx(case["expected"]["sd"][1], abs=1e-5)
    assert found["df"].to_list() == [27 - 4] * 3


@pytest.mark.parametrize(("slope", "name"), [(False, "intercept"), (None, "slope")])
def test_mean_change_with_missed_waves_as_nlme(slope, name):
    case = read_case("mixed_change_140")
    expected = case["expected"][name]
    found = rk.statistics.mixed_change(read_data(case), **case["inputs"], random_slope=slope)
    assert numbers(found["estimate"]) == close(expected["estimate"], case)
    assert numbers(found["std_error"]) == close(expected["std_error"], case)
    spread = found.select("person_sd", "slope_sd", "residual_sd").row(0)
    assert [each for each in spread if each is not None] == pytest.approx(expected["sd"], rel=1e-4)


def test_mean_change_as_mixed_lm():
    # statsmodels stops a little earlier than we do: its deviance is larger by 1e-9 or so.
    from statsmodels.regression.mixed_linear_model import MixedLM

    case = read_case("mixed_change_140")
    frame = read_data(case)
    waves = np.column_stack([np.ones(frame.height), *((frame["wave"] == each).to_numpy() * 1.0 for each in (1, 2, 4))])
    other = MixedLM(frame["score"].to_numpy(), waves, frame["id"].to_numpy()).fit(reml=True, method="bfgs")
    found = rk.statistics.mixed_change(frame, **case["inputs"], random_slope=False)
    assert numbers(found["estimate"]) == pytest.approx(list(other.fe_params[1:]), abs=1e-5)
    assert found["residual_sd"][0] == pytest.approx(np.sqrt(other.scale), rel=1e-4)


def test_odds_of_a_higher_answer_as_polr_and_ordered_model():
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    case = read_case("ordinal_change_140")
    frame = read_data(case)
    found = rk.statistics.ordinal_change(frame, **case["inputs"], rng=np.random.default_rng(1), resamples=2)
    assert numbers(found["estimate"]) == close(case["expected"]["estimate"], case)
    waves = np.column_stack([(frame["wave"] == each).to_numpy().astype(float) for each in (1, 2, 4)])
    other = OrderedModel(frame["item"].to_numpy(), waves, distr="logit").fit(method="bfgs", disp=0, gtol=1e-9)
    assert numbers(found["estimate"]) == pytest.approx(list(other.params[:3]), abs=1e-6)


def test_each_split_as_a_logistic_regression():
    # Half an answer is added to each cell here, none in R: within .02 where each cell has 20, as for answers above 2.
    case = read_case("ordinal_change_140")
    found = rk.statistics.proportional_odds_splits(
        read_data(case), **case["inputs"], rng=np.random.default_rng(1), resamples=50
    )
    for place, above in ((1, 2.0), (2, 3.0)):
        split = found.filter(above=above)
        assert numbers(split["estimate"]) == pytest.approx(case["expected"]["splits"][place], abs=0.02)


def test_weights_and_weighted_share_as_glm_and_survey():
    case = read_case("loss_300")
    expected, frame = case["expected"], read_data(case).with_columns(pl.col("a", "y").cast(pl.Boolean))
    asked = {"answered": "a", "covariates": ["x", "g"]}
    whole = rk.statistics.inverse_probability_weights(frame, **asked, truncate=(0, 1))
    assert numbers(whole["probability"][:5]) == close(expected["first_probabilities"], case)
    assert [whole["weight"].sum()] == close([expected["sum_untruncated"]], case)
    cut = rk.statistics.inverse_probability_weights(frame, **asked)
    assert [cut["weight"].sum()] == close([expected["sum_truncated"]], case)
    within = rk.statistics.inverse_probability_weights(frame, **asked, stabilised_by=["g"], truncate=(0, 1))
    assert [within["weight"].sum()] == close([expected["sum_within_g"]], case)
    share = rk.statistics.weighted_share(whole, event="y", weight="weight").row(0, named=True)
    assert [share["estimate"], share["std_error"]] == close([expected["share"], expected["std_error"]], case)
    assert [share["lower"], share["upper"]] == close(expected["limits"], case)
    assert [share["smallest_weight"], share["largest_weight"]] == close(expected["range"], case)


@pytest.mark.parametrize("name", ["fleiss", "gwet", "even", "four"])
def test_agreement_as_psych_and_gwet(name):
    case = json.loads((HERE / "agreement_tables.json").read_text())
    units = coded(case["inputs"]["tables"][name])
    for key, estimator in (("kappa", rk.statistics.cohen_kappa), ("ac1", rk.statistics.gwet_ac1)):
        expected = case["expected"][name][key]
        found = estimator(units, first="first", second="second").row(0, named=True)
        assert [found[column] for column in expected] == close(list(expected.values()), case)


def test_agreement_as_printed_in_the_overview_of_irrcac():
    # Table `cont3x3abstractors` (Gwet KL 2014, Handbook of Inter-Rater Reliability), as printed in irrCAC's vignette.
    units = coded([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
    kappa = rk.statistics.cohen_kappa(units, first="first", second="second").row(0, named=True)
    ac1 = rk.statistics.gwet_ac1(units, first="first", second="second").row(0, named=True)
    assert kappa["estimate"] == pytest.approx(0.7964094, abs=5e-8)
    assert kappa["std_error"] == pytest.approx(0.05891072, abs=5e-9)
    assert ac1["estimate"] == pytest.approx(0.8493305, abs=5e-8)
    assert ac1["std_error"] == pytest.approx(0.04321747, abs=5e-9)
    assert (ac1["lower"], ac1["upper"]) == pytest.approx((0.764, 0.935), abs=5e-4)


def test_kappa_as_published_by_fleiss():
    # Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, table 18.1: kappa .68, error .087.
    found = rk.statistics.cohen_kappa(coded([[75, 1, 4], [5, 4, 1], [0, 0, 10]]), first="first", second="second")
    assert found["estimate"].item() == pytest.approx(0.68, abs=0.005)
    assert found["std_error"].item() == pytest.approx(0.087, abs=0.001)
