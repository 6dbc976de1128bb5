"""The hazard behind the hazard ratios, and the survival that both predict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.asked_times import asked_times
from research_kit.statistics.regression.cox_data import CoxData
from research_kit.statistics.regression.design import Covariate
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.regression.partial_likelihood import Point

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def baseline_hazard(point: Point, data: CoxData) -> pl.DataFrame:
    """Hazard and cumulative hazard of somebody whose covariates are all 0 (all levels the reference).

    Returns
    -------
    The strata columns, then `time, hazard, cumulative_hazard`; one row per stratum and time with an event. The hazards
    are null where 0 lies so far from the covariates that no number holds them.

    Notes
    -----
    The jump at t is the sum over tied events that the fit used: Efron's after an Efron fit, as R's `survfit` and
    `basehaz(centered = FALSE)`. lifelines gives Breslow's after either.
    """
    times = data.times
    with np.errstate(over="ignore", under="ignore"):
        hazard = point.sums.inverse * np.exp(-(data.terms.centre / data.terms.scale) @ point.beta)
        if not (np.isfinite(hazard.sum()) and (hazard > 0).all()):
            hazard = np.full(len(hazard), np.nan)
    table = pl.DataFrame({"time": times.time, "hazard": hazard, "cumulative_hazard": times.until(hazard)})
    table = table.with_columns(pl.col("hazard", "cumulative_hazard").fill_nan(None))
    return data.strata[times.stratum].hstack(table) if data.strata.width else table


def predicted_survival(point: Point, data: CoxData, frame: Any, times: ArrayLike | Sequence[float]) -> pl.DataFrame:
    """Share without the event at given times, for every row of a frame.

    Parameters
    ----------
    point, data
        The fitted model.
    frame
        One row per participant: the covariates of the model, and its strata.
    times
        Times >= 0, in the unit of the durations.

    Returns
    -------
    `row` (0, 1, ... as in the frame), `time`, `survival`: rows x times; null past the last time observed
    (in the stratum).

    Raises
    ------
    EstimateError
        A column is missing, a level or stratum was not in the data of the fit, or a time is no number.
    """
    asked, people = asked_times(times), given_frame(frame)
    hazard, stratum = np.exp(linear_predictor(point, data, people)), stratum_of(people, data)
    survival = np.exp(-hazard[:, None] * cumulative_hazards(point, data, asked)[stratum])
    survival = np.where(is_followed(data, asked)[stratum], survival, np.nan)
    row, time = np.repeat(np.arange(people.height), len(asked)), np.tile(asked, people.height)
    table = pl.DataFrame({"row": row, "time": time, "survival": survival.ravel()})
    return table.with_columns(pl.col("survival").fill_nan(None))


def is_followed(data: CoxData, asked: Floats) -> NDArray[np.bool_]:
    """Strata x times: whether anybody of the fit was followed so far (but for rounding)."""
    return np.asarray(asked <= data.observed_until[:, None] * (1 + 1e-9))


def cumulative_hazards(point: Point, data: CoxData, asked: Floats) -> Floats:
    """Strata x times asked for: the cumulative hazard at the centre of the covariates."""
    return steps_at(data, data.times.until(point.sums.inverse), asked)


def steps_at(data: CoxData, until: Floats, asked: Floats) -> Floats:
    """Strata x times asked for (x columns): the value of running totals that step at the event times."""
    times, columns = data.times, until.shape[1:]
    found = np.zeros((data.strata.height or 1, len(asked), *columns))
    for start, stop in zip(times.starts, [*times.starts[1:], len(times.time)], strict=True):
        place = np.searchsorted(times.time[start:stop], asked, side="right")
        found[times.stratum[start]] = np.concatenate([np.zeros((1, *columns)), until[start:stop]])[place]
    return found


def linear_predictor(point: Point, data: CoxData, frame: pl.DataFrame) -> Floats:
    """Log relative hazard of every row, against the centre of the covariates."""
    require_covariates(frame, data.terms.covariates)
    return np.asarray(data.terms.matrix(frame) @ point.beta)


def require_covariates(frame: pl.DataFrame, covariates: Sequence[Covariate]) -> None:
    """Refuse rows whose covariates the model does not know."""
    missing = [covariate.name for covariate in covariates if covariate.name not in frame.columns]
    if missing:
        raise EstimateError(f"The frame has no column {', '.join(map(repr, missing))}, a covariate of the model.")
    for covariate in covariates:
        column = frame[covariate.name]
        known = column.cast(pl.String).is_in(covariate.levels) if covariate.levels else _is_number(column)
        unknown = int((~known.fill_null(False)).sum())
        if unknown:
            raise EstimateError(
                f"{unknown:,} of {frame.height:,} rows have no value, or one unknown to the model, in "
                f"{covariate.name!r}."
            )


def _is_number(column: pl.Series) -> pl.Series:
    """Where a column has a finite number; nowhere if it holds text or dates."""
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        return pl.repeat(False, len(column), eager=True)
    return column.cast(pl.Float64).is_finite()


def stratum_of(frame: pl.DataFrame, data: CoxData) -> Ints:
    """The number of the stratum of every row."""
    names = data.strata.columns
    if not names:
        return np.zeros(frame.height, dtype=np.int64)
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise EstimateError(f"The frame has no column {', '.join(map(repr, missing))}, a stratum of the model.")
    known = data.strata.with_row_index("_stratum")
    keys = frame.select(pl.col(name).cast(data.strata.schema[name], strict=False) for name in names)
    for name in names:
        lost = keys[name].null_count() - frame[name].null_count()
        if lost:
            raise EstimateError(f"{lost:,} of {frame.height:,} rows have a value unknown to the model in {name!r}.")
    found = keys.join(known, on=names, how="left", nulls_equal=True, maintain_order="left")["_stratum"]
    if found.null_count():
        raise EstimateError(f"{found.null_count():,} of {frame.height:,} rows lie in a stratum unknown to the model.")
    return found.to_numpy().astype(np.int64)
