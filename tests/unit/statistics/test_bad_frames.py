"""Frames that no estimator can use: an error in words, the column named, and nothing of anybody in it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import CountsError, EstimateError

PEOPLE = 40
SECRET = "p-seventeen"
THIRD = pl.int_range(PEOPLE) == 2
TIMES, EVENTS = ["days", "stop", "left"], ["cause", "entered", "any"]


def people() -> pl.DataFrame:
    """Forty people with everything that some estimator reads; `days`, `stop` and `left` are the same times."""
    rng = np.random.default_rng(5)
    days = np.ceil(rng.exponential(20, PEOPLE)) + 1
    cause = rng.integers(0, 3, PEOPLE)
    return pl.DataFrame(
        {
            "pid": [f"{SECRET}-{i}" for i in range(PEOPLE)],
            "days": days, "stop": days, "left": days, "right": np.where(cause > 0, days + 3, np.inf),
            "start": 0.0, "late": 0.0, "cause": cause, "entered": cause, "any": np.minimum(cause, 1),
            "age": rng.normal(40, 9, PEOPLE), "site": rng.choice(["a", "b"], PEOPLE),
        }
    )  # fmt: skip


COUNTED = {"duration": "days", "event": "cause"}
MODEL = {**COUNTED, "covariates": ["age", "site"]}
STAYS = {"id": "pid", "start": "start", "stop": "stop", "event": "entered"}


def counted(frame, **more):
    return rk.counts.life_table(frame, **COUNTED, entry="late", **more)


ESTIMATORS = {
    "cumulative_incidence": lambda frame: rk.statistics.cumulative_incidence(counted(frame)),
    "restricted_mean": lambda frame: rk.statistics.restricted_mean(counted(frame), tau=10),
    "gray_test": lambda frame: rk.statistics.gray_test(frame, **COUNTED, group="site"),
    "cox": lambda frame: rk.statistics.cox(frame, **MODEL, entry="late", cause=1),
    "fine_gray": lambda frame: rk.statistics.fine_gray(frame, **MODEL),
    "firth_cox": lambda frame: rk.statistics.firth_cox(frame, **(MODEL | {"event": "any"}), entry="late"),
    "turnbull": lambda frame: rk.statistics.turnbull(frame, left="left", right="right"),
    "interval_censored": lambda frame: rk.statistics.interval_censored(
        frame, left="left", right="right", event="cause", entry="late", covariates=["age", "site"]
    ),
    "state_occupation": lambda frame: rk.statistics.state_occupation(frame, **STAYS),
    "expected_time": lambda frame: rk.statistics.expected_time(frame, **STAYS, tau=10),
    "mean_cumulative": lambda frame: rk.statistics.mean_cumulative(frame, **STAYS, terminal=2),
    "impute_covariates": lambda frame: rk.statistics.impute_covariates(
        frame, **MODEL, entry="late", imputations=2, rng=np.random.default_rng(1)
    ),
}  # fmt: skip
WITH_LATE = {"cumulative_incidence", "restricted_mean", "cox", "firth_cox", "interval_censored", "impute_covariates"}
WITH_COVARIATES = {"cox", "fine_gray", "firth_cox", "interval_censored"}


def spoilt(columns, value):
    return lambda frame: frame.with_columns(pl.when(THIRD).then(value).otherwise(c).alias(c) for c in columns)


OF_TIMES = {
    "negative": spoilt(TIMES, -8.25),
    "missing": spoilt(TIMES, None),
    "no number": spoilt(TIMES, float("nan")),
    "endless": spoilt(TIMES, float("inf")),
    "text": lambda frame: frame.with_columns(pl.col(TIMES).cast(pl.String)),
    "dates": lambda frame: frame.with_columns(pl.lit(0).cast(pl.Date).alias(c) for c in TIMES),
    "lists": lambda frame: frame.with_columns(pl.concat_list(c).alias(c) for c in TIMES),
    "nobody": lambda frame: frame.head(0),
}
OF_EVENTS = {
    "missing": spoilt(EVENTS, None),
    "negative": spoilt(EVENTS, -1),
    "a fraction": spoilt(EVENTS, 0.25),
}
OF_COVARIATES = {
    "missing": spoilt(["age"], None),
    "endless": spoilt(["age"], float("inf")),
    "constant": lambda frame: frame.with_columns(age=pl.lit(41.125)),
    "one level": lambda frame: frame.with_columns(site=pl.lit(SECRET)),
    "the same twice": lambda frame: frame.with_columns(age=(pl.col("site") == "a").cast(pl.Float64)),
    "identifiers": lambda frame: frame.with_columns(age=pl.col("pid")),
    "dates": lambda frame: frame.with_columns(age=pl.lit(0).cast(pl.Date)),
    "nobody had the event": lambda frame: frame.with_columns(
        cause=pl.lit(0), any=pl.lit(0), right=pl.lit(float("inf"))
    ),
}


def refused(name, frame, *words):
    """The estimator stops with an error of ours that says one of the words, and nothing of anybody."""
    with pytest.raises((CountsError, EstimateError)) as error:
        ESTIMATORS[name](frame)
    said = str(error.value)
    assert any(word in said for word in words), said
    assert SECRET not in said
    assert "8.25" not in said
    assert "41.125" not in said


@pytest.mark.parametrize("fault", OF_TIMES)
@pytest.mark.parametrize("name", ESTIMATORS)
def test_times_that_are_none(name, fault):
    refused(name, OF_TIMES[fault](people()), *(["no rows"] if fault == "nobody" else [f"'{c}'" for c in TIMES]))


@pytest.mark.parametrize("fault", OF_EVENTS)
@pytest.mark.parametrize("name", sorted(ESTIMATORS.keys() - {"turnbull"}))
def test_events_that_are_none(name, fault):
    refused(name, OF_EVENTS[fault](people()), *(f"'{c}'" for c in EVENTS))


@pytest.mark.parametrize("name", sorted(WITH_LATE))
def test_who_enters_when_observation_ends_was_never_at_risk(name):
    refused(name, people().with_columns(late=pl.col("days")), "'late'")


@pytest.mark.parametrize("name", ["state_occupation", "expected_time", "mean_cumulative"])
def test_stays_that_end_where_they_begin(name):
    refused(name, people().with_columns(start=pl.col("stop")), "'stop'")


@pytest.mark.parametrize("fault", OF_COVARIATES)
@pytest.mark.parametrize("name", sorted(WITH_COVARIATES))
def test_covariates_that_tell_nothing(name, fault):
    words = ["event"] if fault == "nobody had the event" else ["'age'", "'site'"]
    refused(name, OF_COVARIATES[fault](people()), *words)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_a_column_that_is_not_there_is_named(name):
    refused(name, people().drop(*TIMES), *(f"'{c}'" for c in TIMES))


@pytest.mark.parametrize("name", ESTIMATORS)
def test_what_they_can_use_they_do_use(name):
    """The same frame unspoilt, so that each error above is about its fault."""
    assert ESTIMATORS[name](people()) is not None
    assert ESTIMATORS[name](people().lazy()) is not None
