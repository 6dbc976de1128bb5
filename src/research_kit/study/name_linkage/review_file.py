"""The workbook in which she decides who is one person: two people side by side, her answer, her reason."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from research_kit.errors import SourceError
from research_kit.study import codes
from research_kit.study.name_linkage.journal import private_folder
from research_kit.study.name_linkage.levels import COMPARISONS
from research_kit.study.name_linkage.people import SHOWN

REVIEW_FILE = "review.xlsx"
DECIDE, LINKED, APART = "decide", "linked", "apart"
_SHEETS = (DECIDE, LINKED, APART)
_YES_NO = dict.fromkeys(codes.TRUE_WORDS, "yes") | dict.fromkeys(codes.FALSE_WORDS, "no")
_WIDTH = 16


class Answered(NamedTuple):
    """What she wrote in a row: the code of the pair, her answer and reason, and where it stands."""

    code: str
    answer: str
    reason: str
    where: str


def write_review(folder: Path, sheets: Mapping[str, pl.DataFrame]) -> Path:
    """Write the pairs to decide on, those linked and those kept apart, into a file that only its owner can open.

    Names and numbers stay text, whatever they begin with: no cell is a formula.
    """
    import xlsxwriter

    path = private_folder(folder) / REVIEW_FILE
    handle, made = tempfile.mkstemp(prefix=".review-", suffix=".xlsx", dir=folder)  # for its owner alone
    os.close(handle)
    try:
        with xlsxwriter.Workbook(made, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            bold = book.add_format({"bold": True, "text_wrap": True})
            for name in _SHEETS:
                sheet = book.add_worksheet(name)
                rows = sheets[name]
                sheet.write_row(0, 0, rows.columns, bold)
                for number, row in enumerate(rows.iter_rows(), start=1):
                    sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
                sheet.set_column(0, len(rows.columns) - 1, _WIDTH)
                sheet.freeze_panes(1, 0)
        Path(made).replace(path)
    finally:
        Path(made).unlink(missing_ok=True)
    return path


def read_review(folder: Path) -> list[Answered]:
    """Her answers so far; none where there is no file.

    Raises
    ------
    SourceError
        The file cannot be read, or an answer is neither yes nor no.
    """
    path = folder / REVIEW_FILE
    if not path.is_file():
        return []
    import fastexcel

    answered: list[Answered] = []
    try:
        book = fastexcel.read_excel(path.read_bytes())
        for sheet in _SHEETS:
            rows = book.load_sheet(sheet, dtypes="string").to_polars()
            answered += _answers(rows.select("code", "answer", "reason").cast(pl.String), sheet)
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError):
        raise SourceError(
            f"{path}: the answers cannot be read. Close it in Excel and save it as .xlsx with its sheets as they "
            "were, or delete it: `research-kit link` writes a new one. Nothing was recorded."
        ) from None
    return answered


def review_rows(pairs: pl.DataFrame, people: pl.DataFrame, coded: Mapping[tuple[str, str], str]) -> pl.DataFrame:
    """One row is a pair: its code and weight, both people as they were delivered, and in what they are alike."""
    shown = people.unique("person", keep="first", maintain_order=True).select(
        "person", "list", *(pl.col(name).cast(pl.String) for name in SHOWN)
    )
    sides = [shown.rename(lambda name, side=side: f"{name} {side}") for side in (1, 2)]  # type: ignore[misc]
    wide = pairs.join(sides[0], left_on="a", right_on="person 1", how="left", maintain_order="left").join(
        sides[1], left_on="b", right_on="person 2", how="left", maintain_order="left"
    )
    codes_of = [coded[pair] for pair in pairs.select("a", "b").iter_rows()]
    beside = [f"{name} {side}" for name in ("list", *SHOWN) for side in (1, 2)]
    return wide.select(
        pl.Series("code", codes_of, dtype=pl.String),
        pl.col("weight").round(1),
        *(pl.col(name) for name in beside),
        alike=_alike(pairs),
        answer=pl.lit(""),
        reason=pl.lit(""),
    )


def _alike(pairs: pl.DataFrame) -> pl.Expr:
    said = [
        pl.lit(f"{one.name.replace('_', ' ')}: ")
        + pl.col(one.name).replace_strict(
            {degree: one.named(degree) for degree in range(-1, len(one.levels))}, return_dtype=pl.String
        )
        for one in COMPARISONS
        if one.name in pairs.columns
    ]
    return pl.concat_str(said, separator="; ") if said else pl.lit("")


def _answers(rows: pl.DataFrame, sheet: str) -> Sequence[Answered]:
    answered = []
    for number, (code, answer, reason) in enumerate(rows.iter_rows(), start=2):
        said = (answer or "").strip().casefold()
        if not said:
            continue
        if said not in _YES_NO:
            raise SourceError(
                f"{REVIEW_FILE} [{sheet}], row {number}: the answer is neither yes nor no. Write yes or no (ja, nej), "
                "or leave it empty while you do not know. Nothing was recorded."
            )
        where = f"{REVIEW_FILE} [{sheet}], row {number}"
        answered.append(Answered((code or "").strip(), _YES_NO[said], (reason or "").strip(), where))
    return answered
