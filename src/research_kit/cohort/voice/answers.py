"""What participants answered, with the wording that was in use on the day, turned so that higher is better."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.records.scope import Scope
from research_kit.cohort.voice.follow_ups import placed_waves
from research_kit.cohort.voice.voice_records import empty, shaped

_FRAME = "answers"


def answers(scope: Scope) -> pl.DataFrame:
    """One row per participant, follow-up and question answered; see `VoiceRecords.answers`.

    Notes
    -----
    A change of wording or range is a new version: the answers of a follow-up were given to the latest version that was
    in use on its day. An answer outside the range of that wording is in no row.
    """
    if not {"item_response", "wave", "item"} <= set(scope.tables):
        return empty(_FRAME)
    held = placed_waves(scope).filter(pl.col("actual_on").is_not_null())
    held = held.select("pid", "enr_id", "k", on="actual_on")
    given = scope.tables["item_response"].with_columns(k=pl.col("k").cast(pl.Int64))
    given = scope.losses.kept(_FRAME, "not_answered", given, pl.col("value").is_not_null())
    dated = given.join(held, on=["enr_id", "k"], how="left", validate="m:1", maintain_order="left")
    dated = scope.losses.kept(_FRAME, "no_follow_up", dated, pl.col("on").is_not_null())
    worded = _with_wording(dated, scope.tables["item"])
    worded = scope.losses.kept(_FRAME, "unknown_question", worded, pl.col("scale").is_not_null())
    fits = pl.col("value").is_between(pl.col("range_lo"), pl.col("range_hi"))
    fitting = scope.losses.kept(_FRAME, "outside_range", worded, fits)
    is_turned = pl.col("reverse").fill_null(False)
    turned = pl.when(is_turned).then(pl.col("range_lo") + pl.col("range_hi") - pl.col("value")).otherwise("value")
    edited = _with_edition(fitting.with_columns(value=turned), scope.tables["item"])
    return shaped(_FRAME, edited.sort("pid", "k", "item"))


def _with_edition(rows: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """How many times the wordings of the scale had changed by the day, and 1: answers of one edition go together."""
    days = items.select(pl.col("scale").cast(pl.String), _from=pl.col("first_used").fill_null(pl.date(1, 1, 1)))
    changes = days.unique().sort("_from").with_columns(edition=pl.int_range(1, pl.len() + 1).over("scale"))
    found = rows.sort("on").join_asof(
        changes, left_on="on", right_on="_from", by="scale", check_sortedness=False
    )  # fmt: skip
    return found.with_columns(pl.col("edition").fill_null(1)).drop("_from")


def _with_wording(rows: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The latest version of each question that was in use on the day it was answered; the first, before all of them."""
    versions = items.select(
        "item", "ver", pl.col("scale").cast(pl.String), "range_lo", "range_hi", "reverse", _from="first_used"
    )
    begun = versions.with_columns(pl.col("_from").fill_null(pl.date(1, 1, 1))).sort("_from", "ver")
    found = rows.with_row_index("_place").sort("on").join_asof(
        begun, left_on="on", right_on="_from", by="item", check_sortedness=False
    )  # fmt: skip
    first = begun.unique("item", keep="first", maintain_order=True).drop("_from")
    before = found.filter(pl.col("scale").is_null()).select([*rows.columns, "_place"])
    earliest = before.join(first, on="item", how="left", validate="m:1")
    after = found.filter(pl.col("scale").is_not_null()).drop("_from")
    return pl.concat([after, earliest.select(after.columns)]).sort("_place").drop("_place")
