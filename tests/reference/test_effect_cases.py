"""Effects against published values and R: E-values, the landmark, exposure that changes, change beside change."""

from __future__ import annotations

import polars as pl
import pytest

import research_kit as rk
from tests.reference.cases import close, read_case, read_data


@pytest.mark.parametrize("number", [0, 1])
def test_e_values_as_published(number):
    # VanderWeele & Ding (2017): 3.9 (1.8 to 8.7) has 7.26 and 3.00.
    case = read_case("evalue_public")
    given, expected = case["inputs"]["cases"][number], case["expected"][number]
    row = rk.statistics.e_value(given["rr"], given["lo"], given["hi"]).row(0)
    assert row == pytest.approx((expected["evalue"], expected["evalue_ci"]), rel=1e-12)


def test_landmark_of_the_heart_transplants():
    case = read_case("landmark_jasa_30")
    people, expected = read_data(case), case["expected"]
    found = rk.statistics.landmark(
        people, id="id", duration="futime", event="fustat", exposure_time="wait", at=30, covariates=["age"]
    )
    assert found.coefficients["term"].to_list() == ["started", "age"]
    assert found.coefficients["estimate"].to_list() == close(expected["coef"], case)
    assert found.coefficients["std_error"].to_list() == close(expected["se"], case)
    assert (found.n_excluded, found.n_started) == (expected["n_excluded"], expected["n_exposed"])
    assert found.n_started + found.n_not_started == expected["n"]
    assert found.conditions["status"].item() == "ok"  # 35 and 44 persons, 22 and 30 deaths


@pytest.mark.parametrize("name", ["cox_heart_startstop_efron", "cox_heart_startstop_breslow"])
def test_rows_before_and_after_a_transplant_are_those_of_the_heart_data(name):
    case = read_case(name)
    rows, expected = read_data(case), case["expected"]
    rows = rows.with_columns(pl.col("transplant").cast(pl.Int64))
    people = rows.group_by("id").agg(
        pl.col("stop").max(),
        pl.col("event").max().alias("died"),
        pl.col("start").filter(pl.col("transplant") == 1).first().alias("operated"),
        pl.col("age", "year", "surgery").first(),
    )
    cut = rk.statistics.start_stop(
        people, id="id", duration="stop", event="died", exposure_time="operated", covariates=["age", "year", "surgery"]
    )
    assert cut.height == rows.height
    model = rk.statistics.cox(
        cut, entry="start", duration="stop", event="died", covariates=["age", "year", "surgery", "started"],
        ties=case["inputs"].get("ties", name.rsplit("_", 1)[1]),
    )  # fmt: skip
    theirs = dict(zip(expected["term"], expected["coef"], strict=True))
    ours = dict(model.coefficients.select("term", "estimate").iter_rows())
    shared = [term for term in theirs if term in ours]
    assert len(shared) >= 3
    assert [ours[term] for term in shared] == close([theirs[term] for term in shared], case)
    (own,) = set(theirs) - set(ours)
    assert [ours["started"]] == close([theirs[own]], case)


def test_change_beside_change_as_a_regression_with_clustered_errors():
    case = read_case("did_made_up")
    expected = case["expected"]
    found = rk.statistics.difference_in_differences(
        read_data(case), id="unit", period="period", outcome="y", exposed="treated", change=5
    )
    assert found.effect.select("estimate", "std_error").row(0) == close(expected["effect"], case)
    assert found.pre_trend.select("estimate", "std_error").row(0) == close(expected["pre_trend"], case)
    known = found.periods.filter(pl.col("estimate").is_not_null())
    assert known["estimate"].to_list() == close(expected["event_estimate"], case)
    assert known["std_error"].to_list() == close(expected["event_se"], case)


def test_a_pooled_regression_of_trials_is_that_of_glm_on_person_months():
    case = read_case("trials_made_up")
    expected = case["expected"]
    found = rk.statistics.sequential_trials(
        read_data(case), id="pid", duration="months", event="had", exposure_time="begun", covariates=["x"],
        trials=range(1, 7), horizon=6, link="cloglog",
    )  # fmt: skip
    assert found.effect.select("estimate", "std_error").row(0) == close(expected["started"], case)
    assert found.trials["eligible"].to_list() == expected["eligible"]
    assert [found.model.log_likelihood] == close([expected["log_likelihood"]], case)


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("until_start", {"not_started_until": "start"}),
        ("others_kept", {"others_until": "others"}),
        ("both", {"not_started_until": "start", "others_until": "others"}),
    ],
)
def test_trials_followed_otherwise_are_those_of_glm_on_their_person_months(name, roles):
    case = read_case("trials_followed_otherwise")
    people = read_data(case)
    if "others_until" in roles:
        taken = (pl.col("pid") % 5 == 0) & (pl.col("had") == 1)
        people = people.with_columns(others=pl.when(taken).then(pl.col("months") + 4)).with_columns(
            had=pl.when(taken).then(0).otherwise("had")
        )
    found = rk.statistics.sequential_trials(
        people, id="pid", duration="months", event="had", exposure_time="begun", covariates=["x"], trials=range(1, 7),
        horizon=6, **roles,
    )  # fmt: skip
    expected = case["expected"][name]
    assert found.effect.select("estimate", "std_error").row(0) == close(expected["started"], case)
    assert [found.model.log_likelihood] == close([expected["log_likelihood"]], case)
