from __future__ import annotations

import numpy as np
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

st = rk.statistics


def test_one_look_at_one_claim_is_an_ordinary_interval():
    assert st.alarm_z(1) == pytest.approx(1.959964, abs=1e-6)
    assert st.alarm_z(1, alpha=0.01) == pytest.approx(2.575829, abs=1e-6)


def test_the_unit_of_information_does_not_matter():
    people = [20, 45, 60, 110, 180, 240]
    assert st.alarm_z(6, information=people) == pytest.approx(
        st.alarm_z(6, information=[each / 240 for each in people]), abs=1e-9
    )


def test_a_look_that_adds_nothing_costs_nothing():
    assert st.alarm_z(3, information=[1, 1, 2]) == pytest.approx(st.alarm_z(2), abs=1e-9)
    almost = st.alarm_z(3, information=[1, 1 + 1e-9, 2])  # counted as if a hundred-thousandth more were known
    assert st.alarm_z(2) <= almost <= st.alarm_z(2) + 1e-3


def test_claims_that_are_one_another_are_one_claim():
    assert st.alarm_z(12, claims=3, correlation=1) == pytest.approx(st.alarm_z(12), abs=1e-9)
    opposite = [[1, -1], [-1, 1]]
    assert st.alarm_z(12, claims=2, correlation=opposite) == pytest.approx(st.alarm_z(12), abs=1e-9)


def test_claims_that_add_up_to_one_another_are_allowed():
    # Differences between three groups: the third is the sum of the first two.
    three = [[1, -0.5, 0.5], [-0.5, 1, 0.5], [0.5, 0.5, 1]]
    # Tukey's studentised range for three groups and one look: qtukey(.95, 3, Inf) / sqrt(2) = 2.343701 in R.
    assert st.alarm_z(1, claims=3, correlation=three) == pytest.approx(2.343701, abs=2e-3)


def test_the_sign_of_a_claim_does_not_matter():
    assert st.alarm_z(4, claims=2, correlation=-0.6) == pytest.approx(
        st.alarm_z(4, claims=2, correlation=0.6), abs=2e-3
    )


def test_the_same_arguments_give_the_same_float_again():
    first = st.alarm_z(5, claims=3, correlation=0.5)
    assert isinstance(first, float)
    assert st.alarm_z(5, claims=3, correlation=0.5) == first


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"looks": 0}, "looks is 0; it must be a whole number of at least 1"),
        ({"looks": 2.5}, "looks is 2.5"),
        ({"looks": True}, "looks is True"),
        ({"looks": 3, "claims": 0}, "claims is 0"),
        ({"looks": 3, "alpha": 0}, "alpha is 0; the chance of a false alarm must lie strictly between 0 and 1"),
        ({"looks": 3, "alpha": 1.5}, "alpha is 1.5"),
        ({"looks": 3, "information": [1, 2]}, "information has 2 values for 3 looks"),
        ({"looks": 3, "information": [1, 3, 2]}, "not positive, or falls, at 1 of 3 looks"),
        ({"looks": 2, "information": [0, 2]}, "not positive, or falls, at 1 of 2 looks"),
        ({"looks": 2, "information": [float("nan"), 2]}, "not positive, or falls"),
        ({"looks": 2, "information": ["a", 2]}, "information must be numbers"),
        ({"looks": 2, "claims": 3, "correlation": -0.9}, "No 3 claims can have this correlation"),
        ({"looks": 2, "claims": 3, "correlation": [[1, 0.5], [0.5, 1]]}, r"must be one number, or 3 × 3"),
        ({"looks": 2, "claims": 2, "correlation": [[1, 0.5], [0.4, 1]]}, "symmetric with 1 on its diagonal"),
        ({"looks": 2, "claims": 2, "correlation": "high"}, "correlation must be one number or a square matrix"),
    ],
)
def test_what_cannot_be_computed_is_refused(arguments, message):
    with pytest.raises(EstimateError, match=message):
        st.alarm_z(**arguments)


def test_falling_limits_and_spending_refuse_bad_information():
    with pytest.raises(EstimateError, match="does not rise at 1 of 3 looks"):
        st.alpha_spending([0.2, 0.2, 0.5])
    with pytest.raises(EstimateError, match="does not rise at 1 of 2 looks"):
        st.alpha_spending([0.2, 1.5])
    with pytest.raises(EstimateError, match="must be one of: obrien-fleming, pocock"):
        st.alpha_spending([0.2, 1.0], spending="linear")


def test_a_chance_needs_a_limit_of_the_right_sign():
    with pytest.raises(EstimateError, match="z is 0; the alarm limit must be a positive number"):
        st.chance_of_alarm(0, 3)
    with pytest.raises(EstimateError, match="must be a negative number"):
        st.chance_of_low_alarm(1.96, 12)


def test_detection_of_nothing_is_half_a_false_alarm_and_signs_mirror():
    nothing = st.chance_of_detection(2.588, 12, drift=0)["chance"][-1]
    assert 2 * nothing == pytest.approx(st.chance_of_alarm(2.588, 12), abs=1e-9)
    up, down = (st.chance_of_detection(2.588, 12, drift=drift)["chance"].to_list() for drift in (2.8, -2.8))
    assert up == pytest.approx(down, abs=1e-12)
    with pytest.raises(EstimateError, match="z has 2 values for 12 looks"):
        st.chance_of_detection([2.0, 2.5], 12)


def test_a_confidence_sequence_tells_each_look_and_keeps_nulls():
    found = st.confidence_sequence([0.1, None, -0.1], [0.05, 0.04, 0.03], [10, 20, 30], 20)
    assert found.columns == ["estimate", "lower", "upper", "z"]
    assert found["lower"].is_null().to_list() == [False, True, False]
    assert found["upper"][0] - found["estimate"][0] == pytest.approx(found["z"][0] * 0.05)
    x = 8.21 * 10 / 20  # METHODS 8
    assert found["z"][0] == pytest.approx(np.sqrt((1 + 1 / x) * np.log((1 + x) / 0.05**2)))
    with pytest.raises(EstimateError, match="must be positive"):
        st.confidence_sequence(0.1, 0.05, 0, 20)
    with pytest.raises(EstimateError, match="1 of 1 standard errors are negative"):
        st.confidence_sequence(0.1, -0.05, 10, 20)


def test_leads_leave_out_what_could_not_be_compared():
    found = st.benjamini_hochberg([0.01, None, 0.04, 0.5], rate=0.10)
    assert found["adjusted"].to_list() == pytest.approx([0.03, None, 0.06, 0.5])
    assert found["lead"].to_list() == [True, None, True, False]
    with pytest.raises(EstimateError, match="1 of 2 p-values lie outside 0 to 1"):
        st.benjamini_hochberg([0.5, 1.2])
    with pytest.raises(EstimateError, match="rate is 0"):
        st.benjamini_hochberg([0.5], rate=0)


def test_exact_alarms_are_at_the_level_of_the_alarm_limit():
    found = st.exact_gap_alarm([0, 1], [15, 20], [8, 9], [20, 20], z=2.70)
    assert found["level"].to_list() == pytest.approx([0.006934, 0.006934], abs=1e-6)
    assert found["alarm"].to_list() == [True, False]
    assert st.exact_gap_alarm(None, 5, 1, 5, z=2.7).row(0) == (None, pytest.approx(0.006934, abs=1e-6), None)
    assert st.alarm_confidence(1.959964) == pytest.approx(0.95, abs=1e-8)
    with pytest.raises(EstimateError, match="target is 1"):
        st.exact_share_alarm(1, 5, target=1, z=2.7)
    with pytest.raises(EstimateError, match="z is -1"):
        st.exact_gap_alarm(1, 5, 1, 5, z=-1)
