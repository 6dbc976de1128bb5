"""What real deliveries look like: stray spaces, mixed case, rows sent twice, wrong values that are corrected later.

Everything here is of the kind that a reader repairs or warns about; nothing stops a study from opening.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl

from research_kit.study.schemas import key_of
from research_kit.synthetic.truth import Mess

_CORRECTED = {
    "participant": ("education", "unknown"),
    "wave": ("respondent", "coach"),
    "status_spell": ("hours_pct", 100),
    "participation": ("attended_h", 1.0),
    "need": ("priority", 2),
    "referral": ("org_id", "self"),
}
"""Table -> the column that is sometimes wrong at first, and what it wrongly says."""


def with_corrections(table: pl.DataFrame, name: str, *, share: float, rng: np.random.Generator) -> pl.DataFrame:
    """The same history with some values wrong at first: an earlier row with the same key and another value.

    The wrong row is recorded two days before the right one, never before the event.
    """
    if name not in _CORRECTED:
        return table
    column, wrong = _CORRECTED[name]
    chosen = pl.Series(rng.random(table.height) < share)
    late_enough = pl.col("recorded_at") - _latest_event(table) >= pl.duration(days=3)
    differs = pl.col(column).is_not_null() & (pl.col(column) != wrong)
    mistaken = table.filter(chosen & late_enough & differs).with_columns(
        pl.lit(wrong).cast(table.schema[column]).alias(column),
        recorded_at=pl.col("recorded_at") - pl.duration(days=2),
    )
    key = ["person" if part == "pid" else part for part in key_of(name)]
    same_day = mistaken.join(table, on=[*key, "recorded_at"], how="semi", maintain_order="left")
    return pl.concat([table, mistaken.join(same_day, on=[*key, "recorded_at"], how="anti", maintain_order="left")])


def with_duplicates(rows: pl.DataFrame, *, share: float, rng: np.random.Generator) -> pl.DataFrame:
    """The same rows, some of them sent twice, word for word."""
    twice = rng.random(rows.height) < share
    return rows[np.sort(np.concatenate([np.arange(rows.height), np.flatnonzero(twice)]))]


def with_other_writing(rows: pl.DataFrame, column: str, *, share: float, rng: np.random.Generator) -> pl.DataFrame:
    """The same rows, with some identity numbers in `column` written in another way than the partner's own."""
    number = pl.col(column)
    bare = number.str.replace("-", "", literal=True)
    marks = pl.Series(np.array(("-", " ", ""))[rng.integers(3, size=rows.height)])
    other = pl.concat_str([bare.str.head(-4), pl.lit(marks), bare.str.tail(4)])
    chosen = pl.Series(rng.random(rows.height) < share)
    return rows.with_columns(pl.when(chosen).then(other).otherwise(number).alias(column))


def with_disagreements(
    participants: pl.DataFrame, second_hand: pl.Expr, *, share: float, rng: np.random.Generator
) -> pl.DataFrame:
    """The same participants, with another education for some of those that the partner knows at second hand."""
    wrong = pl.when(pl.col("education") == "9y").then(pl.lit("upper_sec")).otherwise(pl.lit("9y"))
    chosen = pl.Series(rng.random(participants.height) < share)
    return participants.with_columns(education=pl.when(second_hand & chosen).then(wrong).otherwise("education"))


def with_untidy_text(
    rows: pl.DataFrame, columns: Collection[str], *, mess: Mess, rng: np.random.Generator
) -> pl.DataFrame:
    """The same rows, with stray spaces and mixed case in some cells of `columns`, which hold text."""
    untidy = []
    for column in columns:
        cell = pl.col(column)
        case, space = rng.random(rows.height), rng.random(rows.height)
        upper, lower = pl.Series(case < mess.mixed_case / 2), pl.Series(case < mess.mixed_case)
        shown = pl.when(upper).then(cell.str.to_uppercase()).when(lower).then(cell.str.to_lowercase()).otherwise(cell)
        before, after = pl.Series(space < mess.stray_spaces / 2), pl.Series(space > 1 - mess.stray_spaces / 2)
        spaced = pl.when(before).then(pl.lit(" ") + shown).when(after).then(shown + pl.lit("  ")).otherwise(shown)
        untidy.append(spaced.alias(column))
    return rows.with_columns(untidy)


def _latest_event(table: pl.DataFrame) -> pl.Expr:
    """The latest day that a row speaks of, its plans apart."""
    plans = {"recorded_at", "planned_on", "planned_end", "valid_from", "valid_to"}
    days = [name for name, kind in table.schema.items() if kind == pl.Date and name not in plans]
    return pl.max_horizontal(days) if days else pl.col("recorded_at")
