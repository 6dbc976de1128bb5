from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

ONE_SHARE = [rk.statistics.wilson, rk.statistics.clopper_pearson]
TWO_SHARES = [rk.statistics.newcombe, rk.statistics.koopman]


@pytest.mark.parametrize("estimator", ONE_SHARE)
def test_none_and_all_have_exact_ends(estimator):
    found = estimator([0, 20], [20, 20])
    assert found["lower"][0] == 0
    assert found["upper"][1] == 1
    assert found["upper"][0] == pytest.approx(1 - found["lower"][1])


@pytest.mark.parametrize("estimator", ONE_SHARE)
@pytest.mark.parametrize("given", [[1, 2], (1, 2), np.array([1, 2]), pl.Series([1, 2])])
def test_columns_of_any_kind(estimator, given):
    assert estimator(given, 10)["estimate"].to_list() == [0.1, 0.2]
    assert estimator(given, 10).columns == ["estimate", "lower", "upper"]


@pytest.mark.parametrize("estimator", ONE_SHARE)
def test_no_one_and_unknown_give_null(estimator):
    found = estimator([0, None, 1], [0, 5, None])
    assert found.null_count().row(0) == (3, 3, 3)


@pytest.mark.parametrize("estimator", ONE_SHARE)
@pytest.mark.parametrize(("events", "n"), [(3, 2), (-1, 2), ([1, 5], [2, 4])])
def test_no_count_out_of_n(estimator, events, n):
    with pytest.raises(EstimateError, match=r"1 of \d pairs are no count out of n"):
        estimator(events, n)


@pytest.mark.parametrize("estimator", ONE_SHARE)
@pytest.mark.parametrize(("events", "n"), [(1, float("inf")), (1.5, 10), (1, 10.5), ([1, 2], [4.5, 4])])
def test_what_counts_nobody(estimator, events, n):
    with pytest.raises(EstimateError, match=r"1 of \d events and n are no finite whole numbers"):
        estimator(events, n)


@pytest.mark.parametrize("estimator", ONE_SHARE)
@pytest.mark.parametrize(("events", "n"), [([1, 2], [3, 4, 5]), ([[1, 2]], [[3, 3]]), ([], [1, 2])])
def test_unequal_lengths(estimator, events, n):
    with pytest.raises(EstimateError, match="one of each for every share"):
        estimator(events, n)
    with pytest.raises(EstimateError, match="one of each for every share"):
        rk.statistics.newcombe(1, 2, events, n)


def test_confidence_by_position():
    assert rk.statistics.wilson(3, 10, 0.9).equals(rk.statistics.wilson(3, 10, confidence=0.9))
    assert rk.statistics.newcombe(3, 10, 1, 9, 0.9).equals(rk.statistics.newcombe(3, 10, 1, 9, confidence=0.9))


def test_words_are_no_counts():
    with pytest.raises(EstimateError, match="must be numbers"):
        rk.statistics.wilson("many", 10)


@pytest.mark.parametrize("estimator", ONE_SHARE)
def test_higher_confidence_is_wider(estimator):
    narrow, wide = (estimator(4, 15, confidence=confidence) for confidence in (0.8, 0.99))
    assert wide["lower"][0] < narrow["lower"][0] < narrow["upper"][0] < wide["upper"][0]


@pytest.mark.parametrize("estimator", TWO_SHARES)
def test_a_comparison_turns_around(estimator):
    one, other = estimator(8, 20, 3, 25).row(0), estimator(3, 25, 8, 20).row(0)
    if estimator is rk.statistics.newcombe:
        assert one == pytest.approx((-other[0], -other[2], -other[1]))
    else:
        assert one == pytest.approx((1 / other[0], 1 / other[2], 1 / other[1]))


@pytest.mark.parametrize("estimator", TWO_SHARES)
def test_one_pair_against_several(estimator):
    found = estimator([3, 4], [10, 10], 5, 10)
    assert found.row(1) == estimator(4, 10, 5, 10).row(0)
    with pytest.raises(EstimateError, match="cannot be compared"):
        estimator([1, 2], [5, 5], [1, 2, 3], [5, 5, 5])


def test_a_ratio_without_events():
    found = rk.statistics.koopman([0, 3, 0], 10, [3, 0, 0], 10)
    assert found["estimate"].to_list() == [0, None, None]
    assert found["lower"].is_null().to_list() == [False, False, True]
    assert found["upper"].is_null().to_list() == [False, True, True]


def test_the_score_is_at_its_limit_where_the_interval_ends():
    # The definition of a score interval: likelihood-restricted shares at distance z^2 (Koopman 1984, equation 3).
    x, n, y, m = 8, 20, 3, 25
    for ratio in rk.statistics.koopman(x, n, y, m).row(0)[1:]:
        grid = np.linspace(1e-6, min(1, ratio) - 1e-6, 200_001)  # share of the first group
        log_likelihood = (
            x * np.log(grid) + (n - x) * np.log1p(-grid) + y * np.log(grid / ratio) + (m - y) * np.log1p(-grid / ratio)
        )
        p = grid[log_likelihood.argmax()]
        q = p / ratio
        distance = (x - n * p) ** 2 / (n * p * (1 - p)) + (y - m * q) ** 2 / (m * q * (1 - q))
        assert distance == pytest.approx(1.959964**2, abs=1e-3)
