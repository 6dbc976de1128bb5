"""What `cox` says of small tables, and what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from research_kit.errors import CountsError, EstimateError
from research_kit.statistics.regression import cox_course
from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.standardised_shares import standardised_shares


def people(**changed):
    """Eight participants with ties, both levels of each covariate among those with the event and without."""
    columns = {
        "duration": [2, 3, 3, 4, 5, 5, 6, 7],
        "event": [1, 1, 0, 2, 1, 0, 1, 0],
        "gender": ["woman", "man", "man", "woman", "man", "woman", "woman", "man"],
        "age": [31.5, 24.0, 51.0, 28.0, 45.5, 60.0, 22.0, 38.0],
        "site": ["north", "north", "south", "south", "north", "south", "north", "south"],
        "entered": [0, 0, 1, 0, 2, 1, 0, 0],
        "person": [1, 2, 2, 3, 4, 5, 6, 6],
        "share": [1.0, 0.5, 2.0, 1.5, 1.0, 1.0, 0.5, 2.0],
    }
    return pl.DataFrame(columns | changed)


def fit(frame=None, **changed):
    arguments = {"duration": "duration", "event": "event", "covariates": ["gender", "age"]} | changed
    return cox(people() if frame is None else frame, **arguments)


def test_one_tie_by_hand():
    # Events at 1 (two of four: one exposed, one not) and at 2 (one exposed of one exposed, one not): Efron's
    # likelihood is r/((2+2r)(2+2r-(1+r)/2)) * r/(1+r), with r = exp(b). It equals r^2/(3(1+r)^3): maximal at r = 2.
    frame = pl.DataFrame({"duration": [1, 1, 2, 3], "event": [1, 1, 1, 0], "exposed": [1, 0, 1, 0]})
    model = cox(frame, duration="duration", event="event", covariates=["exposed"])
    assert model.coefficients["estimate"][0] == pytest.approx(np.log(2), abs=1e-12)
    assert model.log_likelihood == pytest.approx(np.log(4 / (3 * 27)), abs=1e-12)
    # Minus the second derivative: 3 r / (1+r)^2 = 2/3.
    assert model.coefficients["std_error"][0] == pytest.approx(np.sqrt(3 / 2), abs=1e-10)


def test_breslow_counts_everybody_at_every_tied_event():
    frame = pl.DataFrame({"duration": [1, 1, 2, 3], "event": [1, 1, 1, 0], "exposed": [1, 0, 1, 0]})
    model = cox(frame, duration="duration", event="event", covariates=["exposed"], ties="breslow")
    assert model.log_likelihood_null == pytest.approx(np.log(1 / 16 / 2), abs=1e-12)


def test_columns_and_terms():
    model = fit()
    assert model.coefficients.columns == ["term", "estimate", "std_error", "robust_std_error", "lower", "upper"]
    assert model.terms == ("gender=woman", "age")
    assert model.coefficients["robust_std_error"].null_count() == 2
    assert (model.n, model.events, model.ties) == (8, 5, "efron")
    assert model.covariance == pytest.approx(model.model_covariance)
    assert model.likelihood_ratio.df == model.wald.df == model.score.df == 2
    assert 0 < model.likelihood_ratio.p_value < 1


def test_limits_use_the_robust_error_where_there_is_one():
    model = fit(cluster="person")
    row = model.coefficients.row(0, named=True)
    assert row["upper"] - row["estimate"] == pytest.approx(1.959963984540054 * row["robust_std_error"])
    assert np.sqrt(np.diag(model.covariance)) == pytest.approx(model.coefficients["robust_std_error"].to_numpy())
    assert fit(weight="share").coefficients["robust_std_error"].null_count() == 0


def test_confidence_widens_the_limits_only():
    wide, usual = fit(confidence=0.99).coefficients, fit().coefficients
    assert wide["estimate"].to_list() == usual["estimate"].to_list()
    assert (wide["upper"] > usual["upper"]).all()


def test_a_cause_is_what_the_others_censored_give():
    one = fit(cause=1).coefficients
    by_hand = fit(people().with_columns(event=pl.col("event") == 1)).coefficients
    assert one.equals(by_hand)
    assert fit(cause=1).events == 4


@pytest.mark.parametrize("engine", [pl.DataFrame.lazy, pl.DataFrame.to_pandas, pl.DataFrame.to_arrow])
def test_any_frame_gives_the_same(engine):
    found = fit(engine(people()), entry="entered").coefficients
    assert found["estimate"].to_list() == fit(entry="entered").coefficients["estimate"].to_list()


def test_who_enters_at_an_event_is_not_at_risk():
    frame = people(entered=[0.0, 0, 2.0, 0, 0, 0, 0, 0])
    later = people(entered=[0.0, 0, 2.5, 0, 0, 0, 0, 0])
    assert fit(frame, entry="entered").log_likelihood == fit(later, entry="entered").log_likelihood
    earlier = people(entered=[0.0, 0, 1.5, 0, 0, 0, 0, 0])
    assert fit(frame, entry="entered").log_likelihood != fit(earlier, entry="entered").log_likelihood


def test_times_equal_up_to_noise_are_one_time():
    noisy = people(duration=[0.2, 0.3, 0.1 + 0.2, 0.4, 0.5, 0.5, 0.6, 0.7])
    assert fit(noisy).coefficients["estimate"].to_list() == fit().coefficients["estimate"].to_list()


def test_null_is_a_stratum():
    frame = people(site=["north", "north", "south", None, "north", None, "north", None])
    told = people(site=["north", "north", "south", "?", "north", "?", "north", "?"])
    expected = pytest.approx(fit(told, strata=["site"]).log_likelihood, rel=1e-14)  # which stratum is added first
    assert fit(frame, strata="site").log_likelihood == expected


def test_nothing_shows_participants():
    shown = repr(fit())
    assert "Not for release" in shown
    assert "31.5" not in shown
    assert "31.5" not in repr(fit().diagnostics)


@pytest.mark.parametrize(
    ("changed", "arguments", "sentence"),
    [
        ({"duration": [2, -3, 3, 4, 5, 5, 6, 7]}, {}, "1 of 8 rows have a negative duration"),
        ({"duration": [2, None, 3, 4, 5, 5, None, 7]}, {}, "2 of 8 rows have no finite duration"),
        ({"duration": [2.0, float("inf"), 3, 4, 5, 5, 6, 7]}, {}, "1 of 8 rows have no finite duration"),
        ({"event": [1, 1, 0, None, 1, 0, 1, 0]}, {}, "1 of 8 rows have no event code"),
        ({"event": [1, 1, 0, -1, 1, 0, 1, 0]}, {}, "no whole number from 0 on"),
        ({"event": [0] * 8}, {}, "None of 8 rows has the event"),
        ({}, {"cause": 3}, "an event of cause 3"),
        ({}, {"cause": 0}, "causes are 1, 2"),
        ({"entered": [0, 0, 3, 0, 6, 1, 0, 0]}, {"entry": "entered"}, "2 of 8 rows have an entry in 'entered' at or"),
        ({"entered": [0, 0, None, 0, 0, 1, 0, 0]}, {"entry": "entered"}, "1 of 8 rows have no finite entry"),
        ({"share": [1, 0, 2, -1, 1, 1, 1, 1]}, {"weight": "share"}, "2 of 8 rows have no positive, finite weight"),
        ({"share": [1.0, float("inf")] * 4}, {"weight": "share"}, "4 of 8 rows have no positive, finite weight"),
        ({"person": [1, None] * 4}, {"cluster": "person"}, "4 of 8 rows have no cluster in 'person'"),
        ({"age": [30.0] * 8}, {}, "one and the same value"),
        ({"age": [30.0, None] * 4}, {}, "no .finite. value in 4 rows"),
        ({"gender": ["woman", None] * 4}, {}, "no .finite. value in 4 rows"),
        ({}, {"ties": "exact"}, "one of efron, breslow"),
        ({}, {"confidence": 1.0}, "strictly between 0 and 1"),
        ({}, {"covariates": []}, "at least one column name"),
        ({}, {"covariates": "age"}, "at least one column name"),
        ({}, {"covariates": ["age", "age"]}, "more than once"),
        ({}, {"covariates": ["height"]}, "has no column 'height'"),
        ({}, {"covariates": ["age", "duration"]}, "cannot explain itself"),
        ({}, {"covariates": ["age", "event"]}, "cannot explain itself"),
        ({"duration": [2, -3, 3, 4, 5, 5, 6, 7], "entered": [-9] * 8}, {"entry": "entered"}, "1 of 8 .* negative dur"),
        ({"event": [1, 1, 101, 0, 1, 0, 1, 0]}, {}, "1 of 8 rows have an event code above 100"),
        ({"event": [1, 2] * 4}, {}, "'event' holds 2 codes and never 0 = censored"),
        ({"event": [1, 2] * 4}, {"weight": "share"}, "'event' holds 2 codes and never 0 = censored"),
        ({"person": [1] * 8}, {"cluster": "person"}, "All 8 rows are one cluster in 'person'.*at least two"),
        ({}, {"duration": ["duration"]}, "`duration` is .*name of one column"),
        ({}, {"event": 1}, "`event` is a int; give the name of one column"),
        ({}, {"entry": ["entered"], "weight": ["share"]}, "`entry` is .*name of one column"),
        ({}, {"covariates": [["age"]]}, "`covariates` is or holds .*names of columns"),
        ({}, {"strata": 3}, "`strata` is or holds what is no name; give names of columns"),
        ({}, {"cause": "1"}, "causes are 1, 2"),
        ({}, {"cause": people()["age"]}, "`cause` is Series; causes are 1, 2"),
        ({}, {"duration": people()["age"]}, "`duration` is a Series; give the name of one column"),
        ({}, {"covariates": people()["age"]}, "`covariates` is or holds .*names of columns"),
        ({}, {"covariates": ["gender"], "strata": ["gender"]}, "is constant wherever somebody has the event"),
        ({"duration": ["a"] * 8}, {}, "duration column 'duration' holds String"),
        ({"event": ["yes"] * 8}, {}, "event column 'event' holds String"),
    ],
)
def test_refused(changed, arguments, sentence):
    with pytest.raises(EstimateError, match=sentence) as caught:
        fit(people(**changed), **arguments)
    assert "31.5" not in str(caught.value)


def test_refused_without_rows_or_frame():
    with pytest.raises(EstimateError, match="no rows"):
        fit(people().clear())
    with pytest.raises(CountsError, match="Cannot count"):
        fit([1, 2])


def test_collinear_terms_are_named():
    frame = people().with_columns(age_months=pl.col("age") * 12)
    with pytest.raises(EstimateError, match="'age_months'"):
        fit(frame, covariates=["gender", "age", "age_months"])


def test_a_level_without_events_is_named():
    frame = people(gender=["woman", "man", "other", "woman", "man", "other", "woman", "man"])
    with pytest.raises(EstimateError, match=r"Nobody in 1 of the 3 levels of 'gender'.*firth_cox"):
        fit(frame)


def test_the_reference_level_without_events_is_named():
    frame = people(gender=["woman", "man", "any", "woman", "man", "any", "woman", "man"])
    with pytest.raises(EstimateError, match="Nobody in 1 of the 3 levels") as caught:
        fit(frame)
    assert "any" not in str(caught.value)


@pytest.mark.parametrize("size", [1.0, 1e-4, 1e4])
def test_a_coefficient_that_grows_without_end_is_an_error_whatever_its_unit(size):
    frame = pl.DataFrame(
        {"duration": [1, 2, 3, 4, 5, 6], "event": [1, 1, 1, 0, 0, 0], "dose": [size * x for x in (6, 5, 4, 3, 2, 1)]}
    )
    with pytest.raises(EstimateError, match=r"'dose' grows without end.*firth_cox"):
        cox(frame, duration="duration", event="event", covariates=["dose"])


def test_the_runaway_term_is_named_among_others():
    rng = np.random.default_rng(1)
    flag = rng.random(200) < 0.3
    frame = pl.DataFrame(
        {
            "duration": rng.exponential(1, 200),
            "event": (rng.random(200) < 0.6) & ~flag,
            "flag": flag,
            "age": rng.normal(size=200),
        }
    )
    with pytest.raises(EstimateError, match="coefficient of 'flag' grows"):
        cox(frame, duration="duration", event="event", covariates=["age", "flag"])


def test_nobody_to_compare_with():
    everybody_at_once = pl.DataFrame({"duration": [3, 3, 3], "event": [1, 1, 1], "age": [20, 30, 40]})
    with pytest.raises(EstimateError, match="nobody to compare with"):
        cox(everybody_at_once, duration="duration", event="event", covariates=["age"])
    with pytest.raises(EstimateError, match="nobody to compare with"):
        fit(strata="person", covariates=["age"], frame=people(person=list(range(8))))


def test_more_terms_than_events():
    with pytest.raises(EstimateError, match=r"2 rows have the event, for 3 terms of 'gender' \(2 levels\), 'age', "):
        fit(people(event=[0, 1, 0, 0, 1, 0, 0, 0]), covariates=["gender", "age", "entered"])


def test_large_effects_that_end_are_flagged_not_refused():
    frame = people(age=[a / 400 for a in people()["age"]])
    model = fit(frame)
    assert model.diagnostics.is_separated
    assert model.diagnostics.to_polars().filter(check="largest_std_error")["is_raised"][0]
    assert not fit().diagnostics.is_separated


def test_diagnostics_of_a_plain_fit():
    diagnostics = fit().diagnostics
    assert diagnostics.has_converged
    assert diagnostics.events_per_parameter == 2.5
    assert diagnostics.proportional_hazards["term"].to_list() == ["gender=woman", "age", "GLOBAL"]
    assert diagnostics.influential == 8 or 0 < diagnostics.influential < 8
    assert diagnostics.to_polars().columns == ["check", "value", "is_raised"]


def test_influence_is_close_to_leaving_a_participant_out():
    rng = np.random.default_rng(2)
    n = 150
    frame = pl.DataFrame(
        {
            "duration": rng.integers(1, 40, n),
            "event": rng.random(n) < 0.7,
            "age": rng.normal(size=n),
            "arm": rng.random(n) < 0.5,
        }
    )
    arguments = {"duration": "duration", "event": "event", "covariates": ["age", "arm"]}
    model = cox(frame, **arguments)
    moved = model.influence()
    assert moved.shape == (n, 2)
    assert moved.sum(axis=0) == pytest.approx([0, 0], abs=1e-10)
    left_out = [
        model.coefficients["estimate"].to_numpy()
        - cox(frame.with_row_index().filter(pl.col("index") != row).drop("index"), **arguments)
        .coefficients["estimate"]
        .to_numpy()
        for row in range(30)
    ]
    # To first order: leaving out one of 150 changes the curvature too, by up to a quarter for the furthest.
    assert np.abs(moved[:30] - left_out).max() <= 0.25 * np.abs(left_out).max()
    assert np.corrcoef(moved[:30].ravel(), np.ravel(left_out))[0, 1] > 0.99
    error = model.coefficients["std_error"].to_numpy()
    assert model.diagnostics.influential == int((np.abs(moved) > 0.2 * error).any(axis=1).sum())


def test_unknown_transform_and_log_of_zero():
    with pytest.raises(EstimateError, match="one of km, identity, log, rank"):
        fit().proportional_hazards("sqrt")
    with pytest.raises(EstimateError, match="1 events at time 0 have no log"):
        fit(people(duration=[0, 3, 3, 4, 5, 5, 6, 7])).proportional_hazards("log")


def test_prediction_is_the_baseline_where_all_is_zero():
    model = fit(strata="site", covariates=["age"])
    baseline = model.baseline()
    assert baseline.columns == ["site", "time", "hazard", "cumulative_hazard"]
    found = model.predict(pl.DataFrame({"age": [0.0, 0.0], "site": ["north", "south"]}), [1, 4, 6])
    assert found.columns == ["row", "time", "survival"]
    for row, site in enumerate(["north", "south"]):
        last = baseline.filter(pl.col("site") == site, pl.col("time") <= 6)["cumulative_hazard"][-1]
        assert found.filter(row=row, time=6.0)["survival"][0] == pytest.approx(np.exp(-last))
    assert found.filter(time=1.0)["survival"].to_list() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        ({"gender": ["woman"]}, "no column 'age'"),
        ({"gender": ["other"], "age": [30.0]}, "1 of 1 rows have no value, or one unknown to the model, in 'gender'"),
        ({"gender": ["woman"], "age": [None]}, "1 of 1 rows have no value"),
    ],
)
def test_prediction_refuses_what_the_model_does_not_know(frame, sentence):
    with pytest.raises(EstimateError, match=sentence):
        fit().predict(pl.DataFrame(frame, schema_overrides={"age": pl.Float64}), [3])
    with pytest.raises(EstimateError, match="unknown to the model"):
        fit(strata="site", covariates=["age"]).predict(pl.DataFrame({"age": [30.0], "site": ["west"]}), [3])


def test_the_cube_agrees_with_the_rows_and_with_pandas_for_large_tables():
    rng = np.random.default_rng(3)
    n = 20_000
    frame = pl.DataFrame(
        {
            "duration": rng.integers(1, 60, n).astype(np.int16),
            "event": rng.choice(np.array([0, 1, 2], dtype=np.int8), n),
            "gender": pl.Series(["woman", "man", "unstated"], dtype=pl.Enum(["woman", "man", "unstated", "unused"]))[
                rng.integers(0, 3, n)
            ],
            "site": rng.choice(["north", "south"], n),
            "is_young": rng.random(n) < 0.3,
        }
    )
    arguments = {"covariates": ["gender", "is_young"], "strata": ["site"], "cause": 1}
    densely = fit(frame.lazy(), **arguments)
    by_rows = fit(frame.with_columns(person=pl.int_range(n)), cluster="person", **arguments)
    assert densely.data.source.__class__.__name__ == "CoxCube"
    assert by_rows.data.source.__class__.__name__ == "tuple"
    assert densely.terms == by_rows.terms == ("gender=man", "gender=unstated", "is_young")
    for name in ("log_likelihood", "log_likelihood_null", "model_covariance", "concordance"):
        assert getattr(densely, name) == pytest.approx(getattr(by_rows, name), rel=1e-12)
    for one, other in zip(densely.coefficients["estimate"], by_rows.coefficients["estimate"], strict=True):
        assert one == pytest.approx(other, abs=1e-13)
    assert densely.diagnostics.influential == by_rows.diagnostics.influential
    for transform in ("km", "rank"):
        one, other = (model.proportional_hazards(transform)["statistic"].to_list() for model in (densely, by_rows))
        assert one == pytest.approx(other, rel=1e-9)
    assert isinstance(frame.to_pandas(), pd.DataFrame)
    assert densely.n == by_rows.n == n


def test_events_at_very_many_times_give_what_the_sums_by_time_give(monkeypatch):
    # 45,000 rows, some 24,000 event times of which a few are shared; two strata; weights.
    rng = np.random.default_rng(8)
    n = 45_000
    score = rng.normal(0, 1, n)
    frame = pl.DataFrame(
        {
            "duration": (rng.exponential(400, n) * np.exp(-0.5 * score)).round(2) + 0.01,
            "event": rng.random(n) < 0.75,
            "score": score,
            "gender": rng.choice(["man", "unstated", "woman"], n),
            "site": rng.choice(["north", "south"], n),
            "weight": rng.integers(1, 9, n) / 4,
        }
    )
    arguments = {"covariates": ["gender", "score"], "strata": "site", "weight": "weight"}
    ordered = fit(frame, **arguments)
    monkeypatch.setattr(cox_course, "_MANY_TIMES", n)
    by_time = fit(frame, **arguments)
    assert [type(model.data.sets).__name__ for model in (ordered, by_time)] == ["OrderedSets", "RowSets"]
    assert (ordered.data.times.events > 1).sum() > 1_000
    for name in ("estimate", "std_error", "robust_std_error"):
        one, other = (model.coefficients[name].to_list() for model in (ordered, by_time))
        assert one == pytest.approx(other, rel=1e-10)
    assert ordered.log_likelihood == pytest.approx(by_time.log_likelihood, rel=1e-13)
    one, other = (model.baseline()["cumulative_hazard"].to_numpy() for model in (ordered, by_time))
    assert one == pytest.approx(other, rel=1e-10)


def test_many_small_strata_are_summed_by_time_however_many_times_there_are():
    rng = np.random.default_rng(9)
    n = 30_000
    frame = pl.DataFrame({"duration": rng.exponential(400, n), "event": True, "age": rng.normal(0, 1, n)})
    model = fit(frame.with_columns(site=pl.int_range(n) // 100), covariates=["age"], strata="site")
    assert type(model.data.sets).__name__ == "RowSets"


def test_entry_may_be_a_covariate():
    # The usual check of dependent truncation. By hand: the same numbers under another name.
    frame = people().with_columns(copy="entered")
    own = fit(frame, covariates=["age", "entered"], entry="entered").coefficients
    assert own["term"].to_list() == ["age", "entered"]
    other = fit(frame, covariates=["age", "copy"], entry="entered").coefficients
    assert own.drop("term").equals(other.drop("term"))


def test_entries_below_0_count_from_before_the_index_as_in_a_life_table():
    late = fit(people(entered=[-5] * 8), entry="entered")
    assert late.coefficients.equals(fit().coefficients)


def test_without_censored_codes_a_cause_must_be_named():
    frame = people(event=[1, 2, 2, 1, 1, 2, 1, 2])
    recoded = people(event=[1, 0, 0, 1, 1, 0, 1, 0])
    assert fit(frame, cause=1).log_likelihood == fit(recoded).log_likelihood


@pytest.mark.parametrize("scale", [1.0, 1e4])
def test_walds_test_is_none_where_the_robust_covariance_is_singular(scale):
    frame = people(age=[scale * age for age in people()["age"]], person=[1, 1, 1, 1, 2, 2, 2, 2])
    model = fit(frame, cluster="person")  # two clusters, two terms: rank 1
    assert (model.wald.statistic, model.wald.df, model.wald.p_value) == (None, 2, None)
    assert model.score.p_value is not None
    assert fit(cluster="person").wald.p_value is not None


def test_diagnostics_show_their_main_figures():
    shown = repr(fit().diagnostics)
    assert shown.startswith("<CoxDiagnostics: 8 rows, 2.5 events per parameter, largest coefficient ")
    assert str(fit().diagnostics) == shown


@pytest.mark.parametrize("times", [["a"], None, [], [-1.0], [float("nan")], [[1, 2], [3, 4]], "soon"])
def test_times_that_are_none(times):
    model = fit(people(gender=["woman", "man"] * 4), covariates=["gender"])
    with pytest.raises(EstimateError, match="finite numbers >= 0"):
        model.predict(people(), times)
    with pytest.raises(EstimateError, match="finite numbers >= 0"):
        standardised_shares(model, people(), times=times, by="gender")


def test_a_covariate_far_from_0_has_predictions_and_no_baseline_at_0():
    near, far = fit(covariates=["age"]), people(age=[age + 1e9 for age in people()["age"]])
    moved = fit(far, covariates=["age"])
    assert moved.baseline()["hazard"].null_count() == moved.baseline().height
    expected = near.predict(people(), [3, 6])["survival"].to_numpy()
    assert moved.predict(far, [3, 6])["survival"].to_numpy() == pytest.approx(expected, abs=1e-6)


def test_a_single_event_is_refused():
    one = people(event=[1, 0, 0, 0, 0, 0, 0, 0])
    with pytest.raises(EstimateError, match=r"1 of 8 rows has the event: .* join outcomes or groups"):
        fit(one, covariates=["age"])
