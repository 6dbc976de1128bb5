"""Enrolments and referrals without a number: told apart by the person and the day, and found again by them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from research_kit.study.pseudonyms import PseudonymKey

_FIRST_DAY = {"enrolment": "start", "referral": "referred_on"}
_DAY_WITHIN = {"phase": "start", "participation": "start", "coach_contact": "on", "wave": "actual_on"}


def number_by_person(rows: pl.DataFrame, persons: pl.Series, table: str, key: PseudonymKey) -> pl.Series:
    """A number for each row of a source that has none of its own.

    That of an enrolment or a referral is made of the person and the first day. A row of another table gets its person
    for the time being, until `find_enrolments` has seen all of them.
    """
    if table not in _FIRST_DAY:
        return persons
    said = pl.concat_str(pl.col("person"), pl.col("day").cast(pl.String), separator="|")
    told = pl.DataFrame({"person": persons, "day": rows[_FIRST_DAY[table]]}).select(said).to_series()
    return key.pseudonyms(told, namespace=f"{table}|by person")


def find_enrolments(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables with the number of an enrolment where a row had its person: the last one begun by the row's day.

    Where the row has no day, or lies before them all, it is the person's first one.
    """
    enrolments = tables.get("enrolment")
    if enrolments is None:
        return dict(tables)
    begun = enrolments.drop_nulls(["pid", "start"]).unique("enr_id", keep="last", maintain_order=True)
    starts = begun.select("pid", "start", found="enr_id").sort("start", "found")
    return {
        name: _found(rows, name, starts) if "enr_id" in rows.columns and name != "enrolment" else rows
        for name, rows in tables.items()
    }


def _found(rows: pl.DataFrame, table: str, starts: pl.DataFrame) -> pl.DataFrame:
    if not rows["enr_id"].is_in(starts["pid"].implode()).any():
        return rows
    day = pl.col(_DAY_WITHIN[table]) if table in _DAY_WITHIN else pl.lit(None, dtype=pl.Date)
    asked = rows.select(pid="enr_id", day=day).with_row_index("place")
    pairs = asked.join(starts, on="pid", how="inner", maintain_order="left_right")
    has_begun = (pl.col("start") <= pl.col("day")).fill_null(False)
    chosen = pairs.group_by("place").agg(
        found=pl.coalesce(pl.col("found").filter(has_begun).last(), pl.col("found").first())
    )
    placed = asked.join(chosen, on="place", how="left", maintain_order="left")["found"]
    return rows.with_columns(enr_id=placed.fill_null(rows["enr_id"]))
