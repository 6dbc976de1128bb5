"""Tables whose numbers are made from those of another: they are not told anew while that one is carried.

A new gap between women and men, beside women's new share, is men's; a curve holds the shares within given times; the
months in work are those of the people who started within that time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import polars as pl

from research_kit.disclosure.over_time.moved_cells import Flags, MovedCells, Places, codes_of
from research_kit.disclosure.statements.declared import statements_of
from research_kit.disclosure.statements.table_statements import Source

_ABOUT: Final = ["group", "outcome", "cause"]
_ELSEWHERE: Final = ["group", "cause"]
"""A table of another answer calls its outcomes otherwise."""


class FollowingRows:
    """Which cells are made from which, by what they are about: read once, asked for whatever is held of them.

    Parameters
    ----------
    cells
        One row per cell with `place`, `group` and its key.
    """

    def __init__(self, cells: pl.DataFrame) -> None:
        pairs = pl.concat([_NO_PAIRS, *_pairs(cells)]).unique()
        self._made: Places = pairs["place"].to_numpy().astype(np.intp)
        self._source: Places = pairs["source"].to_numpy().astype(np.intp)
        self._timeless: Flags = pairs["timeless"].to_numpy()
        self._time = cells["time"].fill_null(float("nan")).to_numpy()
        self._about = codes_of(cells, ["answer", "table", *_ABOUT])

    def goes(self, cells: MovedCells, held: Flags) -> Places:
        """The cells (`place`) that are made from a cell already `held`.

        Of rows about no time it is the source told last of all.
        """
        last = np.full(int(self._about.max(initial=-1)) + 1, -np.inf)
        there = (cells.told | held) & ~np.isnan(self._time)
        np.maximum.at(last, self._about[there], self._time[there])
        is_last = np.isnan(self._time) | (self._time == last[self._about])
        follows = held[self._source] & (~self._timeless | is_last[self._source])
        found: Places = self._made[follows & cells.told[self._made] & ~held[self._made]]
        return found


_NO_PAIRS: Final = pl.DataFrame(schema={"place": pl.UInt32, "source": pl.UInt32, "timeless": pl.Boolean})


def _pairs(cells: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The cells that are made from others, each with each that it may be made from."""
    tables = cells.partition_by("answer", "table", maintain_order=True, as_dict=True)
    for (answer, table), rows in tables.items():
        for source in _sources(cells, answer, table):
            own = rows.filter(pl.col("statistic").is_in(source.statistics)) if source.statistics else rows
            own = own.filter(pl.col("outcome").is_in(source.outcomes)) if source.outcomes else own
            made_of = tables.get((source.answer or answer, source.table))
            about = _ABOUT if source.answer is None else _ELSEWHERE
            if made_of is not None:
                yield from (_made_from(side, made_of, about) for side in _sides(own))


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


def _made_from(rows: pl.DataFrame, sources: pl.DataFrame, about: Sequence[str]) -> pl.DataFrame:
    """The rows with the sources at their time; those about no time with all, of which the one told last counts."""
    named = sources.select(*about, source="place", source_time="time")
    pairs = rows.join(named, on=about, how="inner", nulls_equal=True).with_columns(timeless=pl.col("time").is_null())
    at_its_time = (pl.col("time") == pl.col("source_time")).fill_null(False)
    return pairs.filter(pl.col("timeless") | at_its_time).select("place", "source", "timeless")
