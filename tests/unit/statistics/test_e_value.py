from __future__ import annotations

import numpy as np
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.effects.e_value import e_value


def test_published_values():
    # VanderWeele & Ding (2017): 3.9 (1.8 to 8.7) gives 7.26 and 3.00.
    assert e_value(3.9, 1.8, 8.7).row(0) == pytest.approx((7.26, 3.00), abs=5e-3)


def test_an_interval_that_holds_one_needs_nothing_to_be_explained():
    assert e_value(1.4, 0.9, 2.0)["limit"].item() == 1
    assert e_value(0.8, upper=1.05)["limit"].item() == 1
    assert e_value(1, 0.8, 1.2).row(0) == (1, 1)


def test_without_the_nearer_limit_nothing_is_said_of_it():
    assert e_value(2.0)["limit"].item() is None
    assert e_value(2.0, upper=3.0)["limit"].item() is None


def test_a_ratio_and_its_inverse_are_as_strong():
    assert e_value(0.5, 0.4, 0.8).row(0) == pytest.approx(e_value(2.0, 1 / 0.8, 1 / 0.4).row(0))


@pytest.mark.parametrize(
    ("measure", "value", "ratio"),
    [
        ("odds_ratio", 2.25, 1.5),
        ("odds_ratio_rare", 2.25, 2.25),
        ("hazard_ratio_rare", 1.6, 1.6),
        ("hazard_ratio", 1.6, (1 - 0.5 ** np.sqrt(1.6)) / (1 - 0.5 ** np.sqrt(1 / 1.6))),
        ("standardised_difference", 0.5, np.exp(0.455)),
    ],
)
def test_other_measures_are_turned_into_a_risk_ratio(measure, value, ratio):
    assert e_value(value, measure=measure)["estimate"].item() == pytest.approx(ratio + np.sqrt(ratio * (ratio - 1)))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"estimate": -0.3}, "ratios are above 0"),
        ({"estimate": 2.0, "lower": 2.5}, "do not enclose"),
        ({"estimate": float("nan")}, "finite numbers"),
        ({"estimate": 2.0, "measure": "beta"}, "it is one of"),
    ],
)
def test_what_is_no_association(arguments, said):
    with pytest.raises(EstimateError, match=said):
        e_value(**arguments)
