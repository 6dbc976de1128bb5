"""Monthly trials and clones of people who leave, are taken by something else, or start later on."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics import clone_censor_weight, sequential_trials, trial_conditions
from research_kit.statistics.effects.history import History
from research_kit.statistics.effects.started_follow_up import StartColumns, started_follow_up
from research_kit.statistics.effects.trial_rows import trial_rows, until_they_start
from tests.unit.statistics.started_people import COLUMNS, people

NO_HISTORY = History(rows=pl.DataFrame(), names=())


def rows_of(frame, trials, **roles):
    columns = StartColumns(**COLUMNS, **roles)
    return trial_rows(started_follow_up(frame, columns), trials, NO_HISTORY)


def small():
    # 0 starts at 2.5; 1 leaves at 1.5 and works at 8; 2 goes into studies at 4, seen until 10; 3 works at 6.
    return pl.DataFrame(
        {
            "pid": [0, 1, 2, 3],
            "months": [9.0, 8, 4, 6],
            "worked": [False, True, False, True],
            "begun": [2.5, None, None, None],
            "open": [None, 1.5, None, None],
            "others": [None, None, 10.0, None],
        }
    )


def test_who_has_left_is_eligible_for_no_later_trial():
    rows = rows_of(small(), [1, 2, 3], could_start_until="open")
    by_trial = {trial: part["_id"].to_list() for (trial,), part in rows.sort("_id").group_by("trial")}
    assert by_trial == {1: [0, 1, 2, 3], 2: [0, 1, 2, 3], 3: [0, 2, 3]}  # 1 could still start in the second month
    without = rows_of(small(), [1, 2, 3])
    assert without.filter(trial=3)["_id"].to_list() == [0, 1, 2, 3]


def test_a_start_after_the_activity_was_closed_keeps_it_open():
    frame = small().with_columns(open=pl.Series([1.0, 1.5, None, None]))
    rows = rows_of(frame, [3], could_start_until="open")
    assert rows.filter(pl.col("_id") == 0)["started"].to_list() == [1]


def test_who_is_taken_is_followed_on_without_the_event():
    taken = rows_of(small(), [3], others_until="others").filter(pl.col("_id") == 2).row(0, named=True)
    assert (taken["_follow_up"], taken["_event"]) == (7.0, False)
    assert rows_of(small(), [3]).filter(pl.col("_id") == 2)["_follow_up"].item() == 1.0


def test_those_who_do_not_start_are_followed_until_they_do():
    rows = until_they_start(rows_of(small().with_columns(worked=pl.lit(True)), [1, 3]))
    zero = rows.filter(pl.col("_id") == 0).sort("trial")
    assert zero.select("trial", "started", "_follow_up", "_event").rows() == [(1, 0, 1.5, False), (3, 1, 6.0, True)]
    assert rows.filter((pl.col("_id") == 1) & (pl.col("trial") == 1))["_event"].item() is True


def test_a_time_for_others_where_the_event_came_is_refused():
    frame = small().with_columns(others=pl.lit(10.0))
    with pytest.raises(EstimateError, match="2 of 4 rows have the event in 'worked' and a time in 'others'"):
        rows_of(frame, [1], others_until="others")


@pytest.mark.parametrize("role", ["could_start_until", "others_until"])
def test_times_must_be_times(role):
    frame = people(100).with_columns(bad=pl.lit(-1.0), worked=pl.lit(False))
    with pytest.raises(EstimateError, match="negative or not finite"):
        sequential_trials(frame, **COLUMNS, **{role: "bad"})
    with pytest.raises(EstimateError, match="no column 'absent'"):
        sequential_trials(frame, **COLUMNS, **{role: "absent"})
    with pytest.raises(EstimateError, match="of type String"):
        sequential_trials(frame.with_columns(bad=pl.lit("x")), **COLUMNS, **{role: "bad"})


def test_nobody_taken_and_nobody_gone_changes_nothing():
    frame = people(300).with_columns(open=pl.lit(99.0), others=pl.lit(None, dtype=pl.Float64))
    roles = {"could_start_until": "open", "others_until": "others"}
    plain, same = (sequential_trials(frame, **COLUMNS, covariates=["fact"], **more) for more in ({}, roles))
    assert plain.effect.equals(same.effect)
    made = [
        clone_censor_weight(frame, **COLUMNS, covariates=["fact"], rng=np.random.default_rng(1), resamples=5, **more)
        for more in ({}, roles)
    ]
    assert made[0].shares.equals(made[1].shares)
    assert made[0].weights.equals(made[1].weights)


def test_until_they_start_is_another_contrast_with_another_name():
    frame = people(600, seed=3, effect=2.0)
    now, alone = (
        sequential_trials(frame, **COLUMNS, covariates=["fact"], not_started_until=until).effect["estimate"].item()
        for until in ("end", "start")
    )
    assert now < alone
    with pytest.raises(EstimateError, match="it is `end` or `start`"):
        sequential_trials(frame, **COLUMNS, not_started_until="never")


def test_conditions_are_those_of_the_trials_and_nobody_is_said_to_be_nobody():
    frame = people(300)
    whole = sequential_trials(frame, **COLUMNS).conditions
    assert trial_conditions(frame, **COLUMNS).equals(whole)
    nobody = trial_conditions(frame.with_columns(begun=pl.lit(None, dtype=pl.Float64)), **COLUMNS).row(0, named=True)
    assert (nobody["persons_exposed"], nobody["status"], nobody["reason"]) == (0, "insufficient", "FEW_PERSONS")


def test_shares_with_others_kept_are_those_of_a_life_table_with_competing_outcomes():
    # Everybody starts at once or never, nothing is adjusted for, everybody is followed a year: plain shares.
    rng = np.random.default_rng(5)
    n = 4_000
    work, studies = rng.exponential(20, n), rng.exponential(25, n)
    frame = pl.DataFrame({"pid": np.arange(n), "months": np.minimum(np.minimum(work, studies), 30.0)}).with_columns(
        worked=pl.Series((work < studies) & (work < 30)),
        begun=pl.Series(np.where(rng.random(n) < 0.5, 0.5, np.nan)).fill_nan(None),
        others=pl.Series(np.where((studies < work) & (studies < 30), 30.0, np.nan)).fill_nan(None),
    )
    frame = frame.filter(pl.col("months") > 1)
    found = sequential_trials(frame, **COLUMNS, others_until="others", trials=[1], horizon=12)
    year = found.shares.filter(pl.col("time") == found.shares["time"].max()).sort("started")
    for started, row in enumerate(year.iter_rows(named=True)):
        group = frame.filter(pl.col("begun").is_not_null() == bool(started))
        plain = group.filter(pl.col("worked") & (pl.col("months") <= 13)).height / group.height
        assert row["estimate"] == pytest.approx(plain, abs=0.02)


def test_events_after_a_start_are_none_of_those_who_do_not_start():
    frame = people(400)
    end = trial_conditions(frame, **COLUMNS).row(0, named=True)
    start = trial_conditions(frame, **COLUMNS, not_started_until="start").row(0, named=True)
    trials = sequential_trials(frame, **COLUMNS, not_started_until="start")
    assert start["events_comparison"] < end["events_comparison"]
    assert [start[name] for name in ("persons_exposed", "events_exposed", "persons_comparison")] == [
        end[name] for name in ("persons_exposed", "events_exposed", "persons_comparison")
    ]
    assert trials.conditions.row(0, named=True)["events_comparison"] == start["events_comparison"]
