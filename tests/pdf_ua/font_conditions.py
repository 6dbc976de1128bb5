"""Failure conditions of the Matterhorn Protocol 1.1 that a computer can test: fonts and what their codes stand for."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

from tests.pdf_ua.conditions import condition
from tests.pdf_ua.opened import Opened


def _descendants(pdf: Opened) -> Iterator[tuple[Any, Any]]:
    """Composite fonts, each with the font inside."""
    for font in pdf.fonts:
        if str(font.Subtype) == "/Type0":
            yield font, font.DescendantFonts[0]


@condition("31-004")
def glyphs_are_found_by_a_known_map(pdf: Opened) -> Iterator[str]:
    for _, inner in _descendants(pdf):
        told = inner.get("/CIDToGIDMap")
        if str(inner.Subtype) == "/CIDFontType2" and told is not None and not _known_map(told):
            yield "CIDToGIDMap is neither a stream nor Identity"


def _known_map(told: Any) -> bool:
    return isinstance(told, pikepdf.Stream) or str(told) == "/Identity"


@condition("31-005")
def glyphs_are_found_by_a_map(pdf: Opened) -> Iterator[str]:
    for _, inner in _descendants(pdf):
        if str(inner.Subtype) == "/CIDFontType2" and "/CIDToGIDMap" not in inner:
            yield "no CIDToGIDMap"


@condition("31-006")
def codes_are_read_by_a_known_map(pdf: Opened) -> Iterator[str]:
    for font, _ in _descendants(pdf):
        if not isinstance(font.Encoding, pikepdf.Stream) and str(font.Encoding) not in ("/Identity-H", "/Identity-V"):
            yield f"the CMap {font.Encoding} is not embedded"


@condition("31-009")
def fonts_are_embedded(pdf: Opened) -> Iterator[str]:
    inner = {font.objgen: of for font, of in _descendants(pdf)}
    for font in pdf.fonts:
        descriptor = inner.get(font.objgen, font).get("/FontDescriptor", {})
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"{font.get('/BaseFont', '')} is not embedded"


def _codes(pdf: Opened, font: Any) -> set[int]:
    """The codes that a composite font shows, of two bytes each."""
    shown = (
        text for one in pdf.painted if one.font is not None and one.font.objgen == font.objgen for text in one.strings
    )
    return {int.from_bytes(text[at : at + 2], "big") for text in shown for at in range(0, len(text) - 1, 2)}


@condition("31-011")
def fonts_have_every_glyph(pdf: Opened) -> Iterator[str]:
    for font, inner in _descendants(pdf):
        program = _program(inner)
        if program is not None:
            glyphs = program["maxp"].numGlyphs
            yield from (f"glyph {code} is not in the font" for code in _codes(pdf, font) if code >= glyphs)


@condition("31-027")
def fonts_say_their_characters(pdf: Opened) -> Iterator[str]:
    yield from (f"{font.get('/BaseFont', '')} has no ToUnicode" for font in pdf.fonts if "/ToUnicode" not in font)


@condition("10-001")
def codes_have_characters(pdf: Opened) -> Iterator[str]:
    for font, _ in _descendants(pdf):
        told = _characters(font)
        yield from (f"code {code} has no character" for code in _codes(pdf, font) if code not in told)


@condition("31-028")
def no_character_is_nought(pdf: Opened) -> Iterator[str]:
    yield from _said(pdf, {"\0"})


@condition("31-029")
def no_character_is_a_mark_of_order(pdf: Opened) -> Iterator[str]:
    yield from _said(pdf, {"\ufeff", "\ufffe"})


def _said(pdf: Opened, forbidden: set[str]) -> Iterator[str]:
    for font, _ in _descendants(pdf):
        yield from (
            f"code {code} is U+{ord(char[0]):04X}" for code, char in _characters(font).items() if char in forbidden
        )


@condition("31-030")
def no_missing_glyph_is_shown(pdf: Opened) -> Iterator[str]:
    yield from ("the glyph .notdef is shown" for font, _ in _descendants(pdf) if 0 in _codes(pdf, font))


def _characters(font: Any) -> dict[int, str]:
    """The character of each code that the font's ToUnicode lists one by one, or in ranges."""
    text = font.ToUnicode.read_bytes() if "/ToUnicode" in font else b""
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", text, flags=re.S):
        for code, said in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block):
            found[int(code, 16)] = bytes.fromhex(said.decode()).decode("utf-16-be", errors="replace")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", text, flags=re.S):
        for first, last, said in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            low = int(first, 16)
            found |= {low + at: chr(int(said, 16) + at) for at in range(int(last, 16) - low + 1)}
    return found


def _program(inner: Any) -> TTFont | None:
    """The TrueType program in a font; none where it has none."""
    data = inner.get("/FontDescriptor", {}).get("/FontFile2")
    return None if data is None else TTFont(io.BytesIO(data.read_bytes()), lazy=True)


@condition("31-014")
def every_glyph_is_listed(pdf: Opened) -> Iterator[str]:
    for inner, listed, there in _listed(pdf):
        if there - listed:
            yield f"{inner.BaseFont}: {len(there - listed)} glyphs are not in its CIDSet"


@condition("31-015")
def every_listed_glyph_is_there(pdf: Opened) -> Iterator[str]:
    for inner, listed, there in _listed(pdf):
        if listed - there:
            yield f"{inner.BaseFont}: {len(listed - there)} glyphs of its CIDSet are not in it"


def _listed(pdf: Opened) -> Iterator[tuple[Any, set[int], set[int]]]:
    """Of fonts with a CIDSet the glyphs it lists, and those that the program has an outline or a width for."""
    for _, inner in _descendants(pdf):
        listed, program = inner.get("/FontDescriptor", {}).get("/CIDSet"), _program(inner)
        if listed is not None and program is not None:
            bits = listed.read_bytes()
            told = {at for at in range(8 * len(bits)) if bits[at // 8] & (128 >> at % 8)}
            yield inner, told, set(range(program["maxp"].numGlyphs))


@condition("31-016")
def widths_are_those_of_the_program(pdf: Opened) -> Iterator[str]:
    """By more than one thousandth of the font's size."""
    for font, inner in _descendants(pdf):
        program, told = _program(inner), _widths(inner)
        if program is None:
            continue
        scale, order = 1000 / program["head"].unitsPerEm, program.getGlyphOrder()
        for code in _codes(pdf, font) & set(range(len(order))):
            real = program["hmtx"][order[code]][0] * scale
            if abs(told.get(code, float(inner.get("/DW", 1000))) - real) > 1:
                yield f"{inner.BaseFont}: glyph {code} is not as wide as it says"


def _widths(inner: Any) -> dict[int, float]:
    """The width of each glyph, from lists after a first code, or one width for a stretch of codes."""
    told, found = list(inner.get("/W", [])), {}
    while told:
        first, second = int(told.pop(0)), told.pop(0)
        if isinstance(second, pikepdf.Array):
            found |= {first + at: float(width) for at, width in enumerate(second)}
        else:
            width = float(told.pop(0))
            found |= dict.fromkeys(range(first, int(second) + 1), width)
    return found
