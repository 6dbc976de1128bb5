"""Needs as participants voiced them, and what was done about each: offered, begun, and met by her own answer."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.index_dates import BEGAN
from research_kit.cohort.records.scope import Scope
from research_kit.cohort.voice.voice_records import empty, shaped

LEAST_URGENT = 3
_FRAME = "needs"
_HERSELF, _STAFF = "self_reported", "staff"


def coverage(scope: Scope) -> pl.DataFrame:
    """One row per theme and version of an activity for it, as begun by the cut."""
    if "activity_version" not in scope.tables:
        return empty("coverage")
    begun = scope.tables["activity_version"].filter(pl.col("valid_from") <= scope.cut)
    themed = begun.explode("needs_addressed").drop_nulls("needs_addressed").rename({"needs_addressed": "theme"})
    return shaped("coverage", themed.unique(["theme", "act_id", "ver"]).sort("theme", "act_id", "ver"))


def needs(scope: Scope, covered: pl.DataFrame) -> pl.DataFrame:
    """One row per need that is still wanted; see `VoiceRecords.needs`. What she said, word for word, is not read.

    Parameters
    ----------
    scope
        The participants.
    covered
        As `coverage` gives it.

    Notes
    -----
    A need is received once she has begun an activity for one of its themes, and offered if one was open on the day it
    was voiced or later, or has been begun. Where nobody wrote down how urgent it is it counts as the least urgent.
    """
    if "need" not in scope.tables:
        return empty(_FRAME)
    rows = scope.until_cut(_FRAME, "need", "stated_on").drop("own_words", strict=False)
    is_participant = pl.col("pid").is_in(scope.participants["pid"].implode())
    rows = scope.losses.kept(_FRAME, "not_in_cohort", rows, is_participant)
    rows = scope.losses.kept(_FRAME, "no_longer_wanted", rows, pl.col("still_wanted").fill_null(True))
    scope.losses.add("priority", "not_stated", rows["priority"].null_count())
    rows = rows.sort("pid", "stated_on", "need_id").with_row_index("_need")
    wanted = rows.select("_need", "pid", "stated_on", theme="themes").explode("theme").drop_nulls("theme")
    received = wanted.join(_begun(scope, covered), on=["pid", "theme"], how="semi")["_need"]
    still_open = pl.col("valid_to").is_null() | (pl.col("valid_to") > pl.col("stated_on"))
    offered = wanted.join(covered, on="theme", how="inner").filter(still_open)["_need"]
    by_now = (pl.col("met_on") <= scope.cut).fill_null(False)
    return shaped(
        _FRAME,
        rows.with_columns(
            priority=pl.col("priority").fill_null(LEAST_URGENT),
            received=pl.col("_need").is_in(received.implode()),
            offered=pl.col("_need").is_in(offered.implode()) | pl.col("_need").is_in(received.implode()),
            met_herself=by_now & (pl.col("met_by") == _HERSELF).fill_null(False),
            met_staff=by_now & (pl.col("met_by") == _STAFF).fill_null(False),
        ),
    )


def _begun(scope: Scope, covered: pl.DataFrame) -> pl.DataFrame:
    """The themes that each participant has begun an activity for: `pid, theme`."""
    if "participation" not in scope.tables:
        return pl.DataFrame(schema={"pid": pl.String, "theme": pl.String})
    begun = scope.tables["participation"].filter((pl.col("start") <= scope.cut) & BEGAN)
    persons = scope.tables["enrolment"].select("enr_id", "pid").unique("enr_id", maintain_order=True)
    placed = begun.join(persons, on="enr_id", how="inner", validate="m:1").cast({"ver": pl.Int64})
    return placed.join(covered, on=["act_id", "ver"], how="inner").select("pid", "theme").unique()
