"""Invented personal identity numbers with a right check digit.

The three digits after the date lie between 980 and 999, the range that the Swedish Tax Agency keeps for test numbers:
none of them belongs to a living person. The last of the three is odd for men and even for women. Days lie
between 1 and 28; a coordination number has 60 added to the day.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.synthetic.outcomes import IntArray
from research_kit.synthetic.participants import BoolArray

FIRST_SERIAL = 980
_DAYS = 12 * 28
_SERIALS = 10
"""Serial numbers of one sex within the range."""


def draw_identity_numbers(
    birth_year: IntArray, woman: BoolArray, *, coordination: BoolArray, rng: np.random.Generator
) -> pl.Series:
    """A number of twelve digits for each person, all different.

    Parameters
    ----------
    birth_year
        Calendar years.
    woman
        Whether the second last digit is even.
    coordination
        Whether the number is a coordination number.
    rng
        Source of randomness.

    Raises
    ------
    ValueError
        More people of one sex and birth year than there are numbers (3,360).
    """
    place = _places(birth_year * 2 + woman, rng)
    day_of_year, serial = place // _SERIALS, place % _SERIALS
    month, day = day_of_year // 28 + 1, day_of_year % 28 + 1 + 60 * coordination
    three = FIRST_SERIAL + 2 * serial + ~woman
    ten_digits = ((birth_year % 100 * 100 + month) * 100 + day) * 1000 + three
    check = check_digits(ten_digits)
    whole = (birth_year // 100 * 10**9 + ten_digits) * 10 + check
    return pl.Series(whole).cast(pl.String)


def check_digits(numbers: IntArray) -> IntArray:
    """The last digit that makes nine digits (year, month, day, serial) a number, by the Luhn rule."""
    digits = numbers[:, None] // 10 ** np.arange(8, -1, -1) % 10
    doubled = digits * np.array([2, 1, 2, 1, 2, 1, 2, 1, 2])
    total = np.where(doubled > 9, doubled - 9, doubled).sum(axis=1)
    return np.asarray((10 - total % 10) % 10)


def write_identity_number(twelve: pl.Expr, writing: str) -> pl.Expr:
    """The same numbers as a partner writes them: `12`, `12-` or `10-` digits, with a dash before the last four."""
    if writing == "12":
        return twelve
    first = 0 if writing == "12-" else 2
    return twelve.str.slice(first, 8 - first) + pl.lit("-") + twelve.str.slice(8, 4)


def _places(group: IntArray, rng: np.random.Generator) -> IntArray:
    """For each person a place of its own among the numbers of its group."""
    places = np.zeros(group.size, dtype=np.int64)
    for one in np.unique(group):
        among = np.flatnonzero(group == one)
        if among.size > _DAYS * _SERIALS:
            raise ValueError(
                f"{among.size} people share a sex and a birth year, and there are {_DAYS * _SERIALS} numbers for them. "
                "Write fewer participants as partner files; `write_analysis_frames` has no such limit."
            )
        places[among] = rng.permutation(_DAYS * _SERIALS)[: among.size]
    return places
