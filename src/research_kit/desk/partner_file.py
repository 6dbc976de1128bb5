"""A partner's file as it is, before anybody has said what is in it: every sheet as a table of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from research_kit.errors import SourceError
from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.declaration import CsvFormat, Source
from research_kit.study.identity_numbers import contains_identity_number, scrub
from research_kit.study.sources import read_source
from research_kit.study.sources.excel_file import sheets_with_cells
from research_kit.study.sources.raw_table import RawTable

_EXCEL = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
_TEXT = (".csv", ".txt", ".tsv")
_READ = (*_EXCEL, *_TEXT, ".parquet")
_LETTERS = str.maketrans("åäöéü", "aaoeu")
_VALUE = re.compile(r"\s*(\d{2,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{5,}|\d+[.,]\d+)\s*")
"""What stands in a row of people, and is no name of a column: a date, a long number, a decimal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerTable:
    """A table of a partner's file: the `sheet` of a workbook, or the whole file where it is null.

    `header`: the names that she gave its columns, where the file has none. `database`: the URI of a database, whose
    table is then the `sheet`.
    """

    file: Path
    sheet: str | None
    raw: RawTable
    told: tuple[str, ...]
    header: tuple[str, ...] = ()
    database: str | None = None

    @property
    def called(self) -> tuple[str, ...]:
        """By what names it says itself which table it is."""
        own_name = self.sheet.rpartition(".")[2] if self.sheet and self.database else self.sheet
        return (own_name,) if own_name else (self.file.stem,)


def partner_name(file: Path) -> str:
    """The partner, as the folder says in which the file is."""
    name = re.sub(r"[^a-z0-9]+", "_", file.resolve().parent.name.casefold().translate(_LETTERS)).strip("_")
    return name if re.fullmatch(r"[a-z][a-z0-9_]*", name) else "partner"


def files_in(path: Path) -> list[Path]:
    """The file itself, or every file in a folder that can be read, in the order of their names."""
    if not path.is_dir():
        return [path]
    found = sorted(one for one in path.rglob("*") if one.is_file() and one.suffix.casefold() in _READ)
    return [one for one in found if not one.name.startswith((".", "~$"))]  # what an open Excel leaves beside a workbook


def read_partner_file(file: Path, *, sheet: str | None = None, header: tuple[str, ...] = ()) -> list[PartnerTable]:
    """Every table in a file: one for a text file or a Parquet file, one for each sheet of a workbook with cells in it.

    `header`: the names of the columns, for a text file that has no line of names.

    Raises
    ------
    SourceError
        The file cannot be read, or its name holds an identity number.
    """
    if not file.is_file():
        raise SourceError(f"{scrub(str(file))}: there is no such file. Check the path.")
    if contains_identity_number(file.name):
        raise SourceError(f"{scrub(str(file))}: an identity number stands in the name of the file. Rename it.")
    is_workbook = file.suffix.casefold() in _EXCEL
    sheets = [sheet] if sheet else sheets_with_cells(file.read_bytes()) if is_workbook else [None]
    if header and file.suffix.casefold() not in _TEXT:
        raise SourceError(f"{file}: names of columns can be given for text files only. Write them above the table.")
    tables = [_table(file, one, header) for one in sheets]
    if not tables:
        raise SourceError(f"{file}: no sheet has anything in it. Ask the partner to deliver it again.")
    return tables


def _table(file: Path, sheet: str | None, header: tuple[str, ...]) -> PartnerTable:
    log = FaultLog()
    form = CsvFormat(header=header)
    source = Source(partner="partner", table="table", file=str(file.resolve()), sheet=sheet, csv=form)
    raw = read_source(source, Path("/"), expected=(), log=log)
    faults = log.table()
    if raw is None or ((faults["severity"] == "error").any() and raw.columns.width == 0):
        said = "; ".join(f"{message}. {remedy}" for message, remedy in faults.select("message", "remedy").iter_rows())
        raise SourceError(f"{file}{f' [{scrub(sheet)}]' if sheet else ''}: {said}")
    _require_header(f"{file}{f' [{scrub(sheet)}]' if sheet else ''}", raw)
    told = tuple(f"{message}. {remedy}" for message, remedy in faults.select("message", "remedy").unique().iter_rows())
    return PartnerTable(file=file, sheet=sheet, raw=raw, told=told, header=header)


def _require_header(where: str, raw: RawTable) -> None:
    """Refuse a table whose first row is a person's: the names of its columns are shown, and written down."""
    names = raw.columns.columns
    values = sum(bool(_VALUE.fullmatch(name)) or contains_identity_number(name) for name in names)
    if values:
        raise SourceError(
            f"{where}: {values} of {len(names)} names of columns are dates, numbers or identity numbers: the table "
            "seems to have no line of names, and its first row would be taken for one. Write the names above it, or "
            'give them in order: `--names "Personnummer,Kön,Född"`.'
        )
