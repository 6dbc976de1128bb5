"""The share of planned hours that were attended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from scipy.special import expit, logit

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.process.frame_columns import columns_of, names_of, refuse, require_numbers
from research_kit.statistics.process.ratio_of_sums import ratio_of_sums, student
from research_kit.statistics.process.series import Floats

MOST_DOSE = 1.1  # METHODS section 1: more than 110 % of the plan is an error of input (G-DOSE)
_WRITTEN = ("n", "attended", "planned", "estimate", "std_error", "lower", "upper", "over_planned", "without_plan")


def attendance(
    frame: Any,
    *,
    attended: str,
    planned: str,
    cluster: str,
    by: Sequence[str] | str = (),
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Share of the planned hours that were attended, all hours counting alike, with people as the unit of error.

    Parameters
    ----------
    frame
        One row per person and activity: polars (eager or lazy), or any frame narwhals supports.
    attended, planned
        Columns: hours, >= 0. More attended than planned is possible.
    cluster
        Column: the person.
    by
        Columns whose crossing makes the groups; null is a group of its own.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per group: `by`..., `n` (people with planned hours), `attended`, `planned` (sums), `estimate`, `std_error`,
    `lower`, `upper`, `over_planned` (rows with more than 110 % of their plan: check them), `without_plan` (rows with no
    planned hours; they are left out of both sums).

    Raises
    ------
    EstimateError
        A column is missing or holds no numbers, hours are unknown or negative, a row has no person, nobody has planned
        hours, or confidence is outside (0, 1).

    Notes
    -----
    The interval is on the logit scale, with Student's t on n - 1 degrees of freedom. If nobody attended anything, or
    everybody everything, it is Clopper and Pearson's for n people. It is null with one person, and where more was
    attended than planned.

    References
    ----------
    Cochran WG (1977). Sampling Techniques, 3rd ed., section 6.3. Wiley.
    Korn EL, Graubard BI (1998). Surv Methodol 24:193-201.
    """
    tail = tail_probability(confidence)
    groups = names_of(by)
    rows = columns_of(frame, (cluster, attended, planned), groups, written=_WRITTEN)
    for name in (attended, planned):
        require_numbers(rows, name)
    refuse(rows, pl.col(cluster).is_null(), f"have no person in {cluster!r}.")
    named = rows.select(
        *groups, _person=cluster, attended=pl.col(attended).cast(pl.Float64), planned=pl.col(planned).cast(pl.Float64)
    )
    _require_planned(named)
    checks = _checks(named, groups)
    counted = named.with_columns(pl.when(pl.col("planned") > 0).then("attended").otherwise(0.0).alias("attended"))
    table = ratio_of_sums(counted, top="attended", bottom="planned", cluster="_person", by=groups)
    lower, upper = _limits(table, tail)
    table = table.with_columns(lower=pl.Series(lower).fill_nan(None), upper=pl.Series(upper).fill_nan(None))
    return table.join(checks, on=groups, how="left", nulls_equal=True) if groups else table.hstack(checks)


def _require_planned(rows: pl.DataFrame) -> None:
    if not (rows["planned"] > 0).any():
        raise EstimateError(f"None of {rows.height} rows has planned hours: there is nothing to take a share of.")


def _checks(rows: pl.DataFrame, groups: list[str]) -> pl.DataFrame:
    beyond = (pl.col("planned") > 0) & (pl.col("attended") > MOST_DOSE * pl.col("planned"))
    counts = [
        beyond.sum().cast(pl.Int64).alias("over_planned"),
        (pl.col("planned") == 0).sum().cast(pl.Int64).alias("without_plan"),
    ]
    return rows.group_by(*groups).agg(counts) if groups else rows.select(counts)


def _limits(table: pl.DataFrame, tail: float) -> tuple[Floats, Floats]:
    n, share, error = (table[name].cast(pl.Float64).to_numpy() for name in ("n", "estimate", "std_error"))
    with np.errstate(divide="ignore", invalid="ignore"):
        half = student(n, tail) * error / (share * (1 - share))
        between = (share > 0) & (share < 1)
        lower, upper = (np.where(between, expit(logit(share) + side * half), np.nan) for side in (-1, 1))
        furthest = tail ** (1 / n)
    several = (n > 1) & (error == 0)
    none, everything = several & (share == 0), several & (share == 1)
    lower = np.where(none, 0.0, np.where(everything, furthest, lower))
    return lower, np.where(none, 1 - furthest, np.where(everything, 1.0, upper))
