"""What the interval-censored estimate hands over: hazards, curves with intervals, medians, months, and checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, normal_quantile
from research_kit.statistics.intervals.contributions import Observations
from research_kit.statistics.intervals.fitted_curve import FittedHazards
from research_kit.statistics.intervals.interval_covariates import Effects
from research_kit.statistics.intervals.interval_diagnostics import IntervalDiagnostics
from research_kit.statistics.intervals.reached import time_reaching
from research_kit.statistics.survival.pointwise_limits import normal_limits

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class IntervalModel:
    """A fitted piecewise-exponential model of one group (Friedman 1982), by METHODS M3.3.

    Attributes
    ----------
    hazards
        One row per cause and piece: `cause, start, end` (null: to the largest time), `events_mass` (expected events),
        `exposure` (expected time at risk; of cause 1 weighted by the hazard ratio if there are covariates), `hazard`
        = their quotient, `std_error`, `lower`, `upper` (normal on the log scale).
    coefficients
        One row per term, log hazard ratio of cause 1: `term, estimate, std_error, robust_std_error` (null), `lower`,
        `upper`. No rows without covariates.
    log_likelihood
        At its greatest.
    diagnostics
        What was checked, and how well the times are known.
    causes
        The causes that occur.

    Notes
    -----
    With covariates, hazards and curves are those at the covariates' means.
    """

    hazards: pl.DataFrame
    coefficients: pl.DataFrame
    log_likelihood: float
    diagnostics: IntervalDiagnostics
    causes: tuple[int, ...]
    confidence: float
    last_time: float
    fitted: FittedHazards = field(repr=False)
    covariance: Floats = field(repr=False)  # of the log hazards, in the order of `hazards`
    effects: Effects = field(repr=False)
    observed: Observations = field(repr=False)

    def survival(self, times: Iterable[float] | float, *, confidence: float | None = None) -> pl.DataFrame:
        """Share without any event by each time: `time, estimate, std_error, lower, upper`.

        Limits: delta method on the log of the cumulative hazard. Null after the largest time observed; at time 0 the
        estimate is 1 with standard error 0, without limits.
        """
        time = checked_times(times)
        return self._known(time, self._band(None, time, self._z(confidence)))

    def cumulative_incidence(self, times: Iterable[float] | float, *, confidence: float | None = None) -> pl.DataFrame:
        """Share that has had an event of each cause by each time: `cause, time, estimate, std_error, lower, upper`.

        Limits: delta method on log(-log F), as `rk.statistics.cumulative_incidence`; with a single cause those of
        1 - survival, so that the two agree. Null after the largest time observed.
        """
        time, z = checked_times(times), self._z(confidence)
        parts = [self._known(time, self._band(cause, time, z)) for cause in self.causes]
        named = [
            part.select(pl.lit(cause, dtype=pl.Int64).alias("cause"), pl.all())
            for cause, part in zip(self.causes, parts, strict=True)
        ]
        return pl.concat(named)

    def quantile(self, p: float = 0.5, *, cause: int | None = None, confidence: float | None = None) -> pl.DataFrame:
        """Time by which a share `p` has had the event (of any cause, or of one): `time, lower, upper`.

        Limits invert the band of the curve; null where not reached by the largest time observed.
        """
        if not is_number(p) or not 0 < p < 1:
            raise EstimateError(f"p is {p!r}; it must lie strictly between 0 and 1, e.g. 0.5 for the median.")
        z = self._z(confidence)

        def had(place: int) -> float | None:
            return time_reaching(lambda time: self._had(cause, time, z)[place], p, self.last_time)

        found = {"time": had(0), "lower": had(2), "upper": had(1)}
        return pl.DataFrame(found, schema=dict.fromkeys(found, pl.Float64))

    def restricted_mean(self, tau: float, *, cause: int | None = None, confidence: float | None = None) -> pl.DataFrame:
        """Average time without any event in the first `tau`; with a cause, average time after its event.

        Returns
        -------
        One row: `tau, estimate, std_error, lower, upper` (normal; delta method); null if tau is after the largest
        time observed. Two groups that share nobody: the difference of their estimates has the standard error
        sqrt(sum of squares).
        """
        if not is_number(tau) or not 0 < tau < np.inf:
            raise EstimateError(f"tau is {tau!r}; give a time > 0 on the scale of the data.")
        area = self.fitted.area(float(tau), None if cause is None else self._place(cause))
        std_error = area.std_error(self.covariance)
        margin = self._z(confidence) * std_error
        band = (area.value, std_error, area.value - margin, area.value + margin)
        return self._known(np.array([float(tau)]), band).rename({"time": "tau"})

    def at_risk(self, times: Iterable[float] | float) -> pl.DataFrame:
        """Participants by what is known of them at each time.

        Returns
        -------
        `time`; `at_risk`, under observation and known to be without the event just before it (entry < time <= left;
        everybody followed from the start at time 0);
        `in_interval`, whose event lies in an interval that holds the time (left < time <= right); `events`, known to
        have had one earlier (right < time).
        """
        time, seen = checked_times(times), self.observed
        ends = np.isfinite(seen.right)
        start = np.where(seen.entry > 0, seen.entry, -1.0)  # whoever is followed from the start is at risk at 0
        entered, left = _counted(start, seen.n, time), _counted(seen.left, seen.n, time)
        had = _counted(seen.right[ends], seen.n[ends], time)
        known = _counted(seen.left[ends], seen.n[ends], time)
        return pl.DataFrame({"time": time, "at_risk": entered - left, "in_interval": known - had, "events": had})

    def _z(self, confidence: float | None) -> float:
        return normal_quantile(self.confidence if confidence is None else confidence)

    def _place(self, cause: int) -> int:
        if cause not in self.causes:
            raise EstimateError(f"`cause` is {cause!r}; the causes that occur are {', '.join(map(str, self.causes))}.")
        return cause - 1

    def _band(self, cause: int | None, time: Floats, z: float) -> tuple[Floats, Floats, Floats, Floats]:
        """Estimate, standard error and limits; of the share without any event if the cause is None."""
        place = None if cause is None else self._place(cause)
        if place is not None and len(self.causes) == 1:
            free, std_error, lower, upper = self._band(None, time, z)
            return 1 - free, std_error, 1 - upper, 1 - lower
        curve = self.fitted.survival(time) if place is None else self.fitted.incidence(place, time)
        std_error = curve.std_error(self.covariance)
        return curve.value, std_error, *normal_limits("log-log", curve.value, std_error, z)

    def _had(self, cause: int | None, time: Floats, z: float) -> tuple[Floats, Floats, Floats]:
        """The share that has had the event, with limits."""
        estimate, _, lower, upper = self._band(cause, time, z)
        return (1 - estimate, 1 - upper, 1 - lower) if cause is None else (estimate, lower, upper)

    def _known(self, time: Floats, band: tuple[Floats, Floats, Floats, Floats]) -> pl.DataFrame:
        """The band as columns, null after the largest time observed (but for rounding)."""
        known = time <= self.last_time * (1 + 1e-12)
        named = zip(("estimate", "std_error", "lower", "upper"), band, strict=True)
        columns = {name: np.where(known, values, np.nan) for name, values in named}
        return pl.DataFrame({"time": time} | columns).with_columns(pl.col(*columns).fill_nan(None))


def checked_times(times: Iterable[float] | float) -> Floats:
    """The times asked for as an array, or an error."""
    try:
        wanted = np.atleast_1d(np.asarray(times if is_number(times) else list(times), dtype=np.float64))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        wanted = np.zeros(0)
    if wanted.ndim != 1 or not wanted.size or not np.isfinite(wanted).all() or (wanted < 0).any():
        raise EstimateError("`times` must be one or more finite numbers >= 0, on the time scale of the data.")
    return wanted


def _counted(values: Floats, n: Floats, before: Floats) -> Floats:
    """How many have a value earlier than each time."""
    order = np.argsort(values, kind="stable")
    upto = np.concatenate([[0.0], np.cumsum(n[order])])
    return np.asarray(upto[np.searchsorted(values[order], before, side="left")])
