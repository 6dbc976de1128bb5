"""Taking cells out of tables: the numbers themselves, and what shows them again, as curves and gaps do."""

from __future__ import annotations

from collections.abc import Callable, Collection

import polars as pl

from research_kit.disclosure.exceptions import is_excepted_row
from research_kit.disclosure.read_together.counted_people import Cell, read_cells
from research_kit.disclosure.read_together.told_numbers import Candidate, Candidates
from research_kit.disclosure.rules.curves import without_lone_starts

WITHHELD = "WITHHELD"
"""The one reason a reader sees: to say which rule withheld a cell would say how large it is."""

VALUES = ("estimate", "std_error", "lower", "upper", "alarm_lower", "alarm_upper")
_HORIZON_MONTHS = 12.0
_WHOLE = {"states": ("statistic", "time")}
"""Shares that add up to one: of all but one of them the last would follow."""

Named = Callable[[Cell], Cell]


def without(candidates: Candidates, cells: Collection[Cell], *, named: Named) -> dict[str, dict[str, Candidate]]:
    """The tables with these cells not told, nor anything that is made of them.

    Where the people of a group may not be told, no row that rests on them is; where those with an event may not, the
    row says nothing but the size of its group; where those not known of or still followed may not, only they go.

    Parameters
    ----------
    candidates
        The tables as they would be shown.
    cells
        What may not be told.
    named
        A cell's one name among all tables.
    """
    gone = frozenset(cells)
    hidden = {
        answer: {name: _without_cells(answer, name, table, gone, named) for name, table in tables.items()}
        for answer, tables in candidates.items()
    }
    return {answer: _without_what_shows_them(tables) for answer, tables in hidden.items()}


def _without_cells(answer: str, name: str, table: Candidate, gone: frozenset[Cell], named: Named) -> Candidate:
    places: dict[str, set[int]] = {"n": set(), "events": set(), "unknown": set()}
    for place, cell, _ in read_cells(answer, name, table.kind, table.frame):
        if named(cell) in gone:
            places[place.column].add(place.row)
    if not any(places.values()):
        return table
    row = pl.int_range(pl.len())
    people, events, unknown = (row.is_in(sorted(places[column])) for column in ("n", "events", "unknown"))
    silent = events if table.kind == "curve" else events | people
    if name in _WHOLE:
        silent = silent.any().over([*_by(table.frame), *_WHOLE[name]])
    return Candidate(table.kind, _silenced(table.frame, silent=silent, people=people, unknown=unknown))


def _silenced(frame: pl.DataFrame, *, silent: pl.Expr, people: pl.Expr, unknown: pl.Expr) -> pl.DataFrame:
    """The frame without the values of silent rows; their size stays unless it may not be told either.

    A row that an exception shows is shown.
    """
    silent, people = silent & ~is_excepted_row(), people & ~is_excepted_row()
    told = pl.any_horizontal(pl.col(*VALUES, "events").is_not_null()) | (pl.col("status").is_in(["ok", "wide"]))
    says = silent & told
    return frame.with_columns(
        *(pl.when(~silent).then(name).alias(name) for name in (*VALUES, "events", "smallest_visible_gap")),
        n=pl.when(~people).then("n"),
        unknown=pl.when(~(silent | unknown)).then("unknown"),
        status=pl.when(says).then(pl.lit("suppressed")).otherwise("status"),
        reason=pl.when(says).then(pl.lit(WITHHELD)).otherwise("reason"),
    )


def _without_what_shows_them(tables: dict[str, Candidate]) -> dict[str, Candidate]:
    """Curves without the points of withheld shares, gaps without those one side of which is withheld."""
    found = dict(tables)
    within = tables["within"].frame if "within" in tables else None
    if within is not None and "curve" in tables:
        found["curve"] = Candidate("curve", _without_points(tables["curve"].frame, within))
    for name in tables.keys() & {"gaps", "adjusted"}:
        gaps = tables[name].frame
        for statistic, source in _SIDES.items():
            if source in tables:
                gaps = _without_sides(gaps, statistic, tables[source].frame)
        found[name] = Candidate("gap", gaps)
    return found


_SIDES = {"gap_within": "within", "gap_months": "months", "gap_standardised": "standardised"}


def _is_withheld() -> pl.Expr:
    return (pl.col("status") == "suppressed").fill_null(False)


def _by(frame: pl.DataFrame) -> list[str]:
    return frame.columns[: frame.columns.index("statistic")]


def _without_points(curve: pl.DataFrame, within: pl.DataFrame) -> pl.DataFrame:
    point = [*_by(within), "outcome", "cause", "time"]
    hidden = within.filter(_is_withheld()).select(point).unique()
    return without_lone_starts(curve.join(hidden, on=point, how="anti", nulls_equal=True, maintain_order="left"))


def _without_sides(gaps: pl.DataFrame, statistic: str, source: pl.DataFrame) -> pl.DataFrame:
    by = _by(gaps)
    at_horizon = pl.col("time") == _HORIZON_MONTHS if statistic == "gap_within" else pl.lit(True)
    withheld = source.filter(_is_withheld() & at_horizon)
    own = withheld.select(*by, "outcome", "cause").unique().with_columns(_own=pl.lit(True))
    named = withheld.select("outcome", "cause", compared_with=_side(by)).drop_nulls().unique()
    joined = gaps.join(own, on=[*by, "outcome", "cause"], how="left", nulls_equal=True, maintain_order="left").join(
        named.with_columns(_other=pl.lit(True)),
        on=["outcome", "cause", "compared_with"],
        how="left",
        maintain_order="left",
    )
    goes = (pl.col("statistic") == statistic) & (pl.col("_own").is_not_null() | pl.col("_other").is_not_null())
    gone = _silenced(joined, silent=goes, people=goes, unknown=goes)
    return gone.drop("_own", "_other")


def _side(by: list[str]) -> pl.Expr:
    """A row as gaps name their other side: `gender=man`; the total `rest`, which it gives away beside the group."""
    named = [pl.when(pl.col(name).is_not_null()).then(pl.lit(f"{name}=") + pl.col(name)) for name in by]
    of = pl.sum_horizontal(pl.lit(0), *(pl.col(name).is_not_null() for name in by))
    return pl.when(of == 0).then(pl.lit("rest")).when(of == 1).then(pl.coalesce(*named, pl.lit(None, dtype=pl.String)))
