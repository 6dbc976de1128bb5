"""Every digit a reader sees is written here: numbers, shares, months, ranges and dates, as each language has them.

Swedish pages have a decimal comma, a narrow no-break space before the percent sign and a real minus. The digits
themselves are the same in every language: a number is rounded before it is written, half away from zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from research_kit.display import catalogue

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
EN_DASH = "\u2013"


def rounded(value: float, decimals: int = 0) -> Decimal:
    """`value` with that many decimals, half away from zero: 0.125 gives 0.13, as a reader would round."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """The formats of one language. `till` is its word between two limits of which one is negative.

    `dash` stands between all others: a mark, or where a language is easy to read a word.
    """

    language: str
    till: str
    dash: str = EN_DASH

    def count(self, value: int) -> str:
        """A number of people: `1 234` in Swedish, `1,234` in English."""
        return self._write(Decimal(value), "#,##0")

    def plain(self, value: int) -> str:
        """A small whole number, such as months or the number of a report."""
        return self._write(Decimal(value), "0")

    def percent(self, share: float) -> str:
        """A share between 0 and 1 as whole percent: `23 %`."""
        return self.percent_digits(share) + (NARROW_SPACE if self._spaced else "") + "%"

    def percent_digits(self, share: float) -> str:
        """Whole percent without the sign, for a range in which the sign stands once."""
        return self._write(rounded(share * 100), "0")

    def points(self, gap: float) -> str:
        """A gap between shares as signed whole points: `−18`."""
        return self._write(rounded(gap * 100), "0")

    def months(self, value: float) -> str:
        """Months with one decimal, and without where the decimal is nought."""
        return self._write(rounded(value, 1), "0.#")

    def months_tenths(self, value: float) -> str:
        """Months with exactly one decimal, so that the limits of a range look alike."""
        return self._write(rounded(value, 1), "0.0")

    def exact(self, value: float, *, decimals: int) -> str:
        """A number for the researcher's eyes, with that many decimals at most."""
        return self._write(rounded(value, decimals), "#,##0." + "#" * decimals)

    def tenths(self, share: float) -> int:
        """How many in ten, as a whole number."""
        return int(rounded(share * 10))

    def range(self, lower: float, upper: float, write: Callable[[float], str]) -> str:
        """Two limits: a dash between them, the word `till` where one is negative."""
        low, high = write(lower), write(upper)
        if MINUS in low + high:
            return f"{low} {self.till} {high}"
        return f"{low} {self.dash} {high}" if self.dash.isalpha() else f"{low}{self.dash}{high}"

    def day(self, value: date) -> str:
        """A date in words: `30 juni 2011`."""
        from babel.dates import format_date

        return format_date(value, "d MMMM y", locale=catalogue.locale(self.language))

    def month(self, value: date) -> str:
        """A month in words: `maj 2009`."""
        from babel.dates import format_date

        return format_date(value, "MMMM y", locale=catalogue.locale(self.language))

    @property
    def _spaced(self) -> bool:
        return _is_spaced(catalogue.locale(self.language))

    def _write(self, value: Decimal, pattern: str) -> str:
        return _written(value, pattern, catalogue.locale(self.language))


@lru_cache(maxsize=20_000)
def _written(value: Decimal, pattern: str, locale: str) -> str:
    """The same numbers come back table after table: what is equal is written alike."""
    from babel.numbers import get_group_symbol

    text = _pattern(pattern).apply(value + 0, _locale(locale), numbering_system="latn")
    group = get_group_symbol(_locale(locale), numbering_system="latn")
    # A point between thousands reads as a decimal point to most: a space stands there instead.
    thousands = text if group == "," else text.replace(group, NARROW_SPACE)
    return str(thousands.replace("-", MINUS).replace("\u00a0", NARROW_SPACE))


@lru_cache
def _is_spaced(locale: str) -> bool:
    digits = _locale(locale).percent_formats[None].pattern.replace("%", "")
    return bool(digits != digits.rstrip("\u00a0\u202f "))


@lru_cache
def _locale(name: str) -> Any:
    from babel import Locale

    return Locale.parse(name)


@lru_cache
def _pattern(written: str) -> Any:
    from babel.numbers import parse_pattern

    return parse_pattern(written)


def quarter_parts(quarter: str) -> tuple[int, int] | None:
    """Year and number of a quarter written `2011-Q2`, or nothing where it is written otherwise."""
    year, _, number = quarter.upper().partition("-Q")
    if year.isdigit() and number.isdigit():
        return int(year), int(number)
    return None


def report_number(starts_on: date, quarter: str) -> int | None:
    """Which quarterly report this is, the quarter in which the project started being the first."""
    parts = quarter_parts(quarter)
    if parts is None:
        return None
    year, number = parts
    return (year - starts_on.year) * 4 + number - (starts_on.month - 1) // 3
