from __future__ import annotations

import numpy as np
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

st = rk.statistics


@pytest.mark.parametrize(
    ("looks", "claims", "default"),
    [(1, 1, 2.70), (12, 1, 2.70), (14, 1, 2.70), (36, 1, 2.95), (42, 1, 2.95), (12, 3, 2.90), (12, 2, 2.90)],
)
def test_defaults_as_methods(looks, claims, default):
    assert st.look_plan(looks, claims=claims, correlation=0.9).default_z == default


def test_the_larger_of_default_and_exact_is_used():
    single = st.look_plan(12)
    assert (single.exact_z, single.z) == (pytest.approx(2.588, abs=5e-4), 2.70)
    family = st.look_plan(12, claims=3)
    assert family.z == family.exact_z > family.default_z  # without a correlation 2.976 is needed, not 2.90


def test_plans_without_a_default_leave_room_for_late_information():
    late = (np.arange(1, 61) / 60) ** 2
    assert st.look_plan(60).z == pytest.approx(st.alarm_z(60, information=late), abs=1e-9)


def test_information_near_plan_changes_nothing():
    plan = st.look_plan(12)
    later = st.revised_plan(plan, [0.05, 0.12, 0.20])
    assert (later.z, later.recomputed) == (plan.z, False)
    assert later.deviation == pytest.approx(0.05)


def test_information_far_from_plan_is_computed_again_and_never_lowers_the_limit():
    plan = st.look_plan(12)
    late = st.revised_plan(plan, [0.01, 0.02, 0.03, 0.05])
    assert late.recomputed
    assert late.exact_z > plan.exact_z
    assert late.z == max(late.exact_z, plan.z) >= 2.70
    early = st.revised_plan(late, [0.3, 0.5, 0.7, 0.8])
    assert early.recomputed
    assert early.z >= late.z


def test_a_limit_once_raised_stays_raised():
    plan = st.look_plan(14)
    raised = st.revised_plan(plan, [1e-6 * 8**look for look in range(8)])
    assert raised.z > plan.z
    back = st.revised_plan(raised, np.arange(1, 10) / 14)
    assert back.z == raised.z


def test_looks_count_only_with_ten_people_in_each_group():
    assert st.looks_that_count([[3, 20], [10, 30], [14, 9]]).tolist() == [False, True, False]
    with pytest.raises(EstimateError, match="one row per look"):
        st.looks_that_count([3, 4])


def test_more_looks_than_planned_are_refused():
    with pytest.raises(EstimateError, match="information has 4 values for 3 planned looks"):
        st.revised_plan(st.look_plan(3), [0.1, 0.2, 0.3, 0.4])
