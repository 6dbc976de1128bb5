"""How many people a number has grown or fallen by since it was last published, and whether that may be told.

METHODS 10.5: of people, of those with and those without the event, and of those of whom nothing is known, nobody or at
least k may have come or gone. Where only a share is told the count is known within limits; a change is then safe where
the limits leave it at least k different values.
"""

from __future__ import annotations

import polars as pl

from research_kit.disclosure.released_table import AS_OF

_LAST = ("n", "unknown", "estimate", "base", "events_lower", "events_upper", "others_lower", "others_upper")
_ROW = ["answer", "table", "key"]
_UNIT = ["answer", "table", "unit_key"]
_PEOPLE = ["answer", "table", "group", "statistic", "outcome"]


class LastTold:
    """What other releases told last of each count: read once, for many tables that would be told beside it.

    Parameters
    ----------
    past
        Every cell of these releases (`told_cells.published`).
    """

    def __init__(self, past: pl.DataFrame) -> None:
        told = past.filter("told")
        by_time = told.sort(AS_OF, "release", maintain_order=True)
        self._last = by_time.group_by(_ROW, maintain_order=True).agg(
            *(pl.col(name).drop_nulls().last().alias(f"last_{name}") for name in _LAST),
            last_as_of=pl.col(AS_OF).last(),
            was_told=pl.lit(True),
        )
        fresh = by_time.filter(pl.col("n").is_not_null()).select(*_ROW, *_PEOPLE[2:], AS_OF, "release", "n")
        self._people = fresh.drop("group")
        self._of_outcome = _latest(fresh.filter(pl.col("table") == "within").drop("key"), _PEOPLE)
        valued = told.filter(pl.col("valued") & pl.col("seen"))
        self._valued = valued.select(*_ROW).unique().with_columns(_had=pl.lit(True))
        lines = valued.filter(pl.col("table") == "curve")
        self._lines = lines.select(*_UNIT).unique().with_columns(_had_line=pl.lit(True))
        self._steps = _steps(told)

    def beside(self, cells: pl.DataFrame) -> pl.DataFrame:
        """The cells with what each last told of each count, `last_n` and so on.

        `was_told`: whether it was told of at all; `last_as_of`: the last quarter of which it was; `last_people`,
        `withheld_now` and `moved_n, moved_events, moved_others` as below.
        """
        found = cells.join(self._last, on=_ROW, how="left", maintain_order="left")
        joined = self._with_last_people(found.with_columns(pl.col("was_told").fill_null(False)))
        return _with_moves(self._with_withheld_now(joined))

    def changed_by_few(self, cells: pl.DataFrame) -> pl.Series:
        """Whether each cell would tell of few people who came or left between it and what was told next to it."""
        return tells_of_few(self.beside(cells)) | self.tells_between_steps(cells)

    def tells_between_steps(self, cells: pl.DataFrame) -> pl.Series:
        """For each point of a curve, whether it and another end of a step of the last curve isolate 1 to k-1 events.

        Steps are merged differently from quarter to quarter: of the same people, where the old curve stood at 9 months
        and the new one stands at 12 together tell of the events between.
        """
        points = cells.select("row", *_UNIT, "time", "base", "_k", "events_lower", "events_upper")
        curves = points.filter(pl.col("table") == "curve", pl.col("events_lower").is_not_null())
        old, told_alike = self._steps, {"time": "old_time", "events_lower": "low", "events_upper": "high"}
        anew = curves.join(
            old, left_on=[*_UNIT, "base", *told_alike], right_on=[*_UNIT, "base", *told_alike.values()], how="anti"
        )
        pairs = anew.join(old, on=[*_UNIT, "base"], how="inner").filter(pl.col("time") != pl.col("old_time"))
        apart = is_unsafe(pl.col("events_lower") - pl.col("high"), pl.col("events_upper") - pl.col("low"), pl.col("_k"))
        few = pairs.filter(apart).select("answer", "table", "row").unique().with_columns(_few=pl.lit(True))
        joined = cells.join(few, on=["answer", "table", "row"], how="left", maintain_order="left")
        return joined["_few"].fill_null(False)

    def _with_withheld_now(self, cells: pl.DataFrame) -> pl.DataFrame:
        """`withheld_now`: whether disclosure control takes away a value that was published before."""
        found = cells.join(self._valued, on=_ROW, how="left", maintain_order="left")
        found = found.join(self._lines, on=_UNIT, how="left", maintain_order="left")
        had = pl.col("_had").fill_null(False) | pl.col("_had_line").fill_null(False)
        gone = (pl.col("status") == "suppressed").fill_null(False) & ~pl.col("valued")
        return found.with_columns(withheld_now=had & gone).drop("_had", "_had_line")

    def _with_last_people(self, cells: pl.DataFrame) -> pl.DataFrame:
        """`last_people`: how many the group was when any row that tells the same of it was last published.

        These are the rows that now tell the same number of the group, and those of one table about one outcome.
        """
        told = cells.filter(pl.col("n").is_not_null()).select(*_ROW, "group", people="n")
        alike = told.join(self._people, on=_ROW, how="inner").drop(_ROW)
        named = _latest(alike, ["group", "people"]).rename({"people": "n", "_n": "_alike_n", "_at": "_alike_at"})
        joined = cells.join(named, on=["group", "n"], how="left", maintain_order="left")
        joined = joined.join(self._of_outcome, on=_PEOPLE, how="left", nulls_equal=True, maintain_order="left")
        of_outcome_last = (pl.col("_at") > pl.col("_alike_at")).fill_null(pl.col("_alike_at").is_null())
        people = pl.when(of_outcome_last).then("_n").otherwise("_alike_n")
        return joined.with_columns(last_people=people).drop("_n", "_at", "_alike_n", "_alike_at")


def _steps(told: pl.DataFrame) -> pl.DataFrame:
    """The ends of the steps of every line's last curve."""
    newest = told.filter(pl.col("table") == "curve").filter(pl.col("release") == pl.col("release").max().over(_UNIT))
    return newest.select(*_UNIT, old_time="time", base="base", low="events_lower", high="events_upper")


def _latest(told: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The number told last by each: `_n`, and `_at`, what orders it in time."""
    at = pl.format("{} {}", AS_OF, pl.col("release").cast(pl.String).str.zfill(6))
    ordered = told.with_columns(_at=at).sort("_at", maintain_order=True)
    return ordered.group_by(keys, maintain_order=True).agg(_n=pl.col("n").last(), _at=pl.col("_at").last())


def _with_moves(cells: pl.DataFrame) -> pl.DataFrame:
    """`moved_n, moved_events, moved_others`: by how many people each count has changed, as nearly as it is told."""

    def middle(name: str) -> pl.Expr:
        return (pl.col(f"{name}_lower") + pl.col(f"{name}_upper")) / 2

    return cells.with_columns(
        moved_n=(pl.col("n") - pl.col("last_n")).cast(pl.Float64),
        moved_events=middle("events") - middle("last_events"),
        moved_others=middle("others") - middle("last_others"),
    )


def is_unsafe(lower: pl.Expr, upper: pl.Expr, k: pl.Expr) -> pl.Expr:
    """A change between `lower` and `upper` that may be of 1 to k-1 people, and is known too closely."""
    reaches_few = (lower < k) & (upper > -k) & ~((lower == 0) & (upper == 0))
    return (reaches_few & (upper - lower < k)).fill_null(False)


def tells_of_few(cells: pl.DataFrame) -> pl.Series:
    """For each cell, whether what it would tell now has changed by 1 to k-1 people since it was last published."""
    k = pl.col("_k")
    unsafe = pl.lit(False)
    for name, last in (("n", "last_n"), ("unknown", "last_unknown"), ("n", "last_people")):
        change = pl.col(name) - pl.col(last)
        unsafe |= is_unsafe(change, change, k)
    said_again = (pl.col("estimate") == pl.col("last_estimate")) & (pl.col("base") == pl.col("last_base"))
    same = (said_again & pl.col("events").is_null()).fill_null(False)
    for name in ("events", "others"):
        lower = pl.col(f"{name}_lower") - pl.col(f"last_{name}_upper")
        upper = pl.col(f"{name}_upper") - pl.col(f"last_{name}_lower")
        unsafe |= is_unsafe(lower, upper, k) & ~same
    return cells.select(unsafe.alias("unsafe"))["unsafe"]
