"""Alarm limits against R's rpact and mvtnorm, Pocock's and O'Brien and Fleming's constants, and METHODS section 8."""

from __future__ import annotations

import numpy as np
import pytest

import research_kit as rk
from tests.reference.cases import close, numbers, read_case

st = rk.statistics
LOOKS = read_case("gs_12_looks_and_textbook")


def test_twelve_equal_looks_as_the_recursion_in_r():
    assert st.alarm_z(12) == pytest.approx(LOOKS["expected"]["classic_pocock"]["C"], abs=1e-8)
    assert st.alarm_z(12) == pytest.approx(2.588, abs=5e-4)  # METHODS 8


def test_constants_as_published():
    # Jennison and Turnbull (2000), Tables 2.1 and 2.3, to three decimals, two-sided 5 %.
    published = LOOKS["expected"]["published_constants"]
    for looks, pocock, obrien_fleming in zip(
        *(published[key] for key in ("K", "pocock", "obrien_fleming")), strict=True
    ):
        assert st.alarm_z(looks) == pytest.approx(pocock, abs=6e-4)
        assert st.obrien_fleming(looks)["z"][-1] == pytest.approx(obrien_fleming, abs=6e-4)


@pytest.mark.parametrize(
    ("looks", "at_5", "at_1"),
    # Jennison and Turnbull (2000), Table 2.1: C_P(K, α) for two-sided 5 % and 1 %.
    [(2, 2.178, 2.772), (3, 2.289, 2.873), (4, 2.361, 2.939), (5, 2.413, 2.986), (6, 2.453, 3.023), (7, 2.485, 3.053),
     (8, 2.512, 3.078), (9, 2.535, 3.099), (10, 2.555, 3.117), (11, 2.572, 3.133), (12, 2.588, 3.147),
     (15, 2.626, 3.182), (20, 2.672, 3.225)],
)  # fmt: skip
def test_pocock_constants_as_published(looks, at_5, at_1):
    assert st.alarm_z(looks) == pytest.approx(at_5, abs=6e-4)
    assert st.alarm_z(looks, alpha=0.01) == pytest.approx(at_1, abs=6e-4)


@pytest.mark.parametrize("case", read_case("alarm_single")["cases"], ids=lambda case: f"{case['name']}-{case['looks']}")
def test_one_claim_as_rpact(case):
    found = st.alarm_z(case["looks"], information=case["information"], alpha=case["alpha"])
    assert found == pytest.approx(case["z"], abs=1e-6)


@pytest.mark.parametrize("case", read_case("alarm_families")["cases"], ids=lambda case: f"{case['looks']}-{case['z']}")
def test_families_as_mvtnorm(case):
    """The chance within 3e-4, which is less than 0.003 in the limit: both integrate with points, and both err."""
    claims = len(case["correlation"])
    asked = {"claims": claims, "correlation": case["correlation"], "information": case["information"]}
    assert st.chance_of_alarm(case["z"], case["looks"], **asked) == pytest.approx(case["chance"], abs=3e-4)


def test_independent_claims_by_integration_are_those_of_sidak():
    assert st.alarm_z(12, claims=3, correlation=0) == pytest.approx(st.alarm_z(12, claims=3), abs=1e-3)
    assert st.alarm_z(1, claims=12) == pytest.approx(2.858, abs=5e-4)  # Šidák; METHODS 8: 2.86


@pytest.mark.parametrize("case", read_case("alarm_bounds")["cases"], ids=lambda case: f"{case['kind']}-{case['looks']}")
def test_falling_limits_as_rpact(case):
    information = case.get("information") or (np.arange(1, case["looks"] + 1) / case["looks"]).tolist()
    if case["kind"] == "OF":
        found = st.obrien_fleming(case["looks"], information=information)["z"]
    else:
        spending = {"asOF": "obrien-fleming", "asP": "pocock"}[case["kind"]]
        found = st.alpha_spending(information, spending=spending)["z"]
    # Where the chance to spend is below 1e-6, rpact itself errs by 0.002; there the recursion of the next test is used.
    told = [place for place, z in enumerate(case["z"]) if z is not None and z < 5]
    assert [found[place] for place in told] == pytest.approx([case["z"][place] for place in told], abs=2e-5)


@pytest.mark.parametrize("spending", ["obrien-fleming", "pocock"])
def test_spending_as_the_recursion_in_r(spending):
    expected = LOOKS["expected"]["lan_demets_" + spending.replace("-", "_")]
    found = st.alpha_spending(expected["t"], spending=spending)
    assert numbers(found["spent"]) == close(expected["cum_alpha"], LOOKS)
    # The first limit belongs to a chance of 1.6e-14, which R has from 1 minus a number near 1.
    assert numbers(found["z"])[1:] == close(expected["z"][1:], LOOKS)
    assert found["z"][0] == pytest.approx(expected["z"][0], abs=5e-4)


def test_obrien_fleming_as_methods_and_as_the_recursion_in_r():
    found = st.obrien_fleming(12)["z"]
    assert numbers(found) == close(LOOKS["expected"]["classic_obrien_fleming"]["z"], LOOKS)
    assert found.gather([0, 5, 11]).to_list() == pytest.approx([7.266, 2.966, 2.098], abs=1e-3)


@pytest.mark.parametrize(("looks", "chance"), [(12, 0.104), (42, 0.155), (157, 0.208)])  # METHODS 7.7: 10, 16, 21 %
def test_false_yellow_as_methods(looks, chance):
    assert st.chance_of_low_alarm(-1.96, looks) == pytest.approx(chance, abs=5e-4)


@pytest.mark.parametrize(
    ("z", "looks", "chance", "margin"),
    # METHODS section 8: uncorrected, the defaults for one claim, and monthly looks with late information.
    [(1.959964, 12, 0.208, 5e-4), (2.70, 12, 0.037, 5e-4), (2.80, 42, 0.047, 5e-4)],
)
def test_chances_as_methods(z, looks, chance, margin):
    assert st.chance_of_alarm(z, looks) == pytest.approx(chance, abs=margin)


def test_late_information_as_methods():
    # METHODS 8: 42 monthly looks at 2.80 with late information 6.8 %.
    late = (np.arange(1, 43) / 42) ** 2
    assert st.chance_of_alarm(2.80, 42, information=late) == pytest.approx(0.068, abs=1e-3)


def test_detection_as_methods():
    # METHODS 8: constant 68 % at 2.58, O'Brien and Fleming 78 %, confidence sequence 48 %; half of all by quarter 6.
    constant = st.chance_of_detection(2.58, 12)["chance"]
    assert constant[-1] == pytest.approx(0.676, abs=5e-3)
    assert constant[5] / constant[-1] == pytest.approx(0.5, abs=0.03)
    assert st.chance_of_detection(st.obrien_fleming(12)["z"], 12)["chance"][-1] == pytest.approx(0.78, abs=5e-3)
    sequence = st.confidence_sequence(0, 1, np.arange(1, 13), 6)
    assert st.chance_of_detection(sequence["z"], 12)["chance"][-1] == pytest.approx(0.48, abs=5e-3)


def test_confidence_sequence_as_methods():
    # METHODS 8: 3.0 to 3.4 standard errors, 1.1 % false alarms over twelve looks (1.2 % here).
    z = numbers(st.confidence_sequence(0, 1, np.arange(1, 13), 6)["z"])
    assert (min(z), max(z)) == pytest.approx((3.035, 3.444), abs=1e-3)
    by_side = st.chance_of_detection(z, 12, drift=1e-12)["chance"][-1]
    assert 2 * by_side == pytest.approx(0.0116, abs=2e-4)


def test_leads_and_exact_tests_as_r():
    case = read_case("alarm_exact_tests")
    leads = st.benjamini_hochberg(case["benjamini_hochberg"]["p"], rate=0.25)
    assert numbers(leads["adjusted"]) == close(case["benjamini_hochberg"]["adjusted"], case)
    # Benjamini and Hochberg (1995) would call 5 of these 25 leads at 25 %.
    assert leads["lead"].sum() == sum(p <= 0.25 for p in case["benjamini_hochberg"]["adjusted"])
    for each in case["fisher"]:
        assert numbers(st.exact_gap_alarm(*each["cells"], z=2.7)["p_value"]) == close([each["p"]], case)
    for each in case["binomial"]:
        found = st.exact_share_alarm(each["events"], each["n"], target=each["target"], z=2.7)
        assert numbers(found["p_value"]) == close([each["p"]], case)
