"""The gap between groups whose estimates have limits of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.process.frame_columns import columns_of, names_of
from research_kit.statistics.process.series import Floats

_ESTIMATE = ("estimate", "lower", "upper")


def gap_between(
    table: Any,
    *,
    group: str,
    compared_with: Any,
    measure: Literal["difference", "ratio"] = "difference",
    by: Sequence[str] | str = (),
) -> pl.DataFrame:
    """Gap between the estimate of each group and that of the one it is compared with, from their own intervals.

    Parameters
    ----------
    table
        One row per group: `estimate`, `lower`, `upper` of groups of different people, as `attendance` or
        `events_per_time` give them.
    group
        Column: the group.
    compared_with
        The value of `group` the others are compared with.
    measure
        `"difference"`: the others minus it. `"ratio"`: the others over it.
    by
        Columns within whose values groups are compared.

    Returns
    -------
    One row per other group: `by`..., `group` (under its name), `compared_with`, `estimate`, `lower`, `upper`. Null
    where a limit needed is null; a ratio also where an estimate is 0.

    Raises
    ------
    EstimateError
        A column is missing, a group has several rows, the group compared with is not there, or `measure` is unknown.

    Notes
    -----
    The distances from estimate to limit are squared and added, each on the side that matters: Newcombe's method 10
    for any pair of intervals. No covariance: a person may be in one group only.

    References
    ----------
    Zou GY, Donner A (2008). Stat Med 27:1693-1702. doi:10.1002/sim.3095
    """
    if measure not in ("difference", "ratio"):
        raise EstimateError(f"measure is {measure!r}; choose 'difference' or 'ratio'.")
    within = names_of(by)
    rows = columns_of(table, (group, *_ESTIMATE), within, written=(*_ESTIMATE, "compared_with"))
    repeated = rows.height - rows.select(*within, group).n_unique()
    if repeated:
        raise EstimateError(f"{repeated} of {rows.height} rows are of a group already seen. Name its columns in `by`.")
    is_reference = pl.col(group) == compared_with
    reference = rows.filter(is_reference).rename({name: f"_{name}" for name in _ESTIMATE}).drop(group)
    if not reference.height:
        raise EstimateError(f"No row has the group compared with in {group!r}: {compared_with!r}.")
    others = rows.filter(~is_reference.fill_null(False))
    pairs = (
        others.join(reference, on=within, how="inner", nulls_equal=True)
        if within
        else others.join(reference, how="cross")
    )
    compared = pl.lit(compared_with).cast(rows.schema[group]).alias("compared_with")
    return pairs.select(*within, group, compared).hstack(_gap(pairs, measure))


def _gap(pairs: pl.DataFrame, measure: str) -> pl.DataFrame:
    columns = [pairs[name].cast(pl.Float64).to_numpy() for name in (*_ESTIMATE, *(f"_{each}" for each in _ESTIMATE))]
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = columns if measure == "difference" else [np.log(each) for each in columns]
        found = _square_and_add(scaled[:3], scaled[3:])
        back = found if measure == "difference" else [np.exp(each) for each in found]
    defined = [np.where(np.isfinite(each), each, np.nan) for each in back]
    return pl.DataFrame(dict(zip(_ESTIMATE, defined, strict=True))).fill_nan(None)


def _square_and_add(one: list[Floats], two: list[Floats]) -> list[Floats]:
    (first, lower_1, upper_1), (other, lower_2, upper_2) = one, two
    gap = first - other
    return [gap, gap - np.hypot(first - lower_1, upper_2 - other), gap + np.hypot(upper_1 - first, other - lower_2)]
