"""Whether the codes of a gender column agree with the identity numbers beside them: the last digit but one tells."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from research_kit.desk.proposal import CodeProposal, CodesOfColumn, ColumnProposal, IdentifierProposal
from research_kit.desk.value_facts import filled_cells
from research_kit.desk.words.vocabulary import by_convention

_AGREE = 0.95
_LEAST_ROWS = 10
_SURE_BY_NUMBERS = 0.95


def with_gender_by_numbers(
    columns: tuple[ColumnProposal, ...],
    cells: pl.DataFrame,
    identifier: IdentifierProposal | None,
) -> tuple[ColumnProposal, ...]:
    """The same columns; digits for gender are sure where at least 95 in 100 identity numbers say the same."""
    if identifier is None or identifier.kind != "personal_number":
        return columns
    return tuple(
        _confirmed(one, cells[one.theirs], cells[identifier.column]) if one.ours == "gender" else one for one in columns
    )


def _confirmed(one: ColumnProposal, written: pl.Series, numbers: pl.Series) -> ColumnProposal:
    digits = by_convention("gender")
    codes = filled_cells(written).unique().to_list()
    if not codes or not set(codes) <= set(digits):
        return one
    share, rows = _agreement(written, numbers, digits)
    if rows < _LEAST_ROWS or share < _AGREE:
        return one
    proposed = tuple(CodeProposal(theirs=digit, ours=code, sureness=_SURE_BY_NUMBERS) for digit, code in digits.items())
    why = f"its name is known; the identity numbers say the same as its codes in {share:.0%} of {rows} rows"
    return replace(one, sureness=_SURE_BY_NUMBERS, why=why, codes=CodesOfColumn(proposed=proposed))


def _agreement(written: pl.Series, numbers: pl.Series, digits: dict[str, str]) -> tuple[float, int]:
    """The share of rows in which code and identity number say the same, and in how many rows both say something."""
    told = pl.DataFrame({"code": written.str.strip_chars(), "number": numbers.str.replace_all(r"\D", "")}).select(
        said=pl.col("code").replace_strict(digits, default=None, return_dtype=pl.String),
        is_woman=pl.col("number").str.slice(-2, 1).cast(pl.Int32, strict=False) % 2 == 0,
    )
    both = told.drop_nulls()
    same = (both["said"] == "woman") == both["is_woman"]
    return (float(same.mean() or 0.0) if both.height else 0.0), both.height  # type: ignore[arg-type]
