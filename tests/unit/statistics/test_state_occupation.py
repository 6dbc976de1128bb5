from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.multistate.bootstrap_occupation import bootstrap_occupation
from research_kit.statistics.multistate.expected_time import expected_time
from research_kit.statistics.multistate.landmark_occupation import landmark_occupation
from research_kit.statistics.multistate.state_occupation import state_occupation
from research_kit.statistics.survival.empty_risk_set import EmptyRiskSetWarning

COLUMNS = {"id": "id", "start": "start", "stop": "stop", "event": "to"}


def spells(*rows, **columns):
    frame = pl.DataFrame(list(rows), schema=["id", "start", "stop", "to"], orient="row")
    return frame.with_columns(**{name: pl.Series(values) for name, values in columns.items()})


def four_people():
    """Work at 1 and lost at 3; work at 2, kept; education at 2; censored at 1."""
    return spells(
        (1, 0, 1, "work"), (1, 1, 3, "out"), (1, 3, 4, None), (2, 0, 2, "work"), (2, 2, 4, None),
        (3, 0, 2, "education"), (4, 0, 1, None),
    )  # fmt: skip


def at(found, time):
    return dict(found.filter(pl.col("time") == time).select("state", "estimate").iter_rows())


def test_four_participants_by_hand():
    # At 1: 1 of 4 to work. At 2, of the 2 left at the start, one to work, one to education: 3/4 x 1/2 each.
    # At 3: 1 of the 2 in work leaves it: 1/2 (1/4 + 3/8).
    found = state_occupation(four_people(), **COLUMNS)
    assert found.columns == ["time", "state", "estimate", "std_error", "lower", "upper"]
    assert found["state"].unique(maintain_order=True).to_list() == ["(s0)", "education", "out", "work"]
    assert at(found, 1) == pytest.approx({"(s0)": 3 / 4, "education": 0, "out": 0, "work": 1 / 4})
    assert at(found, 2) == pytest.approx({"(s0)": 0, "education": 3 / 8, "out": 0, "work": 5 / 8})
    assert at(found, 4) == pytest.approx({"(s0)": 0, "education": 3 / 8, "out": 5 / 16, "work": 5 / 16})


def test_the_standard_error_is_the_derivative_by_participant():
    # Each participant in turn counted 1e-6 more and less; the sum of the squares of what moves.
    rng = np.random.default_rng(4)
    frame = pl.concat(
        [spells((i, 0, a, "work"), (i, a, a + b, "out" if i % 3 else None)) for i, (a, b) in
         enumerate(rng.integers(1, 6, (12, 2)).tolist())]
    )  # fmt: skip
    found = state_occupation(frame, **COLUMNS, times=4)

    def weighted(weights):
        share = np.array([1.0, 0.0, 0.0])
        for time in range(1, 5):
            step = np.eye(3)
            for source, (begin, end, target) in ((0, (0, "a", 1)), (1, ("a", "e", 2))):
                there = weights * (times[begin] < time) * (time <= times[end])
                moves = (weights * (times[end] == time) * moved[source]).sum()
                if there.sum() > 0:
                    step[source, [source, target]] += np.array([-1, 1]) * moves / there.sum()
            share = share @ step
        return share

    first = frame.filter(pl.col("start") == 0)["stop"].to_numpy()
    second = frame.filter(pl.col("start") > 0)
    times = {0: np.zeros(12), "a": first, "e": second["stop"].to_numpy()}
    moved = [np.ones(12), second["to"].is_not_null().to_numpy()]
    units = np.eye(12) * 1e-6
    moves = np.array([(weighted(1 + unit) - weighted(1 - unit)) / 2e-6 for unit in units])
    in_order = dict(zip(["(s0)", "work", "out"], np.sqrt((moves**2).sum(axis=0)), strict=True))
    expected = [in_order[state] for state in found["state"].to_list()]
    assert found["std_error"].to_list() == pytest.approx(expected, abs=1e-8)


def test_participants_observed_late_are_at_risk_from_then_on():
    # At 2 only the first two are observed: 1 of 2. At 3 also the third: of (s0) 1 of 2.
    found = state_occupation(spells((1, 0, 2, "work"), (2, 0, 5, None), (3, 2, 3, "work")), **COLUMNS)
    assert at(found, 2)["work"] == pytest.approx(1 / 2)
    assert at(found, 3)["work"] == pytest.approx(3 / 4)


def test_all_transitions_at_one_time_use_the_risk_sets_just_before_it():
    # At 1 one enters work while another leaves it: out of work goes 1 of 1, not 1 of 2.
    frame = spells((1, 0, 1, "work"), (2, 0, 1, "out"), (3, 0, 1, None), initial=["out", "work", "out"])
    found = state_occupation(frame, **COLUMNS, initial="initial")
    assert at(found, 1) == pytest.approx({"out": 1 / 3 + 1 / 3, "work": 1 / 3})


@pytest.mark.parametrize(
    "codes",
    [[1, 0, 2, 0], [1.0, 0.0, 2.0, 0.0], ["1", None, "2", ""], ["1", "censored", "2", "censor"], ["1", "0", "2", "0"]],
)
def test_every_way_to_write_no_transition(codes):
    frame = pl.DataFrame({"id": [1, 2, 3, 4], "start": 0, "stop": [1, 2, 3, 4], "to": codes}, strict=False)
    found = state_occupation(frame, **COLUMNS)
    assert found["state"].unique(maintain_order=True).to_list() == ["(s0)", "1", "2"]
    assert found.filter(time=3)["estimate"].to_list() == pytest.approx([3 / 8, 1 / 4, 3 / 8])


def test_true_and_false_are_one_state_and_the_curve_is_one_minus_kaplan_meier():
    frame = pl.DataFrame({"id": [1, 2, 3], "start": 0, "stop": [1, 2, 3], "to": [True, False, True]})
    assert state_occupation(frame, **COLUMNS).filter(state="1")["estimate"].to_list() == pytest.approx(
        [1 / 3, 1 / 3, 1]
    )


def test_an_enum_orders_the_states():
    phases = pl.Enum(["referred", "work", "education", "", "unused"])
    frame = four_people().with_columns(pl.col("to").replace({"out": "referred"}).cast(phases))
    frame = frame.with_columns(initial=pl.lit("referred", dtype=phases)).with_columns(
        initial=pl.when(pl.col("start") == 0).then("initial")
    )
    found = state_occupation(frame, **COLUMNS, initial="initial")
    assert found["state"].unique(maintain_order=True).to_list() == ["referred", "work", "education"]


def test_entering_the_state_one_is_in_changes_nothing():
    split = spells((1, 0, 1, "work"), (1, 1, 2, "work"), (1, 2, 3, None), (2, 0, 3, None))
    whole = spells((1, 0, 1, "work"), (1, 1, 3, None), (2, 0, 3, None))
    assert state_occupation(split, **COLUMNS, times=[1, 2, 3]).equals(
        state_occupation(whole, **COLUMNS, times=[1, 2, 3])
    )


def test_groups_are_separate_and_null_is_one():
    frame = four_people().with_columns(gender=pl.when(pl.col("id") < 3).then(pl.lit("woman")))
    found = state_occupation(frame, **COLUMNS, by="gender", times=2)
    assert found.columns[:3] == ["gender", "time", "state"]
    alone = state_occupation(frame.filter(pl.col("gender").is_null()), **COLUMNS, times=2)
    rest = found.filter(pl.col("gender").is_null())
    assert at(rest, 2)["education"] == at(alone, 2)["education"] == 1
    assert at(rest, 2)["work"] == 0
    assert at(found.filter(gender="woman"), 2)["work"] == 1


def test_nobody_has_the_upper_limit_of_clopper_and_pearson_and_everybody_the_lower():
    # 0 of the 4 under observation at 1: 1 - .025^(1/4) = .60236. At .5 all 4 are still where they began.
    found = state_occupation(four_people(), **COLUMNS, times=[0.5, 1])
    assert found.filter(time=1, state="out").row(0)[2:] == pytest.approx((0, 0, 0, 0.6023646))
    assert found.filter(time=0.5, state="(s0)").row(0)[2:] == pytest.approx((1, 0, 0.3976354, 1))


def test_everybody_is_recognised_in_spite_of_rounding():
    # 49 deaths one after the other: the shares add up to 1 - 1e-16 or so, with one participant left to observe.
    found = state_occupation(spells(*[(i, 0, i + 1, "dead") for i in range(49)]), **COLUMNS, times=49)
    assert found.filter(state="dead")["estimate"][0] == pytest.approx(1, abs=1e-12)
    assert found.filter(state="dead").select("lower", "upper").row(0) == pytest.approx((0.025, 1))


def test_before_everything_and_after_everything():
    found = state_occupation(four_people(), **COLUMNS, times=[0, 9])
    assert found.filter(time=0)["estimate"].to_list() == [1, 0, 0, 0]
    assert found.filter(time=9).select("estimate", "std_error", "lower", "upper").null_count().row(0) == (4,) * 4


def test_when_everybody_has_left_for_good_the_occupation_stays():
    found = state_occupation(spells((1, 0, 1, "work"), (2, 0, 2, "education")), **COLUMNS, times=50)
    assert found["estimate"].to_list() == [0, 0.5, 0.5]


def test_no_transition_at_all():
    found = state_occupation(spells((1, 0, 1, None), (2, 0, 2, None)).cast({"to": pl.String}), **COLUMNS)
    assert found.select("time", "estimate", "std_error").rows() == [(1, 1, 0), (2, 1, 0)]


def test_one_participant():
    found = state_occupation(spells((1, 0, 3, "work")), **COLUMNS)
    assert found.select("estimate", "std_error").rows() == [(0, 0), (1, 0)]


def test_times_equal_up_to_noise_are_one():
    noisy = spells((1, 0.0, 0.1 + 0.2, "work"), (1, 0.3, 1.0, None), (2, 0.0, 0.3, None))
    found = state_occupation(noisy, **COLUMNS, times=[0.3, 0.1 + 0.2])
    assert found.filter(state="work")["estimate"].to_list() == [0.5, 0.5]


def test_any_engine_gives_the_same():
    frame = four_people()
    expected = state_occupation(frame, **COLUMNS)
    for other in (frame.lazy(), frame.to_pandas(), frame.to_arrow()):
        assert state_occupation(other, **COLUMNS).equals(expected)


def test_a_gap_is_allowed_where_the_state_after_it_is_told():
    frame = spells((1, 0, 1, "work"), (1, 3, 5, "out"), (2, 0, 5, None), initial=["out", "work", "out"])
    found = state_occupation(frame, **COLUMNS, initial="initial")
    assert at(found, 5)["work"] == 0
    assert at(found, 1)["work"] == 0.5


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (spells((1, 0, 2, "work"), (1, 1, 3, None)), "1 of 2 rows begin before"),
        (spells((1, 0, 2, "work"), (1, 3, 4, None)), "1 of 2 rows follow a gap"),
        (spells((1, 2, 2, "work"), (2, 0, 1, None)), "1 of 2 rows end in 'stop' at or before"),
        (spells((1, -1, 2, "work")), "1 of 1 rows have a negative time in 'start'"),
        (spells((1, 0, None, "work"), (2, 0, 1, None)), "1 of 2 rows have no finite time in 'stop'"),
        (spells((1, 0, float("nan"), "work"), (2, 0, 1.0, None)), "1 of 2 rows have no finite time in 'stop'"),
        (spells((None, 0, 1, "work"), (2, 0, 1, None)), "1 of 2 rows have no participant in 'id'"),
        (spells((1, 0, 1, 1), (2, 0, 1, None)), "1 of 2 rows have no event code in 'to'"),
        (spells((1, 0, 1, 1.5), (2, 0, 1, -1.0)), "2 of 2 rows have an event code"),
        (spells((1, "a", 1, 1)), "'start' holds String"),
        (four_people().clear(), "no rows"),
        (four_people().drop("to"), "no column 'to'"),
        (four_people().with_columns(to=pl.lit([1])), "Event column 'to' holds List"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_number(frame, message):
    with pytest.raises(EstimateError, match=message):
        state_occupation(frame, **COLUMNS)


def test_an_initial_state_must_be_there_and_must_not_contradict():
    rows = ((1, 0, 1, "work"), (1, 1, 2, None))
    with pytest.raises(EstimateError, match="1 of 2 rows have no state in 'initial'"):
        state_occupation(spells(*rows, initial=[None, "work"]), **COLUMNS, initial="initial")
    with pytest.raises(EstimateError, match="1 of 2 rows are in another state by 'initial'"):
        state_occupation(spells(*rows, initial=["out", "out"]), **COLUMNS, initial="initial")


def test_impossible_transitions_are_counted_by_pair_without_naming_anybody():
    possible = {"(s0)": ["work", "education"], "work": ["education"]}
    with pytest.raises(
        EstimateError, match="1 of 7 rows are transitions that are not possible: 1 from 'work' to 'out'"
    ):
        state_occupation(four_people(), **COLUMNS, allowed=possible)
    assert state_occupation(four_people(), **COLUMNS, allowed=possible | {"work": ["out"]}).height


def test_a_participant_in_two_groups_is_refused():
    frame = four_people().with_columns(gender=pl.when(pl.col("start") > 0).then(pl.lit("man")).otherwise(pl.lit("x")))
    with pytest.raises(EstimateError, match="2 of 4 participants are in several groups"):
        state_occupation(frame, **COLUMNS, by="gender")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"times": [-1]}, "times"),
        ({"times": []}, "times"),
        ({"times": ["a"]}, "times"),
        ({"interval": "wald"}, "logit, log-log, log, plain"),
        ({"confidence": 1.0}, "confidence"),
        ({"by": "time"}, "Rename it"),
    ],
)
def test_arguments_out_of_range_are_refused(wrong, message):
    with pytest.raises(EstimateError, match=message):
        state_occupation(four_people().with_columns(time=1), **COLUMNS, **wrong)


def test_what_is_no_frame_is_refused():
    with pytest.raises(EstimateError, match=r"builtins\.list"):
        state_occupation([1, 2], **COLUMNS)


def test_landmark_by_hand():
    # In work just after 2: persons 1 and 2; at 3 one of them leaves it.
    found = landmark_occupation(four_people(), **COLUMNS, landmark=2, state="work")
    assert found["time"].unique(maintain_order=True).to_list() == [3, 4]
    assert at(found, 4) == pytest.approx({"(s0)": 0, "education": 0, "out": 0.5, "work": 0.5})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"landmark": 3, "state": "education"}, "None of 4 participants is observed in state 'education' just after 3"),
        ({"landmark": 1, "state": "prison"}, "ever in state 'prison'"),
        ({"landmark": -1, "state": "work"}, "landmark is -1"),
        ({"landmark": 2, "state": "work", "times": [1, 3]}, "1 of 2 `times` are before the landmark"),
    ],
)
def test_landmarks_that_make_no_sense_are_refused(wrong, message):
    with pytest.raises(EstimateError, match=message):
        landmark_occupation(four_people(), **COLUMNS, **wrong)


def test_expected_time_by_hand():
    # (s0): 1 + 3/4; work: 1/4 + 5/8 + 5/16; education 2 x 3/8, out 5/16 over four months.
    found = expected_time(four_people(), **COLUMNS, tau=4)
    assert found.columns == ["state", "tau", "estimate", "std_error", "lower", "upper"]
    assert found["estimate"].to_list() == pytest.approx([1.75, 0.75, 0.3125, 1.1875])


def test_expected_time_beyond_what_was_observed_is_refused():
    with pytest.raises(EstimateError, match="In 1 of 1 groups nobody was observed until tau = 5"):
        expected_time(four_people(), **COLUMNS, tau=5)
    with pytest.raises(EstimateError, match="tau is 0"):
        expected_time(four_people(), **COLUMNS, tau=0)


def test_expected_time_without_any_spread_has_no_limits():
    row = expected_time(spells((1, 0, 3, "work"), (2, 0, 3, "work")), **COLUMNS, tau=3).row(0, named=True)
    assert (row["estimate"], row["std_error"], row["lower"], row["upper"]) == (3, 0, None, None)


def many_people(n=150):
    rng = np.random.default_rng(8)
    work, lost, end = rng.integers(1, 12, n), rng.integers(1, 12, n), rng.integers(6, 24, n)
    first = [(i, 0, min(w, e), "work" if w <= e else None) for i, (w, e) in enumerate(zip(work, end, strict=True))]
    later = [(i, w, min(w + k, e), "out" if w + k <= e else None)
             for i, (w, k, e) in enumerate(zip(work, lost, end, strict=True)) if w < e]  # fmt: skip
    return spells(*[tuple(int(x) if isinstance(x, np.integer) else x for x in row) for row in first + later])


def test_the_bootstrap_agrees_with_the_influence_function():
    # The standard deviation of 2,000 resamples has a Monte Carlo error of 1.6 %; the infinitesimal jackknife is
    # smaller by the order of 1/n = 0.7 %: within 3 x 1.6 + 1 %.
    exact = state_occupation(many_people(), **COLUMNS, times=[4, 8, 12])
    drawn = bootstrap_occupation(many_people(), **COLUMNS, times=[4, 8, 12], rng=np.random.default_rng(1))
    assert drawn.drop("std_error", "lower", "upper").equals(exact.drop("std_error", "lower", "upper"))
    inside = exact["std_error"].to_numpy() > 0
    ratio = drawn["std_error"].to_numpy()[inside] / exact["std_error"].to_numpy()[inside]
    assert inside.sum() >= 8
    assert ratio == pytest.approx(1, abs=0.06)
    assert drawn["lower"].to_numpy() == pytest.approx(exact["lower"].to_numpy(), abs=0.01)
    assert drawn["upper"].to_numpy() == pytest.approx(exact["upper"].to_numpy(), abs=0.01)


def test_the_bootstrap_is_decided_by_its_seed():
    def draw(seed):
        return bootstrap_occupation(many_people(60), **COLUMNS, times=8, rng=np.random.default_rng(seed), resamples=200)

    assert draw(1).equals(draw(1))
    assert not draw(1).equals(draw(2))


def test_the_bootstrap_refuses_times_that_many_resamples_do_not_reach():
    # Only one participant is followed past 1: 37 % of resamples are without her.
    others = [row for i in range(1, 30) for row in ((i, 0, 1, "work"), (i, 1, 2, None))]
    frame = spells(*others, (0, 0, 9, None))
    with pytest.raises(EstimateError, match="of 500 resamples of 30 participants could be fitted"):
        bootstrap_occupation(frame, **COLUMNS, times=5, rng=np.random.default_rng(1), resamples=500)
    with pytest.raises(EstimateError, match="past the last time"):
        bootstrap_occupation(frame, **COLUMNS, times=10, rng=np.random.default_rng(1), resamples=500)


def test_nothing_is_known_before_the_first_entry():
    late = spells((1, 20, 30, "work"), (2, 20, 40, None))
    found = state_occupation(late, **COLUMNS, times=[0, 6, 20, 30])
    values = found.select("estimate", "std_error", "lower", "upper")
    assert values[:4].null_count().row(0) == (4, 4, 4, 4)
    assert at(found, 20) == {"(s0)": 1.0, "work": 0.0}
    assert at(found, 30) == {"(s0)": 0.5, "work": 0.5}


def test_there_are_no_limits_where_nobody_is_observed_although_others_come_later():
    late = spells((1, 0, 3, "work"), (2, 0, 4, None), (3, 10, 12, "work"), (4, 10, 15, None))
    with pytest.warns(EmptyRiskSetWarning, match="1 of 1 groups"):
        found = state_occupation(late, **COLUMNS, times=[3, 6, 12])
    assert found["estimate"].to_list() == [0.5, 0.5, 0.5, 0.5, 0.25, 0.75]
    assert found["lower"].is_null().to_list() == [False, False, True, True, False, False]
