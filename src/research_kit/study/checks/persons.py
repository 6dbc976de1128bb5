"""Checks of people: what partners disagree on, and ages that do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.declaration import DataDeclaration, StudyDeclaration
from research_kit.study.lists_of_partner import attributes_of, comparable

_SAYS_NOTHING = ("unknown", "unstated")


def check_persons(
    tables: Mapping[str, pl.DataFrame], declaration: StudyDeclaration, data: DataDeclaration, log: FaultLog
) -> None:
    """Participants against each other and against their enrolments, on the rows as they are known at one day."""
    if "participant" in tables:
        _check_conflicts(tables["participant"], log)
    if {"participant", "enrolment"} <= set(tables):
        _check_ages(tables["participant"], tables["enrolment"], data.age_years, log)
    if "enrolment" in tables and declaration.starts_on is not None:
        limit = declaration.starts_on - timedelta(days=30)
        log.add_rows(
            "before_data_start", "enrolment", tables["enrolment"].filter(pl.col("start") < limit), column="start"
        )
    if {"item", "item_response"} <= set(tables):
        _check_answers(tables["item_response"], tables["item"], log)


def _check_conflicts(participants: pl.DataFrame, log: FaultLog) -> None:
    for column in attributes_of(participants):
        said = participants.filter(says_something(participants, column))
        conflicting = said.filter(comparable(said, column).n_unique().over("pid") > 1)
        rule = "conflicting_birth_year" if column == "birth_year" else "conflicting_attribute"
        log.add_rows(rule, "participant", conflicting, column=column)


def says_something(participants: pl.DataFrame, column: str) -> pl.Expr:
    """Whether a participant's attribute is known: neither missing nor a code for unknown."""
    known = pl.col(column).is_not_null()
    return known & ~pl.col(column).is_in(_SAYS_NOTHING) if participants[column].dtype == pl.String else known


def _check_ages(participants: pl.DataFrame, enrolments: pl.DataFrame, ages: tuple[int, int], log: FaultLog) -> None:
    """A birth year leaves two ages open on the day of enrolment; one of them must fit."""
    lo, hi = ages
    first = enrolments.group_by("pid").agg(_start=pl.col("start").min())
    oldest = pl.col("_start").dt.year() - pl.col("birth_year")
    placed = participants.join(first, on="pid", how="inner", maintain_order="left")
    outside = placed.filter((oldest < lo) | (oldest - 1 > hi))
    log.add_rows("age_outside", "participant", outside, column="birth_year", lo=lo, hi=hi)


def _check_answers(answers: pl.DataFrame, items: pl.DataFrame, log: FaultLog) -> None:
    """An answer must fit the range of some version of its item."""
    ranges = items.group_by("item").agg(_lo=pl.col("range_lo").min(), _hi=pl.col("range_hi").max())
    placed = answers.join(ranges, on="item", how="inner", maintain_order="left")
    outside = placed.filter((pl.col("value") < pl.col("_lo")) | (pl.col("value") > pl.col("_hi")))
    log.add_rows("value_outside_item", "item_response", outside, column="value")
