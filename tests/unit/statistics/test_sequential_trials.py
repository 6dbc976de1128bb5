from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.effects.history import read_history
from research_kit.statistics.effects.month_bands import in_bands, month_bands
from research_kit.statistics.effects.sequential_trials import sequential_trials
from research_kit.statistics.effects.start_stop import start_stop
from research_kit.statistics.effects.started_follow_up import StartColumns, started_follow_up
from research_kit.statistics.effects.trial_rows import trial_rows
from tests.unit.statistics.started_people import COLUMNS, people

FIVE = pl.DataFrame(
    {
        "pid": [1, 2, 3, 4, 5],
        "months": [5.0, 0.5, 4.0, 2.0, 9.0],
        "worked": [True, True, False, True, False],
        "begun": [0.5, None, 1.5, None, 0.0],
    }
)
NOTHING = read_history(None, "pid", ())


def test_who_is_in_which_trial_by_hand():
    follow_up = started_follow_up(FIVE, StartColumns(**COLUMNS))
    rows = trial_rows(follow_up, [1, 2], NOTHING).sort("trial", "_id")
    # Trial 1: person 2 works at .5; 1 and 5 start in its month. Trial 2: 3 starts; 4 works at 2 and is out.
    assert rows.select("trial", "_id", "started", "_follow_up").rows() == [
        (1, 1, 1, 4.0),
        (1, 3, 0, 3.0),
        (1, 4, 0, 1.0),
        (1, 5, 1, 8.0),
        (2, 3, 1, 2.0),
    ]


def test_history_is_what_was_known_a_month_before_time_zero():
    history = pl.DataFrame({"pid": [1, 1, 3, 3, 4, 5], "month": [0, 1, 0, 1, 0, 0], "state": [1, 9, 2, 3, 4, 5]})
    follow_up = started_follow_up(FIVE, StartColumns(**COLUMNS))
    rows = trial_rows(follow_up, [1, 2], read_history(history, "pid", ["state"])).sort("trial", "_id")
    assert rows["state"].to_list() == [1, 2, 4, 5, 3]


def test_who_has_no_history_is_counted_not_dropped():
    history = pl.DataFrame({"pid": [1], "month": [0], "state": [1]})
    follow_up = started_follow_up(FIVE, StartColumns(**COLUMNS))
    with pytest.raises(EstimateError, match=r"4 of 5 rows have no value in 'state'"):
        trial_rows(follow_up, [1, 2], read_history(history, "pid", ["state"]))


def test_participants_of_another_type_in_the_history():
    history = pl.DataFrame({"pid": ["1"], "month": [0], "state": [1]})
    with pytest.raises(EstimateError, match="of another type"):
        trial_rows(started_follow_up(FIVE, StartColumns(**COLUMNS)), [1, 2], read_history(history, "pid", ["state"]))


@pytest.mark.parametrize("convert", [lambda frame: frame.lazy(), lambda frame: frame.to_pandas()])
def test_other_frames_give_the_same(convert):
    frame = people(150)
    own, other = (sequential_trials(each, **COLUMNS).effect["estimate"].item() for each in (frame, convert(frame)))
    assert own == pytest.approx(other, rel=1e-12)


def test_months_are_joined_until_there_are_events_enough():
    ends = month_bands(np.array([0.5, 0.7, 1.5, 2.5, 2.7, 5.5]), 6, least=2)
    assert ends.tolist() == [1, 6]  # months 2-3 have enough, and the one event left over joins them
    band, part = in_bands(np.array([1.0, 2.0, 6.0]), np.array([1, 3, 6]))
    assert band.tolist() == [1, 2, 3]
    assert part.tolist() == [1.0, 0.5, 1.0]
    with pytest.raises(EstimateError, match="at least 5"):
        month_bands(np.array([1.0]), 6, least=5)


def test_what_is_handed_over():
    found = sequential_trials(people(), **COLUMNS, covariates=["fact"])
    assert found.effect["term"].to_list() == ["started"]
    assert found.trials["started"].sum() == found.eligible["started"].sum()
    assert found.shares["time"].max() == 12
    gap = found.shares.filter(pl.col("started") == 1)
    others = found.shares.filter(pl.col("started") == 0)
    assert gap["gap"].to_list() == pytest.approx((gap["estimate"] - others["estimate"]).to_list())
    assert found.conditions["status"].item() == "ok"
    assert found.balance["term"].to_list() == ["trial", "fact"]
    assert found.balance["difference_after"].abs().max() < found.balance["difference_before"].abs().max()
    assert found.overlap.filter(group="exposed")["n"].item() == found.eligible["started"].sum()


def test_order_of_rows_does_not_matter():
    frame = people(120)
    first, second = (
        sequential_trials(each, **COLUMNS, covariates=["fact"]).effect.select("estimate", "std_error").row(0)
        for each in (frame, frame.sample(fraction=1.0, shuffle=True, seed=3))
    )
    assert first == pytest.approx(second, rel=1e-9)


def test_few_people_are_said_to_be_too_few():
    row = sequential_trials(people(80), **COLUMNS).conditions.row(0, named=True)
    assert row["status"] == "insufficient"
    assert row["smallest_visible_ratio"] > 1.5


def test_a_covariate_that_separates_is_refused():
    frame = people().with_columns(worker=pl.col("worked").cast(pl.Int8))
    with pytest.raises(EstimateError, match="'worker'"):
        sequential_trials(frame, **COLUMNS, covariates=["worker"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"trials": []}, "whole months"),
        ({"trials": [1, 1]}, "different whole months"),
        ({"horizon": 0}, "`horizon`"),
        ({"covariates": ["started"]}, "named twice, or as a term"),
        ({"history_covariates": ["state"]}, "`history` is None"),
        ({"exposure_time": "nothing"}, "no column 'nothing'"),
    ],
)
def test_bad_arguments(change, said):
    frame = people(100).with_columns(started=pl.col("fact"))
    with pytest.raises(EstimateError, match=said):
        sequential_trials(frame, **(COLUMNS | change))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("months", -1.0, "negative"),
        ("months", None, "missing"),
        ("begun", -2.0, "negative"),
        ("worked", None, "0 or 1"),
    ],
)
def test_bad_rows_are_counted(column, value, said):
    frame = people(100)
    broken = frame.with_columns(
        pl.when(pl.int_range(pl.len()) < 3).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
    )
    with pytest.raises(EstimateError, match=rf"3 of 100 rows .*{said}"):
        sequential_trials(broken, **COLUMNS)


def test_rows_before_and_after_a_start():
    rows = start_stop(FIVE, **COLUMNS)
    assert rows.rows() == [
        (1, 0.0, 0.5, False, 0),
        (1, 0.5, 5.0, True, 1),
        (2, 0.0, 0.5, True, 0),
        (3, 0.0, 1.5, False, 0),
        (3, 1.5, 4.0, False, 1),
        (4, 0.0, 2.0, True, 0),
        (5, 0.0, 9.0, False, 1),
    ]
