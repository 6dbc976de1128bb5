"""The lists of one partner, of the same people: of each attribute the latest list that has it is right."""

from __future__ import annotations

import polars as pl

from research_kit.study.checks.fault_log import LIST_SEPARATOR, ORIGIN
from research_kit.study.codes import MEASURED_ON

_NO_ATTRIBUTES = {"pid", "source", "recorded_at", *ORIGIN}


def attributes_of(participants: pl.DataFrame) -> list[str]:
    """What the participants' rows say of them: every column but whom they are about, and where and when it was said."""
    return [name for name in participants.columns if name not in _NO_ATTRIBUTES]


def delivers(attribute: str) -> pl.Expr:
    """Whether a row's list has an attribute, known or not; a day of measurement goes with what was measured."""
    names = [attribute, attribute.removesuffix(MEASURED_ON)]
    return pl.col("_list").str.split(LIST_SEPARATOR).list.eval(pl.element().is_in(names)).list.any()


def without_what_later_lists_replace(participants: pl.DataFrame) -> pl.DataFrame:
    """The participants without what a later list of the same partner says anew, if only that nothing is known."""
    day = pl.col("recorded_at").fill_null(pl.date(1, 1, 1))
    last = {name: day.filter(delivers(name)).max().over("pid", "source") for name in attributes_of(participants)}
    return participants.with_columns(
        pl.when(day >= latest.fill_null(day)).then(pl.col(name)).alias(name) for name, latest in last.items()
    )


def comparable(participants: pl.DataFrame, attribute: str) -> pl.Expr:
    """An attribute as it can be compared: the members of a set in order."""
    is_set = participants[attribute].dtype == pl.List
    return pl.col(attribute).list.sort().list.join(",") if is_set else pl.col(attribute)
