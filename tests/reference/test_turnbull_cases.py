"""Turnbull's estimate against R's npsurv (source in each JSON file)."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.statistics.intervals.turnbull import turnbull
from research_kit.statistics.intervals.turnbull_optimality import turnbull_optimality
from tests.reference.cases import close, numbers, read_case, read_data


def columns(case):
    """The columns a case reads: the name is the first word of what it says of them."""
    read = {name: case["inputs"][name].split()[0] for name in ("left", "right", "weight") if name in case["inputs"]}
    return read | ({"by": [case["inputs"]["group"]]} if "group" in case["inputs"] else {})


def check(found, optimality, expected, case):
    assert found["left"].to_list() == expected["left"]
    assert found["right"].to_list() == expected["right"]
    assert numbers(found["probability"]) == close(expected["mass"], case)
    assert numbers(found["survival"]) == pytest.approx((1 - np.cumsum(expected["mass"])).tolist(), abs=1e-6)
    assert optimality["log_likelihood"].item() == pytest.approx(expected["loglik"], rel=1e-9)
    assert optimality["largest_violation"].item() < 1e-8


def test_cosmetic_deterioration_by_arm():
    case = read_case("turnbull_bcos")
    frame, named = read_data(case), columns(case)
    found = turnbull(frame, **named)
    optimality = turnbull_optimality(frame, found, left=named["left"], right=named["right"])
    for arm, expected in case["expected"].items():
        of_arm = pl.col("group") == arm
        check(found.filter(of_arm), optimality.filter(of_arm), expected, case)


@pytest.mark.parametrize("name", ["turnbull_marijuana", "turnbull_angina", "turnbull_mixed"])
def test_other_sets(name):
    case = read_case(name)
    frame, named = read_data(case), columns(case)
    found = turnbull(frame, **named)
    check(found, turnbull_optimality(frame, found, **named), case["expected"], case)


def test_without_intervals_it_is_kaplan_meier():
    # Exact and right-censored times alone: the product-limit estimate (6-MP arm, Freireich et al. 1963).
    case = read_case("km_6mp_textbook")
    frame = read_data(case).filter(pl.col("arm") == "6MP")
    ends = pl.when("event").then("time").alias("end")
    found = turnbull(frame.with_columns(ends), left="time", right="end").filter(pl.col("right").is_not_null())
    curve = rk.statistics.kaplan_meier(rk.counts.life_table(frame, duration="time", event="event"))
    steps = curve.filter(pl.col("events") > 0)
    assert found["left"].to_list() == found["right"].to_list() == steps["time"].to_list()
    assert found["survival"].to_list() == pytest.approx(steps["estimate"].to_list(), abs=1e-8)
