"""Enrolments and referrals without a number: told apart by the person and the day, and found again by them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.pseudonyms import PseudonymKey

_NUMBERED = {"enrolment": ("enr_id", "start"), "referral": ("ref_id", "referred_on")}
_DAY_WITHIN = {
    "phase": ("start",),
    "participation": ("start", "offered_on", "declined_on"),
    "coach_contact": ("on",),
    "wave": ("actual_on", "planned_on"),
}
"""Table -> the columns whose first known day says to which enrolment a row belongs."""

_AS_IF_CORRECTED = timedelta(days=31)


def number_by_person(tables: Mapping[str, pl.DataFrame], key: PseudonymKey, log: FaultLog) -> dict[str, pl.DataFrame]:
    """The tables with a number for each enrolment and referral of a source that has none of its own.

    Until now such a row had its person there; the number is made of the person, once linked, and the first day.
    """
    return dict(tables) | {
        table: _numbered(tables[table], table, key, log) for table in _NUMBERED if tables.get(table) is not None
    }


def _numbered(rows: pl.DataFrame, table: str, key: PseudonymKey, log: FaultLog) -> pl.DataFrame:
    number, first_day = _NUMBERED[table]
    has_none = (pl.col(number) == pl.col("pid")).fill_null(False)
    _warn_of_corrected_days(rows.filter(has_none), table, log)
    said = pl.concat_str(pl.col("pid"), pl.col(first_day).cast(pl.String), separator="|")
    made = key.pseudonyms(rows.select(pl.when(has_none).then(said)).to_series(), namespace=f"{table}|by person")
    return rows.with_columns(pl.when(has_none).then(made).otherwise(pl.col(number)).alias(number))


def _warn_of_corrected_days(rows: pl.DataFrame, table: str, log: FaultLog) -> None:
    """Two first days of a person, close to each other and never delivered together, may be one and its correction."""
    number, first_day = _NUMBERED[table]
    known = rows.drop_nulls(["pid", first_day])
    if known.is_empty():
        return
    days = known.group_by("pid", "source", first_day).agg(pl.col("recorded_at").unique())
    earlier = days.sort("pid", "source", first_day).with_columns(
        pl.col(first_day, "recorded_at").shift(1).over("pid", "source").name.prefix("_earlier_")
    )
    is_near = pl.col(first_day) - pl.col(f"_earlier_{first_day}") <= _AS_IF_CORRECTED
    never_together = pl.col("recorded_at").list.set_intersection("_earlier_recorded_at").list.len() == 0
    near = earlier.filter(is_near & never_together)
    again = known.join(near, on=["pid", "source", first_day], how="semi", maintain_order="left")
    log.add_rows("first_day_moved", table, again, column=first_day, number=number)


def find_enrolments(tables: Mapping[str, pl.DataFrame], log: FaultLog) -> dict[str, pl.DataFrame]:
    """The tables with the number of an enrolment where a row had its person: the last one begun by the row's day.

    Where the row lies before them all, it is the person's first one. An answer belongs where its follow-up does. A row
    without a day is placed only where the person has one enrolment; elsewhere it is a fault.
    """
    enrolments = tables.get("enrolment")
    if enrolments is None:
        return dict(tables)
    begun = enrolments.drop_nulls(["pid", "start"]).unique("enr_id", keep="last", maintain_order=True)
    starts = begun.select("pid", "start", found="enr_id").sort("start", "found")
    placed = dict(tables)
    for name in sorted(tables, key="item_response".__eq__):
        if "enr_id" in tables[name].columns and name != "enrolment":
            rows = tables[name] if name != "item_response" else _with_their_wave(tables[name], placed, starts)
            placed[name] = _found(rows, name, starts, log)
    return placed


def _with_their_wave(answers: pl.DataFrame, tables: Mapping[str, pl.DataFrame], starts: pl.DataFrame) -> pl.DataFrame:
    """The answers with the number of the one enrolment of their person that has their follow-up."""
    if "wave" not in tables:
        return answers
    waves = tables["wave"].select("k", found="enr_id").unique().join(starts, on="found", how="inner")
    only = waves.filter(~pl.struct("pid", "k").is_duplicated()).select("k", "found", enr_id="pid")
    joined = answers.join(only, on=["enr_id", "k"], how="left", maintain_order="left")
    return answers.with_columns(enr_id=joined.select(pl.coalesce("found", "enr_id")).to_series())


def _found(rows: pl.DataFrame, table: str, starts: pl.DataFrame, log: FaultLog) -> pl.DataFrame:
    if not rows["enr_id"].is_in(starts["pid"].implode()).any():
        return rows
    days = [name for name in _DAY_WITHIN.get(table, ()) if name in rows.columns]
    day = pl.coalesce(days) if days else pl.lit(None, dtype=pl.Date)
    asked = rows.select(pid="enr_id", day=day).with_row_index("place")
    pairs = asked.join(starts, on="pid", how="inner", maintain_order="left_right")
    has_begun = (pl.col("start") <= pl.col("day")).fill_null(False)
    chosen = pairs.group_by("place").agg(
        found=pl.coalesce(pl.col("found").filter(has_begun).last(), pl.col("found").first()),
        is_open=pl.col("day").is_null().all() & (pl.len() > 1),
    )
    placed = asked.join(chosen, on="place", how="left", maintain_order="left")
    is_open = placed["is_open"].fill_null(False)
    log.add_rows("enrolment_not_told", table, rows.filter(is_open), column="enr_id", day=_spoken(days))
    number = pl.when(is_open).then(None).otherwise(placed["found"].fill_null(rows["enr_id"]))
    return rows.with_columns(enr_id=number)


def _spoken(days: list[str]) -> str:
    return " or ".join(f"`{name}`" for name in days) or "the follow-up that `k` names, in the table `wave`"
