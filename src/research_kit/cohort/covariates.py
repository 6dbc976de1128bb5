"""What is known of people before their index date, as the groups that results are split by.

A value nobody wrote down is a group of its own (`unknown`, for gender `unstated`), never a missing row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.study import codes
from research_kit.study.codes import MEASURED_ON

UNKNOWN = "unknown"
NOT_APPLICABLE = "not_applicable"
AGE_BANDS = ((15, 24), (25, 34), (35, 44), (45, 54), (55, 75))
"""Completed years at index, both ends included."""

"""A study's own dimension `X` may have a column `X_on` beside it: the day on which it was measured."""

_LISTED: Mapping[str, tuple[str, ...]] = {
    "gender": codes.GENDER,
    "foreign_born": codes.YES_NO_UNKNOWN,
    "education": codes.EDUCATION,
    "disability": codes.YES_NO_UNKNOWN,
}
_NOT_STATED = {"gender": "unstated"}
_SOURCE = {"disability": "disability_support"}


def add_covariates(
    people: pl.DataFrame,
    participant: pl.DataFrame,
    *,
    target_groups: Sequence[str],
    dimensions: Mapping[str, Sequence[str]],
) -> pl.DataFrame:
    """The rows of `people` with their groups.

    Parameters
    ----------
    people
        One row per person: `pid`, and `reference_on`, the day on which age is counted.
    participant
        The study's table, one row per person.
    target_groups
        Codes; each becomes a boolean column `target_<code>`, null where nothing is known of the person's groups.
    dimensions
        The study's own dimensions: column -> codes in order.

    Returns
    -------
    The same rows in the same order with one Enum column per dimension, `age_years`, and the target groups; and the
    days on which the study's own dimensions were measured, where the study has them.
    """
    known = people.join(participant, on="pid", how="left", validate="m:1", maintain_order="left")
    columns = known.columns
    listed = [_listed(_source(name, columns), _LISTED[name], name) for name in _LISTED]
    own = [_listed(_present(name, columns), values, name) for name, values in dimensions.items()]
    members = [_member(code, columns) for code in target_groups]
    age = pl.col("reference_on").dt.year() - _present("birth_year", columns, pl.Int32())
    measured = [f"{name}{MEASURED_ON}" for name in dimensions if f"{name}{MEASURED_ON}" in columns]
    with_age = known.with_columns(age_years=age)
    return with_age.select(
        *people.columns,
        "age_years",
        _age_band(),
        *listed,
        _years_in_sweden(with_age),
        *own,
        *members,
        *measured,
    ).drop("reference_on")


def _source(name: str, columns: Sequence[str]) -> pl.Expr:
    return _present(_SOURCE.get(name, name), columns)


def _present(name: str, columns: Sequence[str], dtype: pl.DataType | None = None) -> pl.Expr:
    """The column, or nothing known where the study lacks it."""
    return pl.col(name) if name in columns else pl.lit(None, dtype=dtype or pl.String())


def _listed(column: pl.Expr, values: Sequence[str], name: str) -> pl.Expr:
    not_stated = _NOT_STATED.get(name, UNKNOWN)
    levels = pl.Enum(list(dict.fromkeys([*values, not_stated])))
    return column.cast(pl.String).fill_null(not_stated).cast(levels).alias(name)


def _age_band() -> pl.Expr:
    band = pl.lit(UNKNOWN)
    for lower, upper in reversed(AGE_BANDS):
        inside = pl.col("age_years").is_between(lower, upper).fill_null(False)  # age unknown: in no band
        band = pl.when(inside).then(pl.lit(f"{lower}-{upper}")).otherwise(band)
    levels = [*(f"{lower}-{upper}" for lower, upper in AGE_BANDS), UNKNOWN]
    return band.cast(pl.Enum(levels)).alias("age_band")


def _years_in_sweden(known: pl.DataFrame) -> pl.Expr:
    """The project's own bands, sorted by their first number."""
    name = "years_in_sweden_band"
    if name not in known.columns:
        return pl.lit(UNKNOWN).cast(pl.Enum([UNKNOWN])).alias(name)
    bands = known[name].drop_nulls().unique()
    first = bands.str.extract(r"(\d+)").cast(pl.Int64)
    ordered = pl.DataFrame({"band": bands, "first": first}).sort("first", "band", nulls_last=True)["band"].to_list()
    levels = pl.Enum(list(dict.fromkeys([*ordered, NOT_APPLICABLE, UNKNOWN])))
    born_here = (pl.col("foreign_born") == "no").fill_null(False) if "foreign_born" in known.columns else pl.lit(False)
    absent = pl.when(born_here).then(pl.lit(NOT_APPLICABLE)).otherwise(pl.lit(UNKNOWN))
    return pl.coalesce(pl.col(name), absent).cast(levels).alias(name)


def _member(code: str, columns: Sequence[str]) -> pl.Expr:
    if "target_groups" not in columns:
        return pl.lit(None, dtype=pl.Boolean()).alias(f"target_{code}")
    return pl.col("target_groups").list.contains(pl.lit(code)).alias(f"target_{code}")
