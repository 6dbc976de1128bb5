"""A small PDF that fails nothing, and for each condition a way to break it: so it is known that each check can fail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>En sida</title><style>
</style></head><body class="rk-page"><a class="skip" href="#main">Hoppa</a><header><h1>En sida</h1></header>
<nav><ol><li><a href="#x">Andelen</a></li></ol></nav><main id="main">
<article class="rk item" id="x"><h2>Andelen</h2><p>Tre av tio.</p>
<ol class="asked"><li><p>Vad?</p><p>Det.</p></li></ol>
<figure><svg class="w" viewBox="0 0 100 40" role="img"><title>Andelen.</title><desc>30 procent.</desc>
<rect width="30" height="20" class="bar-b"/><text x="90" y="30" text-anchor="end">30 %</text></svg></figure>
<details><summary>Siffrorna</summary><table><caption>Andelen</caption><thead><tr><th scope="col">Grupp</th>
<th scope="col">Andel</th></tr></thead><tbody><tr><th scope="row">Alla</th><td>30 %</td></tr></tbody></table></details>
</article></main></body></html>"""

Break = Callable[[pikepdf.Pdf], Any]


def elements(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    """The structure elements of a type."""
    found, left = [], list(pdf.Root.StructTreeRoot.K)
    while left:
        one = left.pop(0)
        if isinstance(one, int) or "/S" not in one:
            continue
        if str(one.S) == f"/{kind}":
            found.append(one)
        kids = one.get("/K", [])
        left += list(kids) if isinstance(kids, Array) else [kids]
    return found


def first(pdf: pikepdf.Pdf, kind: str) -> Any:
    return elements(pdf, kind)[0]


def renamed(kind: str, other: str) -> Break:
    return lambda pdf: first(pdf, kind).__setattr__("S", Name(f"/{other}"))


def without(kind: str, *keys: str) -> Break:
    def broken(pdf: pikepdf.Pdf) -> None:
        for one in elements(pdf, kind):
            for key in keys:
                if key in one:
                    del one[key]

    return broken


def in_catalog(**entries: Any) -> Break:
    return lambda pdf: [pdf.Root.__setitem__(f"/{key}", value) for key, value in entries.items()]


def out_of_catalog(key: str) -> Break:
    return lambda pdf: pdf.Root.__delitem__(key)


def content(change: Callable[[bytes], bytes]) -> Break:
    def broken(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        page.Contents.write(change(page.Contents.read_bytes()))

    return broken


def annotation(**entries: Any) -> Break:
    """One more annotation on the first page, which no element holds."""

    def broken(pdf: pikepdf.Pdf) -> None:
        note = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries))
        pdf.pages[0].Annots.append(note)

    return broken


def fonts(pdf: pikepdf.Pdf) -> list[Any]:
    found = {font.objgen: font for page in pdf.pages for font in page.Resources.Font.values()}
    return list(found.values())


def each_font(change: Callable[[Any], Any]) -> Break:
    return lambda pdf: [change(font) for font in fonts(pdf)]


def unicode_of(code: str) -> Break:
    """Every character is the one with this code."""
    told = f"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffff> <{code}> endbfrange"
    single = f"1 beginbfchar <0003> <{code}> endbfchar"
    return lambda pdf: [font.__setitem__("/ToUnicode", Stream(pdf, (told + single).encode())) for font in fonts(pdf)]


def _metadata(change: Callable[[bytes], bytes]) -> Break:
    return lambda pdf: pdf.Root.Metadata.write(change(pdf.Root.Metadata.read_bytes()))


def _no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _own_role(**roles: str) -> Break:
    told = {key: Name(f"/{value}") for key, value in roles.items()}
    return lambda pdf: pdf.Root.StructTreeRoot.__setitem__("/RoleMap", Dictionary(**told))


def _two_ids(pdf: pikepdf.Pdf) -> None:
    for cell in elements(pdf, "TH"):
        cell.ID = String("one")


def _drawn_twice(pdf: pikepdf.Pdf) -> None:
    form = Stream(pdf, b"/P <</MCID 0>> BDC EMC", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    pdf.pages[0].Resources.XObject = Dictionary(Twice=pdf.make_indirect(form))
    content(lambda told: told + b"\n/Twice Do /Twice Do")(pdf)


def _reference(pdf: pikepdf.Pdf) -> None:
    form = Stream(pdf, b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], Ref=Dictionary())
    pdf.pages[0].Resources.XObject = Dictionary(Other=pdf.make_indirect(form))


def _dynamic(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(XFA=pdf.make_indirect(Stream(pdf, b"<dynamicRender>required</dynamicRender>")))


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names.EmbeddedFiles = pdf.make_indirect(Dictionary(Type=Name.Filespec, EF=Dictionary()))


def _printers_mark(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].Subtype = Name.PrinterMark


def _cid_set(bits: bytes) -> Break:
    def broken(pdf: pikepdf.Pdf) -> None:
        for font in fonts(pdf):
            font.DescendantFonts[0].FontDescriptor.CIDSet = pdf.make_indirect(Stream(pdf, bits))

    return broken


BREAKS: dict[str, Break] = {
    "01-003": content(lambda told: told.replace(b"BDC", b"BDC /Artifact BMC 0 0 m 1 1 l S EMC", 1)),
    "01-004": content(
        lambda told: re.sub(rb"/Artifact\s+BMC", b"/Artifact BMC /P <</MCID 0>> BDC f EMC", told, count=1)
    ),
    "01-005": content(lambda told: told + b"\n0 0 9 9 re f"),
    "01-007": lambda pdf: pdf.Root.MarkInfo.__setitem__("/Suspects", True),
    "02-001": renamed("P", "Paragraph"),
    "02-003": _own_role(One="Two", Two="One"),
    "02-004": _own_role(P="Div"),
    "06-001": out_of_catalog("/Metadata"),
    "06-002": _metadata(lambda told: told.replace(b'pdfuaid:part="1"', b"")),
    "06-003": _metadata(lambda told: told.replace(b"En sida", b"")),
    "07-001": lambda pdf: pdf.Root.ViewerPreferences.__delitem__("/DisplayDocTitle"),
    "07-002": lambda pdf: pdf.Root.ViewerPreferences.__setitem__("/DisplayDocTitle", False),
    "09-004": renamed("TR", "Div"),
    "09-005": renamed("LBody", "P"),
    "09-006": renamed("P", "TOCI"),
    "09-007": renamed("P", "RB"),
    "09-008": renamed("P", "WT"),
    "10-001": each_font(lambda font: font.ToUnicode.write(b"")),
    **dict.fromkeys(("11-001", "11-002", "11-003", "11-004", "11-006"), _no_language),
    "13-004": without("Figure", "/Alt"),
    "14-002": renamed("H1", "H2"),
    "14-003": renamed("H2", "H4"),
    "14-006": lambda pdf: [one.__setattr__("S", Name.H) for one in elements(pdf, "P")],
    "14-007": renamed("P", "H"),
    "15-003": lambda pdf: [one.A.__delitem__("/Scope") for one in elements(pdf, "TH")],
    "17-002": renamed("P", "Formula"),
    "19-003": renamed("P", "Note"),
    "19-004": _two_ids,
    "20-001": in_catalog(OCProperties=Dictionary(Configs=Array([Dictionary()]))),
    "20-002": in_catalog(OCProperties=Dictionary(D=Dictionary())),
    "20-003": in_catalog(OCProperties=Dictionary(D=Dictionary(Name=String("a"), AS=Array([])))),
    "21-001": _attached,
    "25-001": _dynamic,
    "28-002": annotation(Subtype=Name.Text, Contents=String("a")),
    "28-004": annotation(Subtype=Name.Text),
    "28-005": annotation(Subtype=Name.Widget),
    "28-007": annotation(Subtype=Name.TrapNet),
    "28-008": lambda pdf: pdf.pages[0].__delitem__("/Tabs"),
    "28-009": lambda pdf: pdf.pages[0].__setitem__("/Tabs", Name.R),
    "28-010": annotation(Subtype=Name.Widget, TU=String("a")),
    "28-011": annotation(Subtype=Name.Link, Contents=String("a")),
    "28-012": lambda pdf: pdf.pages[0].Annots[0].__setitem__("/Contents", String(" ")),
    "28-017": _printers_mark,
    "30-001": _reference,
    "30-002": _drawn_twice,
    "31-004": each_font(lambda font: font.DescendantFonts[0].__setitem__("/CIDToGIDMap", Name.Other)),
    "31-005": each_font(lambda font: font.DescendantFonts[0].__delitem__("/CIDToGIDMap")),
    "31-006": each_font(lambda font: font.__setitem__("/Encoding", Name("/UniJIS-UCS2-H"))),
    "31-009": each_font(lambda font: font.DescendantFonts[0].FontDescriptor.__delitem__("/FontFile2")),
    "31-011": content(lambda told: told.replace(b"[<", b"[<fff0", 1)),
    "31-014": _cid_set(b"\x80"),
    "31-015": _cid_set(b"\xff" * 9000),
    "31-016": each_font(lambda font: font.DescendantFonts[0].__setitem__("/W", Array([0, 9999, 7]))),
    "31-027": each_font(lambda font: font.__delitem__("/ToUnicode")),
    "31-028": unicode_of("0000"),
    "31-029": unicode_of("feff"),
    "31-030": content(lambda told: told.replace(b"[<", b"[<0000", 1)),
}
