"""Rows that show a withheld number again: a point of a curve, a gap to one side, a share of a model.

They go with the row that they are made from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.disclosure.read_together.told_numbers import Candidate
from research_kit.disclosure.rules.curves import without_lone_starts
from research_kit.disclosure.rules.silence import silenced
from research_kit.disclosure.rules.splits import split_of
from research_kit.disclosure.statements.declared import statements_of
from research_kit.disclosure.statements.table_statements import Source

_ABOUT = ("outcome", "cause")
_DEPTH = 2
"""A gap of shares of a model is made from these, and they from the plain ones."""

Tables = Mapping[str, Candidate]


class MadeFrom:
    """Rows go with those that they are made from; what is asked of the same two tables again is remembered."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str, int, int], tuple[Candidate, Candidate, Candidate]] = {}

    def without_what_shows_them(self, answer: str, answers: Mapping[str, Tables]) -> dict[str, Candidate]:
        """The tables of an answer without the rows that are made from a row which is withheld."""
        tables = answers[answer]
        found = dict(tables)
        for turn in range(_DEPTH):
            for name in tables:
                for number, source in enumerate(sources_of(answer, name, tables)):
                    of = found if source.answer is None else answers.get(source.answer, {})
                    if source.hides and source.table in of:
                        key = answer, name, turn, number
                        found[name] = self._remembered(key, found[name], of[source.table], source)
        return found

    def _remembered(self, key: tuple[str, str, int, int], table: Candidate, of: Candidate, which: Source) -> Candidate:
        before = self._last.get(key)
        if before is None or before[0] is not table or before[1] is not of:
            before = self._last[key] = table, of, _unless_the_same(_without(table, of.frame, which), table)
        return before[2]


def _unless_the_same(found: Candidate, table: Candidate) -> Candidate:
    return table if found.frame.equals(table.frame) else found


def sources_of(answer: str, name: str, tables: Tables) -> Sequence[Source]:
    """What a table is made from; a gap that nobody declared, from every table of its answer that tells of groups."""
    said = statements_of(answer, name).sources
    if said is not None:
        return said
    if tables[name].kind != "gap":
        return ()
    return [
        Source(other, hides=True, withheld_only=True)
        for other, table in tables.items()
        if table.kind not in ("gap", "count", "curve")
    ]


def _without(table: Candidate, source: pl.DataFrame, which: Source) -> Candidate:
    frame = table.frame
    if table.kind == "curve":
        return Candidate("curve", _without_points(frame, source))
    of = pl.col("statistic").is_in(which.statistics) if which.statistics else pl.lit(True)
    of &= pl.col("outcome").is_in(which.outcomes).fill_null(False) if which.outcomes else pl.lit(True)
    sides = _sides(frame, source, which, is_gap=table.kind == "gap")
    silent, joined = pl.lit(False), frame
    for place, (side, keys) in enumerate(sides):
        marked = side.with_columns(pl.lit(True).alias(f"_goes_{place}"))
        joined = joined.join(marked, on=keys, how="left", nulls_equal=True, maintain_order="left")
        silent |= pl.col(f"_goes_{place}").fill_null(False)
    people = silent & of if table.kind == "gap" else pl.lit(False)
    return Candidate(table.kind, silenced(joined, silent=silent & of, people=people, unknown=silent & of)
                     .select(frame.columns))  # fmt: skip


def _sides(
    frame: pl.DataFrame, source: pl.DataFrame, which: Source, *, is_gap: bool
) -> list[tuple[pl.DataFrame, list[str]]]:
    """Rows of the source that say nothing, by the columns in which they agree with those made from them."""
    by, own = _by(source), _by(frame)
    common = [name for name in own if name in by]
    about = _ABOUT if which.answer is None else ("cause",)
    silent = _at_the_last_time(source) if is_gap else source
    silent = silent.filter(_says_nothing(withheld_only=which.withheld_only))
    keys = [*common, *about, *(() if is_gap else ("time",))]
    found = [(silent.select(keys).unique(), keys)]
    if is_gap:
        withheld = silent.filter(_says_nothing(withheld_only=True))
        named = withheld.select(*about, compared_with=_named(by)).drop_nulls("compared_with").unique()
        found.append((named, [*about, "compared_with"]))
        found.append((_of_all_cells(withheld, by), ["compared_with"]))
    return found


def _of_all_cells(withheld: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """A gap that names no other side is one between all cells of a crossing: it goes with any of them."""
    crossed = pl.sum_horizontal(pl.lit(0), *(pl.col(name).is_not_null() for name in by)) > 1
    nobody = pl.lit(None, dtype=pl.String)
    return withheld.filter(crossed).with_columns(compared_with=nobody).select("compared_with").unique()


def _says_nothing(*, withheld_only: bool) -> pl.Expr:
    """Withheld, or too few to say something: a gap to another group, beside that group, would say it."""
    return pl.col("status") == "suppressed" if withheld_only else ~pl.col("status").is_in(["ok", "wide"])


def _at_the_last_time(source: pl.DataFrame) -> pl.DataFrame:
    """A gap is one of the shares at the last time that is compared: twelve months, or the last there is of its kind."""
    in_time = pl.when(pl.col("time") <= _HORIZON_MONTHS).then("time").max().over(*_ABOUT)
    last = pl.coalesce(in_time, pl.col("time").max().over(*_ABOUT))
    return source.filter(pl.col("time").is_null() | (pl.col("time") == last))


_HORIZON_MONTHS = 12.0


def _named(by: Sequence[str]) -> pl.Expr:
    """A row as gaps name their other side: `gender=man`; the total `rest`, which it gives away beside the group.

    Rows of a crossing are named by it (`gender*foreign_born`), as are differences between differences.
    """
    named = [pl.when(pl.col(name).is_not_null()).then(pl.lit(f"{name}=") + pl.col(name)) for name in by]
    of = pl.sum_horizontal(pl.lit(0), *(pl.col(name).is_not_null() for name in by))
    one = pl.coalesce(*named, pl.lit(None, dtype=pl.String))
    return pl.when(of == 0).then(pl.lit("rest")).when(of == 1).then(one).otherwise(split_of(by))


def _without_points(curve: pl.DataFrame, within: pl.DataFrame) -> pl.DataFrame:
    """The curve without the points of withheld shares; a line without points says so where its shares are withheld."""
    line = [*_by(within), *_ABOUT]
    withheld = within.filter(pl.col("status") == "suppressed")
    kept = curve.join(
        withheld.select(*line, "time").unique(), on=[*line, "time"], how="anti", nulls_equal=True, maintain_order="left"
    )
    lines = withheld.select(line).unique().with_columns(_hidden=pl.lit(True))
    joined = without_lone_starts(kept).join(lines, on=line, how="left", nulls_equal=True, maintain_order="left")
    silent = pl.col("time").is_null() & pl.col("_hidden").fill_null(False)
    return joined.with_columns(
        status=pl.when(silent).then(pl.lit("suppressed")).otherwise("status"),
        reason=pl.when(silent).then(pl.lit("WITHHELD")).otherwise("reason"),
    ).drop("_hidden")


def _by(frame: pl.DataFrame) -> list[str]:
    return frame.columns[: frame.columns.index("statistic")]
