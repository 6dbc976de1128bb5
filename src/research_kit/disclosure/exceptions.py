"""Exceptions: a cell that one person asks to have shown against a rule, for a reason, and another approves."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from pydantic import Field, model_validator

from research_kit.declarations import Declaration
from research_kit.disclosure.house_rules import Audience
from research_kit.errors import DisclosureError

_KEY = ("statistic", "outcome", "cause", "time", "compared_with")


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
    strange = sorted({name for one in own for name in one.cell if name not in (*by, *_KEY)})
    if strange:
        raise DisclosureError(
            f"an exception for `{answer}.{table}` names the column {', '.join(strange)}, which it does not have. "
            f"It has: {', '.join((*by, *_KEY))}."
        )
    named = [_matches(one, by) for one in own]
    return pl.any_horizontal(named) if named else pl.lit(False)


def _matches(one: ApprovedException, by: tuple[str, ...]) -> pl.Expr:
    wanted = {**dict.fromkeys(by), **one.cell}
    return pl.all_horizontal(
        pl.col(name).is_null() if value is None else (pl.col(name) == value).fill_null(False)
        for name, value in wanted.items()
    )
