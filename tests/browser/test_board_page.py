"""The board page as a browser shows it, built from made-up releases."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import LANGUAGES, STUDIES

pytestmark = pytest.mark.browser
MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
IDS = "[...document.querySelectorAll('[id]')].map(e => e.id)"
LINKS = "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
NAMED = "[...document.querySelectorAll('[aria-labelledby]')].flatMap(e => e.getAttribute('aria-labelledby').split(' '))"
LEVELS = "[...document.querySelectorAll('main h2, main h3, main h4')].map(h => +h.tagName[1])"
SMALLEST = """() => Math.min(...[...document.querySelectorAll('svg.n')].map(s => {
  const scale = s.getBoundingClientRect().width / s.viewBox.baseVal.width;
  const sizes = [...s.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize));
  return Math.min(...sizes) * scale;
}))"""
TABLES_SHOWN = "[...document.querySelectorAll('details table')].map(t => t.checkVisibility())"
BESIDE_FIGURES = (
    "[...document.querySelectorAll('details table')].map(t => !!t.closest('article').querySelector('figure'))"
)
TABLES_HIDDEN = "[...document.querySelectorAll('details table')].map(t => !t.checkVisibility())"
NARROW_SHOWN = "[...document.querySelectorAll('svg.n')].filter(s => getComputedStyle(s).display !== 'none').length"


@pytest.fixture(scope="module", params=[(s, lang) for s in STUDIES for lang in LANGUAGES], ids="-".join)
def opened(browser: Any, pages: Any, request: Any) -> Any:
    """A page of one study in one language, with the requests it made."""
    study, language = request.param
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    requests: list[str] = []
    page.on("request", lambda sent: requests.append(sent.url))
    page.goto(pages[study, language].as_uri())
    yield page, requests, language, pages[study, language]
    page.close()


def test_opens_without_a_request_and_is_well_formed(opened: Any) -> None:
    page, requests, language, path = opened
    assert requests == [path.as_uri()]
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main#main").count() == 1
    assert page.locator("script, link, img, iframe").count() == 0
    assert page.title()
    assert page.locator("meta[name=description]").get_attribute("content")
    assert "must not be on the page" not in page.content()
    assert path.stat().st_size < 2_000_000


def test_ids_are_unique_and_links_lead_somewhere(opened: Any) -> None:
    page = opened[0]
    ids = page.evaluate(IDS)
    assert len(ids) == len(set(ids))
    assert len(page.evaluate(LINKS)) > 1
    assert set(page.evaluate(LINKS)) <= set(ids)
    assert set(page.evaluate(NAMED)) <= set(ids)


def test_headings_never_skip_a_level(opened: Any) -> None:
    levels = opened[0].evaluate(LEVELS)
    assert levels[0] == 2
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_texts_of_figures_stay_inside_and_apart(opened: Any, width: int) -> None:
    page = opened[0]
    page.set_viewport_size({"width": width, "height": 900})
    assert page.locator("svg[role=img]:visible").count() > 0
    assert page.evaluate(f"({MEASURES})()") == []


@pytest.mark.parametrize("width", [320, 640])
def test_no_horizontal_scroll(opened: Any, width: int) -> None:
    # 640 px is also 1280 px at 200 % zoom.
    page = opened[0]
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_figure_has_a_text_alternative_and_a_table(opened: Any) -> None:
    page = opened[0]
    for item in page.locator("article.item").all():
        if item.locator("figure").count():
            assert item.locator("table caption").count() >= 1
    alternatives = page.evaluate("[...document.querySelectorAll('svg[role=img] desc')].map(d => d.textContent)")
    assert alternatives
    assert all(re.search(r"\d", text) for text in alternatives)


def test_the_measure_finds_what_it_looks_for(browser: Any) -> None:
    page = browser.new_page()
    page.set_content(
        '<svg role="img" viewBox="0 0 100 100" width="100" style="overflow:visible">'
        '<text x="5" y="30">one</text><text x="8" y="33">two</text><text x="90" y="80">outside</text></svg>'
    )
    found = page.evaluate(f"({MEASURES})()")
    assert any(fault.startswith("overlap: one / two") for fault in found)
    assert any(fault.startswith("outside") for fault in found)
    page.close()


def _samba(browser: Any, pages: Any, **context: Any) -> Any:
    page = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context}).new_page()
    page.goto(pages["samba", "sv"].as_uri())
    return page


def test_text_at_double_size_does_not_scroll_sideways(browser: Any, pages: Any) -> None:
    page = _samba(browser, pages)
    page.add_style_tag(content="html { font-size: 200% !important; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.context.close()


@pytest.mark.parametrize(("width", "least"), [(390, 15.0), (320, 12.7)])
def test_text_in_figures_is_large_enough_on_a_phone(browser: Any, pages: Any, width: int, least: float) -> None:
    page = _samba(browser, pages, viewport={"width": width, "height": 900})
    assert page.evaluate(SMALLEST) >= least - 0.05
    page.context.close()


def test_print_takes_the_wide_drawing_and_shows_tables_only_where_there_is_none(browser: Any, pages: Any) -> None:
    page = _samba(browser, pages, viewport={"width": 600, "height": 900})
    assert not any(page.evaluate(TABLES_SHOWN))
    page.emulate_media(media="print")
    assert page.evaluate(BESIDE_FIGURES) == page.evaluate(TABLES_HIDDEN)
    assert page.evaluate(NARROW_SHOWN) == 0
    page.context.close()


def test_the_keyboard_reaches_the_content_first(browser: Any, pages: Any) -> None:
    page = _samba(browser, pages)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_contrast_of_text_and_lines(browser: Any, pages: Any, scheme: str) -> None:
    page = _samba(browser, pages, color_scheme="dark" if scheme == "dark" else "light")
    if scheme == "print":
        page.emulate_media(media="print")

    def token(name: str) -> str:
        value = page.evaluate(f"getComputedStyle(document.body).getPropertyValue('--{name}').trim()")
        assert re.fullmatch(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", value), (name, value)
        return value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:])

    for text in ("ink", "soft", "b", "o", "g"):
        assert _contrast(token(text), token("paper")) >= 4.5, text
    assert _contrast(token("inv"), token("b")) >= 4.5
    assert _contrast(token("ink"), token("bl")) >= 4.5
    assert _contrast(token("line"), token("paper")) >= 3
    page.context.close()


def test_data_cannot_become_markup(pages: Any) -> None:
    swedish = pages["botkyrka", "sv"].read_text(encoding="utf-8")
    assert "<i Botkyrka>" not in swedish
    assert "&lt;i Botkyrka&gt;" in swedish
    english = pages["botkyrka", "en"].read_text(encoding="utf-8")
    assert "<no> marks" not in english
    assert "&lt;no&gt;" in english
