"""Level and trend of a monthly count or rate before and after a change at a known time."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from scipy.special import stdtrit

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.process.frame_columns import refuse, require_numbers
from research_kit.statistics.process.newey_west import long_run_variance
from research_kit.statistics.process.segmented import require_options, require_told_apart
from research_kit.statistics.process.segmented_series import MONTHS, SegmentedSeries, segmented_series
from research_kit.statistics.process.series import Floats
from research_kit.statistics.regression.given_frame import given_frame

_STEPS = 50
_CONVERGED = 1e-10


def segmented_counts(
    frame: Any,
    *,
    events: str,
    time: str,
    change: Any,
    exposure: str | None = None,
    lag: int = MONTHS,
    harmonics: int = 0,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Change of the level and of the trend of a monthly count or rate at a time known beforehand, as log rate ratios.

    Parameters
    ----------
    frame
        One row per month, without gaps: polars (eager or lazy), or any frame narwhals supports.
    events
        Column: how many events, whole numbers >= 0; at least 5 a month on average on either side of the change.
    time, change, lag, harmonics
        As for `segmented`.
    exposure
        Column: what the events could happen in (people, person-time), > 0. None: the same every month.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per coefficient of the log rate, terms as `segmented`: `term`, `estimate`, `std_error` (Newey-West),
    `std_error_small_sample` (times sqrt(n / (n - terms))), `lower`, `upper` (from it, with Student's t), and the same
    in every row: `months`, `before`, `dispersion` (Pearson's chi-squared over its degrees of freedom).
    exp(`level` + m * `trend`) is the rate after m months over where it was heading.

    Raises
    ------
    EstimateError
        As `segmented`; events are no whole numbers or negative, an exposure is 0 or less, or the fit did not converge.

    Notes
    -----
    A Poisson regression, with errors that need no Poisson variance: R's `glm(poisson)` with
    `sandwich::NeweyWest(lag =, prewhite = FALSE)`. In short series the errors are too small, as those of `segmented`.

    References
    ----------
    Bernal JL, Cummins S, Gasparrini A (2017). Int J Epidemiol 46:348-355. doi:10.1093/ije/dyw098
    Newey WK, West KD (1987). Econometrica 55:703-708. doi:10.2307/1913610
    """
    tail = tail_probability(confidence)
    require_options("newey-west", harmonics)
    rows = given_frame(frame)
    series = segmented_series(rows, outcome=events, time=time, change=change, harmonics=harmonics, counted=events)
    require_told_apart(series, lag)
    refuse(rows, pl.col(events).cast(pl.Float64).floor() != pl.col(events), f"have no whole number in {events!r}.")
    return _table(series, _log_exposure(rows, exposure, time), int(lag), tail)


def _log_exposure(rows: pl.DataFrame, exposure: str | None, time: str) -> Floats:
    if exposure is None:
        return np.zeros(rows.height)
    if exposure not in rows.columns:
        raise EstimateError(f"The frame has no column {exposure!r}. It has: {', '.join(rows.columns)}.")
    require_numbers(rows, exposure)
    refuse(rows, pl.col(exposure) <= 0, f"have an exposure of 0 in {exposure!r}.")
    ordered: Floats = np.log(rows.sort(time)[exposure].cast(pl.Float64).to_numpy())
    return ordered


def _table(series: SegmentedSeries, offset: Floats, lag: int, tail: float) -> pl.DataFrame:
    counted, design = series.outcome, series.design
    scale = np.abs(design).max(axis=0)
    coefficients, expected = _fitted(counted, design / scale, offset)
    scaled = design / scale
    bread = np.linalg.inv(scaled.T @ (scaled * expected[:, None]))
    covariance = bread @ long_run_variance(scaled * (counted - expected)[:, None], lag) @ bread
    size, terms = design.shape
    error = np.sqrt(np.diag(covariance)) / scale
    small = error * np.sqrt(size / (size - terms))
    half = -stdtrit(size - terms, tail) * small
    estimate = coefficients / scale
    found = {"term": series.terms, "estimate": estimate, "std_error": error, "std_error_small_sample": small}
    found |= {"lower": estimate - half, "upper": estimate + half}
    dispersion = float(((counted - expected) ** 2 / expected).sum() / (size - terms))
    whole = {"months": pl.lit(size), "before": pl.lit(series.before), "dispersion": pl.lit(dispersion)}
    return pl.DataFrame(found).with_columns(**whole)


def _fitted(counted: Floats, design: Floats, offset: Floats) -> tuple[Floats, Floats]:
    """Coefficients of the log rate by Newton's method, and the expected counts."""
    start = np.log(counted.sum() / np.exp(offset).sum())
    coefficients = np.zeros(design.shape[1])
    coefficients[0] = start
    for _ in range(_STEPS):
        expected = np.exp(design @ coefficients + offset)
        step = np.linalg.solve(design.T @ (design * expected[:, None]), design.T @ (counted - expected))
        coefficients = coefficients + step
        if np.abs(step).max() < _CONVERGED:
            return coefficients, np.exp(design @ coefficients + offset)
    raise EstimateError(f"The regression of {counted.size} monthly counts did not converge in {_STEPS} steps.")
