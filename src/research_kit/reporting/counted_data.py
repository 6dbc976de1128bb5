"""The `data` section of a parameters file that has no partner files: participants counted where they lie, or tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
from pydantic import Field, model_validator

from research_kit.counts.counted_cohort import CountedCohort
from research_kit.counts.engines import read
from research_kit.counts.open_frame import Engine, open_files, open_table
from research_kit.counts.stored_counts import read_counts
from research_kit.declarations import Declaration, read_section, read_yaml
from research_kit.errors import SourceError
from research_kit.study.declaration import Dimension, Texts


class Participants(Declaration):
    """A table with one row per participant, followed already, of any size: it is counted by the engine that holds it.

    Its columns are those of a cohort: the dimensions, `duration_days_<outcome>` (days from index to the event or the
    end of observation), `event_<outcome>` (0 = censored, else the place of the cause), and `entry_days` if some are
    observed late.
    """

    engine: Engine = Field(default="polars", description="what counts: polars, duckdb or spark")
    file: str | None = Field(default=None, description="a Parquet file, or a folder of them")
    database: str | None = Field(default=None, description="a DuckDB file, for `table_name`")
    table_name: str | None = Field(default=None, description="a table of `database`, or of the Spark catalogue")
    columns: dict[str, str] = Field(default_factory=dict, description="our column -> theirs; same name where left out")

    @model_validator(mode="after")
    def _one_place(self) -> Participants:
        if (self.file is None) == (self.table_name is None):
            raise ValueError("participants are a `file` or a `table_name`: give one of them")
        return self


class CountedData(Declaration):
    """The `data` of a study without partner files: `participants` counted where they lie, or partners' `counts`."""

    participants: Participants | None = None
    counts: tuple[str, ...] = Field(default=(), description="folders that `research-kit counts` wrote, one per partner")
    target_groups: dict[str, Texts] = Field(default_factory=dict, description="code -> what the group is called")
    dimensions: dict[str, Dimension] = Field(default_factory=dict, description="those that only this study has")

    @model_validator(mode="after")
    def _one_of_them(self) -> CountedData:
        if (self.participants is None) == (not self.counts):
            raise ValueError("give either the partners' `counts` or `participants` to count")
        return self


def is_counted(parameters: str | Path) -> bool:
    """Whether the `data` section of a parameters file names such participants or tables, and no partner files."""
    data = read_yaml(parameters).get("data") or {}
    return "sources" not in data and bool({"participants", "counts"} & set(data))


def read_counted_data(parameters: str | Path) -> CountedData:
    """The `data` section of such a parameters file."""
    return read_section(parameters, "data", CountedData)


def open_counts(parameters: str | Path) -> CountedCohort:
    """The cohort that the partners' tables make together.

    Parameters
    ----------
    parameters
        A parameters file with `data: {counts: [folder, …]}`; the folders are read from where it is.

    Raises
    ------
    CountsError
        A folder is not as it was written, or the tables do not belong together.
    """
    path = Path(parameters)
    return CountedCohort(sites=tuple(read_counts(path.parent / folder) for folder in read_counted_data(path).counts))


def open_participants(given: Participants, folder: Path) -> Any:
    """The participants as a frame of its engine, its columns called as a cohort's are; nothing is read yet."""
    if given.file is not None:
        frame = open_files(given.engine, folder / given.file)
    else:
        database = None if given.database is None else folder / given.database
        frame = open_table(given.engine, database, str(given.table_name))
    known = read(frame)
    names = known.collect_schema().names()
    missing = sorted(set(given.columns.values()) - set(names))
    if missing:
        raise SourceError(
            f"The table of participants has no column {', '.join(missing)}, which `columns` names. Correct it there."
        )
    theirs = set(given.columns.values())
    kept = [name for name in names if name not in theirs and name not in given.columns]
    called = known.select(*map(nw.col, kept), *(nw.col(name).alias(ours) for ours, name in given.columns.items()))
    # Engines differ in whether they know lists of categories: as text all of them give the same table.
    return called.with_columns(
        nw.col(name).cast(nw.String())
        for name, dtype in called.collect_schema().items()
        if dtype in (nw.Categorical, nw.Enum)
    ).to_native()
