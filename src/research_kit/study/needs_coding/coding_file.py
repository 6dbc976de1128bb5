"""The file of codes: one line is what one coder gave one need; lines are added, never changed."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from research_kit.errors import SourceError

COLUMNS = ("need_id", "coder", "themes", "codebook", "coded_on")
BETWEEN = "+"
_OWNER_ONLY = 0o600


class Code(NamedTuple):
    """What one coder gave one need: themes of a version of the codebook, none where none fits."""

    need_id: str
    coder: str
    themes: tuple[str, ...]
    codebook: str
    coded_on: date


def read_codes(path: Path) -> pl.DataFrame:
    """Every line: `need_id, coder, themes` (a list), `codebook, coded_on`; empty where there is no file yet.

    Raises
    ------
    SourceError
        The file is no file of codes, or a line is not whole.
    """
    schema = dict.fromkeys(COLUMNS, pl.String())
    if not path.exists():
        return _typed(pl.DataFrame(schema=schema))
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file)) or [[]]
    if tuple(header) != COLUMNS or any(len(line) != len(COLUMNS) for line in lines):
        raise SourceError(
            f"{path.name}: is no file of codes, or a line was cut short. Its columns are {', '.join(COLUMNS)}; lines "
            "are only ever added."
        )
    return _whole(_typed(pl.DataFrame(lines, schema=schema, orient="row")), path)


def append_code(path: Path, code: Code) -> None:
    """Add one line; a new file can be read by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _OWNER_ONLY)
    with os.fdopen(handle, "a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(COLUMNS)
        writer.writerow([code.need_id, code.coder, BETWEEN.join(code.themes), code.codebook, code.coded_on.isoformat()])


def latest_codes(codes: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """The last line of each need and coder, as coded by a day."""
    known = codes.filter(pl.col("coded_on") <= as_of)
    return known.unique(["need_id", "coder"], keep="last", maintain_order=True)


def unknown_themes(codes: pl.DataFrame, themes: Sequence[str]) -> list[str]:
    """Themes in use that the codebook does not have."""
    used = codes["themes"].explode().drop_nulls().unique().sort()
    return [theme for theme in used if theme not in themes]


def _typed(lines: pl.DataFrame) -> pl.DataFrame:
    split = pl.col("themes").str.split(BETWEEN)
    return lines.with_columns(
        themes=pl.when(pl.col("themes") == "").then(pl.lit([], dtype=pl.List(pl.String))).otherwise(split),
        coded_on=pl.col("coded_on").str.to_date("%Y-%m-%d", strict=False),
    )


def _whole(lines: pl.DataFrame, path: Path) -> pl.DataFrame:
    is_broken = (pl.col("need_id") == "") | (pl.col("coder") == "") | pl.col("coded_on").is_null()
    broken = lines.filter(is_broken.fill_null(True)).height
    if broken:
        raise SourceError(
            f"{path.name}: {broken} of {lines.height} lines have no need, coder or day. Restore the file: lines are "
            "only ever added."
        )
    return lines
