"""The ESF+ table as files beside the pages of an edition: one CSV file for machines, one workbook per language.

In the CSV file a cell is a whole number of this release, or `withheld`, `carried` (the number and its quarter stand in
`notes`) or `no_data`: whoever adds up what can be read as a number never adds up two quarters, or takes withheld for 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from research_kit.disclosure import read_release
from research_kit.display import catalogue
from research_kit.reporting.approval_mark import Mark
from research_kit.reporting.edition import remove
from research_kit.reporting.esf_table.esf_cells import ANSWER, COLUMNS, TABLE, Cell, EsfTable, esf_table
from research_kit.reporting.esf_table.workbook import write_workbook

ESF_FOLDER: Final = "esf_plus"
_NEUTRAL = "en"
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, or throws away before it looks for one."""
_HEADS = {"woman": "women", "man": "men"}


def write_esf_tables(edition: Path, *, mark: Mark | None = None) -> tuple[Path, ...]:
    """Write the ESF+ table of an edition into its folder `esf_plus`; nothing where it has not been released.

    Parameters
    ----------
    edition
        The edition's folder, with its folder `released`.
    mark
        What the files say while nobody has approved the edition.

    Returns
    -------
    The files: `esf_plus.csv`, and `esf_plus_<language>.xlsx` for each language that has all texts of its own.

    Raises
    ------
    DisclosureError
        The release was changed, or its numbers contradict one another.
    """
    folder = edition / ESF_FOLDER
    remove(folder)
    release = read_release(edition / "released")
    if ANSWER not in release or TABLE not in release[ANSWER]:
        return ()
    table = esf_table(release[ANSWER])
    folder.mkdir()
    plain = folder / "esf_plus.csv"
    csv_rows(table, mark=mark).write_csv(plain)
    whole = [language for language in catalogue.languages() if catalogue.chain(language) == (language,)]
    books = [folder / f"esf_plus_{language}.xlsx" for language in whole]
    for language, path in zip(whole, books, strict=True):
        write_workbook(table, path, language=language, mark=mark)
    return (plain, *books)


def esf_files(edition: Path) -> tuple[Path, ...]:
    """The files that an edition has of the ESF+ table: the workbooks, then the CSV file; none where it has none."""
    return tuple(sorted((edition / ESF_FOLDER).glob("esf_plus*"), key=lambda path: (path.suffix == ".csv", path.name)))


def csv_rows(table: EsfTable, *, mark: Mark | None = None) -> pl.DataFrame:
    """One row per indicator: what it is about, its cells as text, notes, and which study and day it is of."""
    rows = []
    for code, line in table.lines.items():
        cells = {_HEADS.get(column, column): _written(line[column]) for column in COLUMNS}
        notes = {"notes": "; ".join(_note(column, cell) for column, cell in line.items() if cell.said == "carried")}
        name = catalogue.text(_NEUTRAL, f"indicator-{code}")
        rows.append({"code": code, "indicator": name, "horizon": table.horizons[code]} | cells | notes)
    about = {"study": table.subject.study, "title": _title(table), "as_of": table.subject.as_of.isoformat()}
    named = about | ({"standing": catalogue.text(_NEUTRAL, f"mark-{mark}")} if mark else {})
    schema = {name: pl.String() for name in rows[0]} if rows else {}
    made = pl.DataFrame(rows, schema=schema).with_columns(pl.lit(value).alias(name) for name, value in named.items())
    return made.with_columns(inert(pl.col(name)).alias(name) for name in made.columns)


def inert(text: pl.Expr) -> pl.Expr:
    """Text that no spreadsheet takes for a formula: an apostrophe before whatever begins like one."""
    begins = pl.any_horizontal(text.str.strip_chars_start(" ").str.starts_with(sign) for sign in _ACTS)
    return pl.when(begins).then(pl.lit("'") + text).otherwise(text)


def _title(table: EsfTable) -> str:
    titles = table.subject.title
    return titles.get(_NEUTRAL) or next(iter(titles.values()), "")


def _written(cell: Cell) -> str:
    return str(cell.people) if cell.said == "number" else cell.said


def _note(column: str, cell: Cell) -> str:
    return f"{_HEADS.get(column, column)}: {cell.people} ({cell.quarter})"
