from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

st = rk.statistics


def test_representation_by_hand():
    # 60 of 240 against 35 % of 500: ratio .25 / .35; variance of its logarithm 1/60 - 1/240 + .65 / (500 · .35).
    found = st.representation_ratio(60, 240, 0.35, 500).row(0, named=True)
    error = np.sqrt(1 / 60 - 1 / 240 + 0.65 / 175)
    assert found["estimate"] == pytest.approx(0.25 / 0.35)
    assert found["std_error"] == pytest.approx(error)
    assert found["lower"] == pytest.approx(0.25 / 0.35 * np.exp(-1.959964 * error))
    assert found["upper"] == pytest.approx(0.25 / 0.35 * np.exp(1.959964 * error))


def test_a_reference_counted_in_full_has_no_error_of_its_own():
    full = st.representation_ratio(60, 240, 0.35)
    huge = st.representation_ratio(60, 240, 0.35, 10**12)
    assert full.row(0) == pytest.approx(huge.row(0), rel=1e-6)
    assert full["std_error"][0] == pytest.approx(np.sqrt(1 / 60 - 1 / 240))


def test_nobody_of_the_group_has_an_upper_limit():
    found = st.representation_ratio([0, 0], 240, 0.35, [500, None])
    assert found["estimate"].to_list() == [0, None]
    assert found["lower"][0] == 0
    assert found["upper"][0] == pytest.approx(st.koopman(0, 240, 175, 500)["upper"][0])
    none_known = st.representation_ratio(0, 240, 0.35)
    assert none_known["upper"][0] == pytest.approx(st.wilson(0, 240)["upper"][0] / 0.35, rel=1e-3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 4, 0.5), "events must lie between 0 and n"),
        ((5, 10, 0.0), "1 of 1 reference shares do not lie strictly between 0 and 1"),
        ((5, 10, 0.5, 0), "1 of 1 reference numbers are not positive"),
        ((5, 10, "half"), "must be numbers"),
        (([1, 2], 10, [0.5, 0.5, 0.5]), "2 shares cannot be compared with 3 references"),
    ],
)
def test_bad_references_are_refused(arguments, message):
    with pytest.raises(EstimateError, match=message):
        st.representation_ratio(*arguments)


def test_ratio_to_total_is_the_share_among_results_over_the_share_among_all():
    found = st.ratio_to_total(20, 84, 80, 240).row(0, named=True)
    assert found["estimate"] == pytest.approx((20 / 80) / (84 / 240))
    # Delta method for the four counts (20, 64, 60, 96) of 240, gradient of log a - log(a + c) - log(a + b).
    counts = np.array([20, 64, 60, 96])
    gradient = np.array([1 / 20 - 1 / 80 - 1 / 84, -1 / 84, -1 / 80, 0])
    variance = (gradient**2 * counts).sum() - (gradient * counts).sum() ** 2 / 240
    assert found["std_error"] == pytest.approx(np.sqrt(variance))


def test_ratio_to_total_stays_within_what_is_possible():
    found = st.ratio_to_total([0, 5, 50], [84, 84, 50], [80, 5, 50], 240)
    assert found["lower"][0] == 0
    assert found["upper"].to_list()[1:] == pytest.approx([240 / 84, 240 / 50])
    assert (found["lower"] <= found["estimate"]).all()
    assert (found["upper"] >= found["estimate"]).all()


def test_a_group_that_is_everybody_has_no_ratio():
    assert st.ratio_to_total(5, 10, 5, 10).row(0) == (None, None, None, None)


def test_a_group_outside_all_is_refused():
    with pytest.raises(EstimateError, match="1 of 1 groups are no part of all"):
        st.ratio_to_total(5, 10, 4, 20)
    with pytest.raises(EstimateError, match="1 of 1 groups are no part of all"):
        st.ratio_to_total(1, 10, 12, 20)  # eleven of ten others


def test_interaction_of_counts_is_that_of_two_newcombe_intervals():
    found = st.interaction_contrast([20, 30, 25, 40], [60, 61, 59, 70])
    women = st.newcombe(20, 60, 30, 61).row(0)
    men = st.newcombe(25, 59, 40, 70).row(0)
    combined = st.contrast(*zip(women, men, strict=True), weights=(1, -1))
    assert found.row(0) == pytest.approx(combined.row(0))
    assert found["estimate"][0] == pytest.approx(20 / 60 - 30 / 61 - 25 / 59 + 40 / 70)


def test_interaction_by_hand_and_mirrored():
    found = st.interaction_contrast([2, 5, 0, 10], [10, 10, 10, 10]).row(0)
    limits = st.wilson([2, 5, 0, 10], 10)
    p, low, high = (limits[name].to_numpy() for name in ("estimate", "lower", "upper"))
    below = np.sqrt((p[0] - low[0]) ** 2 + (high[1] - p[1]) ** 2 + (high[2] - p[2]) ** 2 + (p[3] - low[3]) ** 2)
    assert found[1] == pytest.approx(found[0] - below)
    mirrored = st.interaction_contrast([5, 2, 10, 0], [10, 10, 10, 10]).row(0)
    assert mirrored == pytest.approx((-found[0], -found[2], -found[1]))


def test_a_missing_cell_leaves_no_contrast():
    assert st.interaction_contrast([2, 5, 0, 1], [10, 10, 0, 10]).row(0) == (None, None, None)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: st.interaction_contrast([1, 2, 3], [9, 9, 9]), "a contrast of 4 groups needs 4 of each"),
        (lambda: st.contrast([0.5, 0.5], [0.6, 0.4], [0.7, 0.6], (1, -1)), "1 of 2 estimates lie outside their limits"),
        (lambda: st.contrast(["a"], [0], [1], (1,)), "must be numbers"),
    ],
)
def test_impossible_contrasts_are_refused(call, message):
    with pytest.raises(EstimateError, match=message):
        call()


def test_pooled_shares_lie_between_the_raw_share_and_the_others():
    found = st.partial_pooling([1, 20, 22, 18], [10, 50, 50, 50])
    assert found.columns == ["events", "n", "raw", "estimate", "std_error", "lower", "upper", "use"]
    assert found["use"].unique().to_list() == ["display_only"]
    assert found["raw"][0] < found["estimate"][0] < 60 / 150
    assert found["std_error"][0] > found["std_error"][1]
    assert ((found["lower"] < found["estimate"]) & (found["estimate"] < found["upper"])).all()


def test_large_groups_keep_their_shares_and_an_empty_one_gets_the_others():
    found = st.partial_pooling([300, 600, 0], [1000, 1000, 0])
    assert found["estimate"][:2].to_list() == pytest.approx([0.3, 0.6], abs=0.005)
    assert found["raw"][2] is None
    assert 0.3 < found["estimate"][2] < 0.6


def test_with_main_effects_groups_are_drawn_towards_what_the_effects_say():
    effects = [[woman, born] for woman in (0, 1) for born in (0, 1)] * 2
    events, n = [20, 8, 20, 8, 20, 8, 21, 4], [40, 40, 40, 40, 40, 40, 40, 8]
    plain = st.partial_pooling(events, n)
    adjusted = st.partial_pooling(events, n, effects)
    assert plain["estimate"][7] < 0.5
    assert adjusted["estimate"][7] < plain["estimate"][7]  # such groups have 20 %, all together a third


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1], [10]), "pooling needs at least two groups"),
        (([1, None], [10, 10]), "1 of 2 groups have no count"),
        (([1, 1], [10, 20_000]), "1 of 2 groups have more than 10,000 people"),
        (([1] * 4, [10] * 4, [0, 1, 0, 1]), "at least 6 groups"),
        (([1] * 6, [10] * 6, [1, 1, 1, 1, 1, 1]), "leave one of them out"),
        (([1] * 6, [10] * 6, [1, 2, 3]), "partial|main_effects"),
    ],
)
def test_pooling_refuses_what_it_cannot_do(arguments, message):
    with pytest.raises(EstimateError, match=message):
        st.partial_pooling(*arguments)


def test_koopman_where_everybody_of_a_group_has_the_event():
    # 10 of 10 against 5 of 10. Upper: the first share at its end, 1, so 1 / the Wilson limit of the second. Lower: the
    # second share is 15/20, its distance 10/3, and the first takes what is left of z².
    found = st.koopman(10, 10, 5, 10).row(0)
    assert found[2] == pytest.approx(1 / st.wilson(5, 10)["lower"][0])
    assert found[1] == pytest.approx(4 / 3 / (1 + (1.9599639845**2 - 10 / 3) / 10), abs=1e-9)
    # 10 of 10 twice: 10 (r - 1) = z², and its inverse.
    assert st.koopman(10, 10, 10, 10).row(0) == pytest.approx((1, 1 / 1.3841459, 1.3841459), abs=1e-6)


def test_ratios_turned_round_have_inverse_limits():
    rng = np.random.default_rng(8)
    n, m = rng.integers(1, 60, (2, 200))
    x, y = rng.integers(1, n + 1), rng.integers(1, m + 1)
    one, other = st.koopman(x, n, y, m), st.koopman(y, m, x, n)
    assert (one["lower"] * other["upper"]).to_numpy() == pytest.approx(np.ones(200), rel=1e-9)
    assert one.select(pl.col("lower") <= pl.col("estimate")).to_series().all()
