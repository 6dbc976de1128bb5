"""Every kind of page as somebody may read it: axe-core finds nothing, and neither do our measures of what it misses."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from research_kit.disclosure import Release
from research_kit.display.page import subject_of
from research_kit.ledger.alerts import read_alerts
from research_kit.reporting.alerts.alert_pages import write_alerts
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.edition_index import write_index
from research_kit.reporting.formats.accessibility_page import accessibility_page
from research_kit.reporting.formats.large_print import large_print
from research_kit.reporting.schedule.state import Failing, ScheduleState
from research_kit.reporting.schedule.status_page import write_status
from tests.browser.conftest import LANGUAGES, STUDIES
from tests.browser.views import CONTRAST, DOUBLE, SPACING, VIEWS, axe_contrast, opened, violations
from tests.unit.display.made_up import samba
from tests.unit.reporting.made_up_runs import make_study

pytestmark = pytest.mark.browser
SMALL = ("index", "alerts", "accessibility_sv", "accessibility_en", "status_sv", "status_en")
OTHERS = [*((study, "en") for study in STUDIES), *(("samba", one) for one in LANGUAGES if one not in ("sv", "en"))]
"""Each made-up study once, and the one with most figures in every language."""
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages beside the report's own: the index of editions, the alerts, the statement, how the schedule stands."""
    folder = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patched:
        study = make_study(folder, patched)
        plan = read_plan(study.parameters, date(2010, 3, 31))
        write_alerts(read_alerts(study.ledger), plan)
        study.run("2010-03-31", 40)
        write_index(plan)
        why = "the disk is full: 12 KiB are free at /srv/studies/reports. Make room and run the same command again."
        failing = Failing(since="2010-04-14T04:30", kind="DiskFullError", why=why, quarter="2010-Q1")
        state = ScheduleState(looked="2010-04-14T04:30:00", came_of_it="failed", failing=failing, names_wait=True)
        write_status(plan, state, now=datetime(2010, 4, 14, 4, 31))
    found = {"index": study.editions / "index.html", "alerts": study.editions / "alerts" / "alerts_sv.html"}
    found |= {"status_sv": study.editions / "status_sv.html", "status_en": study.editions / "status.html"}
    for language in ("sv", "en"):
        said = accessibility_page(
            _subject(samba()), language=language, formats=[("pdf", "board.pdf")], contact="a@b.se"
        )
        found[f"accessibility_{language}"] = folder / f"accessibility_{language}.html"
        found[f"accessibility_{language}"].write_text(said, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def large(pages: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The board's page in large print."""
    path = tmp_path_factory.mktemp("large") / "board_sv_large.html"
    html = pages["samba", "sv"].read_text(encoding="utf-8")
    path.write_text(large_print(html, language="sv"), encoding="utf-8")
    return path


def _subject(release: Release) -> Any:
    return subject_of(release)


@pytest.mark.parametrize("view", VIEWS)
def test_the_boards_page_in_every_view(browser: Any, pages: Any, view: str) -> None:
    page = opened(browser, pages["samba", "sv"], view)
    assert violations(page) == []
    assert page.evaluate(f"({CONTRAST})()") == []
    page.context.close()


@pytest.mark.parametrize(("study", "language"), OTHERS)
def test_every_other_page_of_the_report(browser: Any, pages: Any, study: str, language: str) -> None:
    page = opened(browser, pages[study, language], "dark")
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("name", SMALL)
def test_the_small_pages_in_every_view(browser: Any, small: dict[str, Path], name: str) -> None:
    for view in VIEWS:
        page = opened(browser, small[name], view)
        assert violations(page) + axe_contrast(page) == []
        assert page.evaluate(f"({CONTRAST})()") == []
        assert page.evaluate(f"{WIDTH} <= innerWidth")
        page.context.close()


@pytest.mark.parametrize("view", ["dark", "320 px"])
def test_large_print(browser: Any, large: Path, view: str) -> None:
    page = opened(browser, large, view)
    requests: list[str] = []
    page.on("request", lambda sent: requests.append(sent.url))
    page.reload()
    assert requests == [large.as_uri()]
    assert large.stat().st_size < 2_000_000
    assert violations(page) == []
    assert page.evaluate(f"({CONTRAST})()") == []
    assert page.evaluate(f"{WIDTH} <= innerWidth")
    sizes = "[...document.querySelectorAll('main p, main li, main td, main th, main h3, footer p, nav a, dt, dd')]"
    points = page.evaluate(f"{sizes}.map(e => parseFloat(getComputedStyle(e).fontSize) * 0.75)")
    assert min(points) >= 18
    page.context.close()


@pytest.mark.parametrize("css", [SPACING, DOUBLE], ids=["spacing", "200 %"])
def test_no_text_is_lost_when_it_grows(browser: Any, pages: Any, css: str) -> None:
    page = opened(browser, pages["samba", "sv"], "light", css=css)
    assert page.evaluate(f"{WIDTH} <= innerWidth")
    hidden = """[...document.querySelectorAll('main p, main h2, main h3, main li, summary, dd')].filter(e =>
      e.checkVisibility() && getComputedStyle(e).overflow !== 'visible' && e.clientHeight + 1 < e.scrollHeight)
      .length"""
    assert page.evaluate(hidden) == 0
    page.context.close()


FOCUSABLE = "a[href], button, summary, input, select, textarea, [tabindex='0']"
STOPS = """what => new Set([...document.querySelectorAll(what)].filter(e => e.checkVisibility())
  .map((e, at) => e.type === 'radio' ? e.name : at)).size"""
"""How often a keyboard stops: once in each group of choices."""
FOCUSED = """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  return [e === document.body ? '' : [...document.querySelectorAll('*')].indexOf(e) + e.tagName,
          s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, b.right > 0 && b.width > 0]; }"""


@pytest.mark.parametrize("name", ["board", "index", "accessibility_sv", "status_sv"])
def test_the_keyboard_alone(browser: Any, pages: Any, small: dict[str, Path], name: str) -> None:
    path = pages["samba", "sv"] if name == "board" else small[name]
    page = opened(browser, path)
    every = page.evaluate(f'({STOPS})("{FOCUSABLE}")')
    reached = {}
    for _ in range(every + 1):
        page.keyboard.press("Tab")
        where, shown, seen = page.evaluate(FOCUSED)
        if not where or where in reached:
            break  # round the page, and out of it: nothing holds the keyboard
        reached[where] = (shown, seen)
    assert len(reached) == every
    assert all(shown and seen for shown, seen in reached.values())
    page.context.close()


def test_a_table_opens_by_the_keyboard(browser: Any, pages: Any) -> None:
    page = browser.new_page()
    page.goto(pages["samba", "sv"].as_uri())
    summary = page.locator("article summary").first
    for key, is_open in (("Enter", True), ("Space", False)):
        summary.focus()
        page.keyboard.press(key)
        assert summary.evaluate("e => e.parentElement.open") is is_open
    page.close()


COMMON = {
    "sv": r"\b(?:och|att|det|som|inte|för|är|på|med|av|den|till|en|hade|ett|har|vi|de)\b",
    "en": r"\b(?:and|that|the|which|not|for|is|on|with|of|to|in|had|a|has|we|they|are)\b",
}
"""Words by which a reader, and a screen reader's listener, tells the languages apart."""
PARTS = """[...document.querySelectorAll('[lang]')].map(e => { const own = e.cloneNode(true);
  own.querySelectorAll('[lang], style, script').forEach(below => below.remove());
  return [e.getAttribute('lang'), own.textContent]; })"""


@pytest.mark.parametrize("name", [*SMALL, "samba-sv", "samba-en", "questions-en"])
def test_the_language_is_the_one_it_says(browser: Any, pages: Any, small: dict[str, Path], name: str) -> None:
    path = small.get(name) or pages[tuple(name.split("-"))]  # type: ignore[index]
    page = browser.new_page()
    page.goto(path.as_uri())
    for tag, text in page.evaluate(PARTS):
        said = {language: len(re.findall(words, text.lower())) for language, words in COMMON.items()}
        if sum(said.values()) >= 4:
            assert max(said, key=lambda language: said[language]) == tag.partition("-")[0], (tag, text[:80])
    page.close()


PLACEHOLDER = re.compile(
    r"^(?:bild|figur|diagram|graf|image|figure|chart|graph|picture|svg|todo|alt|x+|\W*)\W*\d*$", re.I
)
VAGUE = re.compile(r"^(?:här|klicka här|läs mer|mer|here|click here|read more|more|link|länk)$", re.I)


@pytest.mark.parametrize(("study", "language"), [(study, language) for study in STUDIES for language in LANGUAGES])
def test_alternatives_and_links_say_something(browser: Any, pages: Any, study: str, language: str) -> None:
    page = browser.new_page()
    page.goto(pages[study, language].as_uri())
    told = page.evaluate(
        "[...document.querySelectorAll('svg[role=img].w')].map(s => s.getAttribute('aria-labelledby').split(' ')"
        ".map(id => document.getElementById(id).textContent.trim()))"
    )
    assert not [one for one in told if any(PLACEHOLDER.match(part) or len(part) < 12 for part in one)]
    assert len({" ".join(one) for one in told}) == len(told)
    links = page.evaluate("[...document.querySelectorAll('a, summary')].map(a => a.textContent.trim())")
    assert not [words for words in links if VAGUE.match(words) or not words]
    page.close()


@pytest.mark.parametrize("name", SMALL)
def test_headings_of_the_small_pages_are_in_order(browser: Any, small: dict[str, Path], name: str) -> None:
    page = browser.new_page()
    page.goto(small[name].as_uri())
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    page.close()


def test_the_measures_find_what_they_look_for(browser: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<!doctype html><html><body style='background:#fff'><p style='color:#999'>grey</p><img>"
        "<svg viewBox='0 0 90 90' width='90'><line class='axis' x2='9' y2='9' stroke='#ddd'/>"
        "<rect width='90' height='90' fill='#14487a'/><text y='50' fill='#123'>dark</text></svg></body></html>",
        encoding="utf-8",
    )
    page = opened(browser, bad)
    assert {one.partition(":")[0] for one in violations(page)} >= {"html-has-lang", "image-alt", "document-title"}
    assert len(axe_contrast(page)) == 1
    found = " ".join(page.evaluate(f"({CONTRAST})()"))
    assert all(what in found for what in ("«grey»", "«dark»", "line .axis"))
    assert PLACEHOLDER.match("Figur 3")
    assert not PLACEHOLDER.match("Andelen som hade börjat arbeta.")
    page.context.close()
