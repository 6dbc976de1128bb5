"""Numbers that a published sum ties together are refreshed together, so that none is found by subtraction.

Women and men make up everybody: where the number of men may not be told anew, a new total less the new number of women
would tell it. Then another number of the same sum is carried too, the one that has changed least first, until the
changes that are not told leave each other room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from research_kit.disclosure.statements.declared import statements_of

COUNTS = ("n", "events", "others")
_SUM = ["answer", "table", "statistic", "outcome", "cause", "time", "compared_with", "way", "parent"]

Member = Mapping[str, Any]


def tied(cells: pl.DataFrame) -> list[int]:
    """The cells (`place`) that go with those already `held`, so that no sum tells of the change of one of them.

    Parameters
    ----------
    cells
        One row per cell with `place`, `group`, its key, `told`, `held`, `was_told` and `moved_n, moved_events,
        moved_others`: by how many it has changed since it was last published.
    """
    goes: list[int] = []
    sums = _sums(cells)
    somebody_held = sums.filter(pl.col("held").any().over(_SUM))
    for members in somebody_held.partition_by(_SUM, maintain_order=True):
        goes += _completed(members.to_dicts())
    return goes + _outside_targets(cells)


def _sums(cells: pl.DataFrame) -> pl.DataFrame:
    """One row per sum and cell in it; `whole` says that the cell is what the others add up to."""
    additive = cells.filter(_adds_up(cells), pl.col("told") | pl.col("held"))
    lineage = _lineage(additive["group"].unique().sort().to_list())
    parts = additive.join(lineage, on="group", how="inner").with_columns(whole=pl.lit(False))
    keys = parts.select(_SUM).unique(maintain_order=True)
    on = [name for name in _SUM if name not in ("way", "parent")]
    wholes = keys.join(
        additive, left_on=[*on, "parent"], right_on=[*on, "group"], how="inner", nulls_equal=True
    ).with_columns(group="parent", whole=pl.lit(True))
    names = [*_SUM, "place", "group", "held", "told", "was_told", "_k", *(f"moved_{c}" for c in COUNTS), "whole"]
    every = pl.concat([parts.select(names), wholes.select(names)])
    has_both = pl.col("whole").any().over(_SUM) & (~pl.col("whole")).any().over(_SUM)
    return every.filter(has_both & _is_complete()).sort("place")


def _adds_up(cells: pl.DataFrame) -> pl.Expr:
    """Rows of tables whose groups add up to everybody; no comparison is part of a sum."""
    tables = cells.select("answer", "table").unique().iter_rows()
    not_sums = [f"{answer}/{table}" for answer, table in tables if not statements_of(answer, table).sums]
    return ~pl.format("{}/{}", "answer", "table").is_in(not_sums) & pl.col("compared_with").is_null()


def _is_complete() -> pl.Expr:
    """A curve's lines add up at a time only where all of them have the end of a step there."""
    parts = ~pl.col("whole")
    line = [name for name in _SUM if name != "time"]
    return (pl.col("table") != "curve") | (
        parts.sum().over(_SUM) == pl.col("group").filter(parts).n_unique().over(line)
    )


def _lineage(groups: Sequence[str]) -> pl.DataFrame:
    """Each group with each it is a part of: `parent`, the group without one of its dimensions, and `way`, which."""
    rows = []
    for group in groups:
        parts = group.split(";") if group else []
        if any(part.startswith("target_") for part in parts):
            continue
        split = "*".join(part.partition("=")[0] for part in parts)
        for part in parts:
            parent = ";".join(other for other in parts if other != part)
            rows.append({"group": group, "parent": parent, "way": f"{split}-{part.partition('=')[0]}"})
    return pl.DataFrame(rows, schema={"group": pl.String, "parent": pl.String, "way": pl.String})


def _completed(members: Sequence[Member]) -> list[int]:
    """Which further members of one sum are carried, least changed first and the whole last."""
    held = [each for each in members if each["held"]]
    if not any(each["told"] for each in held):  # withheld now anyhow: their room was seen to when they were
        return []
    free = sorted((each for each in members if not each["held"]), key=_least_changed)
    goes: list[int] = []
    while free and not _has_room(held):
        goes.append(free[0]["place"])
        held.append(free.pop(0))
    return goes


def _least_changed(member: Member) -> tuple[bool, bool, float, float, int]:
    """The order in which members go: one that has not changed hides nothing, and one never published is lost."""
    moved = [abs(member[f"moved_{count}"] or 0) for count in COUNTS]
    return member["whole"], not any(moved) or not member["was_told"], moved[0], moved[1], member["place"]


def _has_room(held: Sequence[Member]) -> bool:
    """Whether the changes not told could each be of nobody or of at least k, for all that the others tell."""
    if len(held) < 2:
        return False
    if any(each["whole"] for each in held):
        return True
    k = max(each["_k"] for each in held)
    return all(_far(held, f"moved_{count}", k) for count in COUNTS)


def _far(held: Sequence[Member], count: str, k: int) -> bool:
    moved = [each[count] or 0 for each in held]
    return not any(moved) or abs(sum(moved)) >= k


def _outside_targets(cells: pl.DataFrame) -> list[int]:
    """Target groups of which those outside have changed by 1 to k-1 since both were last published together."""
    key = [name for name in _SUM if name not in ("way", "parent")]
    free = cells.filter(~pl.col("held") & pl.col("told") & _adds_up(cells))
    totals = free.filter(pl.col("group") == "").select(
        *key, "last_as_of", *(pl.col(f"moved_{c}").alias(f"all_{c}") for c in COUNTS)
    )
    targets = free.filter(pl.col("group").str.starts_with("target_"))
    found = targets.join(totals, on=[*key, "last_as_of"], how="inner", nulls_equal=True, maintain_order="left")
    few = [
        ((pl.col(f"all_{c}") - pl.col(f"moved_{c}")).abs().is_between(1, pl.col("_k") - 1)).fill_null(False)
        for c in COUNTS
    ]
    return found.filter(pl.any_horizontal(few))["place"].to_list()
