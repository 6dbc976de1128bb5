"""How much of each covariate is missing, and what the methods section does about it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.errors import EstimateError

FEW = 0.05  # METHODS, Annex A, M3.5: below it complete cases may do
MANY = 0.40  # above it nothing is imputed
HANDLING = ("complete", "complete_cases", "impute", "leave_out")


def missing_values(frame: pl.DataFrame, *, covariates: Sequence[str]) -> pl.DataFrame:
    """How many participants have no value of each covariate, and how such a share is handled.

    Parameters
    ----------
    frame
        One row per participant; null is a missing value.
    covariates
        Columns of the frame, any type.

    Returns
    -------
    One row per covariate, in the order given: `covariate`, `n` (participants), `missing` (of them without a value),
    `share_missing` (0 to 1), `handling`: `complete` (none missing), `complete_cases` (under 5 %: leaving these
    participants out, counted, may do), `impute` (5 to 40 %), `leave_out` (over 40 %: no adjustment for this covariate).

    Raises
    ------
    EstimateError
        The frame has no rows, or lacks a column.

    Notes
    -----
    Never by an indicator of missingness: a level "unknown" biases the effects of the other covariates.

    References
    ----------
    Groenwold RHH et al. (2012). CMAJ 184:1265-1269. doi:10.1503/cmaj.110977
    """
    if not frame.height:
        raise EstimateError("The frame has no rows: nobody to count missing values of.")
    absent = [name for name in covariates if name not in frame.columns]
    if absent:
        raise EstimateError(
            f"The frame has no column {', '.join(map(repr, absent))}. It has: {', '.join(frame.columns)}."
        )
    missing = pl.Series("missing", [frame[name].null_count() for name in covariates], dtype=pl.Int64)
    table = pl.DataFrame({"covariate": list(covariates), "n": frame.height, "missing": missing}).with_columns(
        share_missing=pl.col("missing") / pl.col("n")
    )
    return table.cast({"covariate": pl.String, "n": pl.Int64}).with_columns(handling=_handling())


def _handling() -> pl.Expr:
    complete, complete_cases, impute, leave_out = (pl.lit(name, dtype=pl.Enum(HANDLING)) for name in HANDLING)
    share = pl.col("share_missing")
    rule = pl.when(share == 0).then(complete).when(share < FEW).then(complete_cases)
    return rule.when(share <= MANY).then(impute).otherwise(leave_out)


def require_few_missing(missing: pl.DataFrame) -> None:
    """Refuse covariates of which more is missing than may be imputed, from a table of `missing_values`."""
    refused = missing.filter(pl.col("handling") == "leave_out")
    if refused.height:
        told = [f"{name!r} ({count:,} of {n:,} rows)" for name, n, count in refused.select(pl.nth(0, 1, 2)).iter_rows()]
        raise EstimateError(
            f"In covariate {', '.join(told)} more than {MANY:.0%} have no value: what would be imputed rests on "
            "assumptions, not on data. Leave it out and say so."
        )
