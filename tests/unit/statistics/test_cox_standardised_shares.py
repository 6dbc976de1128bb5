"""Standardised shares: by hand, against R, and against numerical derivatives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.hazard_steps import hazard_steps
from research_kit.statistics.regression.mean_incidence import mean_incidence
from research_kit.statistics.regression.standardised_shares import standardised_shares
from tests.reference.cases import read_case, read_data


def people(n=300, seed=4):
    rng = np.random.default_rng(seed)
    age, arm = rng.normal(0, 1, n), rng.choice(["a", "b", "c"], n)
    rate = np.exp(0.5 * age) * np.array([1.0, 1.6, 0.7])[np.searchsorted(["a", "b", "c"], arm)]
    left = np.ceil(8 * rng.exponential(1 / rate))
    stop = rng.integers(5, 30, n)
    cause = np.where(rng.random(n) < 0.6, 1, 2)
    return pl.DataFrame(
        {
            "duration": np.minimum(left, stop),
            "event": np.where(left <= stop, cause, 0),
            "age": age,
            "arm": arm,
            "site": rng.choice(["north", "south"], n),
        }
    )


def fit(frame, cause=None, **changed):
    arguments = {"duration": "duration", "event": "event", "covariates": ["age", "arm"], "cause": cause} | changed
    return cox(frame, **arguments)


def test_shares_are_means_of_predictions():
    frame = people()
    model = fit(frame, strata="site")
    found = standardised_shares(model, frame, times=[3, 12], by="arm")
    assert found.columns == ["level", "compared_with", "time", "estimate", "std_error", "lower", "upper"]
    for level in ("a", "b", "c"):
        everybody = frame.with_columns(arm=pl.lit(level))
        means = model.predict(everybody, [3, 12]).group_by("time", maintain_order=True).mean()["survival"]
        rows = found.filter(pl.col("level") == level, pl.col("compared_with").is_null())
        assert rows["estimate"].to_list() == pytest.approx((1 - means).to_list(), abs=1e-12)
    gap = found.filter(pl.col("level") == "b", compared_with="a")["estimate"].to_list()
    shares = [found.filter(pl.col("compared_with").is_null(), level=level)["estimate"].to_numpy() for level in "ba"]
    assert gap == pytest.approx((shares[0] - shares[1]).tolist(), abs=1e-12)
    assert found.filter(pl.col("compared_with").is_null()).select((pl.col("lower") < pl.col("estimate")).all()).item()


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_for_people_alike_the_error_is_that_of_a_prediction_in_r(ties):
    # With one pattern of covariates nothing is left of the sampling of the cohort: R's summary(survfit(fit, newdata)).
    case = read_case(f"cox_lung_{ties}")
    model = cox(read_data(case), duration="time", event="event", covariates=case["inputs"]["covariates"], ties=ties)
    expected = case["expected"]["prediction"]
    alike = pl.DataFrame({"age": [60] * 5, "sex": [1, 2, 2, 2, 1], "ph.ecog": [1] * 5})
    found = standardised_shares(model, alike, times=expected["times"], by="sex").filter(
        pl.col("compared_with").is_null()
    )
    assert found["std_error"].to_list() == pytest.approx(np.array(expected["se"]).T.ravel().tolist(), rel=1e-6)
    assert found["estimate"].to_list() == pytest.approx((1 - np.array(expected["surv"]).T.ravel()).tolist(), rel=1e-6)


def test_incidences_of_all_causes_and_no_event_add_up_to_one():
    frame = people()
    one, two = fit(frame, 1), fit(frame, 2)
    first = standardised_shares(one, frame, times=[2, 9, 20], by="arm", competing=[two])
    second = standardised_shares(two, frame, times=[2, 9, 20], by="arm", competing=[one])
    every = frame.with_columns(arm=pl.lit("b"))
    log_survival = sum(np.log(model.predict(every, [2, 9, 20])["survival"].to_numpy()) for model in (one, two))
    event_free = np.exp(log_survival).reshape(-1, 3).mean(axis=0)
    total = sum(
        table.filter(pl.col("compared_with").is_null(), level="b")["estimate"].to_numpy() for table in (first, second)
    )
    assert total + event_free == pytest.approx(np.ones(3), abs=1e-12)


def test_a_single_cause_needs_no_finer_grid_than_the_times_asked_for():
    frame = people()
    model = fit(frame, strata="site")
    share, asked = np.full(frame.height, 1 / frame.height), np.array([4.0, 11.0])
    fine = np.unique(np.concatenate([model.data.times.time, asked]))
    coarse, finer = (
        mean_incidence([hazard_steps(model, grid)], frame, share, grid=grid, asked=asked) for grid in (asked, fine)
    )
    assert coarse.each == pytest.approx(finer.each, abs=1e-12)
    assert coarse.by_coefficient[0] == pytest.approx(finer.by_coefficient[0], abs=1e-12)


def test_derivatives_by_steps_are_those_of_small_changes():
    frame = people(60)
    models = [fit(frame, 1, strata="site"), fit(frame, 2)]
    grid, asked = np.arange(1.0, 13.0), np.array([5.0, 12.0])
    share = np.full(frame.height, 1 / frame.height)
    steps = [hazard_steps(model, grid) for model in models]

    def mean(changed):
        return share @ mean_incidence(changed, frame, share, grid=grid, asked=asked).each

    found = mean_incidence(steps, frame, share, grid=grid, asked=asked)
    for place, (stratum, step) in ((0, (1, 2)), (0, (0, 4)), (1, (0, 7)), (1, (0, 0))):
        high, low = ([*steps], [*steps])
        for changed, sign in ((high, 1), (low, -1)):
            hazard = steps[place].hazard.copy()
            hazard[stratum, step] += sign * 1e-6
            changed[place] = replace(steps[place], hazard=hazard)
        slope = (mean(high) - mean(low)) / 2e-6
        assert found.by_step[place][:, stratum, step] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_nothing_depends_on_how_the_cohort_is_written():
    frame = people()
    model = fit(frame)
    doubled = standardised_shares(model, pl.concat([frame, frame]), times=[6], by="arm")
    once = standardised_shares(model, frame.sample(fraction=1.0, shuffle=True, seed=1), times=[6], by="arm")
    assert doubled["estimate"].to_list() == pytest.approx(once["estimate"].to_list(), abs=1e-13)
    assert (doubled["std_error"] < once["std_error"]).all()


def test_refused():
    frame = people()
    model = fit(frame)
    for by in ("site", "height"):
        with pytest.raises(EstimateError, match="must be a column of the frame and one of: age, arm"):
            standardised_shares(model, frame, times=[6], by=by)
    with pytest.raises(EstimateError, match="Set it to bands first"):
        standardised_shares(model, frame, times=[6], by="age")
    with pytest.raises(EstimateError, match="nobody to standardise to"):
        standardised_shares(model, frame.clear(), times=[6], by="arm")
    with pytest.raises(EstimateError, match="no column 'age'"):
        standardised_shares(model, frame.drop("age"), times=[6], by="arm")
    with pytest.raises(EstimateError, match="finite numbers"):
        standardised_shares(model, frame, times=[float("nan")], by="arm")
    clustered = fit(frame.with_columns(person=pl.int_range(frame.height)), cluster="person")
    with pytest.raises(EstimateError, match="not offered for models with weights or clusters"):
        standardised_shares(clustered, frame, times=[6], by="arm")


def test_of_a_model_of_one_covariate_the_shares_are_its_predictions():
    # With nothing to standardise by, everybody at a level has that level's own predicted share.
    rng = np.random.default_rng(31)
    frame = pl.DataFrame({"t": rng.exponential(10, 200), "e": rng.random(200) < 0.7, "x": rng.choice(["a", "b"], 200)})
    model = cox(frame, duration="t", event="e", covariates=["x"])
    shares = standardised_shares(model, frame, times=[8.0], by="x").filter(pl.col("compared_with").is_null())
    predicted = model.predict(pl.DataFrame({"x": ["a", "b"]}), [8.0])["survival"]
    assert shares["estimate"].to_list() == pytest.approx((1 - predicted).to_list(), rel=1e-12)


def test_nothing_is_told_past_the_last_time_observed():
    frame = people()
    model, end = fit(frame), frame["duration"].max()
    found = standardised_shares(model, frame, times=[end, end + 1], by="arm")
    assert found.filter(pl.col("time") == end)["estimate"].null_count() == 0
    past = found.filter(pl.col("time") > end).select("estimate", "std_error", "lower", "upper")
    assert past.null_count().row(0) == (past.height,) * 4
    assert model.predict(frame.head(2), [end, end + 1])["survival"].is_null().to_list() == [False, True] * 2


def test_the_models_are_of_different_causes_and_all_of_them():
    frame = people()
    one, other, every = fit(frame, 1), fit(frame, 2), fit(frame)
    for model, competing, sentence in [
        (one, [], "as `competing="),
        (one, [one], "same cause"),
        (one, [fit(frame, 1, covariates=["arm"])], "same cause"),
        (one, [every], "any event"),
        (every, [other], "any event"),
        (one, other, "give a list of models"),
        (None, [], "of type NoneType"),
    ]:
        with pytest.raises(EstimateError, match=sentence):
            standardised_shares(model, frame, times=[6], by="arm", competing=competing)


def test_any_frame_serves_and_what_is_none_is_refused():
    frame = people()
    model = fit(frame)
    expected = standardised_shares(model, frame, times=[6], by="arm")["estimate"].to_list()
    for given in (frame.to_pandas(), frame.lazy()):
        found = standardised_shares(model, given, times=[6], by="arm")["estimate"].to_list()
        assert found == pytest.approx(expected)
        assert model.predict(given, 6).equals(model.predict(frame, 6))
    with pytest.raises(EstimateError, match="is None, not a frame"):
        standardised_shares(model, None, times=[6], by="arm")
    with pytest.raises(EstimateError, match=r"300 of 300 rows have no value, .* in 'age'") as refused:
        model.predict(frame.with_columns(age=pl.lit("secret")), [6])
    assert "secret" not in str(refused.value)
