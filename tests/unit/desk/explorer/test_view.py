"""`rk.view`: the board's telling of an exact table, marked as not released."""

from __future__ import annotations

import pytest

import research_kit as rk
from research_kit.display import MIME
from research_kit.errors import ResearchKitError


@pytest.fixture(scope="module")
def work(cohort):
    return rk.time_to_employment(cohort, by=["gender"])


def test_it_tells_the_exact_numbers_and_says_that_they_are_not_released(work):
    shown = rk.view(work, "within", language="en")
    row = work["within"].to_polars().row(0, named=True)
    assert row["gender"] is None
    assert "not for the board: not released" in shown.html["en"]
    assert MIME not in shown._repr_mimebundle_()


def test_months_and_measure_choose_rows_and_change_none(work):
    whole = work["within"].to_polars().filter(outcome="strict", cause="education", time=6.0)
    share = whole.filter(gender="woman")["estimate"].item()
    shown = rk.view(work, "within", measure=("strict", "education"), months=6, language="en").html["en"]
    assert f"{share:.0%}" in shown
    assert "within 6 months" in shown
    assert "12 months" not in shown


def test_an_exact_curve_does_not_claim_that_its_steps_are_merged(work):
    for language, merged, exact in (
        ("en", "several people", "The steps are exact"),
        ("sv", "flera", "Stegen är exakta"),
    ):
        shown = rk.view(work, "curve", language=language).html[language]
        assert exact in shown
        assert merged not in shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"table": "withn"}, "Did you mean `within`"),
        ({"table": "within", "measure": ("strict", "educaton")}, "Did you mean"),
        ({"table": "within", "language": "se"}, "no catalogue for the language `se`"),
        ({"table": "within", "months": 1}, "tells nothing within 1 months"),
    ],
)
def test_what_is_not_there_is_refused_with_what_there_is(work, asked, said):
    with pytest.raises(ResearchKitError, match=said):
        rk.view(work, **asked)
