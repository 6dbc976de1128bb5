"""Checks between rows: spells that overlap, and rows outside the spell they belong to."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from research_kit.study import codes
from research_kit.study.checks.fault_log import FaultLog


def check_spells(tables: Mapping[str, pl.DataFrame], log: FaultLog) -> None:
    """Everything about spells, on the rows as they are known at one day."""
    if "enrolment" in tables:
        _check_overlap(
            "overlapping_enrolments", "enrolment", tables["enrolment"].rename({"start": "from", "end": "to"}), log
        )
    if "phase" in tables:
        phases = tables["phase"].rename({"start": "from", "end": "to"})
        _check_overlap("overlapping_phases", "phase", phases, log, person="enr_id")
    if "activity_version" in tables:
        versions = tables["activity_version"].rename({"valid_from": "from", "valid_to": "to"})
        _check_overlap("overlapping_versions", "activity_version", versions, log, person="act_id", column="valid_from")
    if "status_spell" in tables:
        _check_status(tables["status_spell"], log)
    for table in ("phase", "participation"):
        if {table, "enrolment"} <= set(tables):
            _check_within_enrolment(table, tables[table], tables["enrolment"], log)
    if {"participation", "activity_version"} <= set(tables):
        _check_within_version(tables["participation"], tables["activity_version"], log)


def _check_overlap(
    rule: str, table: str, rows: pl.DataFrame, log: FaultLog, *, person: str = "pid", column: str = "start"
) -> None:
    """A spell that begins before the latest end of the earlier ones; without an end, it never ends."""
    forever = pl.date(9999, 1, 1)
    before = pl.col("to").fill_null(forever).cum_max().shift(1).over(person)
    ordered = rows.drop_nulls([person, "from"]).sort(person, "from", "_row")
    log.add_rows(rule, table, ordered.filter((pl.col("from") < before).fill_null(False)), column=column)


def _check_status(spells: pl.DataFrame, log: FaultLog) -> None:
    """Main activities one after the other, judged on the days that are certain; work may run beside studies."""
    placed = spells.drop_nulls(["pid", "kind", "start_hi"]).with_row_index("_spell")
    side = (
        pl.when(pl.col("kind").is_in(codes.EMPLOYMENT)).then(pl.lit("work"))
        .when(pl.col("kind").is_in(codes.STUDIES)).then(pl.lit("studies"))
        .otherwise(pl.lit("main"))
    )  # fmt: skip
    placed = placed.with_columns(_side=side)
    earlier = placed.select("pid", "_spell", "_side", _from="start_hi", _to="end_lo")
    pairs = placed.join(earlier, on="pid", suffix="_earlier").filter(
        (pl.col("_spell") != pl.col("_spell_earlier"))
        & (
            (pl.col("_from") < pl.col("start_lo"))
            | ((pl.col("_from") == pl.col("start_lo")) & (pl.col("_spell_earlier") < pl.col("_spell")))
        )
        & ~(
            pl.col("_side").is_in(["work", "studies"])
            & pl.col("_side_earlier").is_in(["work", "studies"])
            & (pl.col("_side") != pl.col("_side_earlier"))
        )
    )
    certain = pairs.filter(pl.col("_to") > pl.col("start_hi")).unique("_spell", maintain_order=True)
    log.add_rows("overlapping_spells", "status_spell", certain, column="start")
    overtaken = pairs.filter(pl.col("_to").is_null()).unique("_spell", maintain_order=True)
    log.add_rows("open_spell_overtaken", "status_spell", overtaken, column="start")


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
