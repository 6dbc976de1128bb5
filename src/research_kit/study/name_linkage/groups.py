"""Pairs that are one person, gathered into people; and how much undecided pairs could change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from research_kit.study.name_linkage.journal import Pair


def gathered(pairs: Sequence[Pair]) -> pl.DataFrame:
    """One row is a pseudonym that stands in a pair: `pid`, and the number of the `group` that its pairs make."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not pairs:
        return pl.DataFrame(schema={"pid": pl.String, "group": pl.Int64})
    pids = sorted({pid for pair in pairs for pid in pair})
    number = {pid: i for i, pid in enumerate(pids)}
    left, right = (np.array([number[pair[side]] for pair in pairs]) for side in (0, 1))
    graph = coo_matrix((np.ones(len(pairs)), (left, right)), shape=(len(pids), len(pids)))
    group = connected_components(graph, directed=False)[1]
    return pl.DataFrame({"pid": pids, "group": group}, schema={"pid": pl.String, "group": pl.Int64})


def links_of(pairs: Sequence[Pair], lists: Mapping[str, str]) -> pl.DataFrame:
    """One row is a pseudonym and the person it is: `own_id`, `pid`.

    A group is called by its personal number, else by the first of its pseudonyms, so that the order of decisions does
    not matter. `lists` says whose number each pseudonym is, where that is known.
    """
    is_number = pl.col("pid").is_in([pid for pid, whose in lists.items() if whose == "personal_number"])
    groups = gathered(pairs).with_columns(_rank=pl.when(is_number).then(0).otherwise(1)).sort("group", "_rank", "pid")
    named = groups.with_columns(person=pl.col("pid").first().over("group")).filter(pl.col("pid") != pl.col("person"))
    return named.select(own_id="pid", pid="person").sort("own_id")


def twice_in_a_list(pairs: Sequence[Pair], lists: Mapping[str, str]) -> list[Pair]:
    """The pairs of groups that hold two numbers of one list, and so two people."""
    groups = gathered(pairs)
    whose = groups.with_columns(list=pl.col("pid").replace_strict(dict(lists), default=None, return_dtype=pl.String))
    clashing = whose.drop_nulls("list").filter(pl.struct("group", "list").is_duplicated())["group"].unique()
    pids = set(groups.filter(pl.col("group").is_in(clashing.implode()))["pid"])
    return [pair for pair in pairs if pair[0] in pids]


def most_counted_twice(undecided: Sequence[Pair], lists: Mapping[str, str]) -> int:
    """How many people too many are counted at the most, if every undecided pair that can be is one person."""
    groups = gathered(undecided)
    whose = groups.with_columns(list=pl.col("pid").replace_strict(dict(lists), default="", return_dtype=pl.String))
    sizes = whose.group_by("group", "list").len().group_by("group").agg(pl.col("len").sum() - pl.col("len").max())
    return int(sizes["len"].sum())
