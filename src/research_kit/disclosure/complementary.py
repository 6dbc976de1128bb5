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
    """A wide definition and its parts are shown together only if nobody, or at least k, stand between them.

    `any_success` holds those in employment, those in education and those in subsidised work: published together
    with the first two, it gives away the last. Kept first are employment and the wide definition; what would give
    somebody away beside them goes.

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
    rank = pl.col("cause").replace_strict(_KEPT_FIRST, default=len(_KEPT_FIRST), return_dtype=pl.Int64)
    ranked = table.with_row_index("_row")
    is_part = pl.col("cause").is_in(list(_KEPT_FIRST))  # leaving for good is no part of any definition of success
    shown = ranked.filter(is_part & pl.col("withheld").is_null() & pl.col("events").is_not_null()).sort(rank, "_row")
    kept: dict[tuple[object, ...], list[tuple[str, int]]] = {}
    goes: list[int] = []
    for row in shown.iter_rows(named=True):
        seen = kept.setdefault(tuple(row[name] for name in keys), [])
        now = [*seen, (row["outcome"], row["events"])]
        if _gives_away(now, _row_k(row, by, policy)):
            goes.append(row["_row"])
        else:
            seen.append(now[-1])
    thin = pl.col("_row").is_in(goes)
    return ranked.with_columns(withheld=pl.when(thin).then(pl.lit(SIBLING)).otherwise(pl.col("withheld"))).drop("_row")


_KEPT_FIRST = {"employment": 0, "any_success": 1, "education": 2}


def _gives_away(shown: Sequence[tuple[str, int]], k: int) -> bool:
    """Whether a wide number less some of the others is a group of 1 to k-1 people."""
    parts = [events for outcome, events in shown if outcome != "wide"]
    wides = [events for outcome, events in shown if outcome == "wide"]
    sums = [sum(some) for size in range(1, len(parts) + 1) for some in combinations(parts, size)]
    return any(0 < wide - part < k for wide in wides for part in sums)
