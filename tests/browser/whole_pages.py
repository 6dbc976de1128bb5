"""What is asked of every page of a finished edition, in every way that somebody may look at it; cheaply.

A page is opened once. axe-core looks at it whole in a wide window, and in a narrow one by the rules that depend on the
width; colours are measured by us in every scheme; and each place where the keyboard stops is focused in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.browser.views import CONTRAST, DOUBLE, OPEN, VIEWS, violations

MOST_BYTES = 2_000_000
BY_WIDTH = ("target-size", "scrollable-region-focusable", "meta-viewport")
"""The rules of axe-core whose answer depends on how wide the window is."""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
SCHEMES = [dict.fromkeys(("color_scheme", "forced_colors"), "null") | view for view in VIEWS.values()]
SCHEMES = [view for view in SCHEMES if "viewport" not in view]
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
CUT_OFF = """[...document.querySelectorAll('main p, main h2, main h3, main li, summary, dd')].filter(e =>
  e.checkVisibility() && e.clientHeight > 1 && getComputedStyle(e).overflow !== 'visible'
  && e.clientHeight + 1 < e.scrollHeight)
  .map(e => e.textContent.trim().slice(0, 60))"""
BY_KEYBOARD = """() => {
  const stops = 'a[href], button, summary, input, select, textarea, [tabindex]', faults = [];
  const can = [...document.querySelectorAll(stops)].filter(e => e.checkVisibility());
  for (const one of can) {
    const name = `${one.tagName} «${one.textContent.trim().slice(0, 40)}»`;
    if (one.tabIndex > 0) faults.push(`${name} comes out of turn`);
    if (one.tabIndex < 0 && one.id !== 'main') faults.push(`${name} is not reached`);
    one.focus();
    const at = one.getBoundingClientRect();
    const looks = [one, one.closest('.walk')].filter(Boolean).map(e => getComputedStyle(e));
    if (document.activeElement !== one) faults.push(`${name} takes no focus`);
    else if (!looks.some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) && one.id !== 'main')
      faults.push(`${name} does not show its focus`);
    else if (at.width === 0 || at.right <= 0) faults.push(`${name} is focused out of sight`);
  }
  if (document.querySelector('script, [onkeydown], [onkeyup], [onkeypress], [autofocus], [inert]'))
    faults.push('a script, or something that takes the keyboard');
  return faults;
}"""
"""Without scripts and without an order of its own, the Tab key goes through the stops as they stand in the page."""

STOPS = """() => new Set([...document.querySelectorAll(
  "a[href], button, summary, input, select, textarea, [tabindex='0']")]
  .filter(e => e.checkVisibility()).map((e, at) => e.type === 'radio' ? e.name : at)).size"""
"""How often a keyboard stops: once in each group of choices."""
FOCUSED = """() => { const e = document.activeElement, b = e.getBoundingClientRect();
  const shown = [e, e.closest('.walk')].filter(Boolean).map(one => getComputedStyle(one))
    .some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
  return [e === document.body ? '' : [...document.querySelectorAll('*')].indexOf(e) + e.tagName,
          shown && b.right > 0 && b.width > 0]; }"""


def faults_of(browser: Any, path: Path) -> list[str]:
    """Everything that is wrong with a page; empty where nothing is."""
    page = browser.new_context(viewport=WIDE).new_page()
    asked: list[str] = []
    page.route("**/*", lambda route: (asked.append(route.request.url), route.continue_()))
    page.goto(path.as_uri())
    page.evaluate(OPEN)
    found = [*_of_the_page(page, path), *_of_colours(page), *_of_space(page)]
    found += [f"asks for {url}" for url in asked if url != path.as_uri()]
    page.context.close()
    return found


def _of_the_page(page: Any, path: Path) -> Iterator[str]:
    if path.stat().st_size >= MOST_BYTES:
        yield f"{path.stat().st_size} bytes"
    yield from violations(page)
    page.keyboard.press("Tab")
    yield from page.evaluate(f"({BY_KEYBOARD})()")


def _of_colours(page: Any) -> Iterator[str]:
    for scheme in SCHEMES:
        page.emulate_media(**scheme)
        yield from (f"{scheme}: {fault}" for fault in page.evaluate(f"({CONTRAST})()"))
    page.emulate_media(color_scheme="null", forced_colors="null")


def _of_space(page: Any) -> Iterator[str]:
    page.set_viewport_size(NARROW)
    if page.evaluate(TOO_WIDE):
        yield "at 320 px it scrolls sideways"
    yield from (f"at 320 px {fault}" for fault in violations(page, only=BY_WIDTH))
    page.set_viewport_size(WIDE)
    page.add_style_tag(content=DOUBLE)
    if page.evaluate(TOO_WIDE):
        yield "at 200 % it scrolls sideways"
    yield from (f"at 200 % it cuts off «{words}»" for words in page.evaluate(CUT_OFF))
