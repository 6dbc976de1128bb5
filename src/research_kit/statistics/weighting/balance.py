"""How alike the exposed and the others are in what was known at the start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.column_names import listed
from research_kit.statistics.regression.design import Covariate, read_covariates
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.weighting.exposure_column import is_exposed, numbers_of, require_column
from research_kit.statistics.weighting.weights_of_exposure import require_estimand

Floats = NDArray[np.float64]
ALIKE, UNLIKE = 0.10, 0.20


def balance(
    frame: Any, *, exposure: str, covariates: Sequence[str], weight: str | None = None, estimand: str = "ATT"
) -> pl.DataFrame:
    """How far apart the exposed and the others are in each covariate, in standard deviations, before and after weights.

    Parameters
    ----------
    frame
        One row per participant.
    exposure
        Column: true or 1 if exposed, else false or 0.
    covariates
        Columns: of text, every level is compared (the first too).
    weight
        Column: a weight >= 0 per row, such as of `propensity_weights` or `matched_pairs`; None: before only.
    estimand
        Whose standard deviation is the unit: `ATT` of the exposed, `ATE` the root mean of both groups' variances;
        always without weights, so that before and after have the same unit.

    Returns
    -------
    One row per term: `term`, `mean_exposed`, `mean_comparison`, `difference_before`, `weighted_exposed`,
    `weighted_comparison`, `difference_after` (null without weights) and `status`: `ok` (below .10), `warning` (to .20),
    `blocked` (above), of the last difference. A difference is null where the unit is 0.

    Raises
    ------
    EstimateError
        Columns that cannot be used, weights that are negative or all 0 in a group.

    References
    ----------
    Austin PC (2009). Stat Med 28:3083-3107. doi:10.1002/sim.3697
    """
    require_estimand(estimand)
    people = given_frame(frame)
    exposed = is_exposed(people, exposure)
    names, values = _terms(people, listed(covariates))
    unit = _unit(values, exposed, estimand)
    first, second = values[exposed].mean(axis=0), values[~exposed].mean(axis=0)
    columns = {"term": names, "mean_exposed": first, "mean_comparison": second}
    columns["difference_before"] = _in_units(first - second, unit)
    first, second = _weighted_means(people, values, exposed, weight)
    columns |= {"weighted_exposed": first, "weighted_comparison": second}
    columns["difference_after"] = _in_units(first - second, unit)
    numbers = pl.all().exclude("term").cast(pl.Float64).fill_nan(None)
    return pl.DataFrame(columns).with_columns(numbers).with_columns(status=_status(weight is not None))


def _status(weighted: bool) -> pl.Expr:
    apart = pl.col("difference_after" if weighted else "difference_before").abs()
    found = pl.when(apart < ALIKE).then(pl.lit("ok")).when(apart <= UNLIKE).then(pl.lit("warning"))
    return found.when(apart.is_not_null()).then(pl.lit("blocked"))


def _terms(people: pl.DataFrame, names: Sequence[str]) -> tuple[list[str], Floats]:
    for name in names:
        require_column(people, name)
    read = read_covariates(people, names)
    labels = [label for each in read for label in _labels(each)]
    return labels, np.hstack([_columns(each, people) for each in read])


def _labels(covariate: Covariate) -> list[str]:
    return [f"{covariate.name}={level}" for level in covariate.levels] or [covariate.name]


def _columns(covariate: Covariate, people: pl.DataFrame) -> Floats:
    values = covariate.values(people)
    if not covariate.levels:
        return values
    with_first: Floats = np.column_stack([1 - values.sum(axis=1), values])
    return with_first


def _unit(values: Floats, exposed: NDArray[np.bool_], estimand: str) -> Floats:
    of_exposed = values[exposed].var(axis=0, ddof=1)
    if estimand == "ATT":
        return np.asarray(np.sqrt(of_exposed))
    return np.asarray(np.sqrt((of_exposed + values[~exposed].var(axis=0, ddof=1)) / 2))


def _in_units(difference: Floats, unit: Floats) -> Floats:
    apart: Floats = np.divide(difference, unit, out=np.full(len(unit), np.nan), where=unit > 0)
    return apart


def _weighted_means(
    people: pl.DataFrame, values: Floats, exposed: NDArray[np.bool_], weight: str | None
) -> tuple[Floats, Floats]:
    if weight is None:
        return np.full(values.shape[1], np.nan), np.full(values.shape[1], np.nan)
    weights = numbers_of(people, weight)
    if (weights < 0).any() or min(weights[exposed].sum(), weights[~exposed].sum()) <= 0:
        raise EstimateError(
            f"{int((weights < 0).sum()):,} weights in {weight!r} are negative, or all of a group are 0."
        )
    first, second = (np.average(values[group], axis=0, weights=weights[group]) for group in (exposed, ~exposed))
    return first, second
