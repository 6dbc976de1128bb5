"""Level and trend of a monthly series before and after a change at a known time."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import polars as pl
from scipy.special import stdtrit

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.process.chart_table import autocorrelation
from research_kit.statistics.process.newey_west import LinearFit, autoregressive, newey_west
from research_kit.statistics.process.segmented_series import MONTHS, SegmentedSeries, segmented_series

MOST_HARMONICS = 5


def segmented(
    frame: Any,
    *,
    outcome: str,
    time: str,
    change: Any,
    errors: Literal["newey-west", "autoregressive"] = "newey-west",
    lag: int = MONTHS,
    harmonics: int = 0,
    counted: str | None = None,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Change of the level and of the trend of a monthly series at a time known beforehand (interrupted time series).

    Parameters
    ----------
    frame
        One row per month, without gaps: polars (eager or lazy), or any frame narwhals supports.
    outcome
        Column: the number of the month, such as a share, a median or a count.
    time
        Column: a date in the month, or a number that grows by 1 a month.
    change
        The first month in which the change is there: a date or a number, as `time`.
    errors
        `"newey-west"`: least squares, with errors that allow residuals of neighbouring months to be alike.
        `"autoregressive"`: generalised least squares with residuals that depend on the month before.
    lag
        Over how many months residuals may be alike (Newey-West), at least 0 and below the number of months.
    harmonics
        How many pairs of sine and cosine over 12 months describe the season, 0 to 5.
    counted
        Column: how many events the month's number rests on, e.g. the outcome itself if it is a count. Given, at least
        5 are required per month on either side.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per coefficient: `term` (`(Intercept)`, `time` under its name, `level`, `trend`, and `sin_1`, `cos_1`, ...),
    `estimate`, `std_error`, `std_error_small_sample` (times sqrt(n / (n - terms)) for Newey-West), `lower`, `upper`
    (from it, with Student's t), and of the whole fit, the same in every row: `months`, `before` (months before the
    change), `sigma`, `durbin_watson`, `residual_autocorrelation`, `autoregression` (null for Newey-West).
    `trend` counts 1 in the first month of the change: the outcome is then `level` + `trend` from where it was heading,
    and after m months `level` + m * `trend`.

    Raises
    ------
    EstimateError
        Blocked: fewer than 12 months before or from the change on, points further apart than a month (12 quarters give
        at most 6 + 6 points), or fewer than 5 events per month. Or: months are missing or repeated, a column is
        missing or holds no numbers, the terms cannot be told apart, or an argument is out of range.

    Notes
    -----
    Before and after are compared, not people with and without: whatever else changed at that time is in it.
    `std_error` is R's `sandwich::NeweyWest(lag =, prewhite = FALSE)`, that of `autoregressive` is `nlme::gls` with
    `corAR1`. In short series Newey and West's are far too small, the more so the longer the lag: with 12 + 12 months an
    interval for `level` that should cover 95 % covered 60 % with a lag of 12, 77 % with 3, and 92 % with
    `autoregressive` (residual autocorrelation 0.3). Use `autoregressive` below some 100 months.

    References
    ----------
    Bernal JL, Cummins S, Gasparrini A (2017). Int J Epidemiol 46:348-355. doi:10.1093/ije/dyw098
    Newey WK, West KD (1987). Econometrica 55:703-708. doi:10.2307/1913610
    """
    tail = tail_probability(confidence)
    require_options(errors, harmonics)
    series = segmented_series(frame, outcome=outcome, time=time, change=change, harmonics=harmonics, counted=counted)
    require_told_apart(series, lag)
    if errors == "newey-west":
        return _table(series, newey_west(series.outcome, series.design, int(lag)), tail)
    return _table(series, autoregressive(series.outcome, series.design), tail)


def require_options(errors: str, harmonics: int) -> None:
    """Refuses an unknown kind of error and a number of harmonics out of range."""
    if errors not in ("newey-west", "autoregressive"):
        raise EstimateError(f"errors is {errors!r}; choose 'newey-west' or 'autoregressive'.")
    if isinstance(harmonics, bool) or not isinstance(harmonics, int) or not 0 <= harmonics <= MOST_HARMONICS:
        raise EstimateError(f"harmonics is {harmonics!r}; it must be a whole number from 0 to {MOST_HARMONICS}.")


def require_told_apart(series: SegmentedSeries, lag: int) -> None:
    """Refuses terms that cannot be told apart, and a lag longer than the series."""
    size = len(series.outcome)
    if isinstance(lag, bool) or not isinstance(lag, (int, np.integer)) or not 0 <= lag < size:
        raise EstimateError(f"lag is {lag!r}; it must be a whole number from 0 to {size - 1}.")
    scaled = series.design / np.linalg.norm(series.design, axis=0)
    if series.outcome.size <= scaled.shape[1] or np.linalg.matrix_rank(scaled) < scaled.shape[1]:
        raise EstimateError(f"{scaled.shape[1]} terms cannot be told apart in {series.outcome.size} months.")


def _table(series: SegmentedSeries, fit: LinearFit, tail: float) -> pl.DataFrame:
    size, terms = series.design.shape
    error = np.sqrt(np.diag(fit.covariance))
    small = error * np.sqrt(size / (size - terms)) if fit.autoregression is None else error
    half = -stdtrit(size - terms, tail) * small
    residuals = fit.residuals
    square = float(residuals @ residuals)
    found = pl.DataFrame(
        {
            "term": series.terms,
            "estimate": fit.coefficients,
            "std_error": error,
            "std_error_small_sample": small,
            "lower": fit.coefficients - half,
            "upper": fit.coefficients + half,
        }
    )
    whole = {
        "sigma": float(np.sqrt(square / (size - terms))),
        "durbin_watson": float((np.diff(residuals) ** 2).sum() / square) if square > 0 else None,
        "residual_autocorrelation": autocorrelation(residuals),
        "autoregression": fit.autoregression,
    }
    counts = {"months": pl.lit(size), "before": pl.lit(series.before)}
    return found.with_columns(**counts, **{name: pl.lit(value, dtype=pl.Float64) for name, value in whole.items()})
