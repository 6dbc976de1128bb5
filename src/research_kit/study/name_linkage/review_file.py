"""The workbook in which she decides who is one person: two people side by side, her answer, her reason."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
_HALF = ".review-"


class Answered(NamedTuple):
    """What she wrote in a row: the code of the pair, her answer and reason, and where it stands."""

    code: str
    answer: str
    reason: str
    where: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """The review file as it was read: its `sheets` as they stand, and its `content`, by which a later change shows."""

    sheets: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    content: bytes | None = None

    @property
    def answers(self) -> list[Answered]:
        """What she answered yes or no.

        Raises
        ------
        SourceError
            An answer is neither.
        """
        return [_answer(row) for row in self._rows() if row.answer]

    @property
    def notes(self) -> dict[str, str]:
        """What she wrote beside pairs that she has not answered: code -> reason."""
        return {row.code: row.reason for row in self._rows() if row.reason and not row.answer}

    def _rows(self) -> Iterator[Answered]:
        for sheet, rows in self.sheets.items():
            said = rows.select(pl.col("code", "answer", "reason").fill_null("").str.strip_chars())
            for number, (code, answer, reason) in enumerate(said.iter_rows(), start=2):
                yield Answered(code, answer, reason, f"{REVIEW_FILE} [{sheet}], row {number}")


def write_review(folder: Path, sheets: Mapping[str, pl.DataFrame], *, instead_of: Review) -> Path:
    """Write the pairs to decide on, those linked and those kept apart, into a file that only its owner can open.

    Names and numbers stay text, whatever they begin with: no cell is a formula.

    Parameters
    ----------
    folder
        Where it is.
    sheets
        The rows of each sheet.
    instead_of
        The file as it was read before: what she has written into it since is not lost.

    Raises
    ------
    SourceError
        It was changed since; it is left as it is.
    """
    forget_half_written(folder)
    handle, made = tempfile.mkstemp(prefix=_HALF, suffix=".xlsx", dir=private_folder(folder))  # for its owner alone
    os.close(handle)
    path = folder / REVIEW_FILE
    try:
        _write(Path(made), sheets)
        if _content(path) != instead_of.content:
            raise SourceError(
                f"{path} was saved by somebody while this command was at work. It was left as it is, with every answer "
                "in it. Run the same command again."
            )
        Path(made).replace(path)
    finally:
        Path(made).unlink(missing_ok=True)
    return path


def read_review(folder: Path) -> Review:
    """The review file as it is; an empty one where there is none.

    Raises
    ------
    SourceError
        The file cannot be read.
    """
    path = folder / REVIEW_FILE
    content = _content(path)
    if content is None:
        return Review()
    import fastexcel

    try:
        book = fastexcel.read_excel(content)
        sheets = {
            name: book.load_sheet(name, dtypes="string").to_polars().select(pl.all().cast(pl.String))
            for name in _SHEETS
        }
        review = Review(sheets=sheets, content=content)
        for rows in sheets.values():
            rows.select("code", "answer", "reason")
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError):
        raise SourceError(
            f"{path}: the answers cannot be read. Close it in Excel and save it as .xlsx with its sheets as they "
            "were, or delete it: `research-kit link` writes a new one. Nothing was recorded."
        ) from None
    return review


def forget_half_written(folder: Path) -> None:
    """Delete what a killed command had begun to write: there are names in it."""
    for path in folder.glob(f"{_HALF}*.xlsx"):
        path.unlink()


def review_rows(
    pairs: pl.DataFrame, people: pl.DataFrame, coded: Mapping[tuple[str, str], str], notes: Mapping[str, str]
) -> pl.DataFrame:
    """One row is a pair: its code and weight, both people as they were delivered, and in what they are alike.

    `notes`: what she wrote beside a pair without answering it.
    """
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
        reason=pl.Series([notes.get(code, "") for code in codes_of], dtype=pl.String),
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


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write(path: Path, sheets: Mapping[str, pl.DataFrame]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        for name in _SHEETS:
            sheet = book.add_worksheet(name)
            rows = sheets[name]
            sheet.write_row(0, 0, rows.columns, bold)
            for number, row in enumerate(rows.iter_rows(), start=1):
                sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
            sheet.set_column(0, len(rows.columns) - 1, _WIDTH)
            sheet.freeze_panes(1, 0)


def _answer(row: Answered) -> Answered:
    said = row.answer.casefold()
    if said not in _YES_NO:
        raise SourceError(
            f"{row.where}: the answer is neither yes nor no. Write yes or no (ja, nej), or leave it empty while you do "
            "not know. Nothing was recorded."
        )
    return row._replace(answer=_YES_NO[said])
