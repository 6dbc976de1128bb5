"""Collapse before suppress, of plain counts: they can be added up to coarser groups here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.rules.primary import is_small
from research_kit.errors import DisclosureError


def collapsed_counts(frame: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """One table of counts in coarser groups where a fine one is too small; see `collapsed_tables`."""
    return collapsed_tables({"counts": frame}, policy)["counts"]


def collapsed_tables(
    tables: Mapping[str, pl.DataFrame], policy: Policy, earlier: Sequence[Mapping[str, pl.DataFrame]] = ()
) -> dict[str, pl.DataFrame]:
    """Counts of people in the coarser groups that the policy declares, where a fine group has 1 to k-1 people.

    A dimension is made coarser in every table or in none: tables released together are subtracted from each other.

    Parameters
    ----------
    tables
        Name -> one row per group: columns of dimensions (null = all) and `n` (people, >= 0, none withheld yet).
    policy
        The thresholds in force, and `collapse`.
    earlier
        What was published before: a form once published stays, so that fine and coarse groups are never subtracted.

    Returns
    -------
    The same tables with the same columns. A collapsed dimension holds its coarser groups, with their sums; of a
    crossing turned into margins the crossed rows are gone, and the margins are there.

    Raises
    ------
    DisclosureError
        A table of counts has rows without `n`: what is withheld cannot be added up.
    """
    made = dict(tables)
    for fine, hierarchy in policy.hierarchies.items():
        before = _published(earlier, fine)
        coarse = bool(before & set(hierarchy.coarse_of.values()))
        if coarse or (not before and _is_unsafe(made, (fine,), policy)):
            made = {name: _regrouped(frame, fine, hierarchy.coarse_of) for name, frame in made.items()}
    for crossing in policy.margins_only:
        crossed = [each for each in _frames(earlier) if set(crossing) <= set(each.columns)]
        told = any(each.select(pl.all_horizontal(pl.col(crossing).is_not_null()).any()).item() for each in crossed)
        if (crossed and not told) or (not told and _is_unsafe(made, crossing, policy)):
            made = {name: _margins(frame, crossing) for name, frame in made.items()}
    return made


def _frames(releases: Sequence[Mapping[str, pl.DataFrame]]) -> list[pl.DataFrame]:
    return [frame for tables in releases for frame in tables.values()]


def _published(releases: Sequence[Mapping[str, pl.DataFrame]], dimension: str) -> set[str]:
    """The groups by a dimension that have a row in what was published."""
    found = [frame[dimension].cast(pl.String) for frame in _frames(releases) if dimension in frame.columns]
    return {value for column in found for value in column.drop_nulls()}


def _is_unsafe(tables: Mapping[str, pl.DataFrame], split: Sequence[str], policy: Policy) -> bool:
    return any(_has_small(frame, split, policy) for frame in tables.values() if set(split) <= set(frame.columns))


def _has_small(frame: pl.DataFrame, split: Sequence[str], policy: Policy) -> bool:
    dimensions = tuple(name for name in frame.columns if name != "n")
    divided = pl.all_horizontal(pl.col(name).is_not_null() for name in split)
    return not frame.filter(divided & is_small(pl.col("n"), least_count(policy, dimensions))).is_empty()


def _regrouped(frame: pl.DataFrame, fine: str, coarse_of: Mapping[str, str]) -> pl.DataFrame:
    if fine not in frame.columns:
        return frame
    _require_whole(frame)
    coarser = frame.with_columns(pl.col(fine).cast(pl.String).replace(coarse_of))
    keys = [name for name in frame.columns if name != "n"]
    return coarser.group_by(keys, maintain_order=True).agg(pl.col("n").sum()).select(frame.columns)


def _margins(frame: pl.DataFrame, crossing: Sequence[str]) -> pl.DataFrame:
    """The table without what is crossed, and with each margin of it that was not there."""
    if not set(crossing) <= set(frame.columns):
        return frame
    _require_whole(frame)
    is_crossed = pl.all_horizontal(pl.col(name).is_not_null() for name in crossing)
    crossed, rest = frame.filter(is_crossed), frame.filter(~is_crossed)
    keys = [name for name in frame.columns if name != "n"]
    for kept in crossing:
        others = [pl.lit(None, dtype=frame.schema[name]).alias(name) for name in crossing if name != kept]
        margin = crossed.with_columns(others).group_by(keys, maintain_order=True).agg(pl.col("n").sum())
        new = margin.join(rest, on=keys, how="anti", nulls_equal=True, maintain_order="left")
        rest = pl.concat([rest, new.select(frame.columns)])
    return rest


def _require_whole(frame: pl.DataFrame) -> None:
    missing = frame["n"].null_count()
    if missing:
        raise DisclosureError(
            f"{missing} of {frame.height} counts are withheld already and cannot be added up to coarser groups. "
            "Collapse first, then protect."
        )
