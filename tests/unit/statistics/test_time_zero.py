"""The two guards: groups formed after time zero, covariates measured after it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError, GuardError
from tests.unit.statistics.started_people import COLUMNS, people

PEOPLE = people().with_columns(fact_at=pl.lit(0.0))
LATE = PEOPLE.with_columns(
    fact_at=pl.when(pl.int_range(pl.len()) < 7).then(2.0).otherwise(0.0), ever=pl.col("begun").is_not_null()
)


def test_ever_took_part_cannot_be_made_into_groups():
    after = PEOPLE.filter(pl.col("begun") > 0).height
    with pytest.raises(GuardError, match=rf"G-IMMORTAL: {after} of 300 rows .*after time zero"):
        rk.statistics.exposure_groups(PEOPLE, exposure_time="begun")


def test_groups_at_time_zero():
    frame = pl.DataFrame({"begun": [-1.0, 0.0, None]})
    assert rk.statistics.exposure_groups(frame, exposure_time="begun")["exposed"].to_list() == [True, True, False]


@pytest.mark.parametrize("name", ["propensity_weights", "att", "ate", "matched_pairs"])
def test_an_exposure_dated_after_time_zero_is_refused(name):
    outcome = {"outcome": "worked"} if name in ("att", "ate") else {}
    with pytest.raises(GuardError, match="G-IMMORTAL"):
        getattr(rk.statistics, name)(LATE, exposure="ever", covariates=["fact"], exposure_time="begun", **outcome)


def test_the_refused_comparison_would_have_been_far_off():
    # METHODS M5.1: with a true ratio of 1, "ever took part" gives about .24; the reason for the guard.
    ratios = []
    for seed in range(20):
        rng = np.random.default_rng([51, seed])
        begun, work, last = rng.exponential(1 / 0.15, 240), rng.exponential(1 / 0.0578, 240), rng.uniform(6, 24, 240)
        months = np.minimum(work, last)
        frame = pl.DataFrame({"months": months, "worked": work <= last, "ever": (begun < months).astype(int)})
        model = rk.statistics.cox(frame, duration="months", event="worked", covariates=["ever"])
        ratios.append(model.coefficients["estimate"].item())
    assert np.exp(np.mean(ratios)) == pytest.approx(0.24, abs=0.03)


@pytest.mark.parametrize("name", ["propensity_weights", "att", "ate", "matched_pairs"])
def test_a_covariate_measured_after_time_zero_is_refused_by_weights(name):
    outcome = {"outcome": "worked"} if name in ("att", "ate") else {}
    with pytest.raises(GuardError, match=r"G-MEDIATOR: .*'fact' in 7 of 300 rows"):
        getattr(rk.statistics, name)(
            LATE, exposure="ever", covariates=["fact"], measured={"fact": "fact_at"}, **outcome
        )


@pytest.mark.parametrize("name", ["sequential_trials", "clone_censor_weight"])
def test_a_covariate_measured_after_entry_is_refused_by_designs(name):
    more = {"rng": np.random.default_rng(1)} if name == "clone_censor_weight" else {}
    with pytest.raises(GuardError, match="G-MEDIATOR"):
        getattr(rk.statistics, name)(LATE, **COLUMNS, covariates=["fact"], measured={"fact": "fact_at"}, **more)


def test_at_a_landmark_what_was_measured_before_it_is_allowed():
    found = rk.statistics.landmark(LATE, **COLUMNS, at=3, covariates=["fact"], measured={"fact": "fact_at"})
    assert found.n_excluded == LATE.filter(pl.col("months") < 3).height
    with pytest.raises(GuardError, match="G-MEDIATOR"):
        rk.statistics.landmark(LATE, **COLUMNS, at=1, covariates=["fact"], measured={"fact": "fact_at"})


def test_a_landmark_with_one_group_has_nobody_to_compare():
    with pytest.raises(EstimateError, match="nobody to compare with"):
        rk.statistics.landmark(PEOPLE.with_columns(begun=pl.lit(None, dtype=pl.Float64)), **COLUMNS, at=3)


def test_errors_hold_no_participant():
    with pytest.raises(EstimateError) as fault:
        rk.statistics.sequential_trials(PEOPLE.with_columns(pid=pl.lit("Ada Lovelace")), **COLUMNS)
    assert "Ada" not in str(fault.value)
    assert "299 repeat one" in str(fault.value)
