"""Failure conditions of the Matterhorn Protocol 1.1 that a computer can test: metadata, structure, annotations.

Each is a function from an opened PDF to the faults that it finds, under the number of the condition.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pikepdf

from tests.pdf_ua.opened import Element, Opened

Condition = Callable[[Opened], Iterator[str]]
CONDITIONS: dict[str, Condition] = {}

STANDARD = frozenset(
    """
    Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody
    Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP
    Figure Formula Form
    """.split()  # noqa: SIM905 - as the standard lists them
)
_HOLDS = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI", "Caption"},
    "Ruby": {"RB", "RT", "RP"},
    "Warichu": {"WT", "WP"},
}
"""What may stand directly in what (ISO 32000-1, tables 333 and 336 to 338)."""
_WITHIN = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "Lbl": {"LI", "Note", "TOCI"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
    "RB": {"Ruby"},
    "RT": {"Ruby"},
    "RP": {"Ruby"},
    "WT": {"Warichu"},
    "WP": {"Warichu"},
}


def condition(number: str) -> Callable[[Condition], Condition]:
    """Under which number of the protocol a function stands."""

    def entered(function: Condition) -> Condition:
        CONDITIONS[number] = function
        return function

    return entered


@condition("01-007")
def suspects(pdf: Opened) -> Iterator[str]:
    if bool(pdf.root.get("/MarkInfo", {}).get("/Suspects", False)):
        yield "the file says that its tags are suspect"


@condition("02-001")
def ends_in_a_standard_type(pdf: Opened) -> Iterator[str]:
    yield from (f"<{one.kind}> is no standard type" for one in pdf.elements if one.kind not in STANDARD)


@condition("02-003")
def no_circle_of_roles(pdf: Opened) -> Iterator[str]:
    for kind in pdf.role_map:
        seen, at = [kind], pdf.role_map[kind]
        while at in pdf.role_map and at not in seen:
            seen.append(at)
            at = pdf.role_map[at]
        if at in seen:
            yield f"{kind} is mapped to itself"


@condition("02-004")
def standard_types_are_not_remapped(pdf: Opened) -> Iterator[str]:
    yield from (f"{kind} is remapped" for kind in pdf.role_map if kind.removeprefix("/") in STANDARD)


def _xmp(pdf: Opened) -> str:
    stream = pdf.root.get("/Metadata")
    return "" if stream is None else stream.read_bytes().decode("utf-8", errors="replace")


@condition("06-001")
def has_metadata(pdf: Opened) -> Iterator[str]:
    if not _xmp(pdf):
        yield "no XMP metadata"


@condition("06-002")
def says_that_it_is_pdf_ua(pdf: Opened) -> Iterator[str]:
    if not re.search(r"""pdfuaid:part(?:=["']|>)1\b""", _xmp(pdf)):
        yield "the metadata do not say PDF/UA-1"


@condition("06-003")
def has_a_title(pdf: Opened) -> Iterator[str]:
    told = re.search(r"<dc:title>(.*?)</dc:title>", _xmp(pdf), flags=re.DOTALL)
    if told is None or not re.sub(r"<[^>]*>", "", told[1]).strip():
        yield "the metadata have no title"


@condition("07-001")
def shows_its_title(pdf: Opened) -> Iterator[str]:
    if "/DisplayDocTitle" not in pdf.root.get("/ViewerPreferences", {}):
        yield "no DisplayDocTitle"


@condition("07-002")
def shows_its_title_in_truth(pdf: Opened) -> Iterator[str]:
    if pdf.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", True) is False:
        yield "DisplayDocTitle is false"


def _misplaced(pdf: Opened, kinds: set[str]) -> Iterator[str]:
    for one in pdf.elements:
        above = one.parent.kind if one.parent else ""
        if one.kind in kinds and one.kind in _WITHIN and above not in _WITHIN[one.kind]:
            yield f"<{one.kind}> in <{above}>"
        strange = {kid.kind for kid in one.kids} - _HOLDS.get(one.kind, STANDARD | {kid.kind for kid in one.kids})
        if one.kind in kinds and strange:
            yield f"<{one.kind}> holds {sorted(strange)}"


_GROUPS = {
    "09-004": {"Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"},
    "09-005": {"L", "LI", "Lbl", "LBody"},
    "09-006": {"TOC", "TOCI"},
    "09-007": {"Ruby", "RB", "RT", "RP"},
    "09-008": {"Warichu", "WT", "WP"},
}
for _number, _kinds in _GROUPS.items():
    CONDITIONS[_number] = lambda pdf, kinds=_kinds: _misplaced(pdf, kinds)  # type: ignore[misc]


def _languages(one: Element) -> bool:
    return any("/Lang" in each.it for each in (one, *one.around))


@condition("11-001")
def texts_have_a_language(pdf: Opened) -> Iterator[str]:
    if not _document_language(pdf) and not all(_languages(one) for one in pdf.elements):
        yield "the language of the text is not said"


@condition("11-002")
def alternative_texts_have_a_language(pdf: Opened) -> Iterator[str]:
    told = (one for one in pdf.elements if any(key in one.it for key in ("/Alt", "/ActualText", "/E")))
    if not _document_language(pdf):
        yield from (f"the language of the text of <{one.kind}> is not said" for one in told if not _languages(one))


@condition("11-003")
def bookmarks_have_a_language(pdf: Opened) -> Iterator[str]:
    if "/Outlines" in pdf.root and not _document_language(pdf):
        yield "the language of the bookmarks is not said"


@condition("11-004")
def annotations_have_a_language(pdf: Opened) -> Iterator[str]:
    if not _document_language(pdf) and any("/Contents" in note for _, note in pdf.annotations()):
        yield "the language of the annotations is not said"


@condition("11-006")
def metadata_have_a_language(pdf: Opened) -> Iterator[str]:
    if not _document_language(pdf) and "xml:lang" not in _xmp(pdf).replace('xml:lang="x-default"', ""):
        yield "the language of the metadata is not said"


def _document_language(pdf: Opened) -> str:
    return str(pdf.root.get("/Lang", "")).strip()


@condition("13-004")
def figures_have_an_alternative(pdf: Opened) -> Iterator[str]:
    yield from _without_text(pdf, "Figure")


@condition("17-002")
def formulas_have_an_alternative(pdf: Opened) -> Iterator[str]:
    yield from _without_text(pdf, "Formula")


def _without_text(pdf: Opened, kind: str) -> Iterator[str]:
    for one in pdf.elements:
        said = str(one.it.get("/Alt", "")) + str(one.it.get("/ActualText", ""))
        if one.kind == kind and not said.strip():
            yield f"<{kind}> without a text"


def _levels(pdf: Opened) -> list[int]:
    return [
        int(one.kind[1]) for one in pdf.elements if len(one.kind) == 2 and one.kind[0] == "H" and one.kind[1].isdigit()
    ]


@condition("14-002")
def begins_with_the_first_level(pdf: Opened) -> Iterator[str]:
    if _levels(pdf) and _levels(pdf)[0] != 1:
        yield f"the first heading is <H{_levels(pdf)[0]}>"


@condition("14-003")
def no_level_is_skipped(pdf: Opened) -> Iterator[str]:
    levels = _levels(pdf)
    yield from (f"<H{after}> after <H{before}>" for before, after in pairwise(levels) if after > before + 1)


@condition("14-006")
def one_unnumbered_heading_a_node(pdf: Opened) -> Iterator[str]:
    yield from ("two <H> in one node" for one in pdf.elements if sum(kid.kind == "H" for kid in one.kids) > 1)


@condition("14-007")
def one_kind_of_headings(pdf: Opened) -> Iterator[str]:
    if _levels(pdf) and any(one.kind == "H" for one in pdf.elements):
        yield "both <H> and numbered headings"


@condition("15-003")
def heads_of_tables_have_a_scope(pdf: Opened) -> Iterator[str]:
    """The condition spares tables that are tied by headers and IDs; readers that know scopes alone are not spared."""
    for one in pdf.elements:
        if one.kind == "TH" and str(_attribute(one, "/Scope")) not in ("/Row", "/Column", "/Both"):
            yield "<TH> without a scope"


def _attribute(one: Element, name: str) -> Any:
    told = one.it.get("/A")
    dictionaries = list(told) if isinstance(told, pikepdf.Array) else [told]
    return next((each[name] for each in dictionaries if isinstance(each, pikepdf.Dictionary) and name in each), None)


@condition("19-003")
def notes_have_an_id(pdf: Opened) -> Iterator[str]:
    yield from ("<Note> without an ID" for one in pdf.elements if one.kind == "Note" and "/ID" not in one.it)


@condition("19-004")
def ids_are_unique(pdf: Opened) -> Iterator[str]:
    """Of notes; here of every element that has one, since heads of tables are tied by them too."""
    ids = Counter(bytes(one.it.ID) for one in pdf.elements if "/ID" in one.it)
    yield from (f"ID {key!r} {count} times" for key, count in ids.items() if count > 1)
