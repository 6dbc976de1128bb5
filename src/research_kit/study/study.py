"""An opened study: the partners' data, checked and pseudonymised, as known on a day."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from research_kit.errors import ResearchKitError
from research_kit.study.declaration import DataDeclaration, StudyDeclaration


@dataclass(frozen=True, kw_only=True, slots=True)
class Removed:
    """Persons who are in none of the tables; only their number is kept."""

    erased: int = 0
    withdrawn: int = 0
    no_consent: int = 0

    @property
    def total(self) -> int:
        """All persons removed."""
        return self.erased + self.withdrawn + self.no_consent


@dataclass(frozen=True, kw_only=True, slots=True)
class Study:
    """The study as known at the end of `as_of`. It shows its size and columns, never its rows.

    `tables`: every table of METHODS section 1 by name, empty where nobody delivers it. `delivered`: the names of
    the tables that a partner delivers. `faults`: the warnings of the check. `removed`: how many persons were taken
    out for want of consent. `rows`: `table, reason, rows`; delivered = used + set aside. `data_hash`: of the
    partners' bytes and the cut.
    """

    declaration: StudyDeclaration
    data: DataDeclaration
    as_of: date
    tables: Mapping[str, pl.DataFrame]
    delivered: tuple[str, ...]
    faults: pl.DataFrame
    removed: Removed
    rows: pl.DataFrame
    data_hash: str

    def table(self, name: str) -> pl.DataFrame:
        """A table by name.

        Raises
        ------
        ResearchKitError
            There is no table by that name.
        """
        if name not in self.tables:
            raise ResearchKitError(f"There is no table `{name}`. The study has: {', '.join(self.tables)}.")
        return self.tables[name]

    def has(self, name: str) -> bool:
        """Whether a table has rows."""
        return self.table(name).height > 0

    def list_tables(self) -> pl.DataFrame:
        """One row is a table: `table, rows, delivered, columns`."""
        described = [(name, rows.height, name in self.delivered, rows.columns) for name, rows in self.tables.items()]
        schema = pl.Schema(
            {"table": pl.String(), "rows": pl.Int64(), "delivered": pl.Boolean(), "columns": pl.List(pl.String())}
        )
        return pl.DataFrame(described, schema=schema, orient="row")

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {rows.height}" for name, rows in self.tables.items() if rows.height)
        return f"Study({self.declaration.name}, as of {self.as_of}: {sizes} rows; {self.removed.total} persons removed)"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(name)}</td><td>{size}</td><td>{html.escape(', '.join(columns))}</td></tr>"
            for name, size, _, columns in self.list_tables().iter_rows()
            if size
        )
        head = '<tr><th scope="col">Table</th><th scope="col">Rows</th><th scope="col">Columns</th></tr>'
        caption = f"{html.escape(self.declaration.title.sv)}, as known on {self.as_of}"
        return f"<table><caption>{caption}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
