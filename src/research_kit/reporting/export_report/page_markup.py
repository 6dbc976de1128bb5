"""The gate on a finished page's markup: known elements and attributes alone, and each item as the release shows it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from research_kit.display import short_name, stylesheet
from research_kit.errors import DisclosureError
from research_kit.reporting.export_report.released_items import ReleasedItems
from research_kit.reporting.read_back.html_places import GEOMETRY
from research_kit.reporting.read_back.markup_tree import Node, tree_of

_ELEMENTS = frozenset({
    "html", "head", "meta", "title", "style", "body", "a", "header", "div", "p", "h1", "h2", "h3", "h4", "span",
    "dl", "dt", "dd", "nav", "ol", "ul", "li", "main", "section", "article", "svg", "desc", "defs", "pattern",
    "text", "tspan", "path", "line", "rect", "circle", "figure", "figcaption", "details", "summary", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "footer", "g", "fieldset", "legend", "label", "input",
})  # fmt: skip
_ATTRIBUTES = GEOMETRY | frozenset({
    "lang", "charset", "name", "http-equiv", "content", "class", "href", "id", "tabindex", "role", "aria-label",
    "aria-labelledby", "aria-hidden", "focusable", "scope", "text-anchor", "fill", "patternunits", "type",
})  # fmt: skip
_RADIO = {"type", "name"}
"""All that a button may say with which a reader goes from row to row of a figure."""
_PARTS = frozenset({"", "depth", "deep"})
"""The classes of the page's parts."""
_VIEWPORT = "width=device-width, initial-scale=1"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What a browser may do with a page: show it. Nothing is fetched, sent or executed, whatever stands in it."""
_FURNITURE = frozenset({"header", "nav", "footer", "article"})
_PAGE_CSS = Path(__file__).parent.parent / "templates" / "board" / "page.css"
UNTOLD = "untold"


def require_known_markup(name: str, page: Node) -> None:
    """Refuse a page with anything that does not show itself to a reader: scripts, comments, hidden data.

    Raises
    ------
    DisclosureError
        Naming the page, the item and the place.
    """
    for node in page.walk():
        what = _strange(node) or _outside_the_body(node)
        if what:
            raise _refusal(name, node, what)


def _strange(node: Node) -> str:
    """What a page may not hold in an element; empty where all is known."""
    is_doctype = node.tag == "#declaration" and node.text().strip().lower() == "doctype html"
    if node.tag == "#page" or is_doctype:
        return ""
    if node.tag.startswith("#"):
        return "a comment or another piece that no reader sees"
    if node.tag not in _ELEMENTS:
        return f"an element `{node.tag}`"
    return next(_strange_attributes(node), "") or _strange_content(node)


def _outside_the_body(node: Node) -> str:
    """A text where none belongs: before the page, after its end, or between its head and its body."""
    has_text = any(isinstance(child, str) and child.strip() for child in node.children)
    return "a text outside its body" if node.tag in ("#page", "html", "head") and has_text else ""


def _strange_attributes(node: Node) -> Iterator[str]:
    for key, value in node.attributes:
        if key not in _ATTRIBUTES:
            yield f"an attribute `{key}`"
        if "url(" in value and not value.startswith("url(#"):
            yield f"an address in `{key}`"


def _strange_content(node: Node) -> str:
    names = [key for key, _ in node.attributes]
    if len(set(names)) < len(names):
        return "an attribute twice"
    if node.tag == "style" and _words(node.text()) != _words(stylesheet() + _PAGE_CSS.read_text(encoding="utf-8")):
        return "a stylesheet that is not the page's own"
    if node.tag == "a" and not node.get("href").startswith("#"):
        return "a link that leads away from the page"
    if (node.tag == "input") != ("type" in names) or (node.tag == "input" and not _is_radio(node)):
        return "a field that could hold something"
    if node.tag == "meta" and not _is_known_meta(node):
        return "metadata that are not the page's own"
    return ""


def _is_radio(node: Node) -> bool:
    """Whether it is a button to go from row to row of a figure with, and says nothing besides."""
    return node.get("type") == "radio" and {key for key, _ in node.attributes} == _RADIO


def _is_known_meta(node: Node) -> bool:
    if node.get("charset"):
        return node.attributes == (("charset", "utf-8"),)
    if node.get("http-equiv"):
        return node.attributes == (("http-equiv", "Content-Security-Policy"), ("content", _POLICY))
    return node.get("name") == "description" or (node.get("name"), node.get("content")) == ("viewport", _VIEWPORT)


def require_as_released(name: str, page: Node, items: ReleasedItems, *, language: str) -> None:
    """Refuse a page of which an item differs from what the release shows, in a word, a mark or an attribute.

    Raises
    ------
    DisclosureError
        Naming the page, the item and the first place that differs.
    """
    for shown, expected in _furniture(page, items, language):
        differs = _first_difference(shown, expected)
        if differs is not None:
            raise _refusal(name, differs, "something other than what the release shows there")
    for article in page.find("article"):
        if article.get("id") == UNTOLD:
            continue
        html = items.html(article.get("id"), language)
        if html is None:
            raise _refusal(name, article, "an item that the release does not have")
        expected = next(tree_of(html).find("article"))
        differs = _first_difference(article, expected)
        if differs is not None:
            raise _refusal(name, differs, "something other than what the release shows there")
    _require_contents(name, page, language)
    _require_folds(name, page)
    _require_nothing_between(name, page)


def _furniture(page: Node, items: ReleasedItems, language: str) -> Iterator[tuple[Node, Node]]:
    """The header, the footer, the title and the description, each as it is and as it ought to be."""
    kit = items.furniture(language)
    expected = tree_of(
        f"<header>{kit['header_html']}</header><footer>{kit['footer_html']}</footer><title>{escape(kit['title'])}</title>"
        f'<meta name="description" content="{escape(kit["description"])}">'
    )
    for there in expected.elements():
        alike = [
            node for node in page.find(there.tag) if _is_of_the_page(node) and node.get("name") == there.get("name")
        ]
        if len(alike) != 1:
            missing = Node(there.tag, parent=next(page.find("body"), page))
            yield (alike[1] if alike else missing), there
        else:
            yield alike[0], there


def _is_of_the_page(node: Node) -> bool:
    """Whether an element is not inside a drawing, which has titles of its own."""
    return node.parent is None or (node.parent.tag != "svg" and _is_of_the_page(node.parent))


def _first_difference(here: Node, there: Node) -> Node | None:
    """The first element of a page that is not as in another tree."""
    if here.tag != there.tag or sorted(here.attributes) != sorted(there.attributes):
        return here
    if _words(_own_text(here)) != _words(_own_text(there)):
        return here
    ours, theirs = list(here.elements()), list(there.elements())
    if len(ours) != len(theirs):
        return here
    return next((found for a, b in zip(ours, theirs, strict=True) if (found := _first_difference(a, b))), None)


def _own_text(node: Node) -> str:
    """The text directly in an element, with a mark where another element stands."""
    return "".join(child if isinstance(child, str) else " \u0000 " for child in node.children)


def _words(text: str) -> list[str]:
    return text.split()


def _require_contents(name: str, page: Node, language: str) -> None:
    """Every line of the list of contents is the heading it leads to, or the catalogue's short name of that part."""
    headings = {node.get("id"): _words(_heading_of(node)) for node in page.find("article", "section")}
    for link in page.find("a"):
        id_, said = link.get("href").removeprefix("#"), _words(link.text())
        is_known = id_ in headings and said in (headings[id_], _words(short_name(id_, language=language)))
        if link.item == "nav" and not is_known:
            raise _refusal(name, link, "a line of the contents that is not a heading of the page")


def _require_folds(name: str, page: Node) -> None:
    """What an item is folded under is its own heading, and there is one item in each fold; parts say no more."""
    for section in page.find("section"):
        if section.get("class") not in _PARTS:
            raise _refusal(name, section, "a part of the page of a kind that no page has")
    for fold in page.find("details"):
        if fold.item not in _FURNITURE | {"body"}:
            continue  # a table of an item, which has been held against the release with it
        inside = list(fold.elements())
        marks = (*fold.attributes, *inside[0].attributes) if inside else ()
        if [node.tag for node in inside] != ["summary", "article"] or marks != (("class", "fold"),):
            raise _refusal(name, fold, "a fold that does not hold one item and nothing else")
        if list(inside[0].elements()) or _words(inside[0].text()) != _words(_heading_of(inside[1])):
            raise _refusal(name, inside[0], "a line over a folded item that is not its heading")


def _heading_of(node: Node) -> str:
    return next((heading.text() for heading in node.find("h2" if node.tag == "section" else "h3")), "")


def _require_nothing_between(name: str, page: Node) -> None:
    """Between header, contents, items and footer stand headings of sections and the skip link, and no number."""
    for body in page.find("body"):
        for node in _between(body):
            text = "".join(child for child in node.children if isinstance(child, str)).strip()
            if node.tag == "summary":
                continue  # a line over a folded item, which has been held against its heading
            if text and (node.tag not in ("h2", "a") or any(character.isdigit() for character in text)):
                raise _refusal(name, node, "a text beside the items")


def _between(node: Node) -> Iterator[Node]:
    yield node
    for child in node.elements():
        if child.tag not in _FURNITURE:
            yield from _between(child)


def _refusal(name: str, node: Node, what: str) -> DisclosureError:
    item = node.item if node.item not in _FURNITURE | {"head", "body", "page"} else f"the page's {node.item}"
    return DisclosureError(
        f"{name}, {item}: it holds {what} ({node.path}). Nothing was published. Pages are made from what the release "
        "shows of itself; restore the template and the display as they were, and run the same command again."
    )
