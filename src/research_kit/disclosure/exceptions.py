"""Exceptions: a cell that one person asks to have shown against a rule, for a reason, and another approves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from pydantic import Field, model_validator

from research_kit.declarations import Declaration
from research_kit.disclosure.house_rules import Audience
from research_kit.disclosure.statements.declared import statements_of
from research_kit.disclosure.statements.table_statements import KEY
from research_kit.errors import DisclosureError
from research_kit.results import Answer, ResultTable

EXCEPTED = "EXCEPTED"
"""The reason of a row that an approved exception shows."""


class ApprovedException(Declaration):
    """One cell that may be shown against a rule; the manifest keeps who asked for it, who agreed, and why."""

    answer: str = Field(min_length=1, description="the answer, such as `participants`")
    table: str = Field(min_length=1, description="its table, such as `composition`")
    cell: dict[str, str | int | float | None] = Field(
        min_length=1, description="column -> value of the row, such as {gender: woman}; null stands for all"
    )
    reason: str = Field(description="why it must be shown, in words for the reader of the manifest")
    requested_by: str
    approved_by: str
    audience: Audience = Field(default="board", description="the edition it was approved for, and no other")

    @model_validator(mode="after")
    def _two_people_and_a_reason(self) -> ApprovedException:
        empty = [key for key in ("reason", "requested_by", "approved_by") if not getattr(self, key).strip()]
        if empty:
            raise ValueError(
                f"an exception for `{self.answer}.{self.table}` has an empty {' and '.join(f'`{k}`' for k in empty)}. "
                "Write why it is needed, who asked for it and who approved it"
            )
        if _name(self.requested_by) == _name(self.approved_by):
            raise ValueError(
                f"an exception for `{self.answer}.{self.table}` is requested and approved by the same person. "
                "Let another person approve it (`approved_by`)"
            )
        return self


def _name(person: str) -> str:
    return " ".join(person.casefold().split())


def excepted_rows(
    answers: Sequence[Answer], exceptions: Sequence[ApprovedException]
) -> Mapping[tuple[str, str], pl.Expr]:
    """For each table that an exception is about (answer, table), which of its rows one names.

    Raises
    ------
    DisclosureError
        An exception names an answer, a table, a column or a row that is not there or says nothing; or one that cannot
        be shown on its own: a point of a curve, a gap, one of several rows that go as one.
    """
    tables = {(answer.name, name): table for answer in answers for name, table in answer.tables.items()}
    for one in exceptions:
        _require_row(one, tables)
    named = dict.fromkeys((one.answer, one.table) for one in exceptions)
    return {
        (answer, name): is_excepted(exceptions, answer=answer, table=name, by=tables[answer, name].by)
        for answer, name in named
    }


def _require_row(one: ApprovedException, tables: Mapping[tuple[str, str], ResultTable]) -> None:
    where = f"an exception for `{one.answer}.{one.table}`"
    table = tables.get((one.answer, one.table))
    if table is None:
        there = ", ".join(f"{answer}.{name}" for answer, name in tables)
        raise DisclosureError(f"{where}: there is no such table in this release. There are: {there}.")
    if table.kind in ("curve", "gap") or _goes_as_one(one):
        raise DisclosureError(
            f"{where}: its rows are made of others, or shown and withheld as one, and none can be shown on its own. "
            "Ask for the share, the number or the months that it is about."
        )
    named = table.table.filter(is_excepted([one], answer=one.answer, table=one.table, by=table.by))
    if not named["status"].is_in(["ok", "wide"]).any():
        found = f"{named.height} rows, of which too little is known to say anything" if named.height else "no row"
        raise DisclosureError(
            f"{where} names {found} by {', '.join(one.cell)}: nothing would be shown by it. Its {table.table.height} "
            f"rows are told apart by {', '.join((*table.by, *KEY))}; write the codes as the table does, in quotes, or "
            "take the exception back."
        )


def _goes_as_one(one: ApprovedException) -> bool:
    """Whether several rows of its table are shown or withheld, or told anew, as one."""
    said = statements_of(one.answer, one.table)
    return bool(said.adds_up) or said.carried_as_one != KEY


def is_excepted_row() -> pl.Expr:
    """Whether a row says that an exception shows it."""
    return (pl.col("reason") == EXCEPTED).fill_null(False)


def is_excepted(exceptions: Sequence[ApprovedException], *, answer: str, table: str, by: tuple[str, ...]) -> pl.Expr:
    """For each row of a table, whether an exception names it.

    Parameters
    ----------
    exceptions
        Those in force (`Policy.exceptions`), already of one audience.
    answer, table
        Which table the rows are of.
    by
        Its group columns. One that the cell does not name must be null in the row: an exception for all women is
        none for the foreign-born women among them. Of the other columns (`statistic`, `outcome`, `time`, …), those
        not named may have any value.

    Raises
    ------
    DisclosureError
        An exception names a column that the table does not have.
    """
    own = [one for one in exceptions if (one.answer, one.table) == (answer, table)]
    strange = sorted({name for one in own for name in one.cell if name not in (*by, *KEY)})
    if strange:
        raise DisclosureError(
            f"an exception for `{answer}.{table}` names the column {', '.join(strange)}, which it does not have. "
            f"It has: {', '.join((*by, *KEY))}."
        )
    named = [_matches(one, by) for one in own]
    return pl.any_horizontal(named) if named else pl.lit(False)


def _matches(one: ApprovedException, by: tuple[str, ...]) -> pl.Expr:
    wanted = {**dict.fromkeys(by), **one.cell}
    return pl.all_horizontal(
        pl.col(name).is_null() if value is None else _equals(name, value) for name, value in wanted.items()
    )


def _equals(name: str, value: str | float) -> pl.Expr:
    """Times are numbers, everything else is text, however it was written."""
    if name != "time":
        return (pl.col(name) == str(value)).fill_null(False)
    months = pl.lit(str(value)).cast(pl.Float64, strict=False)
    return (pl.col(name) == months).fill_null(False)
