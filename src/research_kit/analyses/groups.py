"""The groups an analysis speaks about: lines of a table, and whom each of them is compared with.

A line is the total, one value of a dimension, or a cell of a crossing. Each may have a comparison: a named other
value (women with men), or the rest of the participants, never a total that contains the group itself (METHODS 7.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from research_kit.cohort import Cohort
from research_kit.results import Split, plan_splits, require_by

TARGET = "target_"
EVERY_TARGET_GROUP = "target_group"
GROUP, COMPARED = "group", "compared"
REST = "rest"

NOT_STATED = ("unknown", "unstated", "not_applicable")
_PAIRS = {"gender": ("woman", "man"), "foreign_born": ("yes", "no")}
"""The gaps of METHODS 7.5 that compare a value with a named other one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Groups:
    """How the participants are divided.

    Attributes
    ----------
    columns
        The columns that the result tables are split by.
    splits
        What was planned; blocked ones have no lines.
    lines
        One row per line, in the order to present them: `line` (0, 1, …), `split` (place in `splits`), `columns` as
        text (null = all), `compared_with` (null: with nobody).
    cells
        One row per cell of each split, shown or not: `split`, `cell`, `columns`.
    members
        Which cells make up a line and its comparison: `line`, `part` (group or compared), `split`, `cell`.
    """

    columns: tuple[str, ...]
    splits: tuple[Split, ...]
    lines: pl.DataFrame
    cells: pl.DataFrame
    members: pl.DataFrame

    @property
    def used(self) -> tuple[str, ...]:
        """The columns that some line is split by."""
        return tuple(dict.fromkeys(name for split in self.splits for name in split.by if not split.blocked))

    @property
    def blocked(self) -> tuple[str, ...]:
        """The dimensions in which everybody belongs to one group."""
        return tuple(split.by[0] for split in self.splits if split.blocked)

    def divide(self, counts: pl.DataFrame, values: Sequence[str], keys: Sequence[str] = ()) -> pl.DataFrame:
        """Counts by `columns` and `keys`, added up to lines: one row per `line`, `part` and `keys`.

        Nothing here depends on how many participants there are: only counts are joined.
        """
        parts = []
        for place, split in enumerate(self.splits):
            if split.blocked:
                continue
            cells = self.cells.filter(pl.col("split") == place).select("split", "cell", *split.by)
            here = counts.with_columns(pl.col(split.by).cast(pl.String)) if split.by else counts
            by = [*split.by, *keys]
            sums = here.group_by(by).agg(pl.col(values).sum()) if by else here.select(pl.col(values).sum())
            joined = (
                sums.join(cells, on=split.by, how="inner", validate="m:1")
                if split.by
                else sums.join(cells, how="cross")
            )
            parts.append(joined.select("split", "cell", *keys, *values))
        joined = pl.concat(parts).join(self.members, on=["split", "cell"], how="inner")
        return joined.group_by("line", "part", *keys).agg(pl.col(values).sum())


def plan_groups(
    cohort: Cohort,
    by: Sequence[str] | None,
    undisaggregated_reason: str | None,
    *,
    others: pl.DataFrame | None = None,
) -> Groups:
    """The lines of an analysis.

    Parameters
    ----------
    cohort
        The participants.
    by
        Columns to split by, `target_group` standing for every target group; null: those of the cohort file.
    undisaggregated_reason
        Why there is no split, where `by` is empty.
    others
        People besides the participants who are to be counted too (those referred), with the same columns.

    Raises
    ------
    DisaggregationError
        There is nothing to split by (`by`, or else `split_by` of the cohort file, is empty) and no reason is given,
        or a column is named that the participants do not have.
    """
    chosen = cohort.definition.split_by
    asked = _expanded(cohort, chosen.crossed if by is None else by)
    single = [name for name in asked if name.startswith(TARGET)]
    single += _expanded(cohort, chosen.single) if by is None else []
    require_by([*asked, *single], undisaggregated_reason)
    crossed = [name for name in asked if not name.startswith(TARGET)]
    levels = _levels(cohort)
    splits = plan_splits(crossed, levels, chosen.instead_of_one_level, single=single)
    splits = _with_coarse(splits, {fine: coarse for fine, coarse in cohort.coarse.items() if levels[coarse] > 1})
    columns = tuple(dict.fromkeys([*asked, *(name for split in splits for name in split.by)]))
    frames = [cohort.frame] if others is None else [cohort.frame, others]
    values = pl.concat([grouping_frame(cohort, columns, frame).select(columns) for frame in frames])
    cells = _cells(values, splits, columns)
    lines, members = lines_of(cells, splits, columns)
    return Groups(columns=columns, splits=splits, lines=lines, cells=cells, members=members)


def grouping_frame(cohort: Cohort, columns: Sequence[str], frame: pl.DataFrame | None = None) -> pl.DataFrame:
    """The participants with membership of target groups in words, so that unknown stays apart from no."""
    answers = pl.Enum(["yes", "no", "unknown"])
    known = cohort.frame if frame is None else frame
    return known.with_columns(
        pl.col(name)
        .replace_strict({True: "yes", False: "no"}, default="unknown", return_dtype=pl.String())
        .cast(answers)
        for name in columns
        if name.startswith(TARGET)
    )


def _with_coarse(splits: Sequence[Split], coarse: Mapping[str, str]) -> tuple[Split, ...]:
    """After each split by one dimension, its coarser form: which of the two is shown is decided at release."""
    asked = {split.by for split in splits}
    nested = []
    for split in splits:
        name = coarse.get(split.by[0]) if len(split.by) == 1 and not split.blocked else None
        added = [Split((name,), substitute_for=split.substitute_for)] if name and (name,) not in asked else []
        nested.append([split, *added])
    return tuple(split for both in nested for split in both)


def _expanded(cohort: Cohort, names: Sequence[str]) -> list[str]:
    targets = [name for name in cohort.frame.columns if name.startswith(TARGET)]
    nested = [targets if name == EVERY_TARGET_GROUP else [name] for name in names]
    return list(dict.fromkeys(name for group in nested for name in group))


def _levels(cohort: Cohort) -> dict[str, int]:
    """How many stated values occur, per column that can be split by."""
    listed = {
        name: cohort.frame.filter(~pl.col(name).cast(pl.String).is_in(NOT_STATED))[name].n_unique()
        for name in cohort.dimensions
    }
    members = {name: 2 * int(cohort.frame[name].any()) for name in cohort.frame.columns if name.startswith(TARGET)}
    return {**listed, **members}


def _cells(values: pl.DataFrame, splits: Sequence[Split], columns: Sequence[str]) -> pl.DataFrame:
    """The cells that occur, in the order of the code lists."""
    everybody = pl.DataFrame({"cell": [0]}, schema={"cell": pl.Int64})
    parts = []
    for place, split in enumerate(splits):
        if split.blocked:
            continue
        cells = everybody
        if split.by:
            cells = values.select(split.by).unique().sort(split.by).cast(pl.String)
            cells = cells.with_row_index("cell").with_columns(pl.col("cell").cast(pl.Int64))
        missing = [pl.lit(None, dtype=pl.String()).alias(name) for name in columns if name not in split.by]
        parts.append(cells.with_columns(pl.lit(place, dtype=pl.Int64).alias("split"), *missing))
    order = ["split", "cell", *columns]
    return pl.concat([part.select(order) for part in parts])


def lines_of(cells: pl.DataFrame, splits: Sequence[Split], columns: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines that cells make, each with whom it is compared, and which cells are members of either."""
    lines: list[dict[str, object]] = []
    members: list[tuple[object, ...]] = []
    for (place,), part in cells.group_by("split", maintain_order=True):
        split = splits[int(str(place))]
        every = part.rows(named=True)
        for cell in every:
            if any(name.startswith(TARGET) and cell[name] != "yes" for name in split.by):
                continue  # not belonging to a target group is no group: it only serves as the rest
            label, others = _comparison(cell, every, split.by)
            number = len(lines)
            lines.append({"line": number, **{k: cell[k] for k in ("split", *columns)}, "compared_with": label})
            members.append((number, GROUP, place, cell["cell"]))
            members += [(number, COMPARED, place, other) for other in others]
    schema = {"line": pl.Int64(), "split": pl.Int64(), **{c: pl.String() for c in (*columns, "compared_with")}}
    kinds = {"line": pl.Int64(), "part": pl.String(), "split": pl.Int64(), "cell": pl.Int64()}
    return pl.DataFrame(lines, schema=schema), pl.DataFrame(members, schema=kinds, orient="row")


def _comparison(
    cell: dict[str, object], every: Sequence[dict[str, object]], by: Sequence[str]
) -> tuple[str | None, list[object]]:
    """With whom a cell is compared: a label, and the cells it stands for."""
    stated = [c for c in every if not any(c[name] in NOT_STATED for name in by)]
    if cell not in stated or len(stated) < 2:
        return None, []
    if len(by) == 1 and not by[0].startswith(TARGET):
        pair = _PAIRS.get(by[0]) or _two_values(stated, by[0])
        named = {c[by[0]]: c["cell"] for c in stated}
        if pair and cell[by[0]] in pair:
            is_first = cell[by[0]] == pair[0] and pair[1] in named
            return (f"{by[0]}={pair[1]}", [named[pair[1]]]) if is_first else (None, [])
    return REST, [c["cell"] for c in every if c is not cell]


def _two_values(stated: Sequence[dict[str, object]], name: str) -> tuple[str, str] | None:
    """Of two values the first listed is the one compared with."""
    return (str(stated[1][name]), str(stated[0][name])) if len(stated) == 2 else None
