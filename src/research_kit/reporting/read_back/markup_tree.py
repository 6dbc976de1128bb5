"""A finished page as a tree in which nothing is lost: comments, scripts, hidden elements, every attribute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "time", "u", "var", "tspan",
})  # fmt: skip
"""Elements that do not end a word: a digit on each side of their edge is one number."""


@dataclass(slots=True, eq=False)
class Node:
    """An element, with its attributes as written; or, under a tag that starts with `#`, a comment or declaration."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: list[Node | str] = field(default_factory=list)
    parent: Node | None = None
    _path: str = ""
    _numbers: dict[int, int] | None = None

    def get(self, name: str) -> str:
        """The value of an attribute; empty where there is none."""
        for key, value in self.attributes:
            if key == name:
                return value
        return ""

    def elements(self) -> Iterator[Node]:
        """The elements directly below."""
        return (child for child in self.children if isinstance(child, Node))

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in the order of the page."""
        left = [self]
        while left:
            node = left.pop()
            yield node
            if node.children:
                left += [child for child in reversed(node.children) if isinstance(child, Node)]

    def find(self, *tags: str) -> Iterator[Node]:
        """The elements of these tags, in the order of the page."""
        return (node for node in self.walk() if node.tag in tags)

    def text(self) -> str:
        """All text below, as one line."""
        parts = (child if isinstance(child, str) else child.text() for child in self.children)
        return "".join(parts)

    def blocks(self) -> Iterator[tuple[Node, str]]:
        """The pieces of running text, each with the element that holds it; inline elements do not cut a piece."""
        piece = ""
        for child in self.children:
            if isinstance(child, str):
                piece += child
            elif child.tag in _INLINE and not any(below.tag not in _INLINE for below in child.walk()):
                piece += child.text()
            else:
                if piece.strip():
                    yield self, _one_line(piece)
                piece = ""
                yield from child.blocks()
        if piece.strip():
            yield self, _one_line(piece)

    @property
    def path(self) -> str:
        """Where the element is: tags from the nearest one with an id, with their number among their like."""
        if not self._path:
            self._path = self._placed()
        return self._path

    def _placed(self) -> str:
        if self.parent is None or self.get("id"):
            return f"{self.tag}#{self.get('id')}" if self.get("id") else self.tag
        number = self.parent._number_of(self)
        return f"{self.parent.path} > {self.tag}{f':nth-of-type({number})' if number else ''}"

    def _number_of(self, child: Node) -> int:
        """Which of the elements of its tag a child is, from 1; nought where it is the only one."""
        if self._numbers is None:
            alike: dict[str, list[Node]] = {}
            for node in self.elements():
                alike.setdefault(node.tag, []).append(node)
            several = (nodes for nodes in alike.values() if len(nodes) > 1)
            self._numbers = {id(node): place for nodes in several for place, node in enumerate(nodes, start=1)}
        return self._numbers.get(id(child), 0)

    @property
    def item(self) -> str:
        """The id of the item on the page; else `header`, `nav`, `footer`, `head` or `body`."""
        node: Node | None = self
        while node is not None:
            if node.tag == "article":
                return node.get("id") or "article"
            if node.tag in ("header", "nav", "footer", "head", "body"):
                return node.tag
            node = node.parent
        return "page"


def _one_line(text: str) -> str:
    """Without the line breaks of the source; spaces that do not break stay as they are."""
    return " ".join(part for part in text.replace("\t", " ").replace("\n", " ").replace("\r", " ").split(" ") if part)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#page")
        self.open = self.root

    def _add(self, node: Node) -> Node:
        node.parent = self.open
        self.open.children.append(node)
        return node

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = self._add(Node(tag, tuple((name, value or "") for name, value in attrs)))
        if tag not in _VOID:
            self.open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(Node(tag, tuple((name, value or "") for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.open
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.open = node.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)

    def handle_comment(self, data: str) -> None:
        self._add(Node("#comment", children=[data]))

    def handle_decl(self, decl: str) -> None:
        self._add(Node("#declaration", children=[decl]))

    def handle_pi(self, data: str) -> None:
        self._add(Node("#instruction", children=[data]))

    def unknown_decl(self, data: str) -> None:
        self._add(Node("#declaration", children=[data]))


def tree_of(html: str) -> Node:
    """The tree of an HTML document, or of a piece of one."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root
