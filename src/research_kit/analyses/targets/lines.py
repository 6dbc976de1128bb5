"""Who belongs to each line of an answer, person by person."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.groups import GROUP, Groups, grouping_frame
from research_kit.cohort import Cohort


def members_by_line(
    cohort: Cohort, groups: Groups, *, part: str = GROUP, frame: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One row per line and person of it, or of those it is compared with: `line, pid`.

    Parameters
    ----------
    cohort, groups
        The participants and the lines.
    part
        `group`, or `compared` for whom the line is compared with.
    frame
        Other people than the participants, with the same columns.
    """
    people = grouping_frame(cohort, groups.used, frame)
    wanted = groups.members.filter(pl.col("part") == part).select("line", "split", "cell")
    parts = [pl.DataFrame(schema={"line": pl.Int64(), "pid": pl.String()})]
    for place, split in enumerate(groups.splits):
        if split.blocked:
            continue
        cells = groups.cells.filter(pl.col("split") == place).select("split", "cell", *split.by)
        here = people.select("pid", *(pl.col(name).cast(pl.String) for name in split.by))
        joined = here.join(cells, on=split.by, how="inner") if split.by else here.join(cells, how="cross")
        parts.append(joined.join(wanted, on=["split", "cell"], how="inner").select("line", "pid"))
    return pl.concat(parts)
