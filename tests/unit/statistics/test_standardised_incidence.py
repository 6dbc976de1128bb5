"""Shares standardised to a cohort, from an interval-censored model with covariates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.intervals.interval_censored import interval_censored
from research_kit.statistics.intervals.standardised_incidence import standardised_incidence


@pytest.fixture(scope="module")
def frame():
    """Quarterly waves, two causes; the arm doubles the hazard of the first, age lowers it."""
    rng = np.random.default_rng(12)
    n = 600
    arm, age = rng.choice(["a", "b"], n), rng.normal(40, 10, n).round()
    first = 0.001 * np.exp(0.7 * (arm == "b") - 0.02 * (age - 40))
    days = rng.exponential(1 / (first + 0.0005))
    cause = np.where(rng.random(n) < first / (first + 0.0005), 1, 2)
    wave = np.ceil(days / 91)
    seen = wave <= 8
    right = pl.Series(np.where(seen, wave * 91, np.nan)).fill_nan(None)
    return pl.DataFrame(
        {"left": np.where(seen, wave - 1, 8) * 91, "right": right, "cause": cause * seen, "arm": arm, "age": age}
    )


@pytest.fixture(scope="module")
def model(frame):
    return interval_censored(frame, left="left", right="right", event="cause", covariates=["arm", "age"])


def test_the_shares_are_predictions_averaged(frame, model):
    # Cause 1 by day 300, written out: hazards at the means, times the ratio of each person, summed over a fine grid.
    found = standardised_incidence(model, frame, times=300, by="arm")
    assert found.select("level", "compared_with").rows() == [("a", None), ("b", None), ("b", "a")]
    arm, age = model.coefficients["estimate"]
    is_b = (frame["arm"] == "b").to_numpy()
    centred = (frame["age"] - frame["age"].mean()).to_numpy()
    step = 0.05
    time = np.arange(step / 2, 300, step)
    first, second = (
        np.array(part["hazard"])[np.searchsorted(part["start"], time, side="left") - 1]
        for part in model.hazards.partition_by("cause", maintain_order=True)
    )
    expected = []
    for level in (0, 1):
        ratios = np.exp(arm * (level - is_b.mean()) + age * centred)
        shares = []
        for ratio in ratios:
            total = (ratio * first + second) * step
            free = np.exp(-(np.cumsum(total) - total / 2))
            shares.append((ratio * first * free).sum() * step)
        expected.append(np.mean(shares))
    assert found["estimate"][:2].to_list() == pytest.approx(expected, rel=1e-4)
    assert found["estimate"][2] == pytest.approx(expected[1] - expected[0], rel=1e-4)


def with_parameters(model, log_hazard, effects):
    return replace(
        model, fitted=replace(model.fitted, log_hazard=log_hazard), effects=replace(model.effects, estimate=effects)
    )


def test_the_error_is_the_delta_method_and_the_sample(frame, model):
    # The derivatives by differences of the shares themselves; the sample's part from shares of one person at a time.
    found = standardised_incidence(model, frame, times=300, by="arm")
    estimate = np.concatenate([model.fitted.log_hazard, model.effects.estimate])
    size, step = len(model.fitted.log_hazard), 1e-5

    def shares(at):
        moved = with_parameters(model, at[:size], at[size:])
        return standardised_incidence(moved, frame, times=300, by="arm")["estimate"].to_numpy()

    slopes = np.array([shares(estimate + step * e) - shares(estimate - step * e) for e in np.eye(len(estimate))])
    fitted = np.diag(slopes.T @ model.effects.covariance @ slopes) / (2 * step) ** 2
    ages = frame.group_by("age").len()
    alone = np.array(
        [
            standardised_incidence(model, pl.DataFrame({"arm": ["a"], "age": [age]}), times=300, by="arm")["estimate"]
            for age in ages["age"]
        ]
    )
    means = np.average(alone, axis=0, weights=ages["len"])
    sampled = np.average((alone - means) ** 2, axis=0, weights=ages["len"]) / frame.height
    assert found["estimate"].to_list() == pytest.approx(means.tolist(), rel=1e-10)
    assert found["std_error"].to_list() == pytest.approx(np.sqrt(fitted + sampled).tolist(), rel=1e-6)
    assert found["lower"][2] == pytest.approx(found["estimate"][2] - 1.959963984540054 * found["std_error"][2])


def test_a_number_as_group_and_times_not_observed(frame, model):
    numbered = frame.with_columns(b=(pl.col("arm") == "b"))
    other = interval_censored(numbered, left="left", right="right", event="cause", covariates=["b", "age"])
    found = standardised_incidence(other, numbered, times=[300, 900], by="b")
    named = standardised_incidence(model, frame, times=[300, 900], by="arm")
    assert found["level"].to_list() == [False, False, True, True, True, True]
    assert found["estimate"].to_list() == [pytest.approx(x) if x else None for x in named["estimate"].to_list()]
    assert found.filter(pl.col("time") == 900).select("estimate", "lower").null_count().row(0) == (3, 3)


@pytest.mark.parametrize(
    ("change", "by", "sentence"),
    [
        (lambda f: f, "cause", "`by` is 'cause'; it must be a covariate of the model: arm, age"),
        (lambda f: f, "age", "`by` column 'age' has"),
        (lambda f: f.head(0), "arm", "The frame has 0 rows"),
        (lambda f: f.drop("age"), "arm", "lacks 1 of the model's 2 covariates: age"),
        (lambda f: f.with_columns(arm=pl.lit("c")), "arm", "600 of 600 rows have no 'arm', or one the model does not"),
    ],
)
def test_what_cannot_be_standardised_is_refused(frame, model, change, by, sentence):
    with pytest.raises(EstimateError, match=sentence):
        standardised_incidence(model, change(frame), times=300, by=by)


def test_a_model_without_covariates_has_nothing_to_standardise(frame):
    plain = interval_censored(frame, left="left", right="right", event="cause")
    with pytest.raises(EstimateError, match="of a model with covariates"):
        standardised_incidence(plain, frame, times=300, by="arm")


def test_any_frame_serves_and_other_models_are_refused(frame, model):
    expected = standardised_incidence(model, frame, times=300, by="arm")["estimate"].to_list()
    found = standardised_incidence(model, frame.to_pandas(), times=300, by="arm")["estimate"].to_list()
    assert found == pytest.approx(expected)
    with pytest.raises(EstimateError, match="of type str; this is for a model from `interval_censored`"):
        standardised_incidence("cox", frame, times=300, by="arm")


def test_times_that_are_text_are_refused(frame, model):
    for ask in (model.cumulative_incidence, lambda times: standardised_incidence(model, frame, times=times, by="arm")):
        with pytest.raises(EstimateError, match="`times` must be one or more finite numbers"):
            ask("a")


def test_missing_values_are_counted_in_rows(frame):
    same = pl.concat([frame.head(1).with_columns(arm=pl.lit(None, dtype=pl.String))] * 3 + [frame])
    with pytest.raises(EstimateError, match=r"in 3 rows\. Complete them with `impute_covariates`"):
        interval_censored(same, left="left", right="right", event="cause", covariates=["arm"])
