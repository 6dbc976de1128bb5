"""Checks of the questions of the follow-ups: their wordings, and those that the board's indicators rest on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.indicators.asked_questions import asked_items
from research_kit.study.indicators.registry import IndicatorRegistry

_TABLE = "item"
_WORDING = ("text_sv", "range_lo", "range_hi", "scale", "reverse")


def check_wordings(tables: Mapping[str, pl.DataFrame], log: FaultLog) -> None:
    """A version of a question says the same whenever it was delivered: a change of wording is a new version."""
    items = tables.get(_TABLE)
    if items is None or not items.height:
        return
    plain = items.with_columns(_plain("text_sv"))
    differs = [pl.col(name).drop_nulls().n_unique().over("item", "ver") > 1 for name in _WORDING]
    log.add_rows(
        "item_changed", _TABLE, items.filter(plain.select(pl.any_horizontal(differs)).to_series()), column="ver"
    )


def check_asked_items(
    tables: Mapping[str, pl.DataFrame], registry: IndicatorRegistry, *, cut: date, log: FaultLog
) -> None:
    """The questions that indicators rest on, against those that are asked, as known at one day."""
    items, asked = tables.get(_TABLE), asked_items(registry).filter(pl.col("from_on") <= cut)
    if items is None or not asked.height or _TABLE in log.unread_tables():
        return
    _check_known(items, asked, log)
    named = asked.select("item", "item_ver", "indicator", "wording", *_renamed())
    matched = items.join(
        named.unique(["item", "item_ver"], keep="first", maintain_order=True),
        left_on=["item", "ver"], right_on=["item", "item_ver"], how="inner", maintain_order="left",
    )  # fmt: skip
    other = _differs(matched, _plain("text_sv"), _plain("wording"))
    log.add_rows("item_worded_otherwise", _TABLE, other, column="text_sv")
    range_differs = (pl.col("range_lo") != pl.col("_lo")) | (pl.col("range_hi") != pl.col("_hi"))
    log.add_rows("item_range_otherwise", _TABLE, matched.filter(range_differs), column="range_hi")
    log.add_rows("item_scale_otherwise", _TABLE, matched.filter(pl.col("scale") != pl.col("_scale")), column="scale")
    _check_newer(items, asked, log)


def _check_known(items: pl.DataFrame, asked: pl.DataFrame, log: FaultLog) -> None:
    missing = asked.join(items, left_on=["item", "item_ver"], right_on=["item", "ver"], how="anti")
    place = Place("", _TABLE, "the parameters file, `indicators`")
    for indicator, item, version in missing.select("indicator", "item", "item_ver").unique(maintain_order=True).rows():
        log.add("unknown_item", place, indicator=indicator, item=item, version=version)


def _check_newer(items: pl.DataFrame, asked: pl.DataFrame, log: FaultLog) -> None:
    """A question is asked in a version that no indicator has been told of."""
    latest = asked.group_by("item").agg(_latest=pl.col("item_ver").max())
    placed = items.join(latest, on="item", how="inner", maintain_order="left")
    log.add_rows("item_version_not_decided", _TABLE, placed.filter(pl.col("ver") > pl.col("_latest")), column="ver")


def _renamed() -> list[pl.Expr]:
    return [
        pl.col(name).alias(alias) for name, alias in (("range_lo", "_lo"), ("range_hi", "_hi"), ("scale", "_scale"))
    ]


def _differs(rows: pl.DataFrame, one: pl.Expr, other: pl.Expr) -> pl.DataFrame:
    compared = rows.select(_one=one, _other=other)
    return rows.filter((compared["_one"] != compared["_other"]).fill_null(False))


def _plain(column: str) -> pl.Expr:
    """A wording without what nobody hears: spaces at its ends or doubled, capitals, a full stop."""
    text = pl.col(column).str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars(" .")
    return text.alias(column)
