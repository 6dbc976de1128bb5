"""Text files with columns: delimiter and encoding are found out unless they are stated."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

import polars as pl

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.declaration import CsvFormat
from research_kit.study.sources.raw_table import with_unique_names
from research_kit.study.sources.sheet_layout import looks_left_out
from research_kit.study.sources.text_rows import (
    SPOKEN,
    OpenQuoteError,
    read_laid_out,
    report_duplicates,
    rows_of,
    table_of,
)

_DELIMITERS = (";", ",", "\t", "|")
_HEAD = 20_000
_LINES_LOOKED_AT = 40
_LAST_LINES = 6
_OTHER_KINDS = {b"PK\x03\x04": "an Excel file", b"\xd0\xcf\x11\xe0": "an old Excel file", b"PAR1": "a Parquet file"}


def read_csv(
    content: bytes,
    place: Place,
    *,
    form: CsvFormat,
    expected: Sequence[str],
    log: FaultLog,
    wanted: Collection[str] | None = None,
) -> tuple[pl.DataFrame, pl.Series] | None:
    """The columns of a text file, all as text, and the line number of each row; None where it cannot be read.

    `expected` are the column names that the parameters file asks for: the delimiter that finds most of them is taken.
    `wanted` are all that it has a use for, in small letters: a name that stands twice needs its number (`Datum (2)`).
    Titles above the header, and sums and notes below the table, are left out and told.
    """
    text = _decoded(content, place, form, log)
    if text is None:
        return None
    if not text.endswith("\n"):
        log.add("no_last_line_break", place, rows=[text.count("\n") + 1])
    delimiter = form.delimiter or _likely_delimiter(text, expected)
    try:
        if form.header or _may_have_more(text, delimiter):
            return read_laid_out(text, delimiter, form, place, log, wanted=wanted)
        return _read_table(text, delimiter, expected, place, log, wanted=wanted)
    except OpenQuoteError as quote:
        log.add("open_quote", place, rows=[quote.line])
        return None
    except csv.Error:
        log.add("unreadable", place, format="a table of text")
        return None


def _read_table(
    text: str,
    delimiter: str,
    expected: Sequence[str],
    place: Place,
    log: FaultLog,
    *,
    wanted: Collection[str] | None,
) -> tuple[pl.DataFrame, pl.Series] | None:
    """A file that begins with its header and ends with its last row."""
    header_line = text.split("\n", 1)[0]
    header = [name.strip() for name in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])]
    if len(header) == 1 and len(expected) > 1:
        _report_delimiter(header_line, delimiter, place, len(expected), log)
        return None
    report_duplicates(header, wanted, place, log)
    quick = _read_quickly(text, with_unique_names(header), delimiter)
    return quick or _read_exactly(text, with_unique_names(header), delimiter, place, log)


def _may_have_more(text: str, delimiter: str) -> bool:
    """Whether there may be titles above the table, or sums and notes below it."""
    first, *rest = text[:_HEAD].split("\n", _LINES_LOOKED_AT)
    end = text[-_HEAD:].rstrip("\n").split("\n")[-_LAST_LINES:] if rest else []
    split = [[cell.strip().strip('"') for cell in line.split(delimiter)] for line in (first, *end)]
    is_wide = any(delimiter in line for line in rest[:_LINES_LOOKED_AT])
    return is_wide and looks_left_out(split[0], split[1:])


def _decoded(content: bytes, place: Place, form: CsvFormat, log: FaultLog) -> str | None:
    kind = next((kind for start, kind in _OTHER_KINDS.items() if content.startswith(start)), None)
    has_marks = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if kind or (b"\x00" in content[:4096] and not has_marks):
        log.add("not_text", place, hint=f": it is {kind}" if kind else "")
        return None
    encodings = _encodings(content, form)
    for encoding in encodings:
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    log.add("undecodable", place, rows=[line], encoding=" or ".join(encodings).replace("-sig", ""))
    return None


def _encodings(content: bytes, form: CsvFormat) -> list[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if form.encoding == "utf-8" or content.startswith(b"\xef\xbb\xbf"):
        return ["utf-8-sig"]
    return [form.encoding] if form.encoding else ["utf-8", "cp1252"]


def _likely_delimiter(text: str, expected: Sequence[str]) -> str:
    """What finds most of the expected names in any of the first lines; else what splits most of them alike."""
    wanted = {name.strip().casefold() for name in expected}
    lines = [line for line in text[:_HEAD].split("\n")[:_LINES_LOOKED_AT] if line.strip()]

    def finds(delimiter: str) -> tuple[int, int, int]:
        split = [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
        named = [len(wanted & {name.strip().casefold() for name in names}) for names in split]
        first = len(split[0]) if split else 0
        wide = [len(names) for names in split if len(names) > 1]
        most_alike = max((wide.count(width) * (width - 1) for width in set(wide)), default=0)
        return max(named, default=0), first if wide.count(first) * 2 > len(lines) else 0, most_alike

    return max(_DELIMITERS, key=finds)


def _report_delimiter(header_line: str, delimiter: str, place: Place, expected: int, log: FaultLog) -> None:
    other = next((d for d in _DELIMITERS if d != delimiter and d in header_line), None)
    hint = f" (it looks like {SPOKEN[other]})" if other else ""
    log.add("wrong_delimiter", place, rows=[1], expected=expected, delimiter=SPOKEN[delimiter], hint=hint)


def _read_quickly(text: str, header: list[str], delimiter: str) -> tuple[pl.DataFrame, pl.Series] | None:
    """Polars' reader, where every row certainly is one line with as many columns as the header."""
    body = text.rstrip("\n")
    lines = body.count("\n") + 1
    if '"' in text or "\n\n" in body or body.count(delimiter) != (len(header) - 1) * lines or lines == 1:
        return None
    try:
        frame = pl.read_csv(
            body.encode(), separator=delimiter, has_header=False, skip_lines=1, new_columns=header,
            infer_schema=False, quote_char=None, missing_columns="raise", extra_columns="raise",
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        return None
    if frame.height != lines - 1 or frame.width != len(header):
        return None
    return frame, pl.int_range(2, lines + 1, eager=True).alias("_row")


def _read_exactly(
    text: str, header: list[str], delimiter: str, place: Place, log: FaultLog
) -> tuple[pl.DataFrame, pl.Series]:
    """The standard library's reader: quoted values may hold line breaks, and broken rows are named."""
    _, *rows = rows_of(text, delimiter)
    return table_of(rows, header, delimiter, place, log)
