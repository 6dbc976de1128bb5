"""Differences between releases: what is told anew, and what stands as it was last published (METHODS 10.5).

Two releases beside each other tell of those who came between them. A number is therefore told anew only when nobody,
or at least k people, have come or gone since it was last published; else the last published row is carried, with the
quarter it is from in `as_of`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import polars as pl

from research_kit.disclosure.exceptions import is_excepted_row
from research_kit.disclosure.over_time.increments import LastTold, tells_of_few
from research_kit.disclosure.over_time.tied_cells import TiedCells
from research_kit.disclosure.over_time.told_cells import (
    Frames,
    backwards,
    cells_of,
    group_columns,
    published,
    up_to,
)
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.released_table import AS_OF, Release
from research_kit.disclosure.statements.declared import statements_of

Rows = Mapping[tuple[str, str], Collection[int]]
"""Places of rows in the tables of a release, by answer and table."""

NO_ROWS: Final[Rows] = {}
WITHHELD: Final = "WITHHELD"
_SILENCED: Final = ("n", "events", "unknown", "estimate", "std_error", "lower", "upper", "alarm_lower", "alarm_upper")
_UNIT: Final = ["answer", "table", "unit_key"]


def carried(
    candidate: Frames, earlier: Sequence[Release], policy: Policy, *, also: Rows = NO_ROWS, quarter: str = ""
) -> dict[str, dict[str, pl.DataFrame]]:
    """What of a release may be told anew; every other row as it was last published, or withheld if it never was.

    Parameters
    ----------
    candidate
        Per answer and table the rows that this release would publish: group columns, the columns of a result, and
        `as_of`, null.
    earlier
        Everything published before, to any audience, oldest first; a release of the same quarter, corrected, follows
        the same rule. Changes are counted from what anybody was told, but a row is carried only from an edition that
        the audience of `policy` has seen: a public one never from one for the board.
    policy
        The thresholds in force.
    also
        Rows (their places in `candidate`) that may not be told anew for another reason: those tied to them, and those
        made from them, are carried too.
    quarter
        The quarter that the candidate reports on, such as "2010-Q4". What was published of a later one is not carried
        into it, and changes are counted until then too. Empty: it is the latest.

    Returns
    -------
    The same tables with the same columns, in the same order. A row carried has the quarter it was published for in
    `as_of`. Lines of a curve, the states of a group and the bounds of a line are carried whole.

    Raises
    ------
    DisclosureError
        The releases are not in the order of their quarters.

    Notes
    -----
    A row that is now withheld and was published before is carried as well: it is public, and says of when it is. One
    that can no longer be answered (`blocked`) says so, without numbers where these have changed by few people. What
    an approved exception shows is told anew, whatever has changed.
    """
    return History(earlier, policy, quarter=quarter).carried(candidate, also=also)


class History:
    """Everything published before, as `carried` reads it: read once for many candidates of one release.

    A table that is the same object as the time before is not read, or written, again.
    """

    def __init__(self, earlier: Sequence[Release], policy: Policy, *, quarter: str = "") -> None:
        every = published(earlier, policy)
        self._earlier, self._policy = earlier, policy
        self._past, future = up_to(every, quarter), backwards(every, quarter)
        self._last = LastTold(self._past)
        others = [self._past.filter("seen")] if not self._past["seen"].all() else []
        others += [future, future.filter("seen")] if future.height else []
        self._others = [LastTold(each) for each in others]
        self._sources = _sources(self._past)
        self._read: dict[tuple[str, str], tuple[pl.DataFrame, pl.DataFrame]] = {}
        self._written: dict[tuple[str, str], tuple[pl.DataFrame, pl.Series, pl.DataFrame]] = {}
        self._tied: TiedCells | None = None

    def carried(self, candidate: Frames, *, also: Rows = NO_ROWS) -> dict[str, dict[str, pl.DataFrame]]:
        """As the function `carried`."""
        told = self._cells(candidate)
        cells = self._last.beside(told).with_row_index("place")
        unsafe = cells["withheld_now"] | tells_of_few(cells) | self._last.tells_between_steps(cells)
        for other in self._others:
            unsafe |= other.changed_by_few(told)
        held = _as_units(cells, unsafe | cells["place"].is_in(_places(cells, also)))
        if self._tied is None or not self._tied.fits(held):
            self._tied = TiedCells(held)
        return self.written(candidate, _without_people_alone(self._tied.with_all_that_go(held)))

    def written(self, candidate: Frames, cells: pl.DataFrame) -> dict[str, dict[str, pl.DataFrame]]:
        """The tables as they are published: rows told anew, rows carried, rows that can be neither."""
        goes = pl.col("held") & ~(pl.col("status") == "blocked").fill_null(False).any().over(_UNIT)
        old = cells.filter(goes).join(self._sources, on=_UNIT, how="inner", maintain_order="left")
        by_table = [each.partition_by("answer", "table", as_dict=True) for each in (cells, old)]
        return {
            answer: {
                table: self._table(frame, *(each.get((answer, table)) for each in by_table))
                for table, frame in tables.items()
            }
            for answer, tables in candidate.items()
        }

    def _cells(self, candidate: Frames) -> pl.DataFrame:
        """As `cells_of`."""
        for answer, tables in candidate.items():
            for table, frame in tables.items():
                before = self._read.get((answer, table))
                if before is None or before[0] is not frame:
                    self._read[answer, table] = frame, cells_of({answer: {table: frame}}, self._policy)
        parts = [self._read[answer, table][1] for answer, tables in candidate.items() for table in tables]
        return pl.concat(parts) if parts else cells_of({}, self._policy)

    def _table(self, frame: pl.DataFrame, cells: pl.DataFrame | None, old: pl.DataFrame | None) -> pl.DataFrame:
        if cells is None or not cells["held"].any():
            return frame
        key = cells.select("answer", "table").row(0)
        before = self._written.get(key)
        if before is None or before[0] is not frame or not before[1].equals(cells["held"]):
            before = self._written[key] = frame, cells["held"], self._rows(frame, cells, old)
        return before[2]

    def _rows(self, frame: pl.DataFrame, cells: pl.DataFrame, old: pl.DataFrame | None) -> pl.DataFrame:
        carried_cells = cells.clear().with_columns(release=pl.lit(0)) if old is None else old
        parts = [
            _own_rows(frame, cells, carried_cells),
            _old_rows(carried_cells, self._past, earlier=self._earlier, like=frame),
        ]
        return pl.concat(parts).sort("_place", maintain_order=True).drop("_place")


def carry_rows(
    candidate: Frames, earlier: Sequence[Release], policy: Policy, *, rows: Rows
) -> dict[str, dict[str, pl.DataFrame]]:
    """The tables with the given rows as they were last published, or withheld; nothing else changes.

    What goes as one with a row (a line of a curve, the states of a group) goes with it. A row that is carried already
    stays as it is: it tells nothing that is not public.

    Parameters
    ----------
    candidate, earlier, policy
        As in `carried`.
    rows
        The places of the rows.
    """
    history = History(earlier, policy)
    cells = LastTold(published(earlier, policy)).beside(cells_of(candidate, policy)).with_row_index("place")
    return history.written(candidate, _as_units(cells, cells["place"].is_in(_places(cells, rows))))


def _places(cells: pl.DataFrame, rows: Rows) -> list[int]:
    """Where rows given by table stand among all cells."""
    chosen = [
        cells.filter(pl.col("answer") == answer, pl.col("table") == table, pl.col("row").is_in(list(places)))["place"]
        for (answer, table), places in rows.items()
    ]
    return [place for series in chosen for place in series.to_list()]


def _as_units(cells: pl.DataFrame, held: pl.Series) -> pl.DataFrame:
    """The cells with `held`: whole units, if any of their rows is; never a row that an exception shows."""
    return cells.with_columns(held=held).with_columns(held=pl.col("held").any().over(_UNIT) & ~is_excepted_row())


def _without_people_alone(cells: pl.DataFrame) -> pl.DataFrame:
    """Rows that only say how many a group is say it anew only beside a row of the same group that tells more.

    Each time the number of a group is told, the next change is counted from there: told beside nothing, it would keep
    what readers look for from being told anew.
    """
    more = (pl.col("valued") & ~pl.col("held")).any().over("answer", "group")
    alone = pl.col("told") & ~pl.col("valued") & ~_of_people(cells) & ~more
    changed = (pl.col("n") != pl.col("last_people")).fill_null(False)
    return _as_units(cells, cells.select(held=pl.col("held") | (alone & changed))["held"])


def _of_people(cells: pl.DataFrame) -> pl.Expr:
    """Rows of tables that tell of people, and nothing else; of those nobody declared, where the answers are counts."""
    tables = cells.select("answer", "table").unique().iter_rows()
    said = {f"{answer}/{table}": statements_of(answer, table) for answer, table in tables}
    follow = [name for name, each in said.items() if each.follows_people]
    undeclared = [name for name, each in said.items() if not each.declared]
    answered = pl.col("told") & pl.col("status").is_in(["ok", "wide"])
    counts = (answered.any() & ~pl.col("valued").any()).over("answer", "table")
    name = pl.format("{}/{}", "answer", "table")
    return name.is_in(follow) | (name.is_in(undeclared) & counts)


def _sources(past: pl.DataFrame) -> pl.DataFrame:
    """The release from which each unit is carried: the last that told a value, else the last that told a count."""
    units = past.filter(pl.col("told") & pl.col("seen")).group_by([*_UNIT, "release"]).agg(pl.col("valued").any())
    return units.sort("valued", "release").group_by(_UNIT, maintain_order=True).agg(pl.col("release").last())


def _own_rows(frame: pl.DataFrame, cells: pl.DataFrame, carried_cells: pl.DataFrame) -> pl.DataFrame:
    """The rows told anew, and those that are withheld because they can be neither told nor carried."""
    goes = pl.col("_place").is_in(carried_cells["row"].to_list())
    marks = {"_held": cells["held"], "_valued": cells["valued"], "_place": cells["row"]}
    kept = frame.with_columns(**marks, _unit=cells["unit_key"]).filter(~goes)
    is_line = pl.lit(cells["table"].first() == "curve")
    first = ~pl.col("_held") | ~is_line | pl.col("_place").eq(pl.col("_place").min().over("_unit"))
    silenced = [pl.when(~pl.col("_held")).then(pl.col(name)).alias(name) for name in _SILENCED]
    hidden = pl.col("_held") & (pl.col("_valued") | (pl.col("status") == "insufficient").fill_null(False))
    return (
        kept.filter(first)
        .with_columns(
            *silenced,
            time=pl.when(~(pl.col("_held") & is_line)).then("time"),
            smallest_visible_gap=pl.when(~pl.col("_held")).then("smallest_visible_gap"),
            status=pl.when(hidden).then(pl.lit("suppressed")).otherwise("status"),
            reason=pl.when(hidden).then(pl.lit(WITHHELD)).otherwise("reason"),
        )
        .select(*frame.columns, "_place")
    )


def _old_rows(
    carried_cells: pl.DataFrame, past: pl.DataFrame, *, earlier: Sequence[Release], like: pl.DataFrame
) -> pl.DataFrame:
    """The rows of earlier releases that are carried, each in the place of the row that it is shown instead of."""
    if not carried_cells.height:
        return like.clear().with_columns(_place=pl.lit(0, dtype=pl.Int64))
    places = carried_cells.group_by("unit_key", "release").agg(first=pl.col("row").min())
    same = carried_cells.select("key", same="row").unique("key")
    answer, table = carried_cells.select("answer", "table").row(0)
    rows = past.filter(pl.col("answer") == answer, pl.col("table") == table)
    rows = rows.join(places, on=["unit_key", "release"], how="inner").join(same, on="key", how="left")
    old = rows.select("release", "row", _as_of=AS_OF, _place=pl.coalesce("same", "first"))
    parts = [
        _of_release(earlier[place][answer][table].table, old.filter(pl.col("release") == place), like)
        for place in old["release"].unique().sort()
    ]
    return pl.concat(parts)


def _of_release(table: pl.DataFrame, chosen: pl.DataFrame, like: pl.DataFrame) -> pl.DataFrame:
    rows = table.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    found = chosen.join(rows, on="row", how="inner", maintain_order="left").with_columns(pl.col("_as_of").alias(AS_OF))
    missing = {name: pl.lit(None, dtype=pl.String) for name in group_columns(like) if name not in found.columns}
    return found.with_columns(**missing).select(*like.columns, "_place").cast(like.schema)
