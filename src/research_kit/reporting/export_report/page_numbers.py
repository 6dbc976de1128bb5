"""The gate on a finished page: every number read back from it is one that the release allows at that place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from research_kit.disclosure import Release
from research_kit.display.rows import EVERYBODY, Group
from research_kit.display.words import Words
from research_kit.errors import DisclosureError
from research_kit.ledger.told_loop import ToldLoop
from research_kit.reporting.export_report.allowed_numbers import Allowed, ItemNumbers, kind_of, near, numbers_of_items
from research_kit.reporting.export_report.loop_numbers import DECIDED, NEWS, phrases_of_the_loop
from research_kit.reporting.export_report.standing_text import phrases_of, spans_of
from research_kit.reporting.read_back.figure_values import AT_THE_END, PARTS, figure_values
from research_kit.reporting.read_back.found import Found, Place
from research_kit.reporting.read_back.html_places import attribute_places, text_places
from research_kit.reporting.read_back.markup_tree import Node
from research_kit.reporting.read_back.numbers import Number, numbers_in, says_fewer, unit_of_header, visible

_CLAUSE = re.compile(r"[;.](?=\s|$)")
_BARE = {
    "gaps": "points months", "adjusted": "points", "median": "months", "months": "months",
    **dict.fromkeys(("flow", "composition", "known", "within", "curve", "sustained", "standardised"), ""),
}  # fmt: skip
"""What numbers without a unit measure in the items about work; in the others what their rows measure."""
_COUNTS = ("column-people", "column-in-group", "column-known", "column-unknown")
_TOTALS = frozenset({"header", "nav", "head", "footer", "body"})
_DRAWN_OFF = 0.35
_PART_OFF = 1.2
_ROUNDED_POINT = 0.06
"""How far a mark may stand from its value, in percent: coordinates have one decimal, parts room between them."""


@dataclass(frozen=True)
class NumberGate:
    """What pages about a release may hold in one language: made once, for all its pages."""

    words: Words
    items: Mapping[str, ItemNumbers]
    phrases: Sequence[str]
    labels: Mapping[str, frozenset[Group]]
    named: dict[str, frozenset[Group]] = field(default_factory=dict, repr=False)
    """The groups that a text names, of the texts that have been read: heads of lines come back cell after cell."""
    judged: dict[tuple[str, ...], bool] = field(default_factory=dict, repr=False)
    """Whether a text may stand where it does, of those that have been judged: pages tell the same items again."""


@dataclass(frozen=True)
class _Page:
    """A page to be checked and what it may hold."""

    name: str
    tree: Node
    words: Words
    items: Mapping[str, ItemNumbers]
    phrases: Sequence[str]
    gate: NumberGate
    headings: frozenset[str]
    """What its headings say, where each is read with the numbers of its own item."""


def number_gate(release: Release, words: Words, loop: ToldLoop | None = None) -> NumberGate:
    """What pages about this release may hold, derived from its tables and its loop, not from how pages are made."""
    told = loop or ToldLoop()
    items = numbers_of_items(release, told)
    phrases = (*phrases_of(release, words), *phrases_of_the_loop(told, words))
    return NumberGate(words, items, phrases, _labels(items, words))


def require_allowed_numbers(name: str, tree: Node, gate: NumberGate) -> None:
    """Refuse a page that holds a number which the release does not allow at its place.

    It is independent of how the page was made: the numbers are read from the page, and what is allowed is derived
    from the released tables.

    Raises
    ------
    DisclosureError
        Naming the page, the item and the place, never the number.
    """
    headings = frozenset(visible(" ".join(node.text().split())) for node in tree.find("h3"))
    page = _Page(name, tree, gate.words, gate.items, gate.phrases, gate, headings)
    for place in text_places(tree, language=gate.words.language):
        if place.kind != "metadata" or place.place.endswith("head > title"):
            _require(page, place)
    for place in attribute_places(tree, _TOLD):
        if "width=device-width" not in place.said:
            _require(page, place)
    _require_drawn(page)


_TOLD = frozenset({"aria-label", "alt", "title", "content", "summary", "placeholder", "aria-description"})
"""Attributes that are read out to somebody; of all others no page may have any but its furniture."""


def _labels(items: Mapping[str, ItemNumbers], words: Words) -> dict[str, frozenset[Group]]:
    """The names of groups in small letters, the longest first; those of everybody last.

    Groups of two dimensions may have one name: an organisation, and those whom it referred.
    """
    named: dict[str, set[Group]] = {}
    for group in {row.group for row in items[""].rows if row.blocked_dimension is None} - {EVERYBODY}:
        named.setdefault(words.in_sentence(group).lower(), set()).add(group)
    labels = {name: frozenset(named[name]) for name in sorted(named, key=lambda name: (-len(name), name))}
    all_of_them = (words.in_sentence(EVERYBODY).lower(), words.group(EVERYBODY).lower())
    return {**labels, **dict.fromkeys(all_of_them, frozenset({EVERYBODY}))}


def _require(page: _Page, place: Place) -> None:
    text = visible(place.said)
    if place.item == "nav" and text in page.headings:
        return
    if place.is_tick:
        return
    here = (place.item, place.kind, place.row, place.column, text)
    judged = page.gate.judged
    if here not in judged:
        judged[here] = _may_stand(page, place, text)
    if not judged[here]:
        raise _refusal(page, place.item, place.place, _kinds(place.kind))


def _may_stand(page: _Page, place: Place, text: str) -> bool:
    """Whether each number of a text is in a standing phrase, or released for its place."""
    numbers = numbers_in(text, language=page.words.language)
    if not numbers:
        return True
    standing = spans_of(page.phrases, text)
    told = [n for n in numbers if not any(start <= n.start and n.end <= end for start, end in standing)]
    return all(_is_allowed(page, place, text, number) for number in told)


def _is_allowed(page: _Page, place: Place, text: str, number: Number) -> bool:
    allowed = _allowed_at(page, place, text, number)
    unit = number.unit or (unit_of_header(place.column) if place.kind == "table" else "")
    fewer = says_fewer(text[: number.start], page.words.language)
    number = number if unit == number.unit else replace(number, unit=unit)
    return allowed.holds(number, fewer=fewer, bare=_bare(page, place))


def _allowed_at(page: _Page, place: Place, text: str, number: Number) -> Allowed:
    """The rows a number is about: those of the groups named in its row or column, else in its clause."""
    item = page.items.get(place.item, page.items[""])
    if place.kind == "table":
        everybody = {EVERYBODY}
        heads = (_named(page, place.row), _named(page, place.column))
        named = heads[0] - everybody or heads[1] - everybody or heads[0] | heads[1]
    else:
        named = _named(page, _clause(text, number))
    allowed = item.of(named)
    return allowed if allowed.rows else item.of()


def _clause(text: str, number: Number) -> str:
    ends = [match.start() for match in _CLAUSE.finditer(text)]
    start = max((end for end in ends if end < number.start), default=0)
    return text[start : min((end for end in ends if end >= number.end), default=len(text))]


def _named(page: _Page, text: str) -> frozenset[Group]:
    """The groups named in a text; of names inside each other the longest."""
    named = page.gate.named
    if text not in named:
        named[text] = _read_groups(text.lower(), page.gate.labels)
    return named[text]


def _read_groups(left: str, labels: Mapping[str, frozenset[Group]]) -> frozenset[Group]:
    found: set[Group] = set()
    for label, groups in labels.items():
        if label not in left:
            continue
        pattern = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)")
        if pattern.search(left):
            found |= groups
            left = pattern.sub(" ", left)
    return frozenset(found)


def _bare(page: _Page, place: Place) -> str:
    """What a number without a unit may measure: in columns of people and in the flow nothing but people."""
    item = page.items.get(place.item)
    if item is None:
        return "facts"  # which report it is, and of how many
    if place.kind == "table" and place.column in {page.words.text(key) for key in _COUNTS}:
        return ""
    if item.name in _BARE:
        return _BARE[item.name]
    if item.name in (DECIDED, NEWS):
        own = {"months", "points"} & {kind_of(row) for row in item.rows}
        return " ".join([item.measured, *sorted(own), "facts"])  # facts: how many decisions there are, and findings
    if item.name in ("states", "bounds"):
        return "tenths" if place.kind == "text" else ""
    return item.measured


def _require_drawn(page: _Page) -> None:
    """Every mark of a figure stands at a released value of its item, or at the end of its scale."""
    for found in figure_values(page.name, page.tree, language=page.words.language):
        item = page.items.get(found.item)
        if item is not None and found.place.endswith(f"{AT_THE_END}]"):
            continue
        is_part = found.text.partition(".")[2] in PARTS
        off = max(_PART_OFF if is_part else _DRAWN_OFF, found.precision)
        if item is None or not _is_drawn(item, item.of(_named(page, found.row)), found, off):
            raise _refusal(page, found.item, found.place, "a mark of a figure stands at a value")


def _is_drawn(item: ItemNumbers, allowed: Allowed, found: Found, off: float) -> bool:
    value = found.value
    allowed = allowed if allowed.rows else item.of()
    if found.unit == "people":
        return any(abs(value - count) <= max(_DRAWN_OFF, found.precision) for count in allowed.counts)
    if found.unit == "%":
        edges = (0.0, 100.0, *(100 - share for share in allowed.shares))
        return near(value, (*allowed.shares, *edges), off)
    if item.name == "curve":
        return value >= max(allowed.times) - 0.1 or near(value, allowed.times, 0.1)
    return near(value, (*allowed.points, *allowed.months, 0.0), 0.05 + _ROUNDED_POINT) or allowed.stands_at(
        value, off=found.precision
    )


def _kinds(kind: str) -> str:
    return {
        "table": "a cell of a table holds a number",
        "figure": "a text of a figure holds a number",
        "attribute": "an attribute holds a number",
        "metadata": "the page's metadata hold a number",
    }.get(kind, "a text holds a number")


def _refusal(page: _Page, item: str, place: str, what: str) -> DisclosureError:
    where = item if item not in _TOTALS else f"the page's {item}"
    return DisclosureError(
        f"{page.name}, {where}: {what} that the release does not allow there ({place}). Nothing was published. Show "
        "answers of the run with `rk.show(...)` alone; if nothing else was shown, report it as a fault of the display."
    )
