"""Restricted cubic splines."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.restricted_cubic_spline import nonlinearity_test, restricted_cubic_spline


def test_basis_by_hand():
    # Knots 0, 1, 3; Harrell (2015) section 2.4.5 with norm 2: divided by (3 - 0)^2.
    found = restricted_cubic_spline([-1.0, 0.5, 2.0, 3.0, 5.0], knots=[0, 1, 3])
    assert found.columns == ["spline_1", "spline_2"]
    by_hand = [
        0,
        0.5**3 / 9,
        (2**3 - 1**3 * 3 / 2) / 9,
        (27 - 8 * 3 / 2) / 9,
        (125 - 64 * 3 / 2 + 8 * 1 / 2) / 9,
    ]
    assert found["spline_2"].to_list() == pytest.approx(by_hand)


def test_straight_beyond_the_outer_knots():
    found = restricted_cubic_spline(np.linspace(10, 20, 11), knots=[0, 2, 5, 9])
    assert np.diff(found.to_numpy(), n=2, axis=0) == pytest.approx(np.zeros((9, 3)), abs=1e-9)


def test_knots_are_harrells():
    values = np.arange(1001.0)
    found = restricted_cubic_spline(values, knots=3, name="age")
    assert found["age_2"].to_list() == restricted_cubic_spline(values, knots=[100, 500, 900])["spline_2"].to_list()
    few = np.arange(50.0)
    assert restricted_cubic_spline(few)["spline_2"].to_list() == pytest.approx(
        restricted_cubic_spline(few, knots=[4, 24.5, 45])["spline_2"].to_list()
    )


def test_basis_as_in_r():
    # R 4.2.2, Hmisc 4.8-0: rcspline.eval(sqrt(seq(1, 150)) * 5, nk = 4, inclx = TRUE)[c(40, 90, 150), ].
    found = restricted_cubic_spline(np.sqrt(np.arange(1, 151)) * 5, knots=4)
    assert found["spline_2"].gather([39, 89, 149]).to_list() == pytest.approx(
        [2.44848927884814, 17.4640964307102, 46.4218304012653], rel=1e-12
    )
    assert found["spline_3"].gather([39, 89, 149]).to_list() == pytest.approx(
        [0, 0.649241966983435, 5.64700638361504], rel=1e-12
    )
    # Of 12 values: rcspline.eval(x, nk = 3)[c(6, 12)], knots 33.5, 42, 47.
    few = restricted_cubic_spline([18.5, 22, 25, 31, 33.5, 40, 44, 47, 52, 58, 61, 64])
    assert few["spline_2"].gather([5, 11]).to_list() == pytest.approx([1.50685871056241, 43.7592592592593], rel=1e-12)


@pytest.mark.parametrize(
    ("values", "knots", "sentence"),
    [
        ([1.0, np.nan, 3.0], 3, "1 of 3 values are missing"),
        ([1.0] * 200, 3, "knots coincide"),
        (list(range(200)), 2, "offered are 3 to 7"),
        (list(range(200)), [5, 3, 8], "knots coincide or are fewer"),
    ],
)
def test_refused(values, knots, sentence):
    with pytest.raises(EstimateError, match=sentence):
        restricted_cubic_spline(values, knots=knots)


def test_a_curve_is_found_and_a_line_is_left_alone():
    rng = np.random.default_rng(5)
    age = rng.uniform(-2, 2, 800)
    arguments = {"duration": "duration", "event": "event"}
    p_values = []
    for effect in (age**2, age):
        frame = pl.DataFrame({"duration": rng.exponential(np.exp(-effect)), "event": [True] * 800, "age": age})
        frame = frame.hstack(restricted_cubic_spline(age, name="bend").select("bend_2"))
        straight = cox(frame, **arguments, covariates=["age"])
        curved = cox(frame, **arguments, covariates=["age", "bend_2"])
        test = nonlinearity_test(straight, curved)
        assert test.df == 1
        p_values.append(test.p_value)
    assert p_values[0] < 1e-10
    assert p_values[1] > 0.01
    with pytest.raises(EstimateError, match="same rows"):
        nonlinearity_test(curved, straight)


def test_text_is_refused_without_its_values():
    with pytest.raises(EstimateError, match="The values are not numbers") as refused:
        restricted_cubic_spline(["secret"] * 20)
    assert "secret" not in str(refused.value)
