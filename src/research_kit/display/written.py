"""How the numbers of one unit are written: alone with their unit, in a range without it, and along an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from research_kit.display.amounts import of_ten
from research_kit.display.figures.scale import GAP_STEPS, MONTH_STEPS, SHARE_STEPS
from research_kit.display.number_format import rounded
from research_kit.display.rows import Row
from research_kit.display.words import Words

_DAY_STEPS = (5, 10, 15, 30, 60, 90, 180, 365)
_RATE_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10)
_RATIO_STEPS = (0.25, 0.5, 1, 2, 5)
_SCORE_STEPS = (0.1, 0.2, 0.5, 1, 2)
_PEOPLE_STEPS = (5, 10, 20, 25, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Written:
    """The writers of one unit; `short` is for a mark in a figure, whose axis says what is counted."""

    digits: Callable[[float], str]
    value: Callable[[float], str]
    tick: Callable[[float], str]
    steps: Sequence[float]
    short: Callable[[float], str]

    def range(self, row: Row, words: Words) -> str:
        """The likely range of a row, with the unit once; nothing where it has none."""
        if row.lower is None:
            return ""
        if row.upper is None:
            return words.text("range-from", lo=self.value(row.lower))
        if self.digits(row.lower) == self.digits(row.upper):
            return self.value(row.upper)
        return words.number.range(row.lower, row.upper, self.digits)


def written(unit: str | None, words: Words, *, gap: bool = False) -> Written:
    """How the numbers of a unit are written; `gap`: a difference, with its sign.

    Parameters
    ----------
    unit
        The unit of a result row: `share`, `days`, `months`, `per_month`, `ratio`, `participants`, or of answers
        `score`, `points`, `coefficient` or `rank`.
    words
        The language.
    gap
        Whether the number is the difference between two.
    """
    number = words.number
    if unit == "share" and gap:
        points = in_points(words)
        return Written(number.points, points, number.points, GAP_STEPS, points)
    makers = {
        "days": (_whole(words), "days", _DAY_STEPS),
        "months": (number.months_tenths, "months", MONTH_STEPS),
        "per_month": (number.months_tenths, "per-month", _RATE_STEPS),
        "ratio": (_hundredths(words), "ratio", _RATIO_STEPS),
        "participants": (_whole(words), "people", _PEOPLE_STEPS),
        "things": (_whole(words), "score", _PEOPLE_STEPS),
        "score": (number.months_tenths, "score", _SCORE_STEPS),
        "points": (number.months_tenths, "score", _SCORE_STEPS),
        "coefficient": (_hundredths(words), "score", _SCORE_STEPS),
        "rank": (_whole(words), "score", _SCORE_STEPS),
    }
    if unit not in makers:
        return Written(number.percent_digits, number.percent, number.percent, SHARE_STEPS, number.percent)
    digits, key, steps = makers[unit]
    value = _with_unit(key, digits, words)
    return Written(digits, value, digits, steps, digits if unit == "per_month" else value)


def in_words(row: Row, words: Words) -> str:
    """A share as parts of ten, and any other number with its unit."""
    estimate = row.estimate or 0.0
    return of_ten(estimate, words) if row.unit == "share" else written(row.unit, words).value(estimate)


def in_points(words: Words) -> Callable[[float], str]:
    """How a difference between shares is written: in points, with the word."""
    return lambda value: words.text(
        "gap-points-value", d=words.number.points(value), count=abs(int(rounded(value * 100)))
    )


def _whole(words: Words) -> Callable[[float], str]:
    return lambda value: words.number.count(round(value))


def _hundredths(words: Words) -> Callable[[float], str]:
    return lambda value: words.number.exact(value, decimals=2)


def _with_unit(key: str, digits: Callable[[float], str], words: Words) -> Callable[[float], str]:
    return lambda value: words.text(f"unit-{key}", count=round(value), n=digits(value))
