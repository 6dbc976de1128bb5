"""Shares, gaps and ratios against R's prop.test and published values."""

from __future__ import annotations

import pytest

import research_kit as rk
from tests.reference.cases import close, numbers, read_case, read_data


def test_wilson_as_prop_test():
    case = read_case("wilson_public")
    frame = read_data(case)
    found = rk.statistics.wilson(frame["x"], frame["n"], confidence=case["inputs"]["level"])
    assert numbers(found["estimate"]) == close(case["expected"]["p"], case)
    assert numbers(found["lower"]) == close(case["expected"]["lower"], case)
    assert numbers(found["upper"]) == close(case["expected"]["upper"], case)


@pytest.mark.parametrize(
    ("events", "n", "limits"),
    # Newcombe (1998), Stat Med 17:857-872, Table I, method 3; METHODS 7.1.
    [(81, 263, (0.2553, 0.3662)), (0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718)), (15, 148, (0.0624, 0.1605))],
)
def test_wilson_as_published(events, n, limits):
    assert rk.statistics.wilson(events, n).row(0)[1:] == pytest.approx(limits, abs=5e-5)


def test_clopper_pearson_as_published():
    # METHODS 7.1; R binom.test(3, 10): 0.06673951, 0.65245285.
    assert rk.statistics.clopper_pearson(3, 10).row(0) == pytest.approx((0.3, 0.06673951, 0.65245285), abs=5e-9)


@pytest.mark.parametrize(
    ("cells", "limits"),
    # Newcombe (1998), Stat Med 17:873-890, Table II, method 10, contrasts (a) to (h).
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe_as_published(cells, limits):
    assert rk.statistics.newcombe(*cells).row(0)[1:] == pytest.approx(limits, abs=5e-5)


def test_koopman_as_published():
    # Koopman (1984), section 4: 36 of 40 against 16 of 80, ratio 4.5, 95 % limits 2.94 and 7.15.
    assert rk.statistics.koopman(36, 40, 16, 80).row(0) == pytest.approx((4.5, 2.94, 7.15), abs=5e-3)
