"""Tables whose numbers are made from those of another: they are not told anew while that one is carried.

A new gap between women and men, beside women's new share, is men's; a curve holds the shares within given times; the
months in work are those of the people who started within that time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from research_kit.disclosure.statements.declared import statements_of
from research_kit.disclosure.statements.table_statements import Source

_ABOUT: Final = ["answer", "group", "outcome", "cause"]


def following(cells: pl.DataFrame) -> list[int]:
    """The cells (`place`) that are made from a cell already `held`.

    Parameters
    ----------
    cells
        One row per cell with `place`, `group`, its key, `told`, `held`.
    """
    free = cells.filter(pl.col("told") & ~pl.col("held"))
    goes: list[int] = []
    for answer, table in free.select("answer", "table").unique(maintain_order=True).iter_rows():
        rows = free.filter(pl.col("answer") == answer, pl.col("table") == table)
        for source in _sources(cells, answer, table):
            own = rows.filter(pl.col("statistic").is_in(source.statistics)) if source.statistics else rows
            made_of = cells.filter(pl.col("answer") == answer, pl.col("table") == source.table)
            for side in _sides(own):
                goes += _made_from(side, made_of)
    return sorted(set(goes))


def _sources(cells: pl.DataFrame, answer: str, table: str) -> Sequence[Source]:
    """What a table is made from; of comparisons that nobody declared, every other table of their answer."""
    said = statements_of(answer, table).sources
    if said is not None:
        return said
    of_answer = cells.filter(pl.col("answer") == answer)
    compares = of_answer.filter(pl.col("table") == table)["compared_with"].is_not_null().any()
    others = of_answer.filter(pl.col("table") != table)["table"].unique(maintain_order=True)
    return [Source(other) for other in others] if compares else []


def _sides(rows: pl.DataFrame) -> Sequence[pl.DataFrame]:
    """The rows as they are about their group, and of a comparison also as they are about the other one."""
    named = rows["compared_with"].drop_nulls().unique().to_list()
    if not named:
        return [rows]
    other = pl.col("compared_with").replace_strict({name: _group_named(name) for name in named}, default=None)
    return [rows, rows.with_columns(group=other.cast(pl.String)).drop_nulls("group")]


def _group_named(compared_with: str) -> str:
    """The group of `gender=man`; the rest of everybody is known from everybody."""
    if compared_with == "rest":
        return ""
    return ";".join(sorted(part.strip() for part in compared_with.replace(",", ";").split(";")))


def _made_from(rows: pl.DataFrame, sources: pl.DataFrame) -> list[int]:
    """The rows of which the source at their time is held; of those about no time, the source told last of all."""
    told = sources.filter(pl.col("told") | pl.col("held"))
    last = pl.col("time") == pl.col("time").max().over(_ABOUT)
    held = told.with_columns(is_last=last.fill_null(True)).filter("held")
    named = held.select(*_ABOUT, "is_last", held_time="time")
    pairs = rows.join(named, on=_ABOUT, how="inner", nulls_equal=True)
    timeless = pl.col("time").is_null() & pl.col("is_last")
    return pairs.filter(timeless | (pl.col("time") == pl.col("held_time")).fill_null(False))["place"].unique().to_list()
