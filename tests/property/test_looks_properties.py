"""What holds for alarm limits, ratios and contrasts whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

import research_kit as rk
from tests.property.examples import examples

st = rk.statistics

QUICK = settings(max_examples=examples(40), deadline=None)
STEPS = some.lists(some.floats(0.02, 1.0), min_size=2, max_size=8)


@QUICK
@given(steps=STEPS, alpha=some.sampled_from([0.01, 0.05, 0.2]))
def test_the_limit_gives_the_chance_it_was_made_for_and_lies_between_one_look_and_bonferroni(steps, alpha):
    information = np.cumsum(steps)
    z = st.alarm_z(len(steps), information=information, alpha=alpha)
    assert st.chance_of_alarm(z, len(steps), information=information) == pytest.approx(alpha, abs=1e-8)
    assert st.alarm_z(1, alpha=alpha) < z < st.alarm_z(1, alpha=alpha / len(steps))


@QUICK
@given(steps=STEPS)
def test_falling_limits_spend_the_same_chance(steps):
    information = np.cumsum(steps) / np.sum(steps)
    for limits in (st.obrien_fleming(len(steps), information=information), st.alpha_spending(information)):
        both = [st.chance_of_detection(limits["z"], len(steps), drift=d, information=information) for d in (0, -1e-12)]
        assert sum(side["chance"][-1] for side in both) == pytest.approx(0.05, abs=1e-7)
        assert limits["z"].is_sorted(descending=True) or limits["z"].null_count() == 0


counts = some.integers(1, 60).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n)))


@QUICK
@given(cells=some.lists(counts, min_size=4, max_size=4))
def test_a_contrast_and_its_mirror(cells):
    events, n = zip(*cells, strict=True)
    found = st.interaction_contrast(events, n).row(0)
    swapped = st.interaction_contrast([events[i] for i in (1, 0, 3, 2)], [n[i] for i in (1, 0, 3, 2)]).row(0)
    assert found[1] <= found[0] <= found[2]
    assert swapped == pytest.approx((-found[0], -found[2], -found[1]), abs=1e-12)


@QUICK
@given(group=counts, others=counts)
def test_a_ratio_to_all_lies_within_its_limits_and_what_is_possible(group, others):
    (a, n), (b, m) = group, others
    found = st.ratio_to_total(a, n, a + b, n + m).row(0, named=True)
    if a + b == 0:
        assert found["estimate"] is None
        return
    assert found["estimate"] == pytest.approx((a / (a + b)) / (n / (n + m)))
    assert -1e-12 <= found["lower"] <= found["estimate"] + 1e-9
    assert found["estimate"] - 1e-9 <= found["upper"] <= (n + m) / n + 1e-9


@QUICK
@given(one=counts, other=counts)
def test_koopman_is_the_same_ratio_from_either_side(one, other):
    (x, n), (y, m) = one, other
    found, turned = st.koopman(x, n, y, m).row(0), st.koopman(y, m, x, n).row(0)
    if x and y:
        assert found[1] <= found[0] * (1 + 1e-12)
        assert found[2] >= found[0] * (1 - 1e-12)
        assert (1 / turned[2], 1 / turned[1]) == pytest.approx(found[1:], rel=1e-8)


@QUICK
@example(p_values=[0.0] * 6 + [0.8740743662192183])  # adjusted was smaller by the last digit
@given(p_values=some.lists(some.floats(0, 1), min_size=1, max_size=30))
def test_leads_do_not_depend_on_the_order(p_values):
    found = st.benjamini_hochberg(p_values)
    turned = st.benjamini_hochberg(p_values[::-1])
    assert found["adjusted"].to_list() == pytest.approx(turned["adjusted"].to_list()[::-1])
    assert (found["adjusted"] >= found["p_value"]).all()
