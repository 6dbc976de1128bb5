"""Swedish personal identity numbers and coordination numbers: found in any text, read from an identifier column.

Found is every whole token (not within a longer row of digits) that is a date, or a date with 60 added to the day,
followed by four digits of which the last is the right check digit: with ten or twelve digits, with `-`, `+`, a
space or nothing before the last four, and with `-`, `.`, `/` or a space within the date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

import polars as pl

MARK = "[identity number]"
"""What stands in a text where an identity number stood."""

_DASHES = "-+\u2010\u2011\u2012\u2013\u2014\u2212"
_SPACES = " \t\u00a0\u2007\u2009\u202f"
_TOKEN = re.compile(
    rf"(?<![0-9])(?:(?:1[6-9]|2[01])[{_SPACES}]?)?"
    rf"(?P<year>[0-9]{{2}})(?P<within>[-./{_SPACES}]?)(?P<month>[0-9]{{2}})(?P=within)(?P<day>[0-9]{{2}})"
    rf"(?:[{_SPACES}]?[{_DASHES}][{_SPACES}]?|[{_SPACES}])?(?P<number>[0-9]{{4}})(?![0-9])"
)
_CANDIDATE = rf"[0-9]{{2}}[-./{_SPACES}]?[0-9]{{2}}[{_SPACES}]?[{_DASHES}{_SPACES}]?[{_SPACES}]?[0-9]{{4}}"
_DECIMAL_NUMBER = re.compile(r"\s*[-−]?[0-9]{1,8}[.,][0-9]+\s*")
_SHORT, _MOST_LOST = 10, 3
_WHOLE = rf"^[0-9]{{{_SHORT}}}$"
_SHORTENED = rf"^[0-9]{{{_SHORT - _MOST_LOST},{_SHORT - 1}}}$"
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def scrub(text: str) -> str:
    """The same text with every identity number replaced by a neutral mark."""
    parts, end = [], 0
    for start, stop in _places(text):
        parts += [text[end:start], MARK]
        end = stop
    return "".join([*parts, text[end:]])


def contains_identity_number(text: str) -> bool:
    """Whether an identity number stands anywhere in a text."""
    return next(_places(text), None) is not None


def cells_with_identity_numbers(cells: pl.Series) -> pl.Series:
    """For each cell of a text column, whether an identity number stands in it.

    A cell that is a decimal number and nothing else is not looked into: its decimals are no identity number.
    """
    candidates = cells.filter(cells.str.contains(_CANDIDATE).fill_null(False)).unique()
    found = [cell for cell in candidates if not _is_decimal(cell) and contains_identity_number(cell)]
    if not found:
        return pl.Series(cells.name, [False]).new_from_index(0, len(cells))
    return cells.is_in(found).fill_null(False)


def lines_with_identity_numbers(lines: Iterable[str]) -> list[int]:
    """The numbers of the lines, counted from 1, in which an identity number stands."""
    return [number for number, line in enumerate(lines, start=1) if contains_identity_number(line)]


def read_identity_number(written: str, recorded_on: date) -> str | None:
    """The twelve digits of an identity number, however it is written; None where it is no valid one.

    The century of a number with ten digits follows from the day of record: a person is under 100 years of age,
    or has reached them if the sign is `+`.
    """
    match = _TOKEN.fullmatch(written.strip())
    if match is None or not _is_number(match):
        return None
    digits = "".join(filter(str.isdigit, written))
    twelve = digits if len(digits) == 12 else f"{_century(digits, '+' in written, recorded_on)}{digits}"
    return twelve if _is_valid(twelve) else None


def with_lost_zeros(written: str) -> str:
    """A number as it was before a spreadsheet took it for one: `101011234` was `0101011234`; else as it is written."""
    bare = written.strip().removesuffix(".0")
    return bare.zfill(_SHORT) if bare.isdecimal() and _SHORT - _MOST_LOST <= len(bare) < _SHORT else bare


def short_without_proof(cells: pl.Series, *, has_reserve_numbers: bool = False) -> pl.Series:
    """For each cell, whether zeros put first make it a number while nothing shows that zeros are what it lost.

    A number that lost its last digit is now and then another person's with a zero put first. What shows that a
    spreadsheet took the column for numbers: ten digits in a row stand in it, and none of them begins with 0. Among
    reserve numbers nothing shows it.
    """
    bare = cells.str.strip_chars().str.strip_suffix(".0")
    whole = bare.filter(bare.str.contains(_WHOLE).fill_null(False))
    if not has_reserve_numbers and len(whole) and not whole.str.starts_with("0").any():
        return pl.Series(cells.name, [False]).new_from_index(0, len(cells))
    short = bare.filter(bare.str.contains(_SHORTENED).fill_null(False)).unique()
    found = [one for one in short if contains_identity_number(with_lost_zeros(one))]
    return bare.is_in(found).fill_null(False)


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where identity numbers begin and end; what only looks like one may overlap with one that is."""
    position = 0
    while match := _TOKEN.search(text, position):
        is_number = _is_number(match)
        position = match.end() if is_number else match.start() + 1
        if is_number:
            yield match.span()


def _century(ten: str, is_over_100: bool, recorded_on: date) -> int:
    latest = recorded_on.year - 100 * is_over_100
    return (latest - (latest - int(ten[:2])) % 100) // 100


def _is_valid(twelve: str) -> bool:
    from personnummer import personnummer

    return bool(personnummer.valid(twelve))


def _is_decimal(cell: str) -> bool:
    whole, _, decimals = cell.strip().replace(",", ".").partition(".")
    return _DECIMAL_NUMBER.fullmatch(cell) is not None and decimals.strip("0") != "" and bool(whole)


def _is_number(match: re.Match[str]) -> bool:
    month, day = int(match["month"]), int(match["day"])
    is_date = 1 <= month <= 12 and 1 <= (day - 60 if day > 60 else day) <= _DAYS[month - 1]
    return is_date and _has_right_check_digit(match["year"] + match["month"] + match["day"] + match["number"])


def _has_right_check_digit(ten: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
