"""Which further cells must go so that an unsafe one cannot be found by subtraction.

Two plain rules on one table at a time, applied to each statistic: groups that add up to a published total, and
counts that are parts of one another. They give up more than the optimum over all linked tables would.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import polars as pl

from research_kit.disclosure.policy import Policy

SIBLING = "SIBLING"

_KEY = ("statistic", "outcome", "cause", "time", "compared_with")


def split_of(by: Sequence[str]) -> pl.Expr:
    """Which split a row belongs to: the names of its group columns, joined."""
    parts = [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in by]
    return pl.concat_str(parts, separator="*", ignore_nulls=True) if parts else pl.lit("")


def withhold_siblings(table: pl.DataFrame, *, by: tuple[str, ...], count: str) -> pl.DataFrame:
    """A withheld group takes a second with it, so that it cannot be found as the total less the others.

    In a split by one dimension the smallest group still shown goes as well, unless two or more are withheld
    already. In a crossing, whose margins are published, every cell goes: no single pair protects it for certain.
    Target groups overlap and have no sum; their rows stand alone.

    Parameters
    ----------
    table
        One row per statistic and group, with `withheld` (null where it may be seen).
    by
        The group columns.
    count
        The column by which the smallest group is found, `n` or `events`.
    """
    key = ["_split", *_KEY]
    crossing = pl.col("_split").str.contains("*", literal=True)
    overlapping = pl.col("_split").str.starts_with("target_")
    shown = pl.col("withheld").is_null()
    hidden = (~shown).sum().over(key)
    smallest = shown & (pl.col(count).rank("ordinal").over([*key, "_shown"]) == 1)
    goes = (pl.col("_split") != "") & ~overlapping & shown & (hidden > 0) & (crossing | ((hidden == 1) & smallest))
    return (
        table.with_columns(_split=split_of(by), _shown=shown)
        .with_columns(withheld=pl.when(goes).then(pl.lit(SIBLING)).otherwise(pl.col("withheld")))
        .drop("_split", "_shown")
    )


def withhold_thin_differences(
    table: pl.DataFrame, *, by: tuple[str, ...], count: str, order: pl.Expr, policy: Policy
) -> pl.DataFrame:
    """Counts of one group that contain each other are shown only if they differ by nobody or by at least k.

    Of referred, accepted and enrolled, or of those who started within 9 and within 12 months, two published
    numbers give away the people between them.

    Parameters
    ----------
    table
        One row per statistic and group, with `withheld`.
    by
        The group columns; each group is looked at alone.
    count
        The nested counts.
    order
        What to keep first, low to high: a later number goes when it lies too near one that is kept.
    policy
        The thresholds in force.
    """
    ranked = table.with_row_index("_row").with_columns(_order=order)
    kept: dict[tuple[object, ...], list[int]] = {}
    goes: list[int] = []
    open_rows = ranked.filter(pl.col("withheld").is_null() & pl.col(count).is_not_null()).sort("_order", "_row")
    for row in open_rows.iter_rows(named=True):
        seen = kept.setdefault(tuple(row[name] for name in by), [])
        k = _row_k(row, by, policy)
        if any(0 < abs(row[count] - other) < k for other in seen):
            goes.append(row["_row"])
        else:
            seen.append(row[count])
    thin = pl.col("_row").is_in(goes)
    return ranked.with_columns(withheld=pl.when(thin).then(pl.lit(SIBLING)).otherwise(pl.col("withheld"))).drop(
        "_row", "_order"
    )


def _row_k(row: dict[str, object], by: tuple[str, ...], policy: Policy) -> int:
    health = any(row[name] is not None and name in policy.health_dimensions for name in by)
    return max(policy.k, policy.k_health) if health else policy.k


def withhold_thin_composites(table: pl.DataFrame, *, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """A wide definition is shown beside its parts only if nobody, or at least k, stand between them.

    `any_success` holds those in employment, those in education and those in subsidised work: published together
    with the first two, it gives away the last.

    Parameters
    ----------
    table
        One row per statistic and group with `outcome, cause, time, events` and `withheld`.
    by
        The group columns.
    policy
        The thresholds in force.
    """
    keys = [*by, "statistic", "time"]
    parts: dict[tuple[object, ...], list[int]] = {}
    for row in table.filter(pl.col("withheld").is_null() & (pl.col("outcome") != "wide")).iter_rows(named=True):
        parts.setdefault(tuple(row[name] for name in keys), []).append(row["events"] or 0)
    thin: list[int] = []
    for index, row in enumerate(table.iter_rows(named=True)):
        if row["outcome"] == "wide" and row["withheld"] is None and row["events"] is not None:
            shown = parts.get(tuple(row[name] for name in keys), [])
            k = _row_k(row, by, policy)
            if any(0 < row["events"] - sum(some) < k for size in (1, 2, 3) for some in combinations(shown, size)):
                thin.append(index)
    goes = pl.int_range(pl.len()).is_in(thin)
    return table.with_columns(withheld=pl.when(goes).then(pl.lit(SIBLING)).otherwise(pl.col("withheld")))
