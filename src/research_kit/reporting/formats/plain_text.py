"""The board's page as plain text: short lines, headings marked, and every table a line at a time, head by head.

For a screen reader, a braille display, or anybody who wants to copy. The words and numbers are the page's own.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from research_kit.display import catalogue
from research_kit.reporting.read_back.markup_tree import Node, tree_of
from research_kit.reporting.read_back.table_cells import headed_cells

WIDTH = 78
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
_OTHER = frozenset({"table", "svg", "dl", "li"})
_HOLDS = frozenset({"p", "figcaption", "summary", *_HEADINGS})


def plain_text(html: str, *, language: str, mark: str = "") -> str:
    """A finished page as plain text.

    Parameters
    ----------
    html
        The page, as published.
    language
        The language it is in.
    mark
        What stands first while nobody has approved the edition.

    Returns
    -------
    Lines of at most 78 signs; between two pieces of text an empty one.
    """
    body = next(tree_of(html).find("body"))
    pieces = [mark, catalogue.text(language, "format-text-note"), *_pieces(body, language)]
    return "\n\n".join(_wrapped(piece) for piece in pieces if piece) + "\n"


def _pieces(node: Node, language: str) -> Iterator[str]:
    """The text below an element, piece by piece; a drawing is told once, in the words of its text alternative."""
    if _is_passed_over(node):
        return
    if node.tag in _OTHER:
        yield from _told_otherwise(node, language)
    elif node.tag in _HOLDS:
        yield _heading(node)
    else:
        for child in _runs(node):
            yield from [_one_line(child)] if isinstance(child, str) else _pieces(child, language)


def _runs(node: Node) -> Iterator[Node | str]:
    return (child for child in node.children if not isinstance(child, str) or child.strip())


def _is_passed_over(node: Node) -> bool:
    """What is for a screen alone: skip link, contents, second drawing; and marks and lines that repeat words."""
    names = node.get("class").split()
    if node.tag == "svg":
        return "n" in names or node.get("aria-hidden") == "true"
    is_fold = node.tag == "summary" and node.parent is not None and "fold" in node.parent.get("class").split()
    return is_fold or node.tag in ("nav", "script", "style", "fieldset") or "skip" in names


def _told_otherwise(node: Node, language: str) -> Iterator[str]:
    if node.tag == "table":
        yield from _table(node, language)
    elif node.tag == "svg":
        said = [_said(part) for part in node.elements() if part.tag in ("title", "desc")]
        yield catalogue.text(language, "format-figure", text=" ".join(part for part in said if part))
    elif node.tag == "dl":
        terms, values = ([_said(part) for part in node.find(tag)] for tag in ("dt", "dd"))
        yield "\n".join(f"{term}: {value}" for term, value in zip(terms, values, strict=True))
    else:
        sign, *below = _sign(node), *_item(node, language)
        yield "\n".join([f"{sign} {below[0]}", *(f"  {line}" for line in below[1:])]) if below else ""


def _sign(node: Node) -> str:
    """The number of an item in a numbered list, as a browser shows it; else a dash."""
    if node.parent is None or node.parent.tag != "ol":
        return "-"
    return f"{[one for one in node.parent.elements() if one.tag == 'li'].index(node) + 1}."


def _item(node: Node, language: str) -> Iterator[str]:
    blocks = [child for child in node.elements() if child.tag in ("p", "ul", "ol", "div", *_HEADINGS)]
    if not blocks:
        yield _said(node)
    for child in blocks:
        yield from _pieces(child, language)


def _table(table: Node, language: str) -> Iterator[str]:
    """The caption; then a piece for each line: its head, and every cell with the head of its column."""
    caption = next((_said(node) for node in table.find("caption")), "")
    yield catalogue.text(language, "format-table", caption=caption)
    lines: dict[int, list[str]] = {}
    for cell in headed_cells(table):
        if cell.is_header and not cell.column:
            continue
        told = f"{cell.text}." if cell.is_header else f"{cell.column}: {cell.text}"
        lines.setdefault(cell.line, []).append(told)
    for head, *cells in lines.values():
        yield f"{head} {'; '.join(cells)}."


def _heading(node: Node) -> str:
    said = _said(node)
    return f"{'#' * _HEADINGS[node.tag]} {said}" if node.tag in _HEADINGS and said else said


def _said(node: Node) -> str:
    return _one_line(node.text())


def _one_line(text: str) -> str:
    """Spaces that do not break are of one kind, which every reader of text knows."""
    kept = text.replace("\u202f", "\u00a0")
    return " ".join(part for part in kept.replace("\n", " ").replace("\t", " ").split(" ") if part)


def _wrapped(piece: str) -> str:
    return "\n".join(_short(line) for line in piece.split("\n"))


def _short(line: str) -> str:
    """Broken at spaces alone, so that a search finds every word and number whole."""
    kept = {"break_long_words": False, "break_on_hyphens": False}
    hanging = "  " if re.match(r"(?:-|\d+\.)? ", line) else ""
    return textwrap.fill(line, WIDTH, subsequent_indent=hanging, **kept)  # type: ignore[arg-type]
