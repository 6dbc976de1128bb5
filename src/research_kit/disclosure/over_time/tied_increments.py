"""Numbers that a published sum ties together are refreshed together, so that none is found by subtraction.

Women and men make up everybody: where the number of men may not be told anew, a new total less the new number of women
would tell it. Then another number of the same sum is carried too, the one that has changed least first, until the
changes that are not told leave each other room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.disclosure.over_time.moved_cells import COUNTS, Flags, MovedCells, Places, codes_of
from research_kit.disclosure.statements.declared import statements_of

_SUM = ["answer", "table", "statistic", "outcome", "cause", "time", "compared_with", "way", "parent"]
_LINE = [name for name in _SUM if name != "time"]
_ROW = [name for name in _SUM if name not in ("way", "parent")]

Member = Mapping[str, Any]


class TiedIncrements:
    """Which cells add up to which, by what they are about: read once, asked for whatever is held of them.

    Parameters
    ----------
    cells
        One row per cell with `place`, `group` and its key.
    """

    def __init__(self, cells: pl.DataFrame) -> None:
        additive = cells.filter(_adds_up(cells))
        members = _members(additive)
        self._place: Places = members["place"].to_numpy()
        self._whole: Flags = members["whole"].to_numpy()
        self._sum, self._line = codes_of(members, _SUM), codes_of(members, _LINE)
        self._part = codes_of(members, [*_LINE, "group"])
        self._is_curve: Flags = (members["table"] == "curve").to_numpy()
        self._sums = int(self._sum.max(initial=-1)) + 1
        self._order = np.argsort(self._sum, kind="stable")
        self._starts = np.searchsorted(self._sum[self._order], np.arange(self._sums + 1))
        self._targets, self._totals = _targets_and_totals(additive)

    def goes(self, cells: MovedCells, held: Flags) -> Places:
        """The cells (`place`) that go with those `held`, so that no sum tells of the change of one of them."""
        active = (cells.told | held)[self._place]
        asked = self._is_a_sum(active) & self._without_room(cells, held, active)
        goes = [place for each in np.flatnonzero(asked) for place in _completed(self._of(int(each), cells, held))]
        return np.array([*goes, *self._outside_targets(cells, held)], dtype=np.intp)

    def _of(self, number: int, cells: MovedCells, held: Flags) -> list[Member]:
        """The cells of one sum that tell something, or did."""
        at = np.sort(self._order[self._starts[number] : self._starts[number + 1]])
        return [
            cells.member(place, whole=bool(self._whole[each])) | {"held": bool(held[place])}
            for each, place in zip(at.tolist(), self._place[at].tolist(), strict=True)
            if cells.told[place] or held[place]
        ]

    def _is_a_sum(self, active: Flags) -> Flags:
        """Sums of which the whole and a part are there; a curve's only where all lines have the end of a step."""
        parts = active & ~self._whole
        number = self._count(parts)
        there = np.unique(self._part[parts], return_index=True)[1]
        lines = np.bincount(self._line[parts][there], minlength=int(self._line.max(initial=-1)) + 1)
        complete = np.ones(self._sums, dtype=bool)
        complete[self._sum] = ~self._is_curve | (number[self._sum] == lines[self._line])
        found: Flags = (number > 0) & (self._count(active & self._whole) > 0) & complete
        return found

    def _without_room(self, cells: MovedCells, held: Flags, active: Flags) -> Flags:
        """Sums with a member held that tells something, and one that is free, where the changes may be too close.

        What `_completed` would say of the others is: nothing.
        """
        own = held[self._place]
        starts = (self._count(own & cells.told[self._place]) > 0) & (self._count(active & ~own) > 0)
        k = np.zeros(self._sums)
        np.maximum.at(k, self._sum[own], cells.k[self._place[own]])
        far = np.ones(self._sums, dtype=bool)
        for change in cells.change[:, self._place[own]]:
            still = np.bincount(self._sum[own], np.abs(change), self._sums) == 0
            far &= still | (np.abs(np.bincount(self._sum[own], change, self._sums)) >= k)
        has_room = (self._count(own) >= 2) & ((self._count(own & self._whole) > 0) | far)
        found: Flags = starts & ~has_room
        return found

    def _count(self, members: Flags) -> NDArray[np.intp]:
        return np.bincount(self._sum[members], minlength=self._sums)

    def _outside_targets(self, cells: MovedCells, held: Flags) -> list[int]:
        """Target groups of which those outside have changed by 1 to k-1 since both were last published together."""
        free = cells.told & ~held
        target, total = self._targets, self._totals
        together = free[target] & free[total] & (cells.last_as_of[target] == cells.last_as_of[total])
        outside = np.abs(cells.moved[:, total] - cells.moved[:, target])
        few = ((outside >= 1) & (outside <= cells.k[target] - 1)).any(axis=0)
        found: list[int] = target[together & few].tolist()
        return found


def _members(additive: pl.DataFrame) -> pl.DataFrame:
    """One row per sum and cell in it; `whole` says that the cell is what the others add up to."""
    lineage = _lineage(additive["group"].unique().sort().to_list())
    parts = additive.join(lineage, on="group", how="inner").with_columns(whole=pl.lit(False))
    keys = parts.select(_SUM).unique(maintain_order=True)
    wholes = keys.join(
        additive, left_on=[*_ROW, "parent"], right_on=[*_ROW, "group"], how="inner", nulls_equal=True
    ).with_columns(group="parent", whole=pl.lit(True))
    names = [*_SUM, "place", "group", "whole"]
    return pl.concat([parts.select(names), wholes.select(names)]).sort("place", maintain_order=True)


def _targets_and_totals(additive: pl.DataFrame) -> tuple[Places, Places]:
    """The cells of target groups, each with the cell of everybody that it is part of."""
    totals = additive.filter(pl.col("group") == "").select(*_ROW, total="place")
    targets = additive.filter(pl.col("group").str.starts_with("target_"))
    found = targets.join(totals, on=_ROW, how="inner", nulls_equal=True, maintain_order="left")
    return found["place"].to_numpy().astype(np.intp), found["total"].to_numpy().astype(np.intp)


def _adds_up(cells: pl.DataFrame) -> pl.Expr:
    """Rows of tables whose groups add up to everybody; no comparison is part of a sum."""
    tables = cells.select("answer", "table").unique().iter_rows()
    not_sums = [f"{answer}/{table}" for answer, table in tables if not statements_of(answer, table).sums]
    return ~pl.format("{}/{}", "answer", "table").is_in(not_sums) & pl.col("compared_with").is_null()


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
