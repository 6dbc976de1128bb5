"""What the values of a partner's column could be: dates, numbers, yes and no, identity numbers. No value is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from research_kit.study import codes
from research_kit.study.dates import DateForm, read_days, read_possible_days, serial_days
from research_kit.study.identity_numbers import cells_with_identity_numbers, read_identity_number, with_lost_zeros

ISO = ""
DATE_FORMATS = (
    ISO, "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%y%m%d", "%d %b %Y",
    "%d.%m.%y", "%d/%m/%y", "%y-%m-%d",
)  # fmt: skip
"""How partners write days; where two forms read the same values, the one that comes first is meant."""

_NUMBERS_LOOKED_AT = 300
_WHOLE = r"^[-−]?[0-9]+([.,]0+)?$"
_NUMBER = r"^[-−]?[0-9]*[.,]?[0-9]+%?$"
_SPACES = r"[\s\u00a0\u202f]"
_YES_NO = (*codes.TRUE_WORDS, *codes.FALSE_WORDS, *codes.UNKNOWN_WORDS)


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueFacts:
    """Shares of the filled cells of a column, 0 to 1.

    `dates`: form of a day -> the share of cells that can be read in it; `serials`: days that a
    spreadsheet has left as numbers; `part_dates`: days, months, quarters or years.
    """

    filled: int
    distinct: int
    whole: float
    numbers: float
    decimal_commas: bool
    yes_no: float
    dates: Mapping[str, float]
    serials: float
    part_dates: float
    identity_numbers: float
    holds_identity_numbers: bool


def value_facts(cells: pl.Series, today: date) -> ValueFacts:
    """What the cells of a column, all text, could be."""
    text = filled_cells(cells)
    if text.is_empty():
        return _NOTHING
    bare = text.str.replace_all(_SPACES, "")
    number = bare.str.contains(_NUMBER)
    said = text.filter(~text.str.to_lowercase().is_in(codes.NO_END_WORDS))
    return ValueFacts(
        filled=len(text),
        distinct=text.str.to_lowercase().n_unique(),
        whole=_share(bare.str.contains(_WHOLE)),
        numbers=_share(number),
        decimal_commas=bool((number & bare.str.contains(",", literal=True)).any()),
        yes_no=_share(text.str.to_lowercase().is_in(_YES_NO)),
        dates={form: _share_of_days(said, form) for form in DATE_FORMATS},
        serials=_share(serial_days(said).is_not_null()),
        part_dates=_share(read_possible_days(said, DateForm())["lo"].is_not_null()),
        identity_numbers=_share_of_identity_numbers(text, today),
        holds_identity_numbers=bool(cells_with_identity_numbers(text).any()),
    )


def filled_cells(cells: pl.Series) -> pl.Series:
    """The cells in which something is written, without spaces around it."""
    text = cells.cast(pl.String).str.strip_chars(" \t\n\u00a0\u202f").drop_nulls()
    return text.filter(~text.str.to_lowercase().is_in(codes.NOTHING_WORDS))


_NOTHING = ValueFacts(
    filled=0, distinct=0, whole=0, numbers=0, decimal_commas=False, yes_no=0, dates=dict.fromkeys(DATE_FORMATS, 0.0),
    serials=0, part_dates=0, identity_numbers=0, holds_identity_numbers=False,
)  # fmt: skip


def _share(which: pl.Series) -> float:
    return float(which.fill_null(False).sum()) / max(1, len(which))


def _share_of_days(text: pl.Series, form: str) -> float:
    lengths = {"%Y%m%d": 8, "%y%m%d": 6}  # `to_date` would also read longer rows of digits
    if form == ISO:
        return _share(read_days(text, DateForm())["day"].is_not_null())
    read = text.str.to_date(form, strict=False)
    fits = read.is_not_null() & read.is_between(date(1900, 1, 1), date(2200, 1, 1))
    return _share(fits & (text.str.len_chars() == lengths[form]) if form in lengths else fits)


def _share_of_identity_numbers(text: pl.Series, today: date) -> float:
    looked_at = text.unique(maintain_order=True).head(_NUMBERS_LOOKED_AT)
    if _share(looked_at.str.contains(r"[0-9]{4}$")) < 0.5:
        return 0.0
    read = [read_identity_number(with_lost_zeros(cell), today) for cell in looked_at]
    return sum(one is not None for one in read) / len(looked_at)
