"""Checks of the table `indicator_value` against the board's registry (METHODS 1)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.indicators.periods import with_period_days
from research_kit.study.indicators.registry import IndicatorRegistry
from research_kit.study.indicators.version import COUNT, PEOPLE, SCORE, SHARE
from research_kit.study.indicators.version_table import with_version

_TABLE = "indicator_value"
_ALL = "all"
_ROUNDING = 0.0051
"""A share is delivered in whole per cent at the coarsest."""


def check_indicator_values(tables: Mapping[str, pl.DataFrame], registry: IndicatorRegistry, log: FaultLog) -> None:
    """Every value against the version of its indicator that was in force, on the rows as they are known at one day."""
    values = tables.get(_TABLE)
    if values is None or not values.height:
        return
    if not registry.indicators:
        log.add_rows("no_indicator_registry", _TABLE, values, column="indicator")
        return
    _check_codes(values, registry, log)
    dated = with_period_days(values)
    log.add_rows("indicator_period", _TABLE, dated.filter(pl.col("first_on").is_null()), column="period")
    known = [one.code for one in registry.about_surroundings]
    placed = with_version(
        dated.filter(pl.col("first_on").is_not_null() & pl.col("indicator").is_in(known)), registry.about_surroundings
    )
    _check_versions(placed, log)
    _check_numbers(placed.filter(pl.col("version").is_not_null()), log)
    _check_parts(placed.filter(pl.col("version").is_not_null()), log)
    if "org" in tables:
        _check_organisations(values, tables["org"], log)


def _check_codes(values: pl.DataFrame, registry: IndicatorRegistry, log: FaultLog) -> None:
    known = {one.code for one in registry.about_surroundings}
    asked = [one.code for one in registry.about_participants]
    log.add_rows(
        "indicator_of_participants", _TABLE, values.filter(pl.col("indicator").is_in(asked)), column="indicator"
    )
    strange = values.filter(pl.col("indicator").is_not_null() & ~pl.col("indicator").is_in([*known, *asked]))
    log.add_rows(
        "unknown_indicator", _TABLE, strange, column="indicator", valid=", ".join(sorted(known)) or "none as yet"
    )


def _check_versions(placed: pl.DataFrame, log: FaultLog) -> None:
    log.add_rows("indicator_without_version", _TABLE, placed.filter(pl.col("version").is_null()), column="period")


def _check_numbers(placed: pl.DataFrame, log: FaultLog) -> None:
    value, n = pl.col("value"), pl.col("n")
    lowest = pl.when(pl.col("measure") == SCORE).then("range_lo").otherwise(0.0)
    highest = pl.when(pl.col("measure") == SCORE).then("range_hi").when(pl.col("measure") == SHARE).then(1.0)
    outside = ((value < lowest) | (value > highest)).fill_null(False)
    log.add_rows("indicator_out_of_range", _TABLE, placed.filter(outside), column="value")
    broken = (pl.col("measure") == COUNT) & (value != value.round())
    log.add_rows("indicator_not_whole", _TABLE, placed.filter(broken.fill_null(False)), column="value")
    of_people = (pl.col("measure") != COUNT) & (pl.col("counts") == PEOPLE)
    log.add_rows("indicator_without_n", _TABLE, placed.filter(of_people & n.is_null()), column="n")
    part = value * n
    halves = of_people & (pl.col("measure") == SHARE) & ((part - part.round()).abs() > _ROUNDING * n + 1e-9)
    log.add_rows("indicator_half_a_person", _TABLE, placed.filter(halves.fill_null(False)), column="value")


def _check_parts(placed: pl.DataFrame, log: FaultLog) -> None:
    """Organisations are parts of the whole project: together they cannot count more than it."""
    counted = pl.when(pl.col("measure") == COUNT).then("value").otherwise("n")
    parts = placed.filter(pl.col("org_id") != _ALL).group_by("indicator", "period").agg(_parts=counted.sum())
    wholes = placed.filter(pl.col("org_id") == _ALL).with_columns(_whole=counted)
    compared = wholes.join(parts, on=["indicator", "period"], how="inner", maintain_order="left")
    too_many = compared.filter((pl.col("_parts") > pl.col("_whole")).fill_null(False))
    log.add_rows("indicator_parts_exceed", _TABLE, too_many, column="value")


def _check_organisations(values: pl.DataFrame, organisations: pl.DataFrame, log: FaultLog) -> None:
    known = [_ALL, *organisations["org_id"].drop_nulls()]
    strange = values.filter(pl.col("org_id").is_not_null() & ~pl.col("org_id").is_in(known))
    log.add_rows("orphan", _TABLE, strange, column="org_id", parent="org", scheme="codes")
