"""Meetings with a coach, and what participants answered at follow-ups."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.records.project_records import empty
from research_kit.cohort.records.scope import Scope

HELD = "held"


def contacts(scope: Scope) -> pl.DataFrame:
    """One row per meeting of a participant with a coach, by the cut; a later booking is none yet."""
    if "coach_contact" not in scope.tables:
        return empty("contacts")
    rows = scope.of_participants("contacts", scope.until_cut("contacts", "coach_contact", "on"))
    return scope.select("contacts", rows.sort("pid", "on", "id"))


def answers(scope: Scope) -> pl.DataFrame:
    """One row per answer given at a follow-up that took place, with the latest wording's scale and range."""
    if not {"item_response", "wave", "item"} <= set(scope.tables):
        return empty("answers")
    held = scope.tables["wave"].filter(pl.col("actual_on") <= scope.cut).select("enr_id", "k", on="actual_on")
    given = scope.losses.kept("answers", "not_answered", scope.tables["item_response"], pl.col("value").is_not_null())
    dated = given.join(held, on=["enr_id", "k"], how="left", validate="m:1", maintain_order="left")
    dated = scope.losses.kept("answers", "no_follow_up", dated, pl.col("on").is_not_null())
    latest = scope.tables["item"].sort("item", "ver").unique("item", keep="last", maintain_order=True)
    scaled = dated.join(latest.select("item", "scale", "range_lo", "range_hi"), on="item", how="left", validate="m:1")
    return scope.select("answers", scope.of_participants("answers", scaled).sort("pid", "k", "item"))
