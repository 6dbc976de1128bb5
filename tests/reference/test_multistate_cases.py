"""State occupation against R's survfit with an id, and exact values (sources in the JSON files)."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.statistics.multistate.expected_time import expected_time
from research_kit.statistics.multistate.landmark_occupation import landmark_occupation
from research_kit.statistics.multistate.state_occupation import state_occupation
from tests.reference.cases import close, numbers, read_case, read_data

MGUS2 = {"id": "id", "start": "tstart", "stop": "tstop", "event": "ev"}
MYELOID = {"id": "id", "start": "tstart", "stop": "tstop", "event": "event"}
STATES = {"id": "id", "start": "start", "stop": "stop", "event": "to", "initial": "from"}


def flat(table):
    return [value for row in table for value in row]


def agrees(found, expected, case):
    """Estimates and errors, every time and state in the order of the case."""
    assert found["state"].unique(maintain_order=True).to_list() == expected["states"]
    assert numbers(found["estimate"]) == close(flat(expected["pstate"]), case)
    assert numbers(found["std_error"]) == close(flat(expected["se_IJ"]), case)


def test_illness_and_death_after_mgus():
    case = read_case("multistate_mgus2")
    expected = case["expected"] | {"states": ["(s0)", "1", "2"]}
    agrees(state_occupation(read_data(case), **MGUS2, times=expected["grid"]), expected, case)


def test_names_of_states_give_the_same_as_codes():
    case = read_case("multistate_mgus2")
    names = pl.Enum(["", "pcm", "death"])
    coded = read_data(case)
    named = coded.with_columns(ev=pl.col("ev").replace_strict({0: "", 1: "pcm", 2: "death"}, return_dtype=names))
    agrees(state_occupation(named, **MGUS2, times=case["expected"]["grid"]), case["expected"], case)


@pytest.mark.parametrize("arm", ["A", "B"])
def test_five_states_by_arm(arm):
    case = read_case("multistate_myeloid")
    expected = case["expected"][arm]
    found = state_occupation(read_data(case), **MYELOID, by="trt", times=expected["grid"]).filter(trt=arm)
    agrees(found, expected, case)


@pytest.mark.parametrize("arm", ["A", "B"])
def test_days_in_each_state_in_two_years(arm):
    case = read_case("multistate_myeloid")
    expected = case["expected"][arm]
    found = expected_time(read_data(case), **MYELOID, by="trt", tau=730).filter(trt=arm)
    assert numbers(found["estimate"]) == close(expected["rmean_730"], case)
    assert numbers(found["std_error"]) == close(expected["se_rmean_730"], case)


@pytest.mark.parametrize("interval", ["logit", "log-log", "log"])
def test_limits_on_every_scale(interval):
    case = read_case("multistate_myeloid")
    expected = case["expected"]["limits"]
    found = state_occupation(read_data(case), **MYELOID, times=expected["grid"], interval=interval)
    for limit in ("lower", "upper"):
        assert numbers(found[limit]) == close(flat(expected[f"{limit}_{interval.replace('-', '')}"]), case)


@pytest.mark.parametrize("group", ["all", "a", "b"])
def test_states_entered_again_with_late_entry_and_two_initial_states(group):
    case = read_case("multistate_states_120")
    expected = case["expected"]["groups"][group]
    frame = read_data(case).filter(pl.lit(group == "all") | (pl.col("group") == group))
    agrees(state_occupation(frame, **STATES, times=expected["grid"]), expected, case)
    months = expected_time(frame, **STATES, tau=20)
    assert numbers(months["estimate"]) == close(expected["rmean"], case)
    assert numbers(months["std_error"]) == close(expected["se_rmean"], case)


def test_r_without_influence_leaves_out_the_error_of_the_initial_shares():
    # Our error is the larger one at every time before everybody has left: the note of `state_occupation`.
    case = read_case("multistate_states_120")
    without = np.array(case["expected"]["without_influence"]["se"])
    found = state_occupation(read_data(case), **STATES, times=[3, 6, 12, 18])["std_error"].to_numpy().reshape(-1, 4)
    assert found == pytest.approx(without, rel=0.15)
    assert np.abs(found / without - 1).max() > 0.01


def test_the_landmark_is_the_occupation_of_those_in_the_state():
    case = read_case("multistate_states_120")
    expected = case["expected"]["landmark_6_work"]
    found = landmark_occupation(read_data(case), **STATES, landmark=6, state="work", times=expected["grid"])
    agrees(found, expected, case)


def test_late_entry_and_all_times_of_eleven_rows():
    # R 4.2.2, survival 3.5.3: survfit(Surv(t1, t2, ev) ~ 1, id = id)$pstate; by hand at 4: (4/5)(4/5)(2/3) = .42667.
    frame = pl.DataFrame(
        {
            "id": [1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7],
            "start": [0, 3, 0, 4, 1, 5, 0, 2, 0, 2, 4],
            "stop": [3, 8, 4, 9, 5, 7, 2, 9, 3, 6, 5],
            "to": ["a", "b", "a", "", "", "a", "b", "", "", "a", "b"],
        }
    )
    found = state_occupation(frame, id="id", start="start", stop="stop", event="to")
    assert found["time"].unique(maintain_order=True).to_list() == [2, 3, 4, 5, 6, 7, 8, 9]
    read = found.filter(pl.col("time").is_in([4, 7, 8]))
    assert read["estimate"].to_list() == pytest.approx(
        [0.426666666666667, 0.373333333333333, 0.2, 0, 0.657777777777778, 0.342222222222222,
         0, 0.328888888888889, 0.671111111111111], abs=1e-14)  # fmt: skip
