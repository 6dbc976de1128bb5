"""What holds for every history of states and events, whatever the data."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.statistics.multistate.expected_time import expected_time
from research_kit.statistics.multistate.landmark_occupation import landmark_occupation
from research_kit.statistics.multistate.state_occupation import state_occupation
from research_kit.statistics.recurrent.mean_cumulative import mean_cumulative
from tests.property.examples import examples

QUICK = settings(max_examples=examples(60), deadline=None)
STATES = ["out", "work", "education"]
COLUMNS = {"id": "id", "start": "start", "stop": "stop", "event": "to", "initial": "from"}
VALUES = ["estimate", "std_error", "lower", "upper"]


@st.composite
def histories(draw, late=True, censored=True):
    """Up to 12 participants with up to five spells each, tied times, late entry, states entered again."""
    rows = []
    for person in range(draw(st.integers(1, 12))):
        time = draw(st.integers(0, 3)) if late else 0
        state = draw(st.sampled_from(STATES)) if late else "out"
        group = draw(st.sampled_from(["woman", "man", None]))
        last = draw(st.integers(1, 5))
        for spell in range(last):
            stop = time + draw(st.integers(1, 4))
            target = draw(st.sampled_from([*STATES, ""])) if censored or spell < last - 1 else "gone"
            rows.append((person, time, stop, state, target, group))
            time, state = stop, target or state
    schema = ["id", "start", "stop", "from", "to", "group"]
    return pl.DataFrame(rows, schema=schema, orient="row", schema_overrides={"group": pl.String})


def assert_close(one, other):
    assert_frame_equal(one, other, abs_tol=1e-9, rel_tol=1e-9)


@QUICK
@given(histories())
def test_the_states_add_up_to_one_and_limits_enclose_the_estimate(frame):
    found = state_occupation(frame, **COLUMNS, by="group")
    total = found.group_by("group", "time").agg(pl.col("estimate").sum())["estimate"]
    assert np.abs(total.to_numpy() - 1).max() <= 1e-12
    assert found["estimate"].is_between(0, 1 + 1e-12).all()
    assert found["std_error"].ge(0).all()
    assert (
        found.filter(
            (pl.col("lower") > pl.col("estimate") + 1e-9) | (pl.col("upper") < pl.col("estimate") - 1e-9)
        ).height
        == 0
    )
    assert found[["lower", "upper"]].null_count().row(0) == (0, 0)


@QUICK
@given(histories(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_names_of_participants_matter(frame, random):
    order = list(range(frame.height))
    random.shuffle(order)
    renamed = frame[order].with_columns(id="p" + (100 - pl.col("id")).cast(pl.String))
    assert_close(state_occupation(frame, **COLUMNS, by="group"), state_occupation(renamed, **COLUMNS, by="group"))


@QUICK
@given(histories())
def test_splitting_a_spell_changes_nothing(frame):
    middle = (pl.col("start") + pl.col("stop")) / 2
    halves = [frame.with_columns(stop=middle, to=pl.lit("")), frame.with_columns(start=middle)]
    halves = [half.cast({"start": pl.Float64, "stop": pl.Float64}) for half in halves]
    times = frame["stop"].unique().sort().to_list()
    assert_close(
        state_occupation(frame, **COLUMNS, times=times), state_occupation(pl.concat(halves), **COLUMNS, times=times)
    )


@QUICK
@given(histories())
def test_everybody_twice_has_the_same_shares_and_errors_smaller_by_root_two(frame):
    twice = pl.concat([frame, frame.with_columns(pl.col("id") + 100)])
    one, other = state_occupation(frame, **COLUMNS), state_occupation(twice, **COLUMNS)
    assert other["estimate"].to_numpy() == pytest.approx(one["estimate"].to_numpy(), abs=1e-12)
    assert other["std_error"].to_numpy() == pytest.approx(one["std_error"].to_numpy() / np.sqrt(2), abs=1e-9)


@QUICK
@given(histories(), st.sampled_from([0.25, 30.4375]))
def test_time_scales_through(frame, factor):
    scaled = frame.with_columns(pl.col("start", "stop") * factor)
    one, other = state_occupation(frame, **COLUMNS), state_occupation(scaled, **COLUMNS)
    assert_close(one.select(VALUES), other.select(VALUES))


@QUICK
@given(histories(late=False, censored=False))
def test_without_censoring_shares_are_plain_and_errors_binomial(frame):
    # Everybody begins together and ends in a state that is never left: who is where at each time is known.
    found = state_occupation(frame, **COLUMNS)
    people = frame["id"].n_unique()
    for time, state, share, error in found.select("time", "state", "estimate", "std_error").rows():
        there = frame.filter(pl.col("start") <= time, pl.col("stop") > time, pl.col("from") == state).height
        there += frame.filter(pl.col("stop") <= time, pl.lit(state == "gone"), pl.col("to") == "gone").height
        assert share == pytest.approx(there / people, abs=1e-12)
        assert error == pytest.approx(np.sqrt(share * max(1 - share, 0) / people), abs=1e-7)


@QUICK
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2)), min_size=1, max_size=30))
def test_with_absorbing_states_only_it_is_the_cumulative_incidence(rows):
    frame = pl.DataFrame(rows, schema=["stop", "to"], orient="row").with_row_index("id").with_columns(start=0)
    found = state_occupation(frame, id="id", start="start", stop="stop", event="to")
    curves = rk.statistics.cumulative_incidence(rk.counts.life_table(frame, duration="stop", event="to"))
    for cause in sorted({code for _, code in rows} - {0}):
        state, curve = found.filter(pl.col("state") == str(cause)), curves.filter(cause=cause)
        assert state["estimate"].to_numpy() == pytest.approx(curve["estimate"].to_numpy(), abs=1e-12)
        assert state["std_error"].to_numpy() == pytest.approx(curve["std_error"].to_numpy(), abs=1e-7)


@QUICK
@given(histories(late=False))
def test_a_landmark_at_the_start_is_the_occupation_and_the_time_spent_adds_up(frame):
    whole = state_occupation(frame, **COLUMNS)
    assert_close(landmark_occupation(frame, **COLUMNS, landmark=0, state="out"), whole)
    tau = frame["stop"].max()
    spent = expected_time(frame, **COLUMNS, tau=tau)
    assert spent["estimate"].sum() == pytest.approx(tau, rel=1e-12)
    assert spent["estimate"].is_between(0, tau * (1 + 1e-12)).all()


@st.composite
def records(draw):
    """Up to 12 participants with events, some of them at one time, and an end that may be a terminal event."""
    rows = []
    for person in range(draw(st.integers(1, 12))):
        months = sorted(draw(st.lists(st.integers(1, 9), max_size=4)))
        rows += [(person, month, 1) for month in months]
        rows.append((person, max([*months, draw(st.integers(1, 9))]), draw(st.sampled_from([0, 2]))))
    return pl.DataFrame(rows, schema=["id", "month", "code"], orient="row")


@QUICK
@given(records())
def test_the_mean_never_falls_and_death_makes_it_smaller(frame):
    with_death = mean_cumulative(frame, id="id", stop="month", event="code", terminal=2)
    as_censored = mean_cumulative(
        frame.with_columns(pl.col("code").replace({2: 0})), id="id", stop="month", event="code"
    )
    assert (with_death["estimate"].diff().drop_nulls() >= -1e-12).all()
    assert (with_death["estimate"] <= as_censored["estimate"] + 1e-12).all()
    assert with_death["events"].sum() == frame.filter(code=1).height
    enclosing = with_death.drop_nulls("lower")
    assert ((enclosing["lower"] <= enclosing["estimate"]) & (enclosing["estimate"] <= enclosing["upper"])).all()


@QUICK
@given(records())
def test_everybody_twice_has_the_same_mean_and_an_error_smaller_by_root_two(frame):
    twice = pl.concat([frame, frame.with_columns(pl.col("id") + 100)])
    one, other = (mean_cumulative(each, id="id", stop="month", event="code", terminal=2) for each in (frame, twice))
    assert other["estimate"].to_numpy() == pytest.approx(one["estimate"].to_numpy(), abs=1e-12)
    assert other["std_error"].to_numpy() == pytest.approx(one["std_error"].to_numpy() / np.sqrt(2), abs=1e-9)


@QUICK
@given(records())
def test_without_repeats_nelson_is_the_sum_of_hazards(frame):
    once = frame.filter(pl.col("code") == 1).unique("id", keep="first", maintain_order=True)
    rest = frame.filter(~pl.col("id").is_in(once["id"].to_list())).unique("id", keep="last", maintain_order=True)
    frame = pl.concat([once, rest]).with_columns(code=(pl.col("code") == 1).cast(pl.Int64))
    table = rk.counts.life_table(frame, duration="month", event="code").table
    found = mean_cumulative(frame, id="id", stop="month", event="code")
    events = table["events"] if "events" in table.columns else pl.Series([0] * table.height)
    assert found["estimate"].to_numpy() == pytest.approx(np.cumsum(events.to_numpy() / table["at_risk"].to_numpy()))
