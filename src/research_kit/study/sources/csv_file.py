"""Text files with columns: delimiter and encoding are found out unless they are stated."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import polars as pl

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.declaration import CsvFormat
from research_kit.study.sources.raw_table import with_unique_names

_DELIMITERS = (";", ",", "\t", "|")
_SPOKEN = {";": "a semicolon", ",": "a comma", "\t": "a tab", "|": "a vertical bar"}
_OTHER_KINDS = {b"PK\x03\x04": "an Excel file", b"\xd0\xcf\x11\xe0": "an old Excel file", b"PAR1": "a Parquet file"}


def read_csv(
    content: bytes, place: Place, *, form: CsvFormat, expected: Sequence[str], log: FaultLog
) -> tuple[pl.DataFrame, pl.Series] | None:
    """The columns of a text file, all as text, and the line number of each row; None where it cannot be read.

    `expected` are the column names that the parameters file asks for: the delimiter that finds most of them is taken.
    """
    text = _decoded(content, place, form, log)
    if text is None:
        return None
    header_line = text.split("\n", 1)[0]
    delimiter = form.delimiter or _likely_delimiter(header_line, expected)
    header = [name.strip() for name in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])]
    if len(header) == 1 and len(expected) > 1:
        _report_delimiter(header_line, delimiter, place, len(expected), log)
        return None
    _report_duplicates(header, place, log)
    quick = _read_quickly(text, with_unique_names(header), delimiter)
    try:
        return quick or _read_exactly(text, with_unique_names(header), delimiter, place, log)
    except csv.Error:
        log.add("unreadable", place, format="a table of text")
        return None


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


def _likely_delimiter(header_line: str, expected: Sequence[str]) -> str:
    wanted = {name.strip().casefold() for name in expected}

    def finds(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([header_line], delimiter=delimiter), [])
        return len(wanted & {name.strip().casefold() for name in names}), len(names)

    return max(_DELIMITERS, key=finds)


def _report_delimiter(header_line: str, delimiter: str, place: Place, expected: int, log: FaultLog) -> None:
    other = next((d for d in _DELIMITERS if d != delimiter and d in header_line), None)
    hint = f" (it looks like {_SPOKEN[other]})" if other else ""
    log.add("wrong_delimiter", place, rows=[1], expected=expected, delimiter=_SPOKEN[delimiter], hint=hint)


def _report_duplicates(header: list[str], place: Place, log: FaultLog) -> None:
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        log.add("duplicate_column", place, their_column=name, rows=[1])


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
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    next(reader, None)
    rows: list[list[str]] = []
    numbers: list[int] = []
    begins = reader.line_num + 1
    for row in reader:
        if len(row) == len(header):
            rows.append(row)
            numbers.append(begins)
        elif any(value.strip() for value in row):
            spoken = _SPOKEN[delimiter]
            log.add("ragged_row", place, rows=[begins], found=len(row), expected=len(header), delimiter=spoken)
        begins = reader.line_num + 1
    schema = dict.fromkeys(header, pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row"), pl.Series("_row", numbers, dtype=pl.Int64)
