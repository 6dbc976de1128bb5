from __future__ import annotations

import lifelines.statistics
import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import CountsError, EstimateError
from tests.unit.statistics.survival_data import leukaemia, life_table


def test_four_participants_by_hand():
    # Times 1..4, groups a b a b, all events: O - E for a = 2 - (1/2 + 1/3 + 1/2) = 2/3; V = 1/4 + 2/9 + 1/4 = 13/18.
    row = rk.statistics.log_rank(life_table([1, 2, 3, 4], [1, 1, 1, 1], arm=["a", "b", "a", "b"])).row(0, named=True)
    assert row["statistic"] == pytest.approx((2 / 3) ** 2 / (13 / 18))
    assert row["df"] == 1


def test_lifelines_agrees():
    rng = np.random.default_rng(3)
    time, event, arm = rng.integers(1, 20, 80), rng.integers(0, 2, 80), rng.integers(0, 4, 80)
    theirs = lifelines.statistics.multivariate_logrank_test(time, arm, event)
    found = rk.statistics.log_rank(life_table(time.tolist(), event.tolist(), arm=arm.tolist())).row(0)
    assert found == pytest.approx((theirs.test_statistic, 3, theirs.p_value), rel=1e-9)


def test_one_cause_counts_and_the_others_censor():
    time, cause, arm = [1, 2, 2, 3, 4, 5, 6], [1, 2, 1, 0, 1, 2, 1], list("abababa")
    found = rk.statistics.log_rank(life_table(time, cause, arm=arm), cause=1)
    censored = rk.statistics.log_rank(life_table(time, [int(c == 1) for c in cause], arm=arm))
    assert found.row(0) == pytest.approx(censored.row(0))


def test_late_entry_counts_only_those_present_between_rows():
    # Group b's participant enters at 4, so only group a is at risk at 3, although b's next row counts them.
    frame = pl.DataFrame({"start": [0, 0, 4, 0], "t": [3, 6, 7, 8], "e": [1, 1, 1, 0], "arm": ["a", "a", "b", "b"]})
    table = rk.counts.life_table(frame, duration="t", event="e", entry="start", by="arm")
    # By hand: at 3: a 2, b 1 of 3; at 6: a 1, b 2 of 3; at 7: a 0, b 2.
    excess, variance = 2 - 2 / 3 - 1 / 3, 2 / 9 + 2 / 9
    assert rk.statistics.log_rank(table)["statistic"][0] == pytest.approx(excess**2 / variance)


def test_strata_compare_within():
    one = {"months": [1, 2, 3, 4], "cause": [1, 1, 0, 1], "arm": list("abab")}
    other = {"months": [2, 3, 5, 6], "cause": [1, 1, 1, 0], "arm": list("bbaa")}
    frame = pl.concat([pl.DataFrame(one).with_columns(site=1), pl.DataFrame(other).with_columns(site=2)])
    table = rk.counts.life_table(frame, duration="months", event="cause", by=["site", "arm"])
    found = rk.statistics.log_rank(table, strata="site").row(0, named=True)
    excess, variance = 0.0, 0.0  # of arm a, time by time within each site
    for part in (one, other):
        for time in sorted({t for t, c in zip(part["months"], part["cause"], strict=True) if c}):
            at_risk = [a for t, a in zip(part["months"], part["arm"], strict=True) if t >= time]
            drawn = [a for t, c, a in zip(*part.values(), strict=True) if t == time and c]
            share, n, d = at_risk.count("a") / len(at_risk), len(at_risk), len(drawn)
            excess += drawn.count("a") - d * share
            variance += d * share * (1 - share) * (n - d) / (n - 1) if n > 1 else 0
    assert found["statistic"] == pytest.approx(excess**2 / variance)


def test_groups_that_never_meet_are_compared_among_those_they_meet():
    # a and b are seen in one stratum only, c and d in the other: two independent tests, so their statistics and
    # degrees of freedom add up.
    rng = np.random.default_rng(5)
    time, event = rng.exponential(5, 60).tolist(), rng.integers(0, 2, 60).tolist()
    arm = [*rng.choice(list("ab"), 30), *rng.choice(list("cd"), 30)]
    table = life_table(time, event, arm=arm, site=[0] * 30 + [1] * 30)
    found = rk.statistics.log_rank(table, strata="site").row(0)
    halves = [slice(0, 30), slice(30, 60)]
    alone = [
        rk.statistics.log_rank(life_table(time[half], event[half], arm=arm[half]))["statistic"][0] for half in halves
    ]
    assert found[:2] == (pytest.approx(sum(alone)), 2)
    assert found[2] == pytest.approx(np.exp(-sum(alone) / 2))  # chi-square with 2 degrees of freedom


@pytest.mark.parametrize("weight", [1, 1.7])
def test_groups_that_enter_when_the_others_have_left(weight):
    early = {"t": [1.0, 2, 3, 4], "e": [1] * 4, "start": [0.0] * 4, "arm": list("abab")}
    late = {"t": [11.0, 12, 13, 14], "e": [1] * 4, "start": [10.0] * 4, "arm": list("cdcd")}
    frame = pl.concat([pl.DataFrame(early), pl.DataFrame(late)]).with_columns(w=weight * (1 + pl.col("t") % 3))
    count = {"duration": "t", "event": "e", "entry": "start", "weight": "w", "by": "arm"}
    found = rk.statistics.log_rank(rk.counts.life_table(frame, **count)).row(0)
    parts = [
        rk.counts.life_table(frame.filter(pl.col("arm").is_in(pair)), **count) for pair in (["a", "b"], ["c", "d"])
    ]
    alone = [rk.statistics.log_rank(part)["statistic"][0] for part in parts]
    assert found[:2] == (pytest.approx(sum(alone)), 2)


def test_strata_by_position():
    table = life_table([1, 2, 3, 4], [1, 1, 1, 1], arm=list("abab"), site=[0, 0, 1, 1])
    assert rk.statistics.log_rank(table, ("site",)).equals(rk.statistics.log_rank(table, strata="site"))


def test_a_frame_is_to_be_counted_first():
    with pytest.raises(CountsError, match="not a life table"):
        rk.statistics.log_rank(pl.DataFrame({"time": [1]}))


def test_a_group_without_risk_at_any_event_is_left_out():
    found = rk.statistics.log_rank(life_table([1, 2, 3, 4, 0], [1, 1, 1, 1, 0], arm=list("ababc")))
    assert found["df"][0] == 1


def test_nobody_has_an_event():
    found = rk.statistics.log_rank(life_table([1, 2], [0, 0], arm=list("ab")))
    assert found.row(0) == (None, None, None)
    assert found.schema == {"statistic": pl.Float64, "df": pl.Int64, "p_value": pl.Float64}


def test_what_cannot_be_tested():
    with pytest.raises(EstimateError, match="needs two groups"):
        rk.statistics.log_rank(life_table([1, 2], [1, 1]))
    with pytest.raises(EstimateError, match="needs two groups"):
        rk.statistics.log_rank(life_table([1, 2], [1, 1], arm=["a", "a"]))
    with pytest.raises(EstimateError, match="not among the columns"):
        rk.statistics.log_rank(leukaemia(), strata="sex")
