"""In the project or out of it: told apart, or as one (`neither`) where one of the two has few people.

Work, education and `neither` make up a group as work, education, `in_project` and `ended` do. Groups of one split are
told of in one way, so that the two are not found as what the total tells apart less the groups that do.
"""

from __future__ import annotations

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.rules.primary import is_small
from research_kit.disclosure.rules.splits import split_of

NEITHER = "neither"
APART = ("in_project", "ended")
_LIMITS = ("std_error", "lower", "upper", "alarm_lower", "alarm_upper", "smallest_visible_gap")
_TIME = ("statistic", "time")
_IS_ONE_OF_TWO = pl.col("cause").is_in(APART)


def join_few(frame: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """The states with the two as one in each split and time where one of them has 1 to k-1 people in some group.

    A group that the analysis tells of with the two as one makes its whole split do so, too.
    """
    few = (is_small(pl.col("events"), least_count(policy, by)) & _IS_ONE_OF_TWO) | (pl.col("cause") == NEITHER)
    placed = frame.with_columns(_split=split_of(by))
    goes = few.fill_null(False).any().over(["_split", *_TIME])
    return _joined(placed, goes, [*by, "_split", *_TIME]).drop("_split")


def alike(frame: pl.DataFrame) -> pl.DataFrame:
    """The states, so that nobody sees why the two are one, nor whether they would be in a group not told of.

    `neither` comes without limits, since those that were put together here have none; where nothing is told of a
    group, its four states are listed.
    """
    joint = pl.col("cause") == NEITHER
    silent = ~pl.col("status").is_in(["ok", "wide"])
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
