"""Which further cells must go so that an unsafe one cannot be found by subtraction.

Plain rules on the sums that a reader sees at once: groups that add up to a total, counts that are parts of one
another, a target group and everybody outside it. They give up more than the optimum over all linked tables would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.disclosure.policy import Policy, least_count

SIBLING = "SIBLING"

_KEY = ("statistic", "outcome", "cause", "time", "compared_with")


def split_of(by: Sequence[str]) -> pl.Expr:
    """Which split a row belongs to: the names of its group columns, joined."""
    parts = [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in by]
    return pl.concat_str(parts, separator="*", ignore_nulls=True) if parts else pl.lit("")


def withhold_siblings(
    table: pl.DataFrame, *, by: tuple[str, ...], counts: Sequence[str], policy: Policy
) -> pl.DataFrame:
    """A withheld group takes others of its split with it, until their sum leaves it room.

    In a split by one dimension the smallest groups still shown go, one by one, until what the withheld ones add up
    to (their total is published) allows each of them at least k different values. In a crossing, whose margins are
    shown, every cell goes. A group of nobody is never withheld to protect another, and one without events only where
    the others do not suffice. Target groups have no sum; one of them
    goes if those outside it are 1 to k-1.

    Parameters
    ----------
    table
        One row per statistic and group, with `withheld` (null where it may be seen).
    by
        The group columns.
    counts
        The counts that add up over groups (`n`, or `events` and the complement `others`); each must leave room.
    policy
        The thresholds in force.
    """
    ranked = table.with_row_index("_row").with_columns(_split=split_of(by), _k=least_count(policy, by))
    goes: list[int] = []
    for part in ranked.filter(pl.col("_split") != "").partition_by(["_split", *_KEY], maintain_order=True):
        split = part["_split"][0]
        if split.startswith("target_"):
            continue
        goes += _crossing(part) if "*" in split else completed(part, counts)
    goes += _outside_targets(ranked, counts)
    marked = pl.col("_row").is_in(goes) & pl.col("withheld").is_null()
    return ranked.with_columns(withheld=pl.when(marked).then(pl.lit(SIBLING)).otherwise("withheld")).drop(
        "_row", "_split", "_k"
    )


def completed(cells: pl.DataFrame, counts: Sequence[str]) -> list[int]:
    """The rows (`_row`) that go with the withheld ones of cells that add up to a published sum, smallest first."""
    hidden = cells.filter(pl.col("withheld").is_not_null())
    if not hidden.height:
        return []
    k = int(cells["_k"].max())  # type: ignore[arg-type]
    sums = {name: int(hidden[name].fill_null(0).sum()) for name in counts}
    somebody = pl.any_horizontal(pl.col(name) > 0 for name in counts)
    open_cells = cells.filter(pl.col("withheld").is_null() & somebody)
    shown = open_cells.sort(pl.col(counts[0]) == 0, counts[0], "_row")
    size, goes = hidden.height, []
    for row in shown.iter_rows(named=True):
        if row[counts[0]] == 0 and not _protects(row, sums, counts[0], size=size, k=k):
            continue
        if row[counts[0]] > 0 and size > 1 and all(total >= k + size for total in sums.values()):
            continue
        goes.append(row["_row"])
        size += 1
        sums = {name: total + (row[name] or 0) for name, total in sums.items()}
    return goes


def _protects(row: Mapping[str, int], sums: Mapping[str, int], first: str, *, size: int, k: int) -> bool:
    """Whether a group without events must go too: it comes last, and adds to no sum of events.

    Where the withheld ones have 1 to k-1 events together, so has everybody: that total is withheld itself.
    """
    if 0 < sums[first] < k:
        return False
    return size == 1 or any(0 < total < k and (row[name] or 0) > 0 for name, total in sums.items())


def _crossing(cells: pl.DataFrame) -> list[int]:
    return cells["_row"].to_list() if cells["withheld"].is_not_null().any() else []


def _outside_targets(ranked: pl.DataFrame, counts: Sequence[str]) -> list[int]:
    """Target groups whose complement, the total less the group, is small."""
    totals = ranked.filter(pl.col("_split") == "").select(*_KEY, *(pl.col(c).alias(f"_all_{c}") for c in counts))
    targets = ranked.filter(pl.col("_split").str.starts_with("target_"))
    found = targets.join(totals, on=list(_KEY), how="left", nulls_equal=True, maintain_order="left")
    outside = [(pl.col(f"_all_{name}") - pl.col(name)).is_between(1, pl.col("_k") - 1) for name in counts]
    return found.filter(pl.any_horizontal(outside))["_row"].to_list()


def withhold_lone_reasons(lost: pl.DataFrame, *, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """Reasons of one arrow add up to the people lost there: a withheld one takes others, as groups of a split do."""
    ranked = lost.with_row_index("_row").with_columns(_k=least_count(policy, by))
    goes: list[int] = []
    for arrow in ranked.partition_by([*by, "statistic"], maintain_order=True):
        goes += completed(arrow, ["n"])
    marked = pl.col("_row").is_in(goes)
    return ranked.with_columns(withheld=pl.when(marked).then(pl.lit(SIBLING)).otherwise("withheld")).drop("_row", "_k")


def withhold_thin_differences(
    table: pl.DataFrame, *, by: tuple[str, ...], count: str, order: pl.Expr, policy: Policy
) -> pl.DataFrame:
    """Counts of one group that contain each other are shown only if they differ by nobody or by at least k.

    Of referred, accepted and enrolled, two published numbers give away the people between them.

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
    ranked = table.with_row_index("_row").with_columns(_order=order, _k=least_count(policy, by))
    kept: dict[tuple[object, ...], list[int]] = {}
    goes: list[int] = []
    open_rows = ranked.filter(pl.col("withheld").is_null() & pl.col(count).is_not_null()).sort("_order", "_row")
    for row in open_rows.iter_rows(named=True):
        seen = kept.setdefault(tuple(row[name] for name in by), [])
        if any(0 < abs(row[count] - other) < row["_k"] for other in seen):
            goes.append(row["_row"])
        else:
            seen.append(row[count])
    thin = pl.col("_row").is_in(goes)
    return ranked.with_columns(withheld=pl.when(thin).then(pl.lit(SIBLING)).otherwise("withheld")).drop(
        "_row", "_order", "_k"
    )
