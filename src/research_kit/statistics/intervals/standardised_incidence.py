"""Shares with the event, had everybody been in the same group, when times are known as intervals (METHODS M3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.intervals.exponential_piece import earlier, later, log_phi, slope
from research_kit.statistics.intervals.interval_model import IntervalModel, checked_times
from research_kit.statistics.intervals.pieces import lengths
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.survival.pointwise_limits import normal_limits

Floats = NDArray[np.float64]

_MOST_LEVELS = 20


def standardised_incidence(
    model: IntervalModel, frame: Any, *, times: Iterable[float] | float, by: str, confidence: float = 0.95
) -> pl.DataFrame:
    """Share with an event of cause 1 by each time, had everybody been at the same level of a covariate.

    Parameters
    ----------
    model
        From `interval_censored`, with covariates.
    frame
        One row per participant of the cohort the shares are standardised to, with the model's covariates. Usually the
        frame of the fit.
    times
        Times >= 0, in the unit of the fit.
    by
        The covariate that is set to each of its levels (or values, at most 20) in turn, all else as it is.
    confidence
        Coverage of the two-sided intervals.

    Returns
    -------
    `level, compared_with, time, estimate, std_error, lower, upper`: a share per level (`compared_with` null; limits on
    the log-log scale), then the difference of each other level from the first (normal limits). Null after the largest
    time observed.

    Raises
    ------
    EstimateError
        `by` is no covariate of the model or has too many values; the frame has no rows, lacks a covariate, or has rows
        with covariates the model does not know.

    Notes
    -----
    Predictions for every row, averaged (g-computation). The error has two parts: of hazards and coefficients, by the
    delta method; and of the cohort being a sample (the variance of the predictions over n).

    References
    ----------
    Sjolander A (2016). Eur J Epidemiol 31:563-574. doi:10.1007/s10654-016-0157-3
    """
    z, time = normal_quantile(confidence), checked_times(times)
    if not isinstance(model, IntervalModel):
        raise EstimateError(
            f"`model` is of type {type(model).__name__}; this is for a model from `interval_censored`. Of `cox` models "
            "take `standardised_shares`."
        )
    people = _people(model, given_frame(frame))
    levels = _levels(model, people, by)
    averages = [_average(model, people.with_columns(pl.lit(level).alias(by)), time) for level in levels]
    rows = [_rows(model, average, level=level) for level, average in zip(levels, averages, strict=True)]
    for level, average in zip(levels[1:], averages[1:], strict=True):
        rows.append(_rows(model, average.minus(averages[0]), level=level, compared_with=levels[0]))
    return _with_limits(pl.concat(rows, how="vertical_relaxed"), z, model.last_time)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Average:
    """Predictions averaged over people, by time."""

    time: Floats
    each: Floats  # people x times
    n: Floats  # participants each row of people stands for
    derivative: Floats  # times x (hazards, effects)

    @property
    def estimate(self) -> Floats:
        return np.asarray(self.n @ self.each / self.n.sum())

    def minus(self, other: _Average) -> _Average:
        return _Average(
            time=self.time, each=self.each - other.each, n=self.n, derivative=self.derivative - other.derivative
        )

    def std_error(self, covariance: Floats) -> Floats:
        sampled = self.n @ (self.each - self.estimate) ** 2 / self.n.sum() ** 2
        fitted = np.einsum("ti,ij,tj->t", self.derivative, covariance, self.derivative)
        return np.asarray(np.sqrt(fitted + sampled))


def _people(model: IntervalModel, frame: pl.DataFrame) -> pl.DataFrame:
    """The distinct rows of the covariates, with how many have them."""
    covariates = model.effects.terms.covariates
    names = [covariate.name for covariate in covariates]
    missing = [name for name in names if name not in frame.columns]
    if missing or not frame.height or not names:
        raise EstimateError(
            f"The frame has {frame.height:,} rows and lacks {len(missing)} of the model's {len(names)} covariates"
            f"{': ' if missing else ''}{', '.join(missing)}. Give the participants to standardise to, of a model with "
            "covariates."
        )
    for covariate in covariates:
        text = pl.col(covariate.name).cast(pl.String)
        known = text.is_in(list(covariate.levels)) if covariate.levels else pl.col(covariate.name).is_not_null()
        strange = frame.select((~known.fill_null(False)).sum()).item()
        if strange:
            raise EstimateError(
                f"{strange:,} of {frame.height:,} rows have no {covariate.name!r}, or one the model does not know. "
                "Exclude them and say so."
            )
    return frame.group_by(names, maintain_order=True).agg(_n=pl.len())


def _levels(model: IntervalModel, people: pl.DataFrame, by: str) -> list[Any]:
    covariates = {covariate.name: covariate for covariate in model.effects.terms.covariates}
    if by not in covariates:
        raise EstimateError(f"`by` is {by!r}; it must be a covariate of the model: {', '.join(covariates)}.")
    levels = list(covariates[by].levels) or people[by].unique().sort().to_list()
    if len(levels) > _MOST_LEVELS:
        raise EstimateError(
            f"`by` column {by!r} has {len(levels):,} values; a share for each says little. Set it to bands first."
        )
    return levels


def _average(model: IntervalModel, people: pl.DataFrame, time: Floats) -> _Average:
    effects, n = model.effects, people["_n"].to_numpy().astype(np.float64)
    design = effects.terms.of(people)
    ratio = np.exp(design @ effects.estimate)[:, None]
    hazard, membership = model.fitted.by_cell(), model.fitted.pieces.membership
    each, derivative = [], []
    for inside in lengths(np.zeros(len(time)), time, model.fitted.pieces.cells):
        rates = np.stack([np.broadcast_to(row, (len(n), len(row))) for row in hazard], axis=1)
        rates = np.concatenate([rates[:, :1] * ratio[:, :, None], rates[:, 1:]], axis=1)
        x = inside * rates.sum(axis=1)
        chance = rates[:, 0] * inside * np.exp(log_phi(x) - earlier(x))
        moved = rates * (chance * inside * slope(x) - inside * later(chance))[:, None]
        moved[:, 0] += chance
        averaged = np.einsum("r,rkm->km", n, moved).ravel() @ membership
        by_effect = (n * moved[:, 0].sum(axis=1)) @ design
        each.append(chance.sum(axis=1))
        derivative.append(np.concatenate([averaged, by_effect]) / n.sum())
    return _Average(time=time, each=np.stack(each, axis=1), n=n, derivative=np.stack(derivative))


def _rows(model: IntervalModel, average: _Average, *, level: Any, compared_with: Any = None) -> pl.DataFrame:
    named = pl.DataFrame({"level": [level], "compared_with": [compared_with]})
    values = {
        "time": average.time,
        "estimate": average.estimate,
        "std_error": average.std_error(model.effects.covariance),
    }
    return named.join(pl.DataFrame(values), how="cross")


def _with_limits(table: pl.DataFrame, z: float, last_time: float) -> pl.DataFrame:
    """Limits of shares on the log-log scale, of differences plain."""
    estimate, error = table["estimate"].to_numpy(), table["std_error"].to_numpy()
    is_share = table["compared_with"].is_null().to_numpy()
    lower, upper = normal_limits("log-log", np.where(is_share, estimate, 0.5), error, z)
    limits = {
        "lower": np.where(is_share, lower, estimate - z * error),
        "upper": np.where(is_share, upper, estimate + z * error),
    }
    known = pl.col("time") <= last_time * (1 + 1e-12)
    values = pl.col("estimate", "std_error", *limits).fill_nan(None)
    return table.with_columns(**limits).with_columns(pl.when(known).then(values))
