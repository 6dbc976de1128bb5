"""Failure conditions of the Matterhorn Protocol 1.1: the file, annotations, drawings, marked content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf

from tests.pdf_ua.conditions import condition
from tests.pdf_ua.opened import Opened

ARTIFACT = "Artifact"


def _tagged(pdf: Opened, page: int, mark: str | int) -> bool:
    if not isinstance(mark, int):
        return False
    told = pdf.parents.get(int(pdf.pdf.pages[page].get("/StructParents", -1)))
    if told is None or mark >= len(told) or told[mark] is None:
        return False
    return told[mark].objgen in pdf.reached


@condition("01-003")
def no_artifact_in_tagged_content(pdf: Opened) -> Iterator[str]:
    for one in pdf.painted:
        inside = [place for place, mark in enumerate(one.marks) if mark == ARTIFACT]
        if inside and any(_tagged(pdf, one.page, mark) for mark in one.marks[: inside[-1]]):
            yield f"page {one.page + 1}: an artifact in tagged content"


@condition("01-004")
def no_tagged_content_in_artifacts(pdf: Opened) -> Iterator[str]:
    for one in pdf.painted:
        if ARTIFACT in one.marks and any(isinstance(m, int) for m in one.marks[one.marks.index(ARTIFACT) :]):
            yield f"page {one.page + 1}: tagged content in an artifact"


@condition("01-005")
def everything_is_tagged_or_an_artifact(pdf: Opened) -> Iterator[str]:
    for one in pdf.painted:
        if ARTIFACT not in one.marks and not any(_tagged(pdf, one.page, mark) for mark in one.marks):
            yield f"page {one.page + 1}: `{one.operator}` is neither tagged nor an artifact"


def _layers(pdf: Opened, key: str) -> list[Any]:
    told = pdf.root.get("/OCProperties", {}).get(key)
    return [] if told is None else list(told) if isinstance(told, pikepdf.Array) else [told]


@condition("20-001")
def layers_have_names(pdf: Opened) -> Iterator[str]:
    yield from ("a set of layers without a name" for one in _layers(pdf, "/Configs") if not str(one.get("/Name", "")))


@condition("20-002")
def the_layers_shown_have_a_name(pdf: Opened) -> Iterator[str]:
    yield from ("the layers without a name" for one in _layers(pdf, "/D") if not str(one.get("/Name", "")))


@condition("20-003")
def layers_do_not_change_by_themselves(pdf: Opened) -> Iterator[str]:
    every = [*_layers(pdf, "/D"), *_layers(pdf, "/Configs")]
    yield from ("a set of layers with AS" for one in every if "/AS" in one)


@condition("21-001")
def attached_files_have_names(pdf: Opened) -> Iterator[str]:
    for one in pdf.pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and "/EF" in one and not {"/F", "/UF"} <= set(one.keys()):
            yield "an attached file without F and UF"


@condition("25-001")
def no_dynamic_form(pdf: Opened) -> Iterator[str]:
    xfa = pdf.root.get("/AcroForm", {}).get("/XFA")
    parts = [] if xfa is None else list(xfa) if isinstance(xfa, pikepdf.Array) else [xfa]
    if any(b"dynamicRender" in one.read_bytes() for one in parts if isinstance(one, pikepdf.Stream)):
        yield "a dynamic XFA form"


@condition("26-002")
def readers_may_take_the_text(pdf: Opened) -> Iterator[str]:
    if pdf.pdf.is_encrypted and not pdf.pdf.allow.accessibility:
        yield "the file is locked for assistive technology"


def _holder(pdf: Opened, annotation: Any) -> str:
    """The type of the element that an annotation belongs to; empty where none does."""
    element = pdf.parents.get(int(annotation.get("/StructParent", -1)))
    if element is None or isinstance(element, pikepdf.Array) or element.objgen not in pdf.reached:
        return ""
    return pdf.mapped(str(element.S))


@condition("28-002")
def other_annotations_are_tagged(pdf: Opened) -> Iterator[str]:
    for _, note in pdf.annotations():
        if str(note.Subtype) not in ("/Widget", "/Link", "/PrinterMark", "/Popup") and _holder(pdf, note) != "Annot":
            yield f"{note.Subtype} is not in an <Annot>"


@condition("28-004")
def other_annotations_have_a_text(pdf: Opened) -> Iterator[str]:
    for _, note in pdf.annotations():
        if str(note.Subtype) not in ("/Widget", "/Link", "/PrinterMark", "/Popup") and not str(
            note.get("/Contents", "")
        ):
            yield f"{note.Subtype} without a text"


@condition("28-005")
def fields_have_a_text(pdf: Opened) -> Iterator[str]:
    for _, note in pdf.annotations():
        if str(note.Subtype) == "/Widget" and not str(note.get("/TU", "")):
            yield "a field without a text"


@condition("28-007")
def no_trap_network(pdf: Opened) -> Iterator[str]:
    yield from ("a TrapNet annotation" for _, note in pdf.annotations() if str(note.Subtype) == "/TrapNet")


@condition("28-008")
def pages_with_annotations_say_their_order(pdf: Opened) -> Iterator[str]:
    yield from ("a page without Tabs" for page, _ in pdf.annotations() if "/Tabs" not in page)


@condition("28-009")
def their_order_is_that_of_the_structure(pdf: Opened) -> Iterator[str]:
    yield from ("Tabs other than S" for page, _ in pdf.annotations() if str(page.get("/Tabs", "/S")) != "/S")


@condition("28-010")
def fields_are_tagged(pdf: Opened) -> Iterator[str]:
    for _, note in pdf.annotations():
        if str(note.Subtype) == "/Widget" and _holder(pdf, note) != "Form":
            yield "a field that is not in a <Form>"


@condition("28-011")
def links_are_tagged(pdf: Opened) -> Iterator[str]:
    for _, note in pdf.annotations():
        if str(note.Subtype) == "/Link" and _holder(pdf, note) != "Link":
            yield "a link that is not in a <Link>"


@condition("28-012")
def links_have_a_text(pdf: Opened) -> Iterator[str]:
    for _, note in pdf.annotations():
        if str(note.Subtype) == "/Link" and not str(note.get("/Contents", "")).strip():
            yield "a link without a text"


@condition("28-017")
def printers_marks_are_no_content(pdf: Opened) -> Iterator[str]:
    for _, note in pdf.annotations():
        if str(note.Subtype) == "/PrinterMark" and _holder(pdf, note):
            yield "a printer's mark in the structure"


def _forms(pdf: Opened) -> Iterator[Any]:
    for one in pdf.pdf.objects:
        if isinstance(one, pikepdf.Stream) and str(one.get("/Subtype", "")) == "/Form":
            yield one


@condition("30-001")
def nothing_is_drawn_from_another_file(pdf: Opened) -> Iterator[str]:
    yield from ("a reference XObject" for one in _forms(pdf) if "/Ref" in one)


@condition("30-002")
def marked_drawings_are_drawn_once(pdf: Opened) -> Iterator[str]:
    for one in _forms(pdf):
        drawn = Counter(
            name
            for page in pdf.pdf.pages
            for name, form in page.Resources.get("/XObject", {}).items()
            if form.objgen == one.objgen
            for _ in re.findall(rb"%s\s+Do" % re.escape(name.encode()), page.Contents.read_bytes())
        )
        if b"/MCID" in one.read_bytes() and sum(drawn.values()) > 1:
            yield "a drawing with marked content is drawn more than once"
