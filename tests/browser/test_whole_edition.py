"""Every page and every PDF of finished editions, as runs have made them: nothing is left for a checker to find.

The editions are those that the acceptance tests make: of the real spells in three languages and in every form, and of
the SAMBA-like study, whose pages have every kind of figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from research_kit.display.catalogue import REFERENCE, languages
from research_kit.reporting.formats.pdf import why_no_pdf
from tests.acceptance import conftest as acceptance
from tests.acceptance.conftest import Project
from tests.browser.views import VIEWS, opened, violations
from tests.browser.whole_pages import FOCUSED, STOPS, faults_of
from tests.pdf_ua.checker import faults_of as faults_of_pdf

pytestmark = pytest.mark.browser
spells, samba = acceptance.spells, acceptance.samba
"""The same folders: whoever comes first makes them."""


def pages_of(project: Project, language: str) -> list[Path]:
    """What a reader of one language may open: the index is in all of them."""
    reports = project.folder / "reports"
    return sorted(path for path in reports.rglob("*.html") if f"_{language}" in path.stem or path.stem == "index")


@pytest.mark.parametrize("language", languages())
def test_nothing_is_wrong_with_any_page_of_the_real_spells(browser: Any, request: Any, language: str) -> None:
    project = request.getfixturevalue("spells")
    pages = pages_of(project, language)
    assert {path.stem.removesuffix(f"_{language}") for path in pages} >= {
        "index", "board", "findings", "accessibility", "01_participants", "07_targets_and_decisions",
    }  # fmt: skip
    assert {path.name: found for path in pages if (found := faults_of(browser, path))} == {}


def test_nothing_is_wrong_with_any_page_of_a_study_with_every_figure(browser: Any, request: Any) -> None:
    pages = pages_of(request.getfixturevalue("samba"), REFERENCE)
    assert {path.stem.partition("_")[0] for path in pages} >= {"index", "board", "findings", "alerts", "03", "04", "05"}
    assert {path.name: found for path in pages if (found := faults_of(browser, path))} == {}


@pytest.mark.parametrize("view", [view for view in VIEWS if "dark" in view or "forced" in view])
def test_the_boards_page_as_axe_sees_it_in_every_view(browser: Any, request: Any, view: str) -> None:
    (path,) = (request.getfixturevalue("samba").folder / "reports" / "samba").glob("*/board_sv.html")
    page = opened(browser, path, view)
    assert violations(page) == []
    page.context.close()


def test_the_tab_key_reaches_everything_on_the_boards_page(browser: Any, request: Any) -> None:
    (path,) = (request.getfixturevalue("samba").folder / "reports" / "samba").glob("*/board_sv.html")
    page = opened(browser, path)
    reached = list(_reached(page))
    assert len(reached) == page.evaluate(STOPS)
    assert [name for name, is_shown in reached if not is_shown] == []
    page.context.close()


def _reached(page: Any) -> Iterator[tuple[str, bool]]:
    """Each stop of the Tab key until it leaves the page, and whether its focus is seen."""
    seen: set[str] = set()
    while True:
        page.keyboard.press("Tab")
        where, is_shown = page.evaluate(FOCUSED)
        if not where or where in seen:
            return
        seen.add(where)
        yield where, is_shown


@pytest.mark.parametrize("language", languages())
def test_every_pdf_can_be_read_by_everybody(request: Any, language: str) -> None:
    if why_no_pdf():
        pytest.skip(f"no PDF is made here: {why_no_pdf()}")
    project = request.getfixturevalue("spells")
    (path,) = (project.folder / "reports").rglob(f"board_{language}.pdf")
    assert faults_of_pdf(path) == {}
