"""One person, one participant: partners' own ids joined to personal numbers by the delivered links."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from research_kit.study.checks.fault_log import FaultLog

_LONGEST_CHAIN = 5


def link_persons(tables: Mapping[str, pl.DataFrame], log: FaultLog) -> dict[str, pl.DataFrame]:
    """The tables with every linked own id replaced by its person; the table of links is left behind.

    An own id linked to two persons is a fault.
    """
    rest = {name: frame for name, frame in tables.items() if name != "identity_link"}
    if "identity_link" not in tables:
        return rest
    distinct = tables["identity_link"].drop_nulls(["own_id", "pid"]).unique(["own_id", "pid"], maintain_order=True)
    twice = distinct.filter(pl.col("own_id").is_duplicated())
    log.add_rows("linked_to_two", "identity_link", twice, column="own_id")
    table = distinct.unique("own_id", keep="first", maintain_order=True).filter(pl.col("own_id") != pl.col("pid"))
    if table.is_empty():
        return rest
    return {name: _linked(frame, table) for name, frame in rest.items()}


def _linked(frame: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The rows under their linked persons; ids may hold a person too, until her enrolment or referral has a number."""
    columns = [frame[name] for name in ("pid", "enr_id", "ref_id") if name in frame.columns]
    return frame.with_columns(_followed(column, links) for column in columns)


def _followed(persons: pl.Series, links: pl.DataFrame) -> pl.Series:
    for _ in range(_LONGEST_CHAIN):
        known = persons.replace(links["own_id"], links["pid"])
        if known.equals(persons, null_equal=True):
            break
        persons = known
    return persons
