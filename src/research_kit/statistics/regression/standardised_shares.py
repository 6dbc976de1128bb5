"""Shares with the event, had everybody in the cohort been in the same group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.regression.asked_times import asked_times
from research_kit.statistics.regression.baseline import is_followed
from research_kit.statistics.regression.cox_model import CoxModel
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.regression.hazard_steps import HazardSteps, hazard_steps
from research_kit.statistics.regression.mean_incidence import MeanIncidence, mean_incidence
from research_kit.statistics.regression.models_of_shares import models_of_shares
from research_kit.statistics.survival.pointwise_limits import normal_limits

Floats = NDArray[np.float64]

_MOST_LEVELS = 20


def standardised_shares(
    model: CoxModel,
    frame: Any,
    *,
    times: ArrayLike,
    by: str,
    competing: Sequence[CoxModel] = (),
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Share with the event by each time, had everybody been in the same level of a covariate, all else as it is.

    Parameters
    ----------
    model
        A Cox model of the event (of one cause, if `competing` holds the others).
    frame
        One row per participant of the cohort that the shares are standardised to: the covariates and strata of the
        models. Usually the frame of the fit.
    times
        Times >= 0, in the unit of the durations.
    by
        The covariate of `model` (and of `competing`, where they have it) that is set to each of its levels in turn.
    competing
        A list of cause-specific Cox models of the other causes; the shares are then cumulative incidences. Needed if
        `model` is of one cause and its data had others.
    confidence
        Coverage of the two-sided intervals.

    Returns
    -------
    `level, compared_with, time, estimate, std_error, lower, upper`: a share per level (`compared_with` null; limits on
    the log-log scale), then the difference of each level from the first (plain limits).
    Null past the last time observed in any stratum of the models.

    Raises
    ------
    EstimateError
        `by` is no covariate of the model or has too many values; a model has weights or clusters, for which this error
        is not offered; rows with covariates unknown to the models; a competing cause is missing, is
        the same as the model's, or competes with a model of any event.

    Notes
    -----
    The regression standardisation (g-computation) of METHODS M3.5: predictions for every row, averaged. The error has
    three parts: of the coefficients; of the baseline steps given these (both by the delta method, as R's `survfit`);
    and of the cohort being a sample of those it stands for (the variance of the predictions over n). The last is
    uncorrelated with the first two when the model holds, since a score has mean zero given covariates.

    References
    ----------
    Chen PY, Tsiatis AA (2001). Biometrics 57:1030-1038. doi:10.1111/j.0006-341X.2001.01030.x
    Sjolander A (2016). Eur J Epidemiol 31:563-574. doi:10.1007/s10654-016-0157-3
    """
    z = normal_quantile(confidence)
    models, people = models_of_shares(model, competing), given_frame(frame)
    levels = _levels(models, people, by)
    cohort = _cohort(models, people, asked_times(times), by)
    found = [cohort.mean(level) for level in levels]
    shares = [_table(cohort, level, mean) for level, mean in zip(levels, found, strict=True)]
    gaps = [
        _table(cohort, level, _less(mean, found[0]), levels[0])
        for level, mean in zip(levels[1:], found[1:], strict=True)
    ]
    return _while_followed(_with_limits(pl.concat([*shares, *gaps]), z), models)


def _while_followed(table: pl.DataFrame, models: Sequence[CoxModel]) -> pl.DataFrame:
    """Null past the last time observed in any stratum of any model."""
    asked = table["time"].to_numpy()
    known = np.all([is_followed(each.data, asked).all(axis=0) for each in models], axis=0)
    values = pl.col("estimate", "std_error", "lower", "upper")
    return table.with_columns(pl.when(pl.Series(known)).then(values))


@dataclass(frozen=True, kw_only=True)
class _Cohort:
    """Whom the shares are standardised to, and the hazards they would have."""

    people: pl.DataFrame  # alike in everything but the covariate set
    share: Floats
    n: int
    steps: list[HazardSteps]
    grid: Floats
    asked: Floats

    def mean(self, level: pl.Series) -> MeanIncidence:
        """The mean incidence with everybody at one level."""
        people = self.people.with_columns(pl.lit(level[0], dtype=level.dtype).alias(level.name))
        return mean_incidence(self.steps, people, self.share, grid=self.grid, asked=self.asked)


def _levels(models: Sequence[CoxModel], frame: pl.DataFrame, by: str) -> list[pl.Series]:
    """Each level as a value of one row, of the type of the column."""
    if any(each.data.is_robust for each in models):
        raise EstimateError(
            "Standardised shares are not offered for models with weights or clusters: their error is not the model's."
        )
    covariates = {covariate.name: covariate for covariate in models[0].data.terms.covariates}
    if by not in covariates or by not in frame.columns:
        raise EstimateError(f"`by` is {by!r}; it must be a column of the frame and one of: {', '.join(covariates)}.")
    known = covariates[by].levels
    values = pl.Series(by, known).cast(frame.schema[by], strict=False) if known else frame[by].unique().sort()
    if values.null_count() or not (known or values.dtype.is_numeric() or values.dtype == pl.Boolean):
        raise EstimateError(f"`by` column {by!r} is not of the type, or lacks values, that the model was fitted to.")
    if len(values) > _MOST_LEVELS:
        raise EstimateError(
            f"`by` column {by!r} has {len(values):,} values; a share for each says little. Set it to bands first."
        )
    return [values[place : place + 1] for place in range(len(values))]


def _grid(models: Sequence[CoxModel], asked: Floats) -> Floats:
    """The times at which hazards step; with one cause, those asked for suffice."""
    if len(models) == 1:
        return np.unique(asked)
    every = np.unique(np.concatenate([each.data.times.time.astype(np.float64) for each in models]))
    return np.unique(np.concatenate([every[every <= asked.max()], asked]))


def _cohort(models: Sequence[CoxModel], frame: pl.DataFrame, asked: Floats, by: str) -> _Cohort:
    """The rows of a frame, once each that are alike in everything but `by`, with their share."""
    if not frame.height:
        raise EstimateError("The frame has no rows: there is nobody to standardise to.")
    used = list(dict.fromkeys(name for each in models for name in _names(each) if name != by))
    missing = [name for name in used if name not in frame.columns]
    if missing:
        raise EstimateError(f"The frame has no column {', '.join(map(repr, missing))}, used by the models.")
    everybody = frame.with_columns(_everybody=0).select("_everybody", *used)
    alike = everybody.group_by(everybody.columns).len("_rows").sort(everybody.columns)
    grid = _grid(models, asked)
    return _Cohort(
        people=alike.drop("_rows"),
        share=alike["_rows"].to_numpy() / frame.height,
        n=frame.height,
        steps=[hazard_steps(each, grid) for each in models],
        grid=grid,
        asked=asked,
    )


def _names(model: CoxModel) -> list[str]:
    return [*model.data.strata.columns, *(covariate.name for covariate in model.data.terms.covariates)]


def _less(one: MeanIncidence, other: MeanIncidence) -> MeanIncidence:
    return MeanIncidence(
        each=one.each - other.each,
        by_step=[a - b for a, b in zip(one.by_step, other.by_step, strict=True)],
        by_coefficient=[a - b for a, b in zip(one.by_coefficient, other.by_coefficient, strict=True)],
    )


def _table(cohort: _Cohort, level: pl.Series, mean: MeanIncidence, other: pl.Series | None = None) -> pl.DataFrame:
    """One row per time: the mean and its standard error."""
    estimate = cohort.share @ mean.each
    variance = cohort.share @ (mean.each - estimate) ** 2 / cohort.n
    for step, by_step, by_coefficient in zip(cohort.steps, mean.by_step, mean.by_coefficient, strict=True):
        covariance = step.model.fit.covariance
        variance += np.einsum("tp,pq,tq->t", by_coefficient, covariance, by_coefficient)
        variance += np.einsum("tsm,sm->t", by_step**2, step.variance)
    return pl.DataFrame({"time": cohort.asked, "estimate": estimate, "std_error": np.sqrt(variance)}).select(
        pl.lit(level[0], dtype=level.dtype).alias("level"),
        pl.lit(None if other is None else other[0], dtype=level.dtype).alias("compared_with"),
        "time",
        "estimate",
        "std_error",
    )


def _with_limits(table: pl.DataFrame, z: float) -> pl.DataFrame:
    """Limits of shares on the log-log scale, of differences plain."""
    estimate, error = table["estimate"].to_numpy(), table["std_error"].to_numpy()
    is_share = table["compared_with"].is_null().to_numpy()
    share_lower, share_upper = normal_limits("log-log", np.where(is_share, estimate, 0.5), error, z)
    lower = np.where(is_share, share_lower, estimate - z * error)
    upper = np.where(is_share, share_upper, estimate + z * error)
    limits = pl.DataFrame({"lower": lower, "upper": upper}).fill_nan(None)
    return table.hstack(limits)
