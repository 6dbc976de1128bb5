"""In the project or out of it: told apart, or as one (`neither`) where one of the two has few people.

Work, education and `neither` make up a group as work, education, `in_project` and `ended` do. Of a group that is told
of with `neither`, the two must not be found as what a total tells apart less the groups that do.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.rules.complementary import split_of
from research_kit.disclosure.rules.primary import is_small

NEITHER = "neither"
APART = ("in_project", "ended")
_LIMITS = ("std_error", "lower", "upper", "alarm_lower", "alarm_upper", "smallest_visible_gap")
_TIME = ("statistic", "time")
_IS_ONE_OF_TWO = pl.col("cause").is_in(APART)


def join_few(frame: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """The states with the two as one in each group and time where one of them has 1 to k-1 people."""
    few = (is_small(pl.col("events"), least_count(policy, by)) & _IS_ONE_OF_TWO).any()
    return _joined(frame, few.over([*by, *_TIME]), [*by, *_TIME])


def join_siblings(frame: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """The states, as one in as many further groups of a split as it takes to leave those that are so room.

    What a total tells apart, less the groups that are told apart, is what the others have together: nobody, or people
    enough of at least two groups for each to have at least k different numbers. That holds for a total which is itself
    withheld, too: another split may add up to it. Of a crossing, whose margins are told, all groups go; and so do all
    where the total is told as one, because few are in one of the two then, and a group that told of none would leave
    them to the others.
    """
    line = [*by, *_TIME]
    lines = _lines(frame, line).with_columns(_split=split_of(by), _k=least_count(policy, by)).with_row_index("_line")
    totals = lines.filter(pl.col("_split") == "")
    goes: list[int] = []
    for part in lines.filter(pl.col("_split") != "").partition_by(["_split", *_TIME], maintain_order=True):
        total = totals.join(part.select(_TIME).unique(), on=list(_TIME), how="semi", nulls_equal=True)
        if not total.height or (part["_apart"].all() and total["_counted"].all()):
            continue
        whole = "*" in part["_split"][0] or not total["_counted"].all()
        goes += part["_line"].to_list() if whole else _until_room(part, total)
    chosen = lines.filter(pl.col("_line").is_in(goes)).select(*line, _goes=pl.lit(True))
    found = frame.join(chosen, on=line, how="left", nulls_equal=True, maintain_order="left")
    return _joined(found, pl.col("_goes").is_not_null(), line).drop("_goes")


def alike(frame: pl.DataFrame) -> pl.DataFrame:
    """The states, so that nobody sees why the two are one, nor whether they would be in a group not told of.

    `neither` comes without limits, since those that were put together here have none; where nothing is told of a
    group, its four states are listed.
    """
    joint = pl.col("cause") == NEITHER
    silent = pl.col("withheld").is_not_null() | pl.col("status").is_in(["blocked", "insufficient"])
    bare = [pl.when(~joint).then(pl.col(name)).alias(name) for name in _LIMITS]
    bare.append(pl.when(joint & ~silent).then(pl.lit("ok")).otherwise("status").alias("status"))
    bare.append(pl.when(~joint | silent).then("reason"))
    four = pl.when(joint & silent).then(pl.lit(list(APART))).otherwise(pl.concat_list("cause"))
    unlike = frame.with_columns(*bare).with_columns(cause=pl.when(pl.col("cause").is_not_null()).then(four))
    return unlike.explode("cause")


def _joined(frame: pl.DataFrame, goes: pl.Expr, line: list[str]) -> pl.DataFrame:
    """The frame with the two states as one where `goes`: people and shares add up, limits do not."""
    placed = frame.with_row_index("_place").with_columns(_goes_as_one=goes.fill_null(False) & _IS_ONE_OF_TWO)
    two = placed.filter("_goes_as_one")
    if not two.height:
        return frame
    known = pl.col("estimate").is_not_null().all()
    summed = {
        "cause": pl.lit(NEITHER),
        "events": pl.col("events").sum(),
        "estimate": pl.when(known).then(pl.col("estimate").sum()),
        **{name: pl.lit(None, dtype=frame.schema[name]) for name in _LIMITS},
    }
    first = [name for name in placed.columns if name not in (*line, *summed)]
    one = two.group_by(line, maintain_order=True).agg(pl.col(first).first(), **summed)
    rest = placed.filter(~pl.col("_goes_as_one"))
    return pl.concat([rest, one.select(placed.columns)]).sort("_place").drop("_place", "_goes_as_one")


def _lines(frame: pl.DataFrame, line: list[str]) -> pl.DataFrame:
    """One row per group and time: how many are in each of the two, whether they are counted apart, and may be seen."""
    there = {state: pl.col("events").filter(pl.col("cause") == state).sum() for state in APART}
    told = pl.col("withheld").is_null() & _IS_ONE_OF_TWO
    return frame.group_by(line, maintain_order=True).agg(
        **there, _counted=_IS_ONE_OF_TWO.sum() == 2, _apart=told.sum() == 2
    )


def _until_room(part: pl.DataFrame, total: pl.DataFrame) -> list[int]:
    """The groups (`_line`) of a split that go as one too, smallest first."""
    k = int(part["_k"].max())  # type: ignore[arg-type]
    apart = part.filter("_apart")
    rest = {state: int(total[state][0]) - int(apart[state].sum()) for state in APART}
    size, goes = part.height - apart.height, []
    for row in apart.sort(pl.sum_horizontal(APART), "_line").iter_rows(named=True):
        if _has_room(rest.values(), size=size, k=k):
            break
        if sum(row[state] for state in APART) == 0:
            continue
        goes.append(row["_line"])
        size += 1
        rest = {state: people + row[state] for state, people in rest.items()}
    return goes


def _has_room(rest: Iterable[int], *, size: int, k: int) -> bool:
    return size > 1 and all(people == 0 or people >= k + size for people in rest)
