"""Curves on safe steps: what is left of them, and what a reader could rebuild."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_kit.disclosure import Policy
from research_kit.disclosure.rules.curves import drawn, safe_ends, safe_steps
from research_kit.results import result_frame


def curve(time: list[float], events: list[int], at_risk: list[int]) -> pl.DataFrame:
    survival = np.cumprod(1 - np.array(events) / np.array(at_risk))
    rows = pl.DataFrame(
        {"statistic": "not_yet", "outcome": "x", "cause": "x", "time": time, "events": events, "n": at_risk,
         "estimate": survival, "lower": survival, "upper": survival, "status": "ok"}
    )  # fmt: skip
    return result_frame([rows], ("gender",))


def test_steps_with_too_few_events_are_merged_until_they_hold_five():
    line = curve([1, 4, 5, 8, 11], [3, 2, 2, 4, 6], [60, 50, 45, 40, 30])
    steps = safe_steps(line, by=("gender",), policy=Policy())
    # (0, 6] holds 7; (6, 9] holds 4 and is merged with (9, 12], which nobody is followed beyond: it is not shown.
    assert steps["time"].to_list() == [0, 6]
    assert steps["estimate"][1] == pytest.approx(line["estimate"][2])
    assert steps["events"].null_count() == 2


def test_the_curve_ends_when_fewer_than_ten_are_followed():
    line = curve([2, 5, 8, 11, 14], [6, 6, 6, 6, 6], [60, 40, 25, 12, 9])
    steps = safe_steps(line, by=("gender",), policy=Policy())
    assert steps["time"].to_list() == [0, 3, 6, 9, 12]  # 9 are followed after 12 months: a table may say so
    assert drawn(steps, policy=Policy())["time"].to_list() == [0, 3, 6, 9]


def test_a_step_ends_at_twelve_months_by_merging_backwards():
    ends = safe_ends(
        np.array([1.0, 5.0, 11.0, 14.0, 20.0]), np.array([6, 7, 2, 9, 1]), np.array([90, 80, 70, 60, 50]),
        k=5, policy=Policy(),
    )  # fmt: skip
    assert ends == [3, 12, 15, 18]


def test_nothing_before_the_first_event_reads_as_nobody_yet():
    line = curve([7, 10, 13], [6, 6, 6], [60, 50, 40])
    first = safe_steps(line, by=("gender",), policy=Policy()).filter(time=3)
    assert first["estimate"].to_list() == [1.0]
    assert first["n"].to_list() == [60]


def test_a_curve_that_cannot_be_shown_says_so():
    steps = safe_steps(curve([2, 5], [1, 2], [12, 8]), by=("gender",), policy=Policy())
    assert steps.select("status", "reason", "estimate").rows() == [("suppressed", "WITHHELD", None)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60))
def test_every_step_of_every_curve_holds_nobody_or_at_least_k(people):
    rows = pl.DataFrame(people, schema=["time", "events", "censored"], orient="row")
    rows = rows.group_by("time").sum().sort("time").filter(pl.col("events") + pl.col("censored") > 0)
    if not rows.height:
        return
    leaving = (rows["events"] + rows["censored"]).to_numpy()
    at_risk = leaving[::-1].cumsum()[::-1]
    time, events = rows["time"].to_numpy().astype(float), rows["events"].to_numpy()
    ends = safe_ends(time, events, at_risk, k=5, policy=Policy())
    for after, until in zip([0.0, *ends], ends, strict=False):
        inside = events[(time > after) & (time <= until)].sum() + (events[time == 0].sum() if after == 0 else 0)
        assert inside == 0 or inside >= 5
        assert at_risk[time > until][0] >= 5
    assert ends == sorted(set(ends))
