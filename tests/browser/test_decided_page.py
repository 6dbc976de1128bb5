"""The board's own page as a browser shows it: decisions first, a depth that is folded, figures by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from research_kit.ledger.told_loop import ToldLoop
from tests.browser.board_page import decided_page
from tests.browser.views import DOUBLE
from tests.unit.display.made_up import samba
from tests.unit.display.made_up_loop import every_state

pytestmark = pytest.mark.browser
MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
STOP = "document.activeElement === document.body ? '' : document.activeElement.tagName"
FADED = """() => [...document.querySelectorAll('#time-to-employment-within svg.w .row')]
  .filter(r => getComputedStyle(r).opacity < 1).length"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.card svg.n')].map(s => {
  const scale = s.getBoundingClientRect().width / s.viewBox.baseVal.width;
  return Math.min(...[...s.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize))) * scale;
}))"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of a study with a decision in every state, and of one that has decided nothing."""
    folder = tmp_path_factory.mktemp("decided")
    loops = {"every": every_state(), "none": ToldLoop(quarter="2011-Q2")}
    written = {}
    for name, loop in loops.items():
        written[name] = folder / f"{name}.html"
        written[name].write_text(decided_page(samba(), loop, "sv"), encoding="utf-8")
    return written


@pytest.fixture
def opened(browser: Any, made: dict[str, Path]) -> Any:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(made["every"].as_uri())
    yield page
    page.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_labels_of_decisions_stay_inside_and_apart(opened: Any, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    assert opened.locator(".card svg[role=img]:visible").count() == 4
    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert opened.evaluate(f"({MEASURES})()") == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 1280])
def test_a_decision_in_letters_of_double_size_stays_within_the_window(opened: Any, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    opened.add_style_tag(content=DOUBLE)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_text_in_a_card_is_large_enough_on_the_smallest_phone(opened: Any) -> None:
    opened.set_viewport_size({"width": 320, "height": 900})
    assert opened.evaluate(SMALLEST) >= 12.65


def test_the_depth_is_one_click_away(opened: Any) -> None:
    fold = opened.locator("details.fold").first
    assert not fold.locator("article figure").first.is_visible()
    fold.locator("summary").first.click()
    assert fold.locator("article figure").first.is_visible()


def test_a_link_into_the_depth_opens_it(opened: Any) -> None:
    assert not opened.locator("#participants-flow figure").first.is_visible()
    opened.goto(opened.url + "#participants-flow")
    assert opened.locator("#participants-flow figure").first.is_visible()


def test_the_tab_key_goes_through_the_page_in_few_stops(opened: Any) -> None:
    stops = 0
    while stops < 200:
        opened.keyboard.press("Tab")
        if not opened.evaluate(STOP):
            break
        stops += 1
    assert 10 < stops < 60


def test_the_arrow_keys_go_from_row_to_row_of_a_figure(opened: Any) -> None:
    walk = opened.locator("#time-to-employment-within .walk").first
    walk.locator("input").first.focus()
    opened.keyboard.press("ArrowDown")
    rows = walk.locator("input").count()
    assert walk.locator("label").nth(1).bounding_box()["height"] > 20
    assert walk.locator("label").nth(0).bounding_box()["height"] <= 1
    assert opened.evaluate(FADED) == rows - 1


def test_nothing_is_faded_while_nobody_explores(opened: Any) -> None:
    assert opened.evaluate(FADED) == 0


def test_print_shows_what_is_folded_and_no_buttons(opened: Any) -> None:
    opened.emulate_media(media="print")
    assert opened.locator("details.fold article h3").last.is_visible()
    assert not opened.locator("details.fold > summary").first.is_visible()
    assert opened.locator(".walk:visible").count() == 0
    assert not opened.locator("nav").is_visible()


def test_a_study_that_has_decided_nothing_says_so_in_one_line(browser: Any, made: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(made["none"].as_uri())
    assert page.locator("#decided").inner_text() == "Styrgruppen har inte fattat något beslut som följs upp här."
    page.close()
