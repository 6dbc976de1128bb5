from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.regression.grouped_hazard import grouped_hazard
from research_kit.statistics.regression.grouped_hazard_shares import standardised_shares
from research_kit.statistics.regression.grouped_shares import grouped_shares

WAVES = pl.DataFrame(
    {
        "wave": [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 1, 2, 2, 3, 3, 1],
        "had": [1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0],
        "x": [1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0],
        "born": ["se", "fi", "se", "se", "fi", "so", "so", "se", "fi", "se", "so", "se", "fi", "so", "se", "fi"],
    }
)
COLUMNS = {"duration": "wave", "event": "had", "covariates": ["x"]}


def fit(frame=WAVES, **keywords):
    return grouped_hazard(frame, **COLUMNS | keywords)


def person_period(frame):
    """One row per participant and wave at risk."""
    rows = frame.with_columns(k=pl.int_ranges(1, pl.col("wave") + 1)).explode("k")
    return rows.with_columns(had=(pl.col("had") == 1) & (pl.col("k") == pl.col("wave")))


def test_one_binary_term_and_one_interval_is_a_two_by_two_table():
    # log(-log(1 - 3/4)) - log(-log(1 - 1/4)), and its likelihood: 3 of 4 against 1 of 4.
    frame = pl.DataFrame({"wave": [1] * 8, "had": [1, 1, 1, 0, 1, 0, 0, 0], "x": [1] * 4 + [0] * 4})
    model = fit(frame)
    cloglog = np.log(-np.log1p(-np.array([0.75, 0.25])))
    assert model.coefficients["estimate"][0] == pytest.approx(cloglog[0] - cloglog[1])
    assert model.log_likelihood == pytest.approx(6 * np.log(0.75) + 2 * np.log(0.25))
    assert model.log_likelihood_null == pytest.approx(8 * np.log(0.5))
    assert fit(frame, link="logit").coefficients["estimate"][0] == pytest.approx(np.log(9))


def test_rows_per_participant_and_rows_per_interval_give_the_same():
    expected = fit()
    long = person_period(WAVES)
    by_interval = grouped_hazard(long, interval="k", event="had", covariates=["x"])
    with_entry = fit(long.with_columns(before=pl.col("k") - 1), duration="k", entry="before")
    for found in (by_interval, with_entry):
        assert found.coefficients["estimate"].to_list() == pytest.approx(expected.coefficients["estimate"].to_list())
        assert found.coefficients["std_error"].to_list() == pytest.approx(expected.coefficients["std_error"].to_list())
        assert found.log_likelihood == pytest.approx(expected.log_likelihood)


def test_the_baseline_counts_who_is_at_risk_and_has_the_event():
    model = fit()
    assert model.baseline["at_risk"].to_list() == [16, 11, 6]
    assert model.baseline["events"].to_list() == [2, 3, 3]


def test_half_an_interval_under_observation_counts_half():
    part = pl.when(pl.col("had") == 0).then(0.5).otherwise(None)
    model = fit(WAVES.with_columns(part=part), exposure="part")
    assert model.baseline["at_risk"].to_list() == [16 - 1.5, 11 - 1, 6 - 1.5]


def test_exposure_is_the_same_likelihood_by_either_link():
    # Under logit a person observed for half the interval is half a trial: log(1 - p) / 2.
    frame = WAVES.with_columns(part=pl.when(pl.col("had") == 0).then(0.5).otherwise(1.0))
    model = fit(frame, exposure="part", link="logit")
    long = person_period(frame).with_columns(last=pl.col("k") == pl.col("wave"))
    share = 1 / (1 + np.exp(-(model.baseline["estimate"].to_numpy()[long["k"].to_numpy() - 1]
                              + model.coefficients["estimate"][0] * long["x"].to_numpy())))  # fmt: skip
    trials = np.where(long["last"] & ~long["had"], 0.5, 1.0)
    value = np.where(long["had"], np.log(share), trials * np.log1p(-share)).sum()
    assert model.log_likelihood == pytest.approx(value)


def test_what_the_model_holds():
    model = fit(covariates=["x", "born"], cluster="born")
    assert model.coefficients.columns == ["term", "estimate", "std_error", "robust_std_error", "lower", "upper"]
    assert model.coefficients["term"].to_list() == ["x", "born=se", "born=so"]
    assert model.baseline.columns[:4] == ["interval", "at_risk", "events", "estimate"]
    assert model.deviance == pytest.approx(-2 * model.log_likelihood)
    assert model.covariance.shape == (6, 6)
    assert model.diagnostics["clusters"] == 3
    assert model.diagnostics["sparse_terms"] == []
    assert model.diagnostics["largest_score"] < 1e-6
    assert "cloglog" in repr(model)


def test_any_engine_gives_the_same():
    expected = fit(covariates=["x", "born"]).coefficients["estimate"].to_list()
    for given in (WAVES.lazy(), WAVES.to_pandas(), WAVES.to_arrow(), WAVES.reverse()):
        assert fit(given, covariates=["x", "born"]).coefficients["estimate"].to_list() == pytest.approx(expected)


def test_predicted_shares_are_products_of_the_intervals():
    model = fit()
    shares = grouped_shares(model, pl.DataFrame({"x": [1]}))
    hazard = 1 - np.exp(-np.exp(model.baseline["estimate"].to_numpy() + model.coefficients["estimate"][0]))
    assert shares["estimate"].to_list() == pytest.approx((1 - np.cumprod(1 - hazard)).tolist())


def test_standardising_over_a_cohort_of_one_value_is_predicting_for_it():
    model = fit(covariates=["x", "born"])
    alike = pl.DataFrame({"x": [0, 1, 1], "born": ["fi"] * 3})
    standard = standardised_shares(model, alike, covariate="x")
    predicted = grouped_shares(model, pl.DataFrame({"x": [0, 1], "born": ["fi", "fi"]}))
    assert standard["estimate"].to_list() == pytest.approx(predicted["estimate"].to_list())
    assert standard.columns == [
        "x", "interval", "estimate", "std_error", "lower", "upper", "gap", "gap_std_error", "gap_lower", "gap_upper",
    ]  # fmt: skip
    assert standard.filter(x=0)["gap"].null_count() == 3


def test_standardised_levels_of_text_and_chosen_values():
    model = fit(covariates=["x", "born"])
    by_birth = standardised_shares(model, WAVES, covariate="born", values=["se", "so"])
    assert by_birth["born"].to_list() == ["se"] * 3 + ["so"] * 3
    assert standardised_shares(model, WAVES, covariate="born")["born"].n_unique() == 3
    inside = (by_birth["lower"] < by_birth["estimate"]) & (by_birth["estimate"] < by_birth["upper"])
    assert inside.all()
    assert by_birth["lower"].min() > 0
    assert by_birth["upper"].max() < 1


def test_what_cannot_be_standardised():
    model = fit(covariates=["x", "born"])
    with pytest.raises(EstimateError, match="the model's are x, born"):
        standardised_shares(model, WAVES, covariate="age")
    with pytest.raises(EstimateError, match="no column 'born'"):
        standardised_shares(model, WAVES.drop("born"), covariate="x")
    with pytest.raises(EstimateError, match="no value in 'born' that the model knows"):
        standardised_shares(model, WAVES, covariate="born", values=["no"])
    late = fit(WAVES.with_columns(wave=pl.col("wave") + 1, before=pl.lit(1)), entry="before")
    with pytest.raises(EstimateError, match="Nobody was at risk in interval 1"):
        grouped_shares(late, pl.DataFrame({"x": [1]}))


@pytest.mark.parametrize(
    ("keywords", "sentence"),
    [
        ({"link": "probit"}, "choose one of cloglog, logit"),
        ({"interval": "wave"}, "Name either `duration`"),
        ({"duration": None}, "Name either `duration`"),
        ({"duration": None, "interval": "wave", "entry": "x"}, "leave out `entry`"),
        ({"duration": "half"}, "16 of 16 rows have no whole number from 1 on in 'half'"),
        ({"duration": "from_0"}, "5 of 16 rows have no whole number from 1 on in 'from_0'"),
        ({"duration": "days"}, "'days' goes beyond 200 intervals"),
        ({"entry": "wave"}, "at or after"),
        ({"entry": "fraction"}, "no whole number from 0 on in 'fraction'"),
        ({"event": "nobody"}, "0 of 16 rows have the event"),
        ({"event": "not_in_2"}, "In interval 2 nobody of 11 at risk has the event"),
        ({"event": "all_in_3"}, "In interval 3 everybody of 6 at risk has the event"),
        ({"event": "coded"}, "rows have an event code above 1"),
        ({"covariates": ["never"]}, "The effect of 'never' has no finite estimate"),
        ({"covariates": ["always"]}, "The effect of 'always' has no finite estimate"),
        ({"covariates": ["x", "other_x"]}, "Covariate 'other_x' is"),
        ({"exposure": "x"}, "rows without the event have no exposure in 'x' above 0 and up to 1"),
        ({"exposure": "born"}, "The exposure column 'born' holds String"),
        ({"cluster": "one"}, "All 16 rows are one cluster"),
        ({"cluster": "null"}, "16 of 16 rows have no value in 'null'"),
    ],
)
def test_what_cannot_be_fitted(keywords, sentence):
    wave, had = pl.col("wave"), pl.col("had")
    frame = WAVES.with_columns(
        half=wave + 0.5,
        from_0=wave - 1,
        days=wave + 365,
        fraction=pl.lit(0.5),
        nobody=0,
        not_in_2=had * (wave != 2),
        all_in_3=pl.max_horizontal(had, (wave == 3).cast(pl.Int64)),
        coded=2 * had,
        never=(had == 0) & (pl.col("x") == 1),
        always=(had == 1) & (wave == 1),
        other_x=1 - pl.col("x"),
        one=1,
        null=pl.lit(None, dtype=pl.Int64),
    )
    with pytest.raises(EstimateError, match=sentence):
        fit(frame, **keywords)
