"""Aalen-Johansen against R's survfit and etm (source in the JSON file), and exact values."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from tests.reference.cases import close, numbers, read_case, read_data

CAUSES = {1: "pcm", 2: "death"}


@pytest.fixture
def case():
    return read_case("cif_mgus2")


@pytest.fixture
def life_table(case):
    return rk.counts.life_table(read_data(case), duration="etime", event="state")


@pytest.mark.parametrize("cause", CAUSES)
def test_incidence_with_greenwood_errors_and_log_limits(case, life_table, cause):
    expected = case["expected"]["all"][CAUSES[cause]]
    curves = rk.statistics.cumulative_incidence(life_table, interval="log")
    read = rk.statistics.at_times(curves, case["expected"]["grid"]).filter(cause=cause)
    assert numbers(read["estimate"]) == close(expected["cif"], case)
    assert numbers(read["std_error"]) == close(expected["se_greenwood"], case)
    assert numbers(read["std_error"]) == close(expected["se_survfit_IJ"], case)
    assert numbers(read["lower"]) == close(expected["ci_log_survfit"]["lower"], case)
    assert numbers(read["upper"]) == close(expected["ci_log_survfit"]["upper"], case)


def test_event_free_share(case, life_table):
    read = rk.statistics.at_times(rk.statistics.kaplan_meier(life_table), case["expected"]["grid"])
    assert numbers(read["estimate"]) == close(case["expected"]["all"]["event_free"], case)


@pytest.mark.parametrize(
    ("tau", "std_errors"),
    [
        # R 4.2.2, survival 3.5.3: summary(survfit(Surv(etime, factor(state)) ~ 1, influence = TRUE), rmean = tau)$table
        (60, (0.545307203072960, 0.180171607604474, 0.532050453475518)),
        (120, (1.192526524519802, 0.484811167077236, 1.187152478224708)),
        (300.5, (2.89933087128772, 1.85598996202733, 3.19872295586034)),
        (500, (4.27080619018117, 5.31569195547640, 6.19838879827267)),
    ],
)
def test_restricted_mean_of_every_state(life_table, tau, std_errors):
    found = [rk.statistics.restricted_mean(life_table, tau=tau, cause=cause) for cause in (None, 1, 2)]
    assert [row["std_error"][0] for row in found] == pytest.approx(std_errors, rel=1e-9)
    assert sum(row["estimate"][0] for row in found) == pytest.approx(tau, rel=1e-12)


def test_restricted_mean_of_a_cause(life_table):
    # As above: time in state pcm and death up to 120.
    months = [rk.statistics.restricted_mean(life_table, tau=120, cause=cause)["estimate"][0] for cause in (1, 2)]
    assert months == pytest.approx([4.08913840433616, 37.36701142130482], rel=1e-12)


def test_sampling_weights_give_the_infinitesimal_jackknife(case):
    # R: w <- c(.5, 1, 2.3, 1.7)[1 + row %% 4]; survfit(Surv(etime, state) ~ 1, weights = w), survival 3.5.3.
    frame = read_data(case)
    weight = np.array([0.5, 1, 2.3, 1.7])[(np.arange(frame.height) + 1) % 4]
    table = rk.counts.life_table(frame.with_columns(weight=weight), duration="etime", event="state", weight="weight")
    read = rk.statistics.at_times(rk.statistics.cumulative_incidence(table), [5, 50, 100, 150, 202, 285])
    pcm, death = (read.filter(cause=cause) for cause in (1, 2))
    assert pcm["estimate"][-1] == pytest.approx(0.10086969259704398, rel=1e-10)
    assert pcm["std_error"].to_list() == pytest.approx(
        [0.00174671827325304, 0.00442512620206881, 0.00646645163534907, 0.00777926227174932, 0.00969340497420205,
         0.01195074361734262], rel=1e-9)  # fmt: skip
    assert death["std_error"].to_list() == pytest.approx(
        [0.00779355331552803, 0.01351663839066149, 0.01531876981553410, 0.01600450861038270, 0.01639381565451446,
         0.01938703176189384], rel=1e-9)  # fmt: skip


def test_ties_of_different_causes_are_exact():
    # METHODS section 0.9: F1 = 0.5625, by hand 2/8 + (5/8)(1/5) + (3/8)(1/2); lifelines gives 0.5625 or 0.75 by seed.
    frame = pl.DataFrame({"month": [3, 3, 3, 6, 6, 9, 12, 12], "cause": [1, 2, 1, 1, 2, 0, 1, 0]})
    curve = rk.statistics.cumulative_incidence(rk.counts.life_table(frame, duration="month", event="cause"))
    assert rk.statistics.at_times(curve, 12)["estimate"].to_list() == pytest.approx([0.5625, 0.25], abs=1e-15)


def test_constant_hazards_give_the_closed_form():
    # METHODS M3.2: hazards .04/.02/.02 a month: F(12) = .5 (1 - exp(-.96)) = .3086; 1 - KM = 1 - exp(-.48) = .3812.
    # A fine grid of expected counts stands for infinitely many participants.
    steps = 12_000
    hazards = np.array([0.04, 0.02, 0.02]) * 12 / steps
    at_risk = 1e9 * (1 - hazards.sum()) ** np.arange(steps)
    columns = {f"events_{k}": at_risk * hazards[k - 1] for k in (1, 2, 3)}
    events = at_risk * hazards.sum()
    table = pl.DataFrame(
        {"time": 12 / steps * np.arange(1, steps + 1), "entered": np.eye(1, steps)[0] * 1e9, "at_risk": at_risk,
         "censored": np.zeros(steps), "events": events} | columns
    )  # fmt: skip
    life_table = rk.counts.LifeTable(table=table)
    incidence = rk.statistics.at_times(rk.statistics.cumulative_incidence(life_table), 12.0)
    assert incidence["estimate"][0] == pytest.approx(0.3086, abs=5e-5)
    alone = rk.counts.LifeTable(table=table.drop(columns).with_columns(events=columns["events_1"]))
    kept = rk.statistics.at_times(rk.statistics.kaplan_meier(alone), 12.0)
    assert 1 - kept["estimate"][0] == pytest.approx(0.3812, abs=5e-5)
