"""Koopman's limits, pooled shares and forecasts against other computations in R."""

from __future__ import annotations

import pytest

import research_kit as rk
from tests.reference.cases import close, numbers, read_case

st = rk.statistics
KOOPMAN, POOLED, FORECASTS = (read_case(name) for name in ("koopman_score", "partial_pooling", "forecast_counts"))


@pytest.mark.parametrize("case", KOOPMAN["cases"], ids=lambda c: f"{c['x']}/{c['n']}-{c['y']}/{c['m']}-{c['conf']}")
def test_koopman_as_the_likelihood_in_r(case):
    found = st.koopman(case["x"], case["n"], case["y"], case["m"], confidence=case["conf"])
    assert numbers(found["lower"]) == close([case["lower"]], KOOPMAN)
    assert numbers(found["upper"]) == close([case.get("upper")], KOOPMAN)


@pytest.mark.parametrize("case", POOLED["cases"], ids=lambda case: f"{len(case['n'])}-groups")
def test_pooled_shares_as_direct_sums_in_r(case):
    found = st.partial_pooling(case["events"], case["n"], case["effects"] or None)
    assert numbers(found["estimate"]) == close(case["mean"], POOLED)
    assert numbers(found["std_error"]) == close(case["sd"], POOLED)


@pytest.mark.parametrize("case", FORECASTS["cases"], ids=lambda c: f"{c['attained']}-{c['mature']}-{c['to_come']}")
def test_forecasts_as_integrals_in_r(case):
    given = case["attained"], case["mature"], case["to_come"]
    found = st.forecast_count(*given, target=case["target"]).row(0, named=True)
    for name in ("estimate", "lower_80", "upper_80", "lower", "upper"):
        assert found[name] == case[name]
    assert found["chance"] == pytest.approx(case["tail"], abs=FORECASTS["tolerance"]["abs"])


def test_the_share_of_the_samba_target_as_methods():
    # METHODS 9.2: Wilson(88/220) = .3375 to .4659.
    assert st.wilson(88, 220).row(0)[1:] == pytest.approx((0.3375, 0.4659), abs=5e-5)
