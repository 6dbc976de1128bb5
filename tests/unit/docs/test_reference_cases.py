"""Every page on a method ends with a reference case, or says why not; the numbers on it are computed, and agree."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from tests.unit.docs.blocks import ROOT

pytest.importorskip("sphinx", reason="the site is built with Sphinx (`make docs`)")


def loaded():
    path = ROOT / "docs" / "_extensions" / "reference_cases.py"
    spec = importlib.util.spec_from_file_location("reference_cases", path)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


CASES = loaded()
PAGES = sorted(path.stem for path in (ROOT / "docs" / "methods").glob("*.md") if path.stem != "index")


def test_every_page_on_a_method_has_a_case_or_a_reason_and_no_other_is_named():
    assert sorted(CASES.declared()) == PAGES
    for page, said in CASES.declared().items():
        assert set(said) in ({"case", "call", "numbers"}, {"none"}), page
        assert "case" in said or len(said["none"]) > 60, f"{page}: say why there is no case, and what there is instead"


@pytest.mark.parametrize("page", [page for page in PAGES if "case" in CASES.declared().get(page, {})])
def test_the_numbers_at_the_end_of_a_page_agree(page):
    rows = CASES.compared(page)
    assert rows
    assert [row.what for row in rows if not row.agrees] == []
    assert f"`{CASES.declared()[page]['case']}`" in CASES.section(page)


def test_a_number_that_does_not_agree_stops_the_build(monkeypatch):
    wrong = CASES.Compared(what="share", expected=0.5, ours=0.51, margin=1e-6)
    monkeypatch.setattr(CASES, "compared", lambda page: [wrong])
    with pytest.raises(Exception, match="share of the case"):
        CASES.section("e_values")
    with pytest.raises(Exception, match="names no case"):
        CASES.section("a_method_that_nobody_declared")


def test_every_case_that_is_shown_is_one_of_the_tests():
    shown = {said["case"] for said in CASES.declared().values() if "case" in said}
    assert {name for name in shown if not (Path(CASES.CASES) / f"{name}.json").is_file()} == set()
