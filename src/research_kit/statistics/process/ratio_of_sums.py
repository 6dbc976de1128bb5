"""A sum over another sum, with an error in which the person is the unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.special import stdtrit

from research_kit.statistics.process.series import Floats


def ratio_of_sums(rows: pl.DataFrame, *, top: str, bottom: str, cluster: str, by: Sequence[str]) -> pl.DataFrame:
    """By group: `n` (people with some of `bottom`), the two sums under their names, `estimate` and `std_error`.

    Notes
    -----
    The error is that of a linearised ratio, sqrt(n / (n - 1) * sum of (top - ratio * bottom)^2) / sum of bottom over
    people: R's `svyratio` with people as the clusters. Null with fewer than two people. Who has none of `bottom` must
    have none of `top`.
    """
    people = rows.group_by(*by, cluster, maintain_order=True).agg(pl.col(top, bottom).cast(pl.Float64).sum())
    ratio = pl.when(pl.col(bottom).sum() > 0).then(pl.col(top).sum() / pl.col(bottom).sum())
    over = people.with_columns(_ratio=ratio.over(by) if by else ratio)
    residual = pl.col(top) - pl.col("_ratio") * pl.col(bottom)
    sums = [
        (pl.col(bottom) > 0).sum().cast(pl.Int64).alias("n"),
        pl.col(top, bottom).sum(),
        ratio.alias("estimate"),
        (residual**2).sum().alias("_squares"),
    ]
    table = over.group_by(*by, maintain_order=True).agg(sums).sort(by) if by else over.select(sums)
    spread = pl.col("_squares") * pl.col("n") / (pl.col("n") - 1)
    error = pl.when(pl.col("n") > 1).then(spread.sqrt() / pl.col(bottom))
    return table.with_columns(std_error=error).drop("_squares")


def student(n: Floats, tail: float) -> Floats:
    """The quantile of Student's t with n - 1 degrees of freedom, NaN with fewer than two people."""
    with np.errstate(invalid="ignore"):
        return np.where(n > 1, -stdtrit(np.maximum(n - 1, 1), tail), np.nan)
