"""The share that has had the event by each interval, if everybody had the same value of a covariate (g-computation)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.regression.design import design_matrix
from research_kit.statistics.regression.grouped_hazard_model import GroupedHazardModel
from research_kit.statistics.regression.grouped_shares import course, followed_intervals
from research_kit.statistics.regression.known_values import require_known_values

Floats = NDArray[np.float64]
_MOST_VALUES = 20
_GAP = ("gap", "gap_std_error", "gap_lower", "gap_upper")


def standardised_shares(
    model: GroupedHazardModel, frame: pl.DataFrame, *, covariate: str, values: Sequence[Any] | None = None
) -> pl.DataFrame:
    """The share that would have had the event by each interval, were everybody alike in one covariate.

    Parameters
    ----------
    model
        From `grouped_hazard`.
    frame
        One row per participant over whom to average, the whole cohort: the columns that were covariates.
    covariate
        The covariate that is set to each of its values in turn; the others stay as they are.
    values
        The values, in the order wanted; the first is what the others are compared with. None: the levels of a
        covariate of text, or the values in the frame (20 at most) of one of numbers.

    Returns
    -------
    One row per value and interval: the covariate's column; `interval`; `estimate`, `std_error`, `lower`, `upper`; and
    the difference from the first value as `gap`, `gap_std_error`, `gap_lower`, `gap_upper` (null for the first).

    Raises
    ------
    EstimateError
        A covariate is missing or has unknown values, `covariate` is none of the model's, or an interval before the last
        had nobody at risk.

    Notes
    -----
    Errors by the delta method from the model's covariance (robust if it has clusters), the participants' covariates
    taken as they are. Limits of a share are formed on the scale of log(-log(1 - share)), of a gap on its own.

    References
    ----------
    Robins J (1986). Math Model 7:1393-1512. doi:10.1016/0270-0255(86)90088-6
    """
    require_known_values(model.covariates, frame)
    intervals = followed_intervals(model)
    chosen = _values(model, frame, covariate, values)
    patterns = frame.group_by([each.name for each in model.covariates]).len("_participants").sort(pl.all())
    averages = [_average(model, patterns, covariate, value) for value in chosen]
    parts = [_rows(model, average, averages[0] if place else None) for place, average in enumerate(averages)]
    labels = pl.Series(covariate, chosen, dtype=frame.schema[covariate])
    table = pl.concat([part.with_columns(interval=pl.Series(intervals)) for part in parts])
    repeated = labels.gather(np.repeat(np.arange(len(chosen)), len(intervals)))
    return table.select(repeated, "interval", pl.all().exclude("interval"))


def _values(model: GroupedHazardModel, frame: pl.DataFrame, name: str, given: Sequence[Any] | None) -> list[Any]:
    named = {each.name: each for each in model.covariates}
    if name not in named:
        raise EstimateError(f"`covariate` is {name!r}; the model's are {', '.join(named)}.")
    chosen = list(given) if given is not None else list(named[name].levels) or sorted(frame[name].unique().to_list())
    if not chosen or len(chosen) > _MOST_VALUES:
        raise EstimateError(f"{len(chosen)} values of {name!r} to compare; name 1 to {_MOST_VALUES} as `values`.")
    return chosen


def _average(model: GroupedHazardModel, patterns: pl.DataFrame, name: str, value: Any) -> tuple[Floats, Floats]:
    """The mean share by each interval with the covariate set to a value, and its gradient (intervals x parameters)."""
    fixed = patterns.with_columns(pl.lit(value, dtype=patterns.schema[name]).alias(name))
    require_known_values(model.covariates, fixed)
    design = design_matrix(fixed, model.covariates)
    predicted = course(model, design)
    part = (patterns["_participants"] / patterns["_participants"].sum()).to_numpy()
    size = predicted.free.shape[1]
    by_intercept = np.tril((part[:, None] * predicted.free).T @ predicted.rate)
    by_term = (part[:, None] * predicted.free * np.cumsum(predicted.rate, axis=1)).T @ design
    estimate = 1 - part @ predicted.free
    return estimate, np.hstack([by_intercept.reshape(size, size), by_term])


def _rows(
    model: GroupedHazardModel, average: tuple[Floats, Floats], first: tuple[Floats, Floats] | None
) -> pl.DataFrame:
    estimate, gradient = average
    z = normal_quantile(model.confidence)
    std_error = _error(model, gradient)
    cumulative = -np.log1p(-estimate)
    factor = np.exp(z * std_error / ((1 - estimate) * cumulative))
    table = pl.DataFrame(
        {
            "estimate": estimate,
            "std_error": std_error,
            "lower": -np.expm1(-cumulative / factor),
            "upper": -np.expm1(-cumulative * factor),
        }
    )
    if first is None:
        return table.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in _GAP)
    gap, gap_error = estimate - first[0], _error(model, gradient - first[1])
    columns = (gap, gap_error, gap - z * gap_error, gap + z * gap_error)
    return table.with_columns(pl.Series(name, column) for name, column in zip(_GAP, columns, strict=True))


def _error(model: GroupedHazardModel, gradient: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("ki,ij,kj->k", gradient, model.covariance, gradient)))
