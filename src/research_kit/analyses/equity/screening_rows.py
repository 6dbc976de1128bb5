"""Groups that are screened for unequal access and results, beside the registered gaps (METHODS 7.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from research_kit.analyses.equity.access_rows import access_gap_rows
from research_kit.analyses.equity.result_rows import gap_rows
from research_kit.analyses.equity.watch import Watch
from research_kit.analyses.groups import COMPARED, GROUP, NOT_STATED, REST, TARGET, Groups
from research_kit.analyses.targets.occupancy import Occupancy
from research_kit.results.alerts import is_yellow

STATISTIC, YELLOW = "gap_screening", "YELLOW"
_YES, _NO = "yes", "no"


def one_by_one(groups: Groups) -> Groups:
    """A line for each group of a single dimension, compared with all others, however few groups there are.

    Those who have something (a disability) are compared with those who have not; who is in no stated group has no line.
    """
    lines: list[dict[str, object]] = []
    members: list[tuple[int, str, int, int]] = []
    for place, split in enumerate(groups.splits):
        if len(split.by) != 1 or split.blocked:
            continue
        name = split.by[0]
        cells = groups.cells.filter(pl.col("split") == place).select("cell", name).rows()
        for value, other in _compared(name, [str(each) for _, each in cells]):
            number = len(lines)
            lines.append({"line": number, "split": place, name: value, "compared_with": other})
            against = [cell for cell, each in cells if (other == REST and each != value) or other == f"{name}={each}"]
            members += [(number, GROUP, place, cell) for cell, each in cells if each == value]
            members += [(number, COMPARED, place, cell) for cell in against]
    made = pl.DataFrame(lines, schema=groups.lines.schema)
    return replace(groups, lines=made, members=pl.DataFrame(members, schema=groups.members.schema, orient="row"))


def _compared(name: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """Which values are told, and each with whom it is compared."""
    stated = [value for value in values if value not in NOT_STATED]
    if len(values) < 2 or (name.startswith(TARGET) and _YES in stated):
        return [(_YES, REST)] if len(values) > 1 else []
    if set(stated) == {_YES, _NO}:
        return [(_YES, f"{name}={_NO}")]
    return [(value, REST) for value in stated]


def screening_rows(watch: Watch, occupancy: Occupancy | None) -> list[pl.DataFrame]:
    """The gaps of each group to all others, in access and in results; those that call for a check are marked.

    The rule is that of a warning: the 95 % bar lies below no difference, the gap is at least the practical minimum (or
    the ratio below the practical one), and both sides have at least ten people. Nothing of it is ever claimed.
    """
    access = access_gap_rows(watch)
    results = [] if occupancy is None else gap_rows(watch, occupancy)
    if not access and not results:
        return []
    rows = pl.concat([*access, *results], how="diagonal_relaxed")
    key = ["line", "outcome", "compared_with"]
    is_gap = pl.col("unit") == "share"
    ratios = rows.filter(~is_gap).select(*key, ratio="estimate")
    both = rows.filter(is_gap).join(ratios, on=key, how="left", maintain_order="left")
    warned = is_yellow(watch.rule.practical_gap, watch.rule.practical_ratio)
    reason = pl.when(warned).then(pl.lit(YELLOW)).otherwise("reason")
    return [both.with_columns(reason=reason, statistic=pl.lit(STATISTIC)).drop("ratio")]
