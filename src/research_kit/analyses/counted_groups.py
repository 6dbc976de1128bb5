"""The lines of an analysis when only counts are known: planned from the labels in partners' tables."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.analyses.groups import EVERY_TARGET_GROUP, NOT_STATED, TARGET, Groups, lines_of
from research_kit.cohort import CohortDefinition
from research_kit.counts.counted_cohort import CountedCohort
from research_kit.results import Split, plan_splits, require_by

By = tuple[str, ...]


def plan_counted_groups(
    counted: CountedCohort,
    definition: CohortDefinition,
    by: Sequence[str] | None,
    undisaggregated_reason: str | None = None,
) -> Groups:
    """The lines of an analysis, as `plan_groups` plans them for participants.

    Parameters
    ----------
    counted
        The partners' tables. Who is not told apart in a dimension is in no line of it and in nobody's comparison.
    definition
        The cohort file, for the splits where `by` is null.
    by, undisaggregated_reason
        As for `plan_groups`. What the cohort file splits by has no lines where no partner shares it.
    """
    chosen, known = definition.split_by, _dimensions(counted)
    asked = _expanded(counted, [name for name in chosen.crossed if name in known] if by is None else by)
    single = [name for name in asked if name.startswith(TARGET)]
    single += [name for name in _expanded(counted, chosen.single) if name in known] if by is None else []
    require_by([*asked, *single], undisaggregated_reason)
    crossed = [name for name in asked if not name.startswith(TARGET)]
    levels = {name: _levels(counted, name) for name in known}
    planned = plan_splits(crossed, levels, chosen.instead_of_one_level, single=single)
    splits = tuple(split for split in planned if len(counted.without(split.by)) < len(counted.sites))
    columns = tuple(dict.fromkeys([*asked, *(name for split in splits for name in split.by)]))
    cells = _cells(counted, splits, columns)
    lines, members = lines_of(cells, splits, columns)
    return Groups(columns=columns, splits=splits, lines=lines, cells=cells, members=members)


def members_of(groups: Groups) -> dict[By, pl.DataFrame]:
    """Which groups make up each line and its comparison, as `CountedCohort.lines` takes them.

    Returns
    -------
    Crossing -> one row per group and line it is part of: the columns crossed, `line`, `part`.
    """
    joined = groups.members.join(groups.cells, on=["split", "cell"], how="left", validate="m:1")
    return {
        split.by: joined.filter(pl.col("split") == place).select(*split.by, "line", "part")
        for place, split in enumerate(groups.splits)
        if not split.blocked
    }


def _dimensions(counted: CountedCohort) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for by in counted.shared for name in by))


def _expanded(counted: CountedCohort, names: Sequence[str]) -> list[str]:
    targets = [name for name in _dimensions(counted) if name.startswith(TARGET)]
    nested = [targets if name == EVERY_TARGET_GROUP else [name] for name in names]
    return list(dict.fromkeys(name for group in nested for name in group))


def _levels(counted: CountedCohort, name: str) -> int:
    """How many stated values occur; a target group that somebody belongs to has two."""
    values = [str(value) for value in counted.labels((name,))[name]]
    if name.startswith(TARGET):
        return 2 * int("yes" in values)
    return sum(value not in NOT_STATED for value in values)


def _cells(counted: CountedCohort, splits: Sequence[Split], columns: Sequence[str]) -> pl.DataFrame:
    """The cells that occur, in the order of the code lists."""
    parts = []
    for place, split in enumerate(splits):
        if split.blocked:
            continue
        cells = pl.DataFrame({"cell": [0]}, schema={"cell": pl.Int64})
        if split.by:
            cells = counted.labels(split.by).cast(dict.fromkeys(split.by, pl.String)).with_row_index("cell")
        missing = [pl.lit(None, dtype=pl.String()).alias(name) for name in columns if name not in split.by]
        placed = cells.with_columns(
            pl.col("cell").cast(pl.Int64), pl.lit(place, dtype=pl.Int64).alias("split"), *missing
        )
        parts.append(placed.select("split", "cell", *columns))
    return pl.concat(parts)
