"""The ways in which somebody may look at a page, and what axe-core and measures of ours ask of it in each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } "
    "p { margin-bottom: 2em !important }"
)
"""Text spacing of WCAG 1.4.12."""
DOUBLE = "html { font-size: 200% !important }"
VIEWS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "dark forced colours": {"forced_colors": "active", "color_scheme": "dark"},
    "320 px": {"viewport": {"width": 320, "height": 800}},
}
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


def opened(browser: Any, path: Path, view: str = "light", *, css: str = "") -> Any:
    """A page with everything on it unfolded."""
    page = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **VIEWS[view]}).new_page()
    page.goto(path.as_uri())
    page.evaluate(OPEN)
    if css:
        page.add_style_tag(content=css)
    return page


def violations(page: Any, *, only: Sequence[str] = ()) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice; contrast, which it leaves open, is measured by us.

    `only`: by these rules alone.
    """
    asked = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": list(RULES)}
    found = _found(page, {"runOnly": asked, "rules": {"color-contrast": {"enabled": False}}})
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def axe_contrast(page: Any) -> list[str]:
    """The contrasts that axe-core is sure of."""
    found = _found(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
    return [node["html"][:200] for one in found for node in one["nodes"]]


def _found(page: Any, how: dict[str, Any]) -> list[dict[str, Any]]:
    """The violations by axe-core, which is put into a page once."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("how => axe.run(how)", {**how, "resultTypes": ["violations"]})
    return list(found["violations"])
