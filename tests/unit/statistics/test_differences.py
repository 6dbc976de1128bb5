"""Change beside change, benchmarks, conditions, negative controls, leaving out confounders."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.effects.benchmark_difference import benchmark_difference
from research_kit.statistics.effects.difference_in_differences import difference_in_differences
from research_kit.statistics.effects.effect_conditions import effect_conditions
from research_kit.statistics.effects.leave_one_out import leave_one_out
from research_kit.statistics.effects.negative_control import negative_control
from research_kit.statistics.proportions.newcombe import newcombe
from research_kit.statistics.weighting.att import att

PANEL = pl.DataFrame(
    [(unit, period, unit < 10, unit % 3 + period + 2.0 * (unit < 10 and period >= 5)) for unit in range(30)
     for period in range(1, 7)],
    schema=["unit", "period", "group", "y"], orient="row",
)  # fmt: skip
COLUMNS = {"id": "unit", "period": "period", "outcome": "y", "exposed": "group", "change": 5}


def test_a_change_of_two_on_parallel_lines():
    found = difference_in_differences(PANEL, **COLUMNS)
    assert found.effect["estimate"].item() == pytest.approx(2)
    assert found.pre_trend["estimate"].item() == pytest.approx(0, abs=1e-12)
    assert found.periods["estimate"].to_list() == pytest.approx([0, 0, 0, None, 2, 2], abs=1e-12)
    assert found.clusters == 30


def test_lines_that_part_before_the_change_are_seen():
    parting = PANEL.with_columns(y=pl.col("y") + 0.5 * pl.col("period") * pl.col("group"))
    row = difference_in_differences(parting, **COLUMNS).pre_trend.row(0, named=True)
    assert row["estimate"] == pytest.approx(0.5)
    assert row["lower"] > 0


@pytest.mark.parametrize(
    ("frame", "change", "said"),
    [
        (PANEL, {"change": 4}, "3 periods before the change"),
        (PANEL, {"change": 9}, "0 from it on"),
        (pl.concat([PANEL, PANEL.head(2)]), {}, "2 repeat one"),
        (PANEL.filter(~(pl.col("group") & (pl.col("period") == 2))), {}, "1 of 12 groups and periods"),
        (PANEL.with_columns(group=pl.col("group") | ((pl.col("unit") == 29) & (pl.col("period") > 5))), {},
         "1 participants are in both"),
        (PANEL, {"outcome": "z"}, "no column 'z'"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared(frame, change, said):
    with pytest.raises(EstimateError, match=said):
        difference_in_differences(frame, **(COLUMNS | change))


def test_a_benchmark_of_people_has_its_own_error():
    row = benchmark_difference(40, 100, 0.5, 200).row(0, named=True)
    assert (row["estimate"], row["lower"], row["upper"]) == pytest.approx(newcombe(40, 100, 100, 200).row(0))
    assert row["label"] == "different_groups"
    whole = benchmark_difference(40, 100, 0.5, None).row(0, named=True)
    assert row["lower"] < whole["lower"] < whole["upper"] < row["upper"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((0, 0, 0.5, 10), "n is 0"),
        ((1, 2, 1.5, 10), "share between"),
        ((1, 2, 0.5, 0), "how many people"),
        ((3, 2, 0.5, 9), "events"),
    ],
)
def test_bad_benchmarks(arguments, said):
    with pytest.raises(EstimateError, match=said):
        benchmark_difference(*arguments)


@pytest.mark.parametrize(
    ("persons", "events", "method", "status", "reason"),
    [
        ([60, 60], [20, 20], "sequential_trials", "ok", None),
        ([59, 300], [20, 90], "sequential_trials", "insufficient", "FEW_PERSONS"),
        ([60, 300], [19, 90], "clone_censor_weight", "insufficient", "FEW_EVENTS"),
        ([30, 30], [10, 10], "landmark", "ok", None),
        ([30, 29], [10, 10], "landmark", "insufficient", "FEW_PERSONS"),
    ],
)
def test_conditions(persons, events, method, status, reason):
    row = effect_conditions(persons, events, method=method).row(0, named=True)
    assert (row["status"], row["reason"]) == (status, reason)


def test_what_could_be_seen():
    row = effect_conditions([60, 60], [20, 28], method="sequential_trials").row(0, named=True)
    assert row["smallest_visible_ratio"] == pytest.approx(np.exp(2.8 * np.sqrt(1 / 20 + 1 / 28)))
    assert row["smallest_visible_gap"] == pytest.approx(0.25, abs=0.003)  # METHODS 0.3: 25 points at 60 a group, p = .4
    assert effect_conditions([60, 60], [0, 5], method="landmark")["smallest_visible_ratio"].item() is None
    with pytest.raises(EstimateError, match="more events than persons"):
        effect_conditions([10, 10], [11, 2], method="landmark")


def confounded():
    rng = np.random.default_rng(6)
    x, z = rng.normal(size=(2, 800))
    exposed = rng.random(800) < 1 / (1 + np.exp(-x))
    columns = {"x": x, "z": z, "exposed": exposed, "after": x + rng.normal(size=800)}
    return pl.DataFrame(columns | {"before": rng.normal(size=800), "x_before": x + rng.normal(size=800)})


def test_a_negative_control_fails_where_a_confounder_is_left_out():
    frame = confounded()

    def unadjusted(outcome):
        return att(frame, outcome=outcome, exposure="exposed", covariates=["z"])

    found = negative_control(unadjusted, ["before", "x_before"])
    assert found["control"].to_list() == ["before", "x_before"]
    assert found["passed"].to_list() == [True, False]


def test_leaving_out_the_confounder_moves_the_estimate():
    frame = confounded()
    found = leave_one_out(lambda names: att(frame, outcome="after", exposure="exposed", covariates=names), ["x", "z"])
    assert found["left_out"].to_list() == [None, "x", "z"]
    full, without_x, without_z = found["change"].abs()
    assert full == 0
    assert without_x > 0.5 > 0.1 > without_z


def test_an_estimator_must_give_one_estimate():
    with pytest.raises(EstimateError, match="one row with"):
        negative_control(lambda name: pl.DataFrame({"estimate": [1.0, 2.0]}), "y")
    with pytest.raises(EstimateError, match="at least two"):
        leave_one_out(lambda names: pl.DataFrame(), ["x"])
