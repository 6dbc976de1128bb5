"""The numbers in a text as a reader takes them: digits, ranges, units, parts of a whole, words.

The units of Swedish and English are here; another language says its own in its catalogue (`language-unit-months`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from research_kit.display import catalogue
from research_kit.reporting.read_back.number_words import words_in

_GAP = " \u00a0\u202f\u2009"
_NUMBER = re.compile(
    rf"(?P<sign>(?:(?<=^)|(?<=[\s(\[=:;,–])|(?<![\w)–]))[\u2212-])?"
    rf"(?P<digits>\d{{1,3}}(?:(?P<gap>[{_GAP}])\d{{3}}(?!\d)(?:(?P=gap)\d{{3}}(?!\d))*)|\d+)"
    r"(?P<rest>(?:[.,]\d+)*)"
)
_UNITS = {
    "%": r"%|procent\b(?!enh)|per\s?cent\b",
    "points": r"procentenhet\w*|(?:percentage )?points?\b|punkt(?:er)?\b",
    "months": r"(?:av|of) (?:de|the) (?:första|first) \d|mån(?:ader(?:na)?|ad)?\b|months?\b|mo\b",
    "days": r"dagar(?:na)?\b|dag\b|days?\b",
    "years": r"år\b|års\b|years?\b",
    "people": r"personer\b|person\b|deltagare\b|people\b|persons\b|participants?\b|kvinnor\b|män\b|women\b|men\b",
    "groups": r"grupper\b|grupp\b|groups?\b|skillnader\b|differences?\b|bör ni se efter\b|should be looked into\b",
    "times": r"gånger\b|times\b",
    "quarters": r"kvartal(?:en)?\b|quarters?\b",
}
_HEADS = {
    "months": re.compile(r"(?<!i )\bmån(?!g)|(?<!a )(?<!per )\bmonth", re.IGNORECASE),
    "people": re.compile(r"^(?:personer|people)$", re.IGNORECASE),
}
_FIRST = re.compile(r"\b(?:de första|the first)\s+(?:\d+(?:,| eller| or| och| and)\s+)*$", re.IGNORECASE)
"""Before a number of months that is written without the word: `of the first 6, 9 or 12`."""
_BETWEEN = re.compile(r"^\s*(?:[–—-]|till|to|och|and|eller|or)\s*$", re.IGNORECASE)
_FEWER = r"(?:färre|mindre|under|fewer|less|below)\s+(?:än\s+|than\s+)?"
_AFTER = re.compile(rf"[{_GAP}]{{0,2}}")
_OF = re.compile(r"^\s*(?:av|of|in|out of)\s*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"^\s*(?:%|procent\w*|punkt(?:er)?|points?)\s*\(\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number found in a text: where, as written, its value, its unit (empty for none) and what it is a part of."""

    start: int
    end: int
    text: str
    value: float
    unit: str = ""
    of: float | None = None
    pair: int = 0
    """-1 where it is the lower of two limits, 1 where it is the upper."""


def numbers_in(text: str, *, language: str = "") -> list[Number]:
    """Every number in a text, digits and words, in the order in which they stand.

    Parameters
    ----------
    text
        As a reader sees it; marks that nobody sees (soft hyphens, joiners) are taken out first.
    language
        Of a catalogue: whether `1,234` is a decimal number or more than a thousand. Where it is empty a comma before
        exactly three digits separates thousands, and number words of Swedish and English are read.
    """
    return list(_read(visible(text), language, _folders(language)))


@lru_cache(maxsize=20_000)
def _read(text: str, language: str, folders: tuple[Path, ...]) -> tuple[Number, ...]:
    """The same texts come back page after page: what is equal is read alike, as long as the texts are from there."""
    found = [*_digits(text, language), *_other_signs(text)]
    found += [Number(a, b, text[a:b], float(value)) for a, b, value in words_in(text, language)]
    if not found:
        return ()
    return tuple(_with_units(sorted(found, key=lambda number: number.start), text, _compiled(language, folders)))


def says_fewer(before: str, language: str) -> bool:
    """Whether a number after this text is one that something is below: `färre än`, `fewer than`."""
    chain = catalogue.chain(language) if language in catalogue.languages() else ()
    own = [word for one in chain for word in (catalogue.own(one, "language-words-fewer") or "").split(", ") if word]
    said = "|".join([_FEWER, *(re.escape(word) + r"\s+" for word in own)])
    return re.search(rf"(?:{said})$", before, re.IGNORECASE) is not None


def unit_of_header(header: str) -> str:
    """The unit that the header of a column gives to numbers without one; a header with a number names a time."""
    if any(character.isdigit() for character in header):
        return ""
    return next((unit for unit, pattern in _HEADS.items() if pattern.search(header)), "")


def visible(text: str) -> str:
    """The text without characters that have no width: a digit cut in two by one still reads as one number."""
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def _digits(text: str, language: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        sign = -1.0 if match["sign"] else 1.0
        for start, end, value in _values(match, language):
            yield Number(start, end, text[start:end], sign * value)
            sign = 1.0


def _values(match: re.Match[str], language: str) -> Iterator[tuple[int, int, float]]:
    """One number, or several where commas only list them: `1,2,3` are three."""
    whole = re.sub(rf"[{_GAP}]", "", match["digits"])
    rest = re.findall(r"([.,])(\d+)", match["rest"])
    if _is_grouped(match["digits"], rest, language):
        while rest and rest[0][0] == "," and len(rest[0][1]) == 3:
            whole += rest.pop(0)[1]
    if len(rest) <= 1:
        decimals = f".{rest[0][1]}" if rest else ""
        yield match.start(), match.end(), float(whole + decimals)
        return
    yield match.start(), match.end("digits"), float(whole)
    for part in re.finditer(r"\d+", match.string[match.start("rest") : match.end()]):
        yield match.start("rest") + part.start(), match.start("rest") + part.end(), float(part.group())


def _is_grouped(digits: str, rest: list[tuple[str, str]], language: str) -> bool:
    """Whether a comma separates thousands: nowhere after a leading nought, nor where it is the decimal sign."""
    plain = digits.isdigit() and len(digits) <= 3 and digits != "0"
    is_three = plain and bool(rest) and rest[0][0] == "," and len(rest[0][1]) == 3
    return is_three and not _has_decimal_comma(language)


@lru_cache
def _has_decimal_comma(language: str) -> bool:
    from babel.numbers import get_decimal_symbol

    known = language in catalogue.languages()
    return known and get_decimal_symbol(catalogue.locale(language), numbering_system="latn") == ","


def _folders(language: str) -> tuple[Path, ...]:
    return catalogue.folders(language) if language in catalogue.languages() else ()


@lru_cache
def _compiled(language: str, folders: tuple[Path, ...]) -> re.Pattern[str]:
    """What says the unit of a number: in Swedish, in English, and in the language's own words, of these folders."""
    chain = catalogue.chain(language) if folders else ()
    found = []
    for index, (unit, pattern) in enumerate(_UNITS.items()):
        own = " ".join(catalogue.own(one, f"language-unit-{unit}") or "" for one in chain).split()
        more = "".join(rf"|{re.escape(word)}\b" for word in own)
        found.append(f"(?P<u{index}>{pattern}{more})")
    return re.compile("|".join(found), re.IGNORECASE)


def _other_signs(text: str) -> Iterator[Number]:
    """Fractions, circled digits, superscripts, Roman numerals of one sign."""
    for index, character in enumerate("" if text.isascii() else text):
        if unicodedata.category(character) in ("No", "Nl"):
            yield Number(index, index + 1, character, unicodedata.numeric(character))


def _with_units(found: list[Number], text: str, units: re.Pattern[str]) -> list[Number]:
    found = [_followed(number, text, units) for number in found]
    for index in range(len(found) - 1, 0, -1):
        first, second = found[index - 1], found[index]
        between = text[first.end : second.start]
        if _OF.match(between) and not first.unit:
            found[index - 1] = replace(first, unit="of", of=second.value)
        elif _BETWEEN.match(between) and not first.unit and first.pair == second.pair == 0:
            found[index] = second = replace(second, pair=1)
            found[index - 1] = replace(first, unit=second.unit, of=second.of, pair=-1)
    return _in_brackets(found, text)


def _followed(number: Number, text: str, units: re.Pattern[str]) -> Number:
    after = _AFTER.match(text, number.end)
    unit = units.match(text, after.end() if after else number.end)
    if unit is None or unit.lastgroup is None:
        return replace(number, unit="months") if _FIRST.search(text, 0, number.start) else number
    return replace(number, unit=list(_UNITS)[int(unit.lastgroup[1:])])


def _in_brackets(found: list[Number], text: str) -> list[Number]:
    """Limits in brackets after a number have its unit: `23 % (12–34)`."""
    for index in range(len(found) - 2):
        number, low, high = found[index : index + 3]
        if low.pair == -1 and not low.unit and _IN_BRACKETS.match(text[number.end : low.start]):
            found[index + 1], found[index + 2] = replace(low, unit=number.unit), replace(high, unit=number.unit)
    return found
