from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError
from tests.unit.statistics.survival_data import life_table


def test_five_participants_by_hand():
    # F1(1) = 1/5; F1(3) = 1/5 + (4/5)(1/3) after one censoring at 2; F2(3) = (4/5)(1/3).
    curve = rk.statistics.cumulative_incidence(life_table([1, 2, 3, 3, 4], [1, 0, 1, 2, 0]))
    assert curve.columns == ["cause", "time", "at_risk", "events", "estimate", "std_error", "lower", "upper"]
    assert curve["cause"].to_list() == [1] * 4 + [2] * 4
    assert curve["estimate"].to_list() == pytest.approx([1 / 5, 1 / 5, 7 / 15, 7 / 15, 0, 0, 4 / 15, 4 / 15])


def test_groups_then_causes_then_times():
    curve = rk.statistics.cumulative_incidence(life_table([1, 2, 1, 3], [1, 2, 2, 0], arm=["b", "b", "a", None]))
    assert curve.select("arm", "cause", "time").rows() == [
        ("a", 1, 1), ("a", 2, 1), ("b", 1, 1), ("b", 1, 2), ("b", 2, 1), ("b", 2, 2), (None, 1, 3), (None, 2, 3),
    ]  # fmt: skip


def test_with_one_cause_it_is_the_complement_of_kaplan_meier():
    table = life_table([1, 2, 2, 3, 5, 6], [1, 0, 1, 1, 0, 1])
    incidence, kept = rk.statistics.cumulative_incidence(table), rk.statistics.kaplan_meier(table)
    assert incidence["estimate"].to_numpy() == pytest.approx(1 - kept["estimate"].to_numpy(), abs=1e-15)
    errors = kept["std_error"].drop_nulls().to_numpy()
    assert incidence["std_error"].to_numpy()[: len(errors)] == pytest.approx(errors, abs=1e-12)


def test_zero_events_have_the_upper_limit_of_clopper_and_pearson():
    # METHODS M3.2: 0 of the 3 at risk: 1 - .025^(1/3) = .7076.
    curve = rk.statistics.cumulative_incidence(life_table([1, 2, 3], [0, 1, 2])).filter(cause=1, time=1)
    assert curve.select("estimate", "std_error", "lower", "upper").row(0) == pytest.approx((0, 0, 0, 0.70760), abs=5e-6)


def test_all_censored():
    curve = rk.statistics.cumulative_incidence(life_table([1, 2], [0, 0]))
    assert curve["estimate"].to_list() == [0, 0]
    assert curve["upper"].to_list() == pytest.approx([1 - 0.025**0.5, 0.975])


@pytest.mark.parametrize(("interval", "limits"), [("plain", (0, 0)), ("log", (None, None))])
def test_zero_events_on_the_other_scales_are_as_in_r(interval, limits):
    curve = rk.statistics.cumulative_incidence(life_table([1, 2], [0, 1]), interval=interval)
    assert curve.select("lower", "upper").row(0) == limits


def test_one_participant():
    row = rk.statistics.cumulative_incidence(life_table([4], [2])).filter(cause=2).row(0, named=True)
    assert (row["estimate"], row["std_error"], row["lower"], row["upper"]) == (1, 0, None, None)


def test_an_unknown_interval_names_the_valid_ones():
    with pytest.raises(EstimateError, match="log-log, log, plain"):
        rk.statistics.cumulative_incidence(life_table([1], [1]), interval="beta-product")


def test_the_variance_is_that_of_the_matrix_recursion():
    # Andersen, Borgan, Gill & Keiding (1993), IV.4.14: covariance of the states carried forward row by row.
    rng = np.random.default_rng(5)
    table = life_table(rng.integers(1, 30, 300).tolist(), rng.integers(0, 4, 300).tolist())
    counts = table.table
    covariance, state = np.zeros((4, 4)), np.array([1.0, 0, 0, 0])
    expected = []
    for row in counts.iter_rows(named=True):
        hazards = np.array([row[f"events_{k}"] for k in (1, 2, 3)]) / row["at_risk"]
        step = np.eye(4)
        step[0] += [-hazards.sum(), *hazards]
        moved = np.array([[-1, 1, 0, 0], [-1, 0, 1, 0], [-1, 0, 0, 1]])
        spread = (np.diag(hazards) - np.outer(hazards, hazards)) / row["at_risk"]
        covariance = step.T @ covariance @ step + state[0] ** 2 * moved.T @ spread @ moved
        state = state @ step
        expected.append(np.sqrt(np.maximum(np.diag(covariance)[1:], 0)))
    found = rk.statistics.cumulative_incidence(table)["std_error"].to_numpy().reshape(3, -1).T
    assert found == pytest.approx(np.array(expected), abs=1e-9)


def test_the_tail_of_a_large_table_keeps_its_precision():
    # Without censoring the error is binomial, down to the last few of a million.
    n = 1_000_000
    left = np.array([500_000, 1_000, 10, 2, 1])
    events = -np.diff(np.append(n, left))
    at_risk = np.append(n, left[:-1])
    table = pl.DataFrame(
        {
            "time": np.arange(5),
            "entered": [n, 0, 0, 0, 0],
            "at_risk": at_risk,
            "censored": [0] * 4 + [1],
            "events": events,
        }
    )
    found = rk.statistics.cumulative_incidence(rk.counts.LifeTable(table=table))["std_error"].to_numpy()
    share = left / n
    assert found == pytest.approx(np.sqrt(share * (1 - share) / n), rel=1e-6)


def test_interval_and_confidence_by_position():
    table = life_table([1, 2, 3, 4], [1, 2, 1, 0])
    by_name = rk.statistics.cumulative_incidence(table, interval="log", confidence=0.9)
    assert rk.statistics.cumulative_incidence(table, "log", 0.9).equals(by_name)


@pytest.mark.parametrize("weight", [None, "w"])
def test_before_the_first_event_of_a_cause_there_is_no_error_at_all(weight):
    rng = np.random.default_rng(8)
    n = 400
    frame = pl.DataFrame({"t": rng.integers(1, 60, n), "w": rng.uniform(0.5, 2, n), "g": rng.integers(0, 3, n)})
    cause = pl.when(pl.col("t") > 40).then(2).when(pl.col("t") % 3 == 0).then(0).otherwise(1)
    table = rk.counts.life_table(frame.with_columns(e=cause), duration="t", event="e", weight=weight, by="g")
    rows = rk.statistics.cumulative_incidence(table).filter(estimate=0)
    assert rows.height > 50
    assert rows["std_error"].to_list() == [0.0] * rows.height
