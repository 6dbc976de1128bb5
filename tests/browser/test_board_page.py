"""The board page as a browser shows it, built from made-up releases."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import LANGUAGES, STUDIES

pytestmark = pytest.mark.browser
MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
PAGES = [(study, language) for study in STUDIES for language in LANGUAGES]
LIGHT, DARK = "light", "dark"


def _open(browser: Any, path: Path, *, width: int, scheme: str = LIGHT) -> tuple[Any, list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    return page, requests


@pytest.mark.parametrize(("study", "language"), PAGES)
def test_opens_without_a_request_and_is_well_formed(browser: Any, pages: Any, study: str, language: str) -> None:
    page, requests = _open(browser, pages[study, language], width=1280)
    assert requests == [pages[study, language].as_uri()]
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main#main").count() == 1
    assert page.locator("script").count() == 0
    assert page.title()
    assert page.locator("meta[name=description]").get_attribute("content")
    assert "must not be on the page" not in page.content()
    page.context.close()


@pytest.mark.parametrize(("study", "language"), PAGES)
def test_ids_are_unique_and_links_lead_somewhere(browser: Any, pages: Any, study: str, language: str) -> None:
    page, _ = _open(browser, pages[study, language], width=1280)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    targets = page.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))")
    assert len(targets) > 1
    assert set(targets) <= set(ids)
    named = page.evaluate("[...document.querySelectorAll('[aria-labelledby]')].flatMap(e => e.getAttribute('aria-labelledby').split(' '))")
    assert set(named) <= set(ids)
    page.context.close()


@pytest.mark.parametrize(("study", "language"), PAGES)
def test_headings_never_skip_a_level(browser: Any, pages: Any, study: str, language: str) -> None:
    page, _ = _open(browser, pages[study, language], width=1280)
    levels = page.evaluate("[...document.querySelectorAll('main h2, main h3, main h4')].map(h => +h.tagName[1])")
    assert levels[0] == 2
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    page.context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(("study", "language"), PAGES)
def test_texts_of_figures_stay_inside_and_apart(
    browser: Any, pages: Any, study: str, language: str, width: int
) -> None:
    page, _ = _open(browser, pages[study, language], width=width)
    assert page.evaluate(f"({MEASURES})()") == []
    page.context.close()


@pytest.mark.parametrize("width", [320, 640])
@pytest.mark.parametrize(("study", "language"), PAGES)
def test_no_horizontal_scroll(browser: Any, pages: Any, study: str, language: str, width: int) -> None:
    # 640 px is also 1280 px at 200 % zoom.
    page, _ = _open(browser, pages[study, language], width=width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("study", STUDIES)
def test_text_at_double_size_does_not_scroll_sideways(browser: Any, pages: Any, study: str) -> None:
    page, _ = _open(browser, pages[study, "sv"], width=1280)
    page.add_style_tag(content="html { font-size: 200% !important; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.context.close()


def test_text_in_figures_is_large_enough_on_a_phone(browser: Any, pages: Any) -> None:
    for width, least in ((390, 15.0), (320, 12.7)):
        page, _ = _open(browser, pages["samba", "sv"], width=width)
        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll('svg.n')].map(s => {
              const scale = s.getBoundingClientRect().width / s.viewBox.baseVal.width;
              return Math.min(...[...s.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize))) * scale;
            }))"""
        )
        assert smallest >= least - 0.05
        page.context.close()


def test_print_opens_the_tables_and_takes_the_wide_drawing(browser: Any, pages: Any) -> None:
    page, _ = _open(browser, pages["samba", "sv"], width=700)
    page.emulate_media(media="print")
    heights = page.evaluate("[...document.querySelectorAll('details table')].map(t => t.getBoundingClientRect().height)")
    assert heights
    assert min(heights) > 10
    shown = page.evaluate("[...document.querySelectorAll('svg.n')].filter(s => getComputedStyle(s).display !== 'none').length")
    assert shown == 0
    page.context.close()


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK, "print"])
def test_contrast_of_text_and_lines(browser: Any, pages: Any, scheme: str) -> None:
    page, _ = _open(browser, pages["samba", "sv"], width=1280, scheme=DARK if scheme == DARK else LIGHT)
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
    html = pages["botkyrka", "sv"].read_text(encoding="utf-8")
    assert "<i Botkyrka>" not in html
    assert "&lt;i Botkyrka&gt;" in html
    english = pages["botkyrka", "en"].read_text(encoding="utf-8")
    assert "<no> marks" not in english
    assert "&lt;no&gt;" in english


@pytest.mark.parametrize("study", STUDIES)
def test_every_figure_has_a_text_alternative_and_a_table(browser: Any, pages: Any, study: str) -> None:
    page, _ = _open(browser, pages[study, "sv"], width=1280)
    for item in page.locator("article.item").all():
        if item.locator("figure").count():
            assert item.locator("table caption").count() >= 1
    alternatives = page.evaluate("[...document.querySelectorAll('svg[role=img] desc')].map(d => d.textContent)")
    assert alternatives
    assert all(re.search(r"\d|prickad|grupp", text) for text in alternatives)
    page.context.close()
