from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError
from research_kit.statistics.forecasts.chance_by import chance_by

st = rk.statistics

PIECES = pl.DataFrame(
    {"start": [0.0, 3.0, 6.0], "end": [3.0, 6.0, 12.0], "events": [9, 14, 12], "others": [4, 3, 6],
     "person_time": [280.0, 220.0, 260.0]}
)  # fmt: skip
PRESENT = pl.DataFrame({"elapsed": [0.5, 2.0, 4.0, 4.0, 7.5, 11.0]})


def plan(**changes):
    known = {"attained": 35, "enrolled": 100, "observed_time": 18.0, "remaining_time": 18.0, "horizon": 12.0}
    return st.ForecastPlan(**(known | {"target": 80.0} | changes))


def test_the_simplest_case_as_methods():
    # METHODS 9.2: 31 of 78 attained, 162 to come, Jeffreys.
    found = st.forecast_count(31, 78, 162, target=96).row(0, named=True)
    assert (found["estimate"], found["lower_80"], found["upper_80"]) == (95, 82, 110)
    assert (found["lower"], found["upper"]) == (75, 117)
    assert found["chance"] == pytest.approx(0.497, abs=5e-4)


def test_nobody_to_come_leaves_no_doubt():
    found = st.forecast_count(31, 78, 0, target=31).row(0, named=True)
    assert [found[name] for name in ("lower", "lower_80", "estimate", "upper_80", "upper")] == [31] * 5
    assert found["chance"] == 1
    assert st.forecast_count(31, 78, 0)["chance"][0] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 4, 3), "5 of 4 cannot have reached the goal"),
        ((0, 0, 3), "at least 1"),
        ((-1, 4, 3), "attained is -1"),
        ((1, 4, 2.5), "to_come is 2.5"),
    ],
)
def test_impossible_counts_are_refused(arguments, message):
    with pytest.raises(EstimateError, match=message):
        st.forecast_count(*arguments)


def test_chance_of_the_goal_as_the_closed_form():
    # METHODS M3.2: hazards .04 of the goal and .04 of leaving a month: half of 1 - exp(-.08 · 12).
    goal, others = np.array([[0.04]]), np.array([[0.04]])
    found = chance_by(np.array([0.0, 6.0, 13.0]), np.array([12.0, 12.0, 12.0]), np.zeros(1), np.ones(1), (goal, others))
    assert found[0] == pytest.approx([(1 - np.exp(-0.96)) / 2, (1 - np.exp(-0.48)) / 2, 0])


def test_chance_over_pieces_is_the_sum_over_pieces():
    goal, others = np.array([[0.1, 0.02]]), np.array([[0.0, 0.05]])
    found = chance_by(np.array([1.0]), np.array([5.0]), np.array([0.0, 3.0]), np.array([3.0, 9.0]), (goal, others))
    first = 1 - np.exp(-0.2)
    assert found[0, 0] == pytest.approx(first + np.exp(-0.2) * 2 / 7 * (1 - np.exp(-0.14)))


def test_a_forecast_adds_what_is_reached_what_is_on_the_way_and_what_is_to_come():
    found = st.forecast(PIECES, PRESENT, plan(), rng=np.random.default_rng(1)).row(0, named=True)
    assert found["present"] == 6
    assert found["to_come"] == pytest.approx(100, abs=2)
    # The same people one by one, with the posterior means of the hazards: 100 newcomers and those present.
    rates = [(np.array(PIECES[name]) + 0.5) / np.array(PIECES["person_time"]) for name in ("events", "others")]
    goal, others = (np.repeat(each, [300, 300, 600]) / 100 for each in rates)  # in hundredths of a month
    reached = np.cumsum(goal * np.exp(-np.cumsum(goal + others)))
    staying = np.exp(-np.cumsum(goal + others))
    newcomers = np.mean([reached[int(100 * min(12, 18 - arrival)) - 1] for arrival in np.linspace(0.005, 17.98, 3000)])
    at = [int(100 * elapsed) for elapsed in PRESENT["elapsed"]]
    expected = 35 + 100.5 * newcomers + sum((reached[-1] - reached[each]) / staying[each] for each in at)
    assert found["estimate"] == pytest.approx(expected, abs=1.5)
    assert found["lower"] < found["lower_80"] < found["estimate"] < found["upper_80"] < found["upper"]
    assert 0 < found["chance"] < 1


def test_the_same_generator_gives_the_same_forecast():
    first, again = (st.forecast(PIECES, PRESENT, plan(), rng=np.random.default_rng(7)) for _ in range(2))
    assert first.equals(again)


def test_nothing_to_come_and_nobody_present_is_what_is_reached():
    nobody = PRESENT.clear()
    found = st.forecast(PIECES, nobody, plan(remaining_time=0.0), rng=np.random.default_rng(1)).row(0, named=True)
    assert (found["lower"], found["estimate"], found["upper"]) == (35, 35, 35)


def test_no_more_are_enrolled_than_there_is_room_for():
    capped = st.forecast(PIECES, PRESENT, plan(most_to_come=10), rng=np.random.default_rng(1)).row(0, named=True)
    assert capped["to_come"] == 10
    assert capped["upper"] <= 35 + 6 + 10


def test_enrolment_may_end_before_the_deadline():
    rng = np.random.default_rng(1)
    found = st.forecast(PIECES, PRESENT, plan(enrolling_time=9.0), rng=rng).row(0, named=True)
    assert found["to_come"] == pytest.approx(50, abs=2)


@pytest.mark.parametrize(
    ("pieces", "present", "changes", "message"),
    [
        (PIECES.drop("others"), PRESENT, {}, "no column 'others'"),
        (PIECES[1:], PRESENT, {}, "must start at 0"),
        (PIECES.with_columns(person_time=pl.Series([1.0, 0.0, 1.0])), PRESENT, {}, "1 of 3 pieces have no follow-up"),
        (PIECES, PRESENT.rename({"elapsed": "time"}), {}, "no column 'elapsed'"),
        (PIECES, pl.DataFrame({"elapsed": [1.0, None]}), {}, "1 of 2 elapsed times are negative or missing"),
        (PIECES, PRESENT, {"horizon": 0.0}, "horizon is 0.0; it must be more than 0"),
        (PIECES, PRESENT, {"remaining_time": -1.0}, "remaining_time is -1.0; it must be 0 or more"),
    ],
)
def test_bad_input_is_refused(pieces, present, changes, message):
    with pytest.raises(EstimateError, match=message):
        st.forecast(pieces, present, plan(**changes), rng=np.random.default_rng(1))


def test_earlier_forecasts_are_held_against_what_came():
    earlier = pl.DataFrame(
        {"lower": [1, 2, 3], "upper": [5, 6, 7], "lower_80": [2, 3, 4], "upper_80": [4, 5, 6], "outcome": [4, 6, None]}
    )
    found = st.forecast_hits(earlier)
    assert found.select("confidence", "forecasts", "unknown", "hits").rows() == [(0.8, 2, 1, 1), (0.95, 2, 1, 2)]
    assert found["estimate"].to_list() == [0.5, 1.0]
    none = st.forecast_hits(earlier.with_columns(outcome=pl.lit(None, dtype=pl.Int64)))
    assert none["estimate"].to_list() == [None, None]
    with pytest.raises(EstimateError, match="no column 'outcome'"):
        st.forecast_hits(earlier.drop("outcome"))
    with pytest.raises(EstimateError, match="1 limits of 2 forecasts"):
        st.forecast_hits(earlier.with_columns(lower=pl.Series([None, 2, 3])))


def test_scenarios_where_there_is_too_little_to_forecast_from():
    assert not st.can_be_forecast(mature=19, quarters=9)
    assert not st.can_be_forecast(mature=50, quarters=3)
    assert st.can_be_forecast(mature=20, quarters=4)
    found = st.forecast_scenarios(10, 100, target=50, shares=(0.3, 0.4, 0.5))
    assert found["estimate"].to_list() == pytest.approx([40, 50, 60])
    assert found["reaches"].to_list() == [False, True, True]
    assert found["needed_share"].unique().to_list() == pytest.approx([0.4])
    assert st.forecast_scenarios(10, 0, target=50)["needed_share"].is_null().all()
    with pytest.raises(EstimateError, match="1 of 1 shares lie outside 0 to 1"):
        st.forecast_scenarios(10, 5, target=50, shares=(40,))


def test_the_verdict_needs_the_whole_interval():
    shares = pl.DataFrame({"alarm_lower": [0.41, 0.30, 0.20, 0.40, None], "alarm_upper": [0.6, 0.5, 0.39, 0.5, 0.5]})
    found = st.attainment_verdict(shares, target=0.40)
    assert found["verdict"].to_list() == ["above", "cannot_be_told", "below", "above", None]
    with pytest.raises(EstimateError, match="no column 'lower'"):
        st.attainment_verdict(shares, target=0.40, lower="lower")
    with pytest.raises(EstimateError, match="target is None"):
        st.attainment_verdict(shares, target=None)


IN_AND_OUT = pl.DataFrame(
    {"start": [0.0, 6.0], "end": [6.0, 12.0], "begun": [20, 10], "lost": [2, 4], "gone": [2, 1],
     "time_outside": [400.0, 250.0], "time_inside": [40.0, 110.0]}
)  # fmt: skip
SOMEWHERE = pl.DataFrame({"elapsed": [2.0] * 40 + [9.0] * 20, "inside": [False] * 60, "horizon": [12.0] * 60})


def foretold(people, pieces=IN_AND_OUT, *, draws=4_000, **changes):
    known = {"most_to_come": 0, "target": None} | changes
    return st.forecast_states(pieces, people, plan(**known), rng=np.random.default_rng(3), draws=draws).row(
        0, named=True
    )


def test_whoever_is_there_already_is_more_likely_to_be_there_in_the_end():
    inside = SOMEWHERE.with_columns(inside=pl.lit(True))
    assert foretold(inside)["estimate"] > foretold(SOMEWHERE)["estimate"] + 25


def test_time_that_has_passed_without_it_makes_it_less_likely():
    later = SOMEWHERE.with_columns(elapsed=pl.lit(11.0))
    assert foretold(later)["estimate"] < foretold(SOMEWHERE)["estimate"] - 8


def test_at_the_horizon_itself_nothing_is_left_to_chance():
    there = SOMEWHERE.with_columns(elapsed=pl.lit(12.0), inside=pl.Series([True] * 7 + [False] * 53))
    made = foretold(there)
    assert (made["lower"], made["estimate"], made["upper"]) == (42, 42, 42)


def test_a_shorter_horizon_counts_the_state_on_that_day():
    soon = SOMEWHERE.with_columns(elapsed=pl.lit(0.0), horizon=pl.lit(1.0))
    late = SOMEWHERE.with_columns(elapsed=pl.lit(0.0))
    assert foretold(soon)["estimate"] < foretold(late)["estimate"] - 10


def test_newcomers_come_at_the_pace_so_far_and_no_more_than_there_is_room_for():
    nobody = SOMEWHERE.clear()
    alone = foretold(nobody, enrolled=120, observed_time=12.0, remaining_time=6.0, most_to_come=None)
    assert alone["to_come"] == pytest.approx(60, abs=2)
    assert foretold(nobody, enrolled=120, observed_time=12.0, most_to_come=10)["upper"] <= 45


def test_where_nobody_was_ever_inside_little_is_known_and_that_is_said():
    never = IN_AND_OUT.with_columns(begun=pl.lit(0), lost=pl.lit(0), time_inside=pl.lit(0.0))
    made = foretold(SOMEWHERE, never)
    assert made["estimate"] == 35
    assert made["upper"] > 35


@pytest.mark.parametrize(
    ("people", "pieces", "message"),
    [
        (SOMEWHERE.drop("inside"), IN_AND_OUT, "`people` has no column 'inside'"),
        (SOMEWHERE.with_columns(elapsed=pl.lit(-1.0)), IN_AND_OUT, "60 of 60 people have a time that is negative"),
        (SOMEWHERE.with_columns(horizon=pl.lit(0.0)), IN_AND_OUT, "60 of 60 people"),
        (SOMEWHERE, IN_AND_OUT.drop("gone"), "`pieces` has no column 'gone'"),
        (SOMEWHERE, IN_AND_OUT.with_columns(end=pl.Series([5.0, 12.0])), "follow one another without gaps"),
        (SOMEWHERE, IN_AND_OUT.with_columns(lost=pl.Series([-1, 2])), "1 counts or times of 2 pieces are negative"),
        (SOMEWHERE, IN_AND_OUT.with_columns(time_outside=pl.lit(0.0)), "Nobody was followed outside the state"),
    ],
)
def test_impossible_people_and_pieces_are_refused(people, pieces, message):
    with pytest.raises(EstimateError, match=message):
        foretold(people, pieces)
