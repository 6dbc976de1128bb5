"""Checks of keys: rows that stand twice, rows that contradict each other, rows whose parent is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.study.checks.fault_log import ORIGIN, FaultLog
from research_kit.study.lists_of_partner import attributes_of, comparable, delivers
from research_kit.study.schemas import key_of

_PARENTS = (
    ("referral", "pid", "participant"),
    ("enrolment", "pid", "participant"),
    ("enrolment", "ref_id", "referral"),
    ("consent", "pid", "participant"),
    ("status_spell", "pid", "participant"),
    ("need", "pid", "participant"),
    ("spell_duration", "pid", "participant"),
    ("phase", "enr_id", "enrolment"),
    ("participation", "enr_id", "enrolment"),
    ("coach_contact", "enr_id", "enrolment"),
    ("wave", "enr_id", "enrolment"),
    ("item_response", "enr_id", "enrolment"),
)
_COMPOSITE_PARENTS = (
    ("participation", ("act_id", "ver"), "activity_version"),
    ("item_response", ("enr_id", "k"), "wave"),
    ("item_response", ("item",), "item"),
)
_ALWAYS_NEEDED = ("participant", "enrolment")


def without_identical_rows(table: str, rows: pl.DataFrame, log: FaultLog) -> pl.DataFrame:
    """The rows without those that one partner delivered more than once with the same content."""
    where = [name for name in ORIGIN if name != "_list" or table != "participant"]
    content = [name for name in rows.columns if name not in where]
    is_first = pl.struct(content).is_first_distinct()
    log.add_rows("identical_duplicate", table, rows.filter(~is_first))
    return rows.filter(is_first)


def check_keys(tables: Mapping[str, pl.DataFrame], log: FaultLog) -> None:
    """Rows that share a key although they are no versions of each other, and rows without a parent."""
    for table, rows in tables.items():
        _check_contradictions(table, rows, log)
    unread = log.unread_tables()
    for table, column, parent in _PARENTS:
        if parent not in unread and table in tables and (parent in tables or parent in _ALWAYS_NEEDED):
            _check_parent(tables[table], tables.get(parent), (table, column, parent), log)
    for table, columns, parent in _COMPOSITE_PARENTS:
        if parent not in unread and {table, parent} <= set(tables):
            _check_composite_parent(tables[table], tables[parent], (table, columns, parent), log)


def _check_contradictions(table: str, rows: pl.DataFrame, log: FaultLog) -> None:
    key = key_of(table)
    spoken = _spoken(key)
    complete = rows.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in key))
    within = [*key, *(name for name in ("source", "_list") if table == "participant" and name in rows.columns)]
    same_day = pl.struct(*within, "recorded_at").is_duplicated()
    log.add_rows("duplicate_key", table, complete.filter(same_day), column=key[-1], key=spoken)
    if table == "participant" and "_list" in rows.columns:
        _check_lists_of_one_day(complete.filter(~same_day), spoken, log)
    if table in ("participant", "consent", "status_spell", "spell_duration", "identity_link"):
        return  # keyed by the person, whom several partners may know
    two_partners = pl.col("source").n_unique().over(key) > 1
    log.add_rows("same_id_two_partners", table, complete.filter(two_partners & ~same_day), column=key[0], key=spoken)


def _check_lists_of_one_day(participants: pl.DataFrame, spoken: str, log: FaultLog) -> None:
    """Two lists of a partner, of the same day, that both have an attribute and disagree on it."""
    for name in attributes_of(participants):
        listed = participants.filter(delivers(name))
        said = comparable(listed, name).n_unique().over("pid", "source", "recorded_at")
        log.add_rows("duplicate_key", "participant", listed.filter(said > 1), column=name, key=spoken)


def _check_parent(
    rows: pl.DataFrame, parent_rows: pl.DataFrame | None, names: tuple[str, str, str], log: FaultLog
) -> None:
    table, column, parent = names
    known = pl.Series(dtype=pl.String) if parent_rows is None else parent_rows[column]
    orphans = rows.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(known.implode()))
    scheme = "`identifier.scheme`" if column == "pid" else "`id_scheme`"
    log.add_rows("orphan", table, orphans, column=column, parent=parent, scheme=scheme)


def _check_composite_parent(
    rows: pl.DataFrame, parent_rows: pl.DataFrame, names: tuple[str, tuple[str, ...], str], log: FaultLog
) -> None:
    table, columns, parent = names
    orphans = rows.drop_nulls(columns).join(parent_rows, on=columns, how="anti", maintain_order="left")
    spoken = _spoken(columns)
    log.add_rows("orphan", table, orphans, column=columns[-1], parent=parent, scheme=spoken)


def _spoken(key: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in key)
