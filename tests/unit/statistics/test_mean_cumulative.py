from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.recurrent.mean_cumulative import mean_cumulative
from research_kit.statistics.survival.empty_risk_set import EmptyRiskSetWarning

COLUMNS = {"id": "id", "stop": "month", "event": "code"}


def records(*rows):
    return pl.DataFrame(list(rows), schema=["id", "month", "code"], orient="row")


def three_people():
    """Jobs at 1 and 3, followed to 4; a job at 3, followed to 3; none, followed to 2."""
    return records((1, 1, 1), (1, 3, 1), (1, 4, 0), (2, 3, 1), (3, 2, 0))


def test_three_participants_by_hand():
    # 1/3 at 1; at 3 two events among the two at risk: 1/3 + 2/2.
    found = mean_cumulative(three_people(), **COLUMNS)
    assert found.columns == ["time", "at_risk", "events", "estimate", "std_error", "lower", "upper"]
    assert found.select("time", "at_risk", "events").rows() == [(1, 3, 1), (2, 3, 0), (3, 2, 2), (4, 1, 0)]
    assert found["estimate"].to_list() == pytest.approx([1 / 3, 1 / 3, 4 / 3, 4 / 3])


def test_the_robust_error_by_hand():
    # At 1 the participants contribute (1 - 1/3)/3, -1/9, -1/9: variance 6/81. At 3 nobody deviates: each had one event.
    found = mean_cumulative(three_people(), **COLUMNS)
    assert found["std_error"].to_list() == pytest.approx([np.sqrt(6) / 9] * 4)
    # Limits: t with 2 degrees of freedom is 4.302653 at .975, times sqrt(3/2).
    factor = np.exp(4.302652729911275 * np.sqrt(3 / 2) * np.sqrt(6) / 9 / (1 / 3))
    assert found.row(0)[5:] == pytest.approx((1 / 3 / factor, 1 / 3 * factor))


def test_after_death_there_are_no_events_but_the_dead_belong_to_the_mean():
    # One of two dies at 1; the other has an event at 2: S(2-) x 1/1 = 1/2, where the naive sum is 1.
    frame = records((1, 1, 2), (2, 2, 1), (2, 3, 0))
    assert mean_cumulative(frame, **COLUMNS, terminal=2)["estimate"].to_list() == pytest.approx([0, 0.5, 0.5])
    censored = frame.with_columns(pl.col("code").replace({2: 0}))
    assert mean_cumulative(censored, **COLUMNS)["estimate"].to_list() == pytest.approx([0, 1, 1])


def test_without_censoring_it_is_the_mean_and_its_plain_error():
    rng = np.random.default_rng(2)
    counts = rng.poisson(1.5, 40)
    events = [(i, int(m), 1) for i, k in enumerate(counts) for m in rng.integers(1, 9, k)]
    frame = records(*events, *[(i, 10, 0) for i in range(40)])
    last = mean_cumulative(frame, **COLUMNS, times=10).row(0, named=True)
    assert (last["at_risk"], last["events"]) == (40, counts.sum())
    assert last["estimate"] == pytest.approx(counts.mean())
    assert last["std_error"] == pytest.approx(counts.std() / np.sqrt(40))


def test_without_censoring_death_changes_nothing_but_who_can_have_events():
    # All followed until death or 10: the mean of the counts, whatever the deaths.
    frame = records((1, 2, 1), (1, 5, 2), (2, 3, 1), (2, 4, 1), (2, 10, 0), (3, 1, 2), (4, 6, 1), (4, 10, 0))
    last = mean_cumulative(frame, **COLUMNS, terminal=2, times=10).row(0, named=True)
    assert last["estimate"] == pytest.approx(1)
    assert last["std_error"] == pytest.approx(np.std([1, 2, 0, 1]) / 2)


def test_several_terminal_codes():
    frame = records((1, 1, 2), (2, 1, 3), (3, 2, 1), (4, 3, 0))
    assert mean_cumulative(frame, **COLUMNS, terminal=[2, 3])["estimate"][1] == pytest.approx(0.25)


def test_an_event_at_the_time_of_death_counts():
    frame = records((1, 1, 1), (1, 1, 2), (2, 2, 0))
    assert mean_cumulative(frame, **COLUMNS, terminal=2)["estimate"].to_list() == [0.5, 0.5]


def test_several_events_at_one_time_count_severally():
    frame = records((1, 2, 1), (1, 2, 1), (1, 3, 0), (2, 3, 0))
    found = mean_cumulative(frame, **COLUMNS)
    assert found.filter(time=2).select("at_risk", "events", "estimate").row(0) == (2, 2, 1)


def test_nothing_has_happened():
    found = mean_cumulative(records((1, 1, 0), (2, 2, 0)), **COLUMNS)
    assert found.select("estimate", "std_error", "lower", "upper").rows() == [(0, 0, None, None)] * 2


def test_one_participant_has_an_estimate_and_no_limits():
    row = mean_cumulative(records((1, 1, 1), (1, 2, 0)), **COLUMNS, times=2).row(0, named=True)
    assert (row["estimate"], row["lower"], row["upper"]) == (1, None, None)


def test_late_entry_and_gaps():
    # At 2 only person 1 is at risk; at 5 person 2 and, back after a gap, person 1.
    frame = pl.DataFrame(
        {"id": [1, 1, 2], "start": [0, 4, 3], "month": [2, 6, 5], "code": [True, False, True]},
    )
    found = mean_cumulative(frame, start="start", **COLUMNS)
    assert found.select("time", "at_risk", "estimate").rows() == [(2, 1, 1), (5, 2, 1.5), (6, 1, 1.5)]


def test_read_at_times():
    found = mean_cumulative(three_people(), **COLUMNS, times=[0.5, 2.5, 4, 5])
    assert found["time"].to_list() == [0.5, 2.5, 4, 5]
    assert found["estimate"].to_list() == [0, pytest.approx(1 / 3), pytest.approx(4 / 3), None]
    assert found["at_risk"].to_list() == [3, 2, 1, 0]
    assert found["events"].to_list() == [0, 1, 3, 3]


def test_groups_are_separate_and_sorted():
    frame = three_people().with_columns(gender=pl.when(pl.col("id") > 1).then(pl.lit("woman")))
    found = mean_cumulative(frame, **COLUMNS, by=["gender"])
    assert found["gender"].to_list() == ["woman", "woman", None, None, None]
    assert found["estimate"].to_list() == pytest.approx([0, 1, 1, 2, 2])


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (records((1, 1, 3), (2, 2, 0)), "1 of 2 rows have a code in 'code' other than 0, 1, 2"),
        (records((1, 1, 2), (1, 2, 1)), "1 of 2 rows come after the participant's terminal event"),
        (records((1, 1, None), (2, 1, 0)), "1 of 2 rows have no event code"),
        (records((1, 0, 1), (2, 1, 0)), "1 of 2 rows end in 'month' at or before time 0"),
        (records((1, 1, "job")), "Event column 'code' holds String"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_number(frame, message):
    with pytest.raises(EstimateError, match=message):
        mean_cumulative(frame, **COLUMNS, terminal=2)


@pytest.mark.parametrize("terminal", [0, 1, True, "2", [1, 2], 2.5])
def test_a_terminal_code_is_neither_no_event_nor_the_event(terminal):
    with pytest.raises(EstimateError, match="terminal is"):
        mean_cumulative(three_people(), **COLUMNS, terminal=terminal)


def test_nothing_is_known_before_the_first_entry():
    late = records((1, 30, 1), (2, 40, 0)).with_columns(start=20)
    found = mean_cumulative(late, start="start", **COLUMNS, times=[0, 6, 20, 25, 30])
    assert found["estimate"].to_list() == [None, None, 0, 0, 0.5]
    assert found["at_risk"].to_list() == [0, 0, 2, 2, 2]


def test_there_are_no_limits_where_nobody_is_observed_although_others_come_later():
    gap = records((1, 2, 1), (2, 3, 0), (3, 12, 1), (4, 15, 0)).with_columns(start=pl.Series([0, 0, 10, 10]))
    with pytest.warns(EmptyRiskSetWarning, match="1 of 1 groups"):
        found = mean_cumulative(gap, start="start", **COLUMNS, times=[2, 6, 12])
    assert found["at_risk"].to_list() == [2, 0, 2]
    assert found["lower"].is_null().to_list() == [False, True, False]


def test_an_error_of_zero_gives_no_limits():
    found = mean_cumulative(records((1, 1, 1), (2, 1, 1)), **COLUMNS)
    assert found.select("estimate", "std_error", "lower", "upper").row(0) == (1.0, 0.0, None, None)
