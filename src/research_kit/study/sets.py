"""Set columns: several codes in one cell, such as the target groups a person belongs to."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

_NO_MEMBERS = ("none", "inga", "ingen")


def read_sets(text: pl.Series, table: Mapping[str, str], *, separator: str, open_ended: bool) -> pl.DataFrame:
    """One row is a cell: its `members` (null where nothing is said) and whether an `unknown` code is among them.

    Parameters
    ----------
    text
        The cells; a word for none is a set without members.
    table
        The partner's code in lower case -> ours.
    separator
        What stands between the members.
    open_ended
        Whether words that are not in the table are kept as they are.
    """
    says_none = pl.col("text").str.to_lowercase().is_in(_NO_MEMBERS)
    cells = text.alias("text").to_frame().with_row_index("cell")
    words = (
        cells.filter(pl.col("text").is_not_null() & ~says_none)
        .with_columns(word=pl.col("text").str.split(separator))
        .explode("word", empty_as_null=True)
        .with_columns(word=pl.col("word").str.strip_chars())
        .filter(pl.col("word") != "")
    )
    code = words["word"].str.to_lowercase().replace_strict(table, default=None, return_dtype=pl.String)
    coded = words.with_columns(code=code.fill_null(words["word"]) if open_ended else code)
    sets = coded.group_by("cell").agg(
        members=pl.col("code").drop_nulls().unique(maintain_order=True), unknown=pl.col("code").is_null().any()
    )
    empty = pl.lit([], dtype=pl.List(pl.String))
    return cells.join(sets, on="cell", how="left", maintain_order="left").select(
        members=pl.when(pl.col("text").is_not_null()).then(pl.coalesce("members", empty)),
        unknown=pl.col("unknown").fill_null(False),
    )
