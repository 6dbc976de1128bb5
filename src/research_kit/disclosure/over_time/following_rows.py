"""Tables whose numbers are made from those of another: they are not told anew while that one is carried.

A new gap between women and men, beside women's new share, is men's; a curve holds the shares within given times; the
months in work are those of the people who started within that time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import polars as pl


class Source(NamedTuple):
    """What a table is made from: another table, of its rows at the same time; a median, of the last ones told."""

    table: str
    statistics: tuple[str, ...] = ()


FOLLOWED: Final[Mapping[str, tuple[Source, ...]]] = {
    "curve": (Source("within"),),
    "median": (Source("within"),),
    "months": (Source("within"),),
    "bounds": (Source("within"),),
    "standardised": (Source("within"),),
    "gaps": (Source("within", ("gap_within",)), Source("months", ("gap_months", "gap_months_without"))),
    "adjusted": (Source("standardised"), Source("gaps")),
}
_COMPARED: Final = ("gaps", "adjusted")
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
    for table, sources in FOLLOWED.items():
        rows = free.filter(pl.col("table") == table)
        for source in sources:
            own = rows.filter(pl.col("statistic").is_in(source.statistics)) if source.statistics else rows
            made_of = cells.filter(pl.col("table") == source.table)
            for side in _sides(own, table):
                goes += _made_from(side, made_of)
    return sorted(set(goes))


def _sides(rows: pl.DataFrame, table: str) -> Sequence[pl.DataFrame]:
    """The rows as they are about their group, and of a comparison also as they are about the other one."""
    if table not in _COMPARED:
        return [rows]
    named = rows["compared_with"].drop_nulls().unique().to_list()
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
