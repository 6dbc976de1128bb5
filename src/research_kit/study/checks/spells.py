"""Checks between rows: spells that overlap, and rows outside the spell they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from research_kit.study import codes
from research_kit.study.checks.fault_log import FaultLog

_FOREVER = pl.date(9999, 1, 1)


class _Spells(NamedTuple):
    """Spells of a table that follow each other: whose they are, and the columns of their limits."""

    table: str
    of: str
    start: str
    end: str
    rule: str


_SEQUENCES = (
    _Spells("enrolment", "pid", "start", "end", "overlapping_enrolments"),
    _Spells("phase", "enr_id", "start", "end", "overlapping_phases"),
    _Spells("activity_version", "act_id", "valid_from", "valid_to", "overlapping_versions"),
)


def check_spells(tables: Mapping[str, pl.DataFrame], log: FaultLog) -> None:
    """Everything about spells, on the rows as they are known at one day."""
    for spells in _SEQUENCES:
        if spells.table in tables:
            _check_overlap(tables[spells.table], spells, log)
    if "status_spell" in tables:
        _check_status(tables["status_spell"], log)
    for table in ("phase", "participation"):
        if {table, "enrolment"} <= set(tables):
            _check_within_enrolment(table, tables[table], tables["enrolment"], log)
    if {"participation", "activity_version"} <= set(tables):
        _check_within_version(tables["participation"], tables["activity_version"], log)
    if {"enrolment", "referral"} <= set(tables):
        _check_after_referral(tables["enrolment"], tables["referral"], log)
    if {"coach_contact", "enrolment"} <= set(tables):
        _check_meetings(tables["coach_contact"], tables["enrolment"], log)


def _check_overlap(rows: pl.DataFrame, spells: _Spells, log: FaultLog) -> None:
    """A spell that begins before the latest end of the earlier ones; without an end, it never ends."""
    latest_end = pl.col(spells.end).fill_null(_FOREVER).cum_max().shift(1).over(spells.of)
    ordered = rows.drop_nulls([spells.of, spells.start]).sort(spells.of, spells.start, "_row")
    overlapping = ordered.filter((pl.col(spells.start) < latest_end).fill_null(False))
    log.add_rows(spells.rule, spells.table, overlapping, column=spells.start)


def _check_status(spells: pl.DataFrame, log: FaultLog) -> None:
    """Main activities one after the other, judged on the days that are certain; work may run beside studies."""
    pairs = _pairs(spells)
    beside = pl.col("_side").is_in(["work", "studies"]) & pl.col("_earlier_side").is_in(["work", "studies"])
    in_turn = pairs.filter(~(beside & (pl.col("_side") != pl.col("_earlier_side"))))
    certain = in_turn.filter(pl.col("_earlier_end") > pl.col("start_hi"))
    log.add_rows("overlapping_spells", "status_spell", certain, column="start")
    overtaken = in_turn.filter(pl.col("_earlier_end").is_null())
    log.add_rows("open_spell_overtaken", "status_spell", overtaken, column="start")


def _pairs(spells: pl.DataFrame) -> pl.DataFrame:
    """One row is a spell and one that began before it, of the same person."""
    is_work, is_studies = pl.col("kind").is_in(codes.EMPLOYMENT), pl.col("kind").is_in(codes.STUDIES)
    side = pl.when(is_work).then(pl.lit("work")).when(is_studies).then(pl.lit("studies")).otherwise(pl.lit("main"))
    placed = spells.drop_nulls(["pid", "kind", "start_hi"]).with_columns(_side=side).with_row_index("_spell")
    earlier = placed.select(
        "pid", _earlier="_spell", _earlier_side="_side", _earlier_start="start_hi", _earlier_end="end_lo"
    )
    is_before = pl.col("_earlier_start") < pl.col("start_lo")
    is_before |= (pl.col("_earlier_start") == pl.col("start_lo")) & (pl.col("_earlier") < pl.col("_spell"))
    return placed.join(earlier, on="pid", maintain_order="left").filter(is_before)


def _check_within_enrolment(table: str, rows: pl.DataFrame, enrolments: pl.DataFrame, log: FaultLog) -> None:
    frame = enrolments.select("enr_id", _from="start", _to="end").unique("enr_id")
    placed = rows.join(frame, on="enr_id", how="inner", maintain_order="left")
    before = placed.filter((pl.col("start") < pl.col("_from")) | (pl.col("start") > pl.col("_to")))
    log.add_rows("outside_enrolment", table, before, column="start")
    log.add_rows("outside_enrolment", table, placed.filter(pl.col("end") > pl.col("_to")), column="end")


def _check_within_version(participations: pl.DataFrame, versions: pl.DataFrame, log: FaultLog) -> None:
    frame = versions.select("act_id", "ver", _from="valid_from", _to="valid_to").unique(["act_id", "ver"])
    placed = participations.join(frame, on=["act_id", "ver"], how="inner", maintain_order="left")
    outside = (pl.col("start") < pl.col("_from")) | (pl.col("start") >= pl.col("_to"))
    log.add_rows("outside_version", "participation", placed.filter(outside), column="start")
    log.add_rows("beyond_version", "participation", placed.filter(pl.col("end") > pl.col("_to")), column="end")


def _check_after_referral(enrolments: pl.DataFrame, referrals: pl.DataFrame, log: FaultLog) -> None:
    """An enrolment and the referral that it came from: how long somebody waited in between."""
    made = referrals.select("ref_id", "referred_on").unique("ref_id")
    placed = enrolments.join(made, on="ref_id", how="inner", maintain_order="left")
    before = placed.filter(pl.col("start") < pl.col("referred_on"))
    log.add_rows("enrolled_before_referred", "enrolment", before, column="start")


def _check_meetings(contacts: pl.DataFrame, enrolments: pl.DataFrame, log: FaultLog) -> None:
    """Meetings held or missed on a day on which the person was not enrolled."""
    frame = enrolments.select("enr_id", _from="start", _to="end").unique("enr_id")
    placed = contacts.join(frame, on="enr_id", how="inner", maintain_order="left")
    outside = (pl.col("on") < pl.col("_from")) | (pl.col("on") > pl.col("_to"))
    log.add_rows("meeting_outside_enrolment", "coach_contact", placed.filter(outside), column="on")
