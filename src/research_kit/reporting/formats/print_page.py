"""The board's page as it is laid out on paper: tables opened, one drawing of each figure, nothing for a screen alone.

The words and numbers stay as they are; what changes is the markup, so that each element gets the tag that a reader of a
PDF is told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any

from research_kit.display.markup import stylesheet

_SVG = "{http://www.w3.org/2000/svg}"
_TITLE, _DESC, _STYLE = f"{_SVG}title", f"{_SVG}desc", f"{_SVG}style"
_NARROW = "n"
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_TOKEN = re.compile(r"(--[\w-]+):\s*([^;}]+)")
_FONT = re.compile(r"font-family:[^;]*")
_FONTS = "font-family: Noto Sans, sans-serif"
_SEE_THROUGH = re.compile(r"(?<![\w-])opacity:[^;]*;?")
"""Each mark that is seen through would be a file in the file: paper gets it solid."""
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")


def print_page(root: Any) -> Any:
    """Change a parsed page so that it can be printed.

    Parameters
    ----------
    root
        The `html` element, as the PDF's own parser gives it.

    Returns
    -------
    The same element.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in list(root.iter()):
        if _is_for_screens(element, parents.get(element)):
            _take_out(element, parents[element])
        elif element.tag == f"{_SVG}svg":
            _tell_figure(element)
        elif element.tag in _OTHERWISE:
            element.set("class", f"{element.get('class', '')} {element.tag}".strip())
            element.tag = _OTHERWISE[element.tag]
    for status in list(root.iter("dl")):
        _as_list(status)
    own = root.makeelement("style", {})
    own.text = _print_css()
    root.find("head").append(own)
    return root


_OTHERWISE = {"details": "div", "summary": "p", "figcaption": "p"}
"""What has no tag of its own in a PDF: an open element, its line of words, and a caption that is not a table's."""


def _print_css() -> str:
    """The style that only paper has."""
    return (resources.files(__package__) / "print.css").read_text(encoding="utf-8")


def _is_for_screens(element: Any, parent: Any) -> bool:
    """The skip link, the drawing for phones, the walk by keyboard, and what repeats words: marks, lines of folds."""
    names = str(element.get("class", "")).split()
    if element.tag == f"{_SVG}svg":
        return _NARROW in names or element.get("aria-hidden") == "true"
    is_fold = element.tag == "summary" and "fold" in parent.get("class", "").split()
    return is_fold or element.tag in ("script", "fieldset") or (element.tag == "a" and "skip" in names)


def _take_out(element: Any, parent: Any) -> None:
    """Without the text that follows it."""
    before = parent[list(parent).index(element) - 1] if list(parent).index(element) else None
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _tell_figure(drawing: Any) -> None:
    """One text alternative, with what it is and the numbers in it; and the colours, which the page gives from outside.

    A PDF has one such text, and takes it from the first title.
    """
    said = [_text(part) for tag in (_TITLE, _DESC) for part in drawing.findall(tag)]
    for tag in (_TITLE, _DESC):
        for part in drawing.findall(tag):
            drawing.remove(part)
    drawing.insert(0, drawing.makeelement(_STYLE, {}))
    drawing[0].text = drawing_css()
    drawing.insert(0, drawing.makeelement(_TITLE, {}))
    drawing[0].text = " ".join(part for part in said if part)


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _as_list(status: Any) -> None:
    """Names and values as one list, each pair an item: a PDF has no tag for a list of pairs."""
    status.tag = "ul"
    for pair in status:
        pair.tag = "li"
        for part in pair:
            part.set("class", part.tag)
            part.tag = "span"
            part.tail = " "


@lru_cache(maxsize=1)
def drawing_css() -> str:
    """The rules of the page's style that colour drawings, with the values that paper has."""
    css = re.sub(r"/\*.*?\*/", "", stylesheet(), flags=re.S)
    screen, _, paper = css.partition("@media print")
    tokens = {name: value.strip() for name, value in _TOKEN.findall(_first_block(screen)) + _TOKEN.findall(paper)}
    rules = (_drawing_rule(selectors, body, tokens) for selectors, body in _outside_media(screen))
    return "\n".join(rule for rule in rules if rule)


def _first_block(css: str) -> str:
    found = _RULE.search(css)
    return found[2] if found else ""


def _outside_media(css: str) -> Iterable[tuple[str, str]]:
    """The rules that hold everywhere."""
    return _RULE.findall(re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", css))


def _drawing_rule(selectors: str, body: str, tokens: dict[str, str]) -> str:
    names = [_inside(one.strip()) for one in selectors.split(",")]
    kept = ", ".join(name for name in names if name)
    if not kept:
        return ""
    if "paint-order" in body:  # the halo of a text would be painted over it
        return ""
    body = _SEE_THROUGH.sub("", body)
    written = _VARIABLE.sub(lambda match: tokens.get(match[1], "#000"), body)
    return f"{kept} {{{_FONT.sub(_FONTS, written.strip())}}}"


def _inside(selector: str) -> str:
    """A selector as it reads inside of the drawing; empty where it is about something else."""
    left = selector.removeprefix(".rk").strip()
    left = re.sub(r"^(?:svg|\.tag)(?:\.w)?\s+", "", left) if left.startswith("svg") else left
    if not selector.startswith(".rk ") or not re.fullmatch(r"(?:text|\.[\w-]+)(?:\.[\w-]+)*", left):
        return ""
    return left
