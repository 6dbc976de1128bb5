from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

from research_kit.errors import EstimateError
from research_kit.statistics.regression.fine_gray import fine_gray
from research_kit.statistics.regression.fine_gray_shares import fine_gray_shares

MADE_UP = pl.DataFrame(
    {
        "months": [1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9],
        "cause": [1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0],
        "age": [30.0, 41, 25, 33, 52, 28, 47, 36, 39, 44, 31, 27],
        "arm": list("abababbaabab"),
    }
)


def fit(frame=MADE_UP, **keywords):
    return fine_gray(frame, **{"duration": "months", "event": "cause", "covariates": ["age"]} | keywords)


def by_definition(beta, frame=MADE_UP):
    """Minus the partial likelihood, row by row: who had the other event stays with weight G(t-) / G(T-)."""
    time, cause, x = (frame[name].to_numpy() for name in ("months", "cause", "age"))

    def uncensored(t):
        before = np.unique(time[(cause == 0) & (time < t)])
        return np.prod([1 - ((time == s) & (cause == 0)).sum() / (time >= s).sum() for s in before])

    value = 0.0
    for t, own in zip(time[cause == 1], x[cause == 1], strict=True):
        kept = np.where(time >= t, 1.0, 0.0)
        other = (time < t) & (cause == 2)
        kept[other] = [uncensored(t) / uncensored(s) for s in time[other]]
        value -= own * beta - np.log((kept * np.exp(x * beta)).sum())
    return value


def test_the_likelihood_is_that_of_the_definition():
    model = fit()
    assert model.log_likelihood_null == pytest.approx(-by_definition(0.0))
    assert model.log_likelihood == pytest.approx(-by_definition(model.coefficients["estimate"][0]))
    best = minimize(lambda beta: by_definition(beta[0]), [0.0], tol=1e-10)
    assert model.coefficients["estimate"][0] == pytest.approx(best.x[0], abs=1e-5)


def test_what_the_model_holds():
    model = fit(covariates=["age", "arm"])
    assert model.coefficients.columns == ["term", "estimate", "std_error", "robust_std_error", "lower", "upper"]
    assert model.coefficients["term"].to_list() == ["age", "arm=b"]
    assert model.coefficients["std_error"].equals(model.coefficients["robust_std_error"], check_names=False)
    counted = {name: model.diagnostics[name] for name in ("rows", "events", "competing_events", "censored")}
    assert counted == {"rows": 12, "events": 6, "competing_events": 3, "censored": 3}
    assert model.diagnostics["largest_score"] < 1e-8
    assert model.to_polars() is model.coefficients
    assert "Not for release" in repr(model)


def test_any_engine_gives_the_same():
    expected = fit(covariates=["age", "arm"]).coefficients
    for given in (MADE_UP.lazy(), MADE_UP.to_pandas(), MADE_UP.to_arrow(), MADE_UP.sample(fraction=1, shuffle=True)):
        found = fit(given, covariates=["age", "arm"]).coefficients
        assert found["std_error"].to_list() == pytest.approx(expected["std_error"].to_list())
        assert found["estimate"].to_list() == pytest.approx(expected["estimate"].to_list())


def test_times_that_differ_by_noise_are_one_time():
    noisy = MADE_UP.with_columns(months=pl.col("months") * 0.1 + pl.Series([0.0, 1e-17, 0.0, 1e-16] * 3))
    assert fit(noisy).log_likelihood == pytest.approx(fit().log_likelihood, rel=1e-12)


def test_predicted_shares_rise_and_start_at_0():
    model = fit()
    shares = fine_gray_shares(model, pl.DataFrame({"age": [30.0, 50.0]}), times=[0, 1, 5, 9])
    assert shares.columns == ["row", "time", "estimate"]
    for _, own in shares.group_by("row"):
        assert own["estimate"][0] == 0
        assert own["estimate"].diff().drop_nulls().min() >= 0
    at_zero = fine_gray_shares(model, pl.DataFrame({"age": [0.0]}), times=9)["estimate"][0]
    assert at_zero == pytest.approx(1 - np.exp(-model.baseline["cumulative_hazard"][-1]))


@pytest.mark.parametrize(
    ("times", "who", "sentence"),
    [
        ([10], {"age": [30.0]}, "not lie after the last event"),
        (["a"], {"age": [30.0]}, "finite numbers >= 0"),
        ([-1], {"age": [30.0]}, "finite numbers >= 0"),
        ([1], {"years": [30.0]}, "no column 'age'"),
        ([1], {"age": [None, 3.0]}, "1 of 2 rows have no value in 'age'"),
    ],
)
def test_what_cannot_be_predicted(times, who, sentence):
    with pytest.raises(EstimateError, match=sentence):
        fine_gray_shares(fit(), pl.DataFrame(who), times=times)


def test_a_level_the_model_never_saw():
    with pytest.raises(EstimateError, match=r"1 of 2 rows have no value in 'arm' .* knows \(one of its 2 levels\)"):
        fine_gray_shares(fit(covariates=["arm"]), pl.DataFrame({"arm": ["a", "c"]}), times=1)


@pytest.mark.parametrize(
    ("keywords", "sentence"),
    [
        ({"entry": "age"}, "not offered for late entry"),
        ({"cause": 3}, "Nobody of 12 has cause 3 in 'cause'; causes found: 1, 2"),
        ({"cause": 0}, "Nobody of 12 has cause 0"),
        ({"covariates": []}, "at least one column name"),
        ({"covariates": "age"}, "at least one column name"),
        ({"covariates": ["income"]}, "no column 'income'"),
        ({"covariates": ["months"]}, "again as another column"),
        ({"duration": ["months"]}, "`duration` is .*name of one column"),
        ({"covariates": ["age", "twice_age"]}, "Covariate 'twice_age' is constant .* or is determined"),
        ({"covariates": ["one"]}, "one and the same value"),
        ({"covariates": ["had"]}, "The effect of 'had' has no finite estimate"),
        ({"confidence": 95}, "strictly between 0 and 1"),
        ({"duration": "negative"}, "12 of 12 rows have a negative duration"),
        ({"duration": "unknown"}, "1 of 12 rows have no finite duration"),
        ({"event": "nobody"}, "everybody is censored"),
        ({"event": "single"}, "1 of 12 rows have the event in 'single'"),
    ],
)
def test_what_cannot_be_fitted(keywords, sentence):
    frame = MADE_UP.with_columns(
        one=1,
        twice_age=2 * pl.col("age"),
        had=pl.col("cause") == 1,
        negative=-pl.col("months"),
        unknown=pl.when(pl.col("age") > 50).then(None).otherwise("months"),
        nobody=0,
        single=(pl.int_range(pl.len()) == 3).cast(pl.Int64),
    )
    with pytest.raises(EstimateError, match=sentence):
        fit(frame, **keywords)


def test_an_empty_frame():
    with pytest.raises(EstimateError, match="no rows: nobody to follow"):
        fit(MADE_UP.clear())


@pytest.mark.parametrize("far", [1e9, -1e9])
def test_a_covariate_far_from_0_has_predictions_and_no_baseline_at_0(far):
    moved = MADE_UP.with_columns(pl.col("age") + far)
    model = fit(moved)
    assert model.baseline["hazard"].null_count() == model.baseline["cumulative_hazard"].null_count() == 6
    expected = fine_gray_shares(fit(), MADE_UP, times=[2, 6])["estimate"].to_numpy()
    found = fine_gray_shares(model, moved, times=[2, 6])["estimate"].to_numpy()
    assert found == pytest.approx(expected, abs=1e-6)


def test_the_baseline_at_the_centre_is_that_at_0_moved():
    model = fit(covariates=["age", "arm"])
    factor = np.exp(model.centre @ model.coefficients["estimate"].to_numpy())
    assert model.at_centre == pytest.approx(model.baseline["cumulative_hazard"].to_numpy() * factor)


def test_two_events_per_term_are_too_few_for_the_sandwich():
    few = pl.DataFrame({"time": [1, 2, 3, 4, 5, 6], "state": [1, 2, 1, 0, 0, 2], "age": [30, 41, 52, 28, 60, 35]})
    with pytest.raises(
        EstimateError, match=r"2 of 6 rows .* for 1 term: .* At least 3 are needed. Leave covariates out"
    ):
        fine_gray(few, duration="time", event="state", covariates=["age"])


def test_shares_of_any_frame_and_of_no_other_model():
    expected = fine_gray_shares(fit(), MADE_UP, times=[2, 6])["estimate"].to_list()
    assert fine_gray_shares(fit(), MADE_UP.to_pandas(), times=[2, 6])["estimate"].to_list() == pytest.approx(expected)
    with pytest.raises(EstimateError, match="of type str; these shares are those of a model from `fine_gray`"):
        fine_gray_shares("cox", MADE_UP, times=[2, 6])
