"""Piecewise-exponential estimate when events are known exactly, or only as lying between two dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.intervals.contributions import Observations
from research_kit.statistics.intervals.fitted_curve import FittedHazards
from research_kit.statistics.intervals.fitted_pieces import Cuts, Fit, fit_merging, fit_pieces
from research_kit.statistics.intervals.interval_columns import IntervalColumns
from research_kit.statistics.intervals.interval_covariates import Effects, Terms, read_terms
from research_kit.statistics.intervals.interval_diagnostics import diagnose
from research_kit.statistics.intervals.interval_model import IntervalModel
from research_kit.statistics.intervals.interval_rows import read_intervals

Floats = NDArray[np.float64]

_FEWEST_EVENTS = 2
QUARTER_DAYS = 91.3125
"""Three months of 30.4375 days (METHODS 0.5)."""


def interval_censored(
    frame: Any,
    *,
    left: str,
    right: str,
    event: str | None = None,
    entry: str | None = None,
    weight: str | None = None,
    cuts: Cuts | None = None,
    piece_length: float = QUARTER_DAYS,
    covariates: Sequence[str] | str = (),
    confidence: float = 0.95,
) -> IntervalModel:
    """Share that has had the event by each time, when events are known exactly or only between two follow-ups.

    Parameters
    ----------
    frame
        One row per participant of one group: polars (eager or lazy), or any frame narwhals supports. For several
        groups fit each: `{key: interval_censored(part, ...) for key, part in frame.partition_by(by, as_dict=True)}`.
    left, right
        Columns: the event happened in (left, right], e.g. (last follow-up without it, first follow-up with it]; times
        since the index date, 0 <= left <= right. Equal: the time is known exactly. `right` null or infinite: no event
        seen, right-censored at `left`, the last time verified without it.
    event
        Column: whole numbers, 0 = no event seen (`right` is null), 1...K = cause. None: one cause; whoever has a
        finite `right` had it.
    entry
        Column: time at which observation began, for those observed late (left truncation). None = from the index on.
    weight
        Column: a count >= 0 of equal participants the row stands for.
    cuts
        Where one piece of constant hazard ends and the next begins, taken as they are: the same for all causes, or a
        mapping from each cause to its own; [] for a single piece. None: pieces of `piece_length`, those of each cause
        merged until each is expected to hold five of its events (at least one piece, however few the events).
    piece_length
        In the unit of the times; the default is a quarter in days. Give 3 if they are months.
    covariates
        Columns that multiply the hazard of cause 1 by a constant ratio: numbers, booleans, or text with one term per
        level but the first. Other causes' hazards are the same for all.
    confidence
        Coverage of the intervals, strictly between 0 and 1; the model's methods take others.

    Returns
    -------
    A frozen `IntervalModel`: `.hazards`, `.coefficients`, `.log_likelihood`, `.diagnostics`, and the methods
    `.survival`, `.cumulative_incidence`, `.quantile`, `.restricted_mean`, `.at_risk`.

    Raises
    ------
    CountsError
        A column is missing, the frame is empty, or rows hold what cannot be used. The message says how many rows.
    EstimateError
        Nobody (with covariates: fewer than two) had an event, the likelihood has no maximum inside (a hazard goes to
        zero or without bound, a covariate separates), the Hessian is not positive definite there, or an argument is out
        of range.

    Notes
    -----
    Contributions, with H the cumulative hazard of all causes: exact, log h_k(t) - H(t); an event of cause k in (L, R],
    the log of the sum over pieces (a, b] inside it of h_k / h (exp(-H(a)) - exp(-H(b))); censored, -H(L); and for all
    + H(entry). A time on a boundary lies in the piece that ends there. The last piece goes on to the largest time
    observed; after that nothing is estimated. A cause (or a piece of `cuts`) without events has hazard 0 and no row.
    Expected events of an interval are those under the fitted hazards. Standard errors come from the observed
    information, with the analytic second derivative; the pieces are taken as given.
    R's `survreg(dist = "exponential")` on `Surv(type = "interval2")` is the case of one piece and one cause.

    References
    ----------
    Friedman M (1982). Ann Stat 10:101-113. doi:10.1214/aos/1176345693
    Lindsey JC, Ryan LM (1998). Stat Med 17:219-238.
    """
    normal_quantile(confidence)  # refused before anything is computed
    names = (covariates,) if isinstance(covariates, str) else tuple(covariates)
    columns = IntervalColumns(
        left=left, right=right, event=event, entry=entry, weight=weight, carried=tuple(dict.fromkeys(names))
    )
    rows = read_intervals(frame, columns)
    terms = read_terms(rows, names)
    observed = Observations.read(rows, terms.design)
    fit = _fitted(observed, cuts, piece_length)
    return _model(observed, fit, terms=terms, confidence=confidence, piece_length=piece_length)


def _fitted(observed: Observations, cuts: Cuts | None, piece_length: float) -> Fit:
    causes = int(observed.cause.max())
    if not causes:
        raise EstimateError(
            f"None of {observed.n.sum():,.0f} participants had an event: there is no hazard to estimate. Their number "
            "at risk, and Clopper and Pearson's limits for 0 of them, is all that can be said."
        )
    events = float(observed.n[observed.cause > 0].sum())
    if events < _FEWEST_EVENTS and observed.design.shape[1]:
        raise EstimateError(
            f"{events:g} of {observed.n.sum():,.0f} participants had an event: no effect of a covariate can be "
            f"estimated from fewer than {_FEWEST_EVENTS}. Leave the covariates out, or follow longer."
        )
    return fit_merging(observed, causes, piece_length) if cuts is None else fit_pieces(observed, causes, cuts)


def _model(observed: Observations, fit: Fit, *, terms: Terms, confidence: float, piece_length: float) -> IntervalModel:
    maximum, hazards = fit.maximum, len(fit.maximum.log_hazard)
    terms.require_finite(maximum.coefficients)
    covariance, condition_number = _covariance(maximum.information)
    terms.require_told(covariance[hazards:, hazards:])
    return IntervalModel(
        hazards=_hazard_table(fit, np.sqrt(np.diag(covariance)[:hazards]), normal_quantile(confidence)),
        coefficients=terms.table(maximum.coefficients, covariance[hazards:, hazards:], confidence),
        log_likelihood=maximum.value,
        diagnostics=diagnose(observed, fit, condition_number=condition_number, piece_length=piece_length),
        causes=tuple(sorted({cause + 1 for cause, _ in fit.pieces.hazards})),
        confidence=confidence,
        last_time=observed.last_time,
        fitted=FittedHazards(fit.pieces, maximum.log_hazard),
        covariance=covariance[:hazards, :hazards],
        effects=Effects(terms=terms, estimate=maximum.coefficients, covariance=covariance),
        observed=observed,
    )


def _covariance(information: Floats) -> tuple[Floats, float]:
    """The inverse of the information, and the condition number of the information with its scales taken out."""
    scale = np.sqrt(np.abs(np.diag(information)))
    scaled = information / np.outer(scale, scale)
    smallest, largest = np.linalg.eigvalsh(scaled)[[0, -1]]
    if not smallest > 1e-10:
        raise EstimateError(
            f"The Hessian of {len(information)} parameters is not positive definite at the maximum: the data do not "
            "tell them apart. Give fewer `cuts`, a longer `piece_length`, or fewer covariates."
        )
    return np.linalg.inv(scaled) / np.outer(scale, scale), float(largest / smallest)


def _hazard_table(fit: Fit, std_error: Floats, z: float) -> pl.DataFrame:
    pairs, starts, maximum = fit.pieces.hazards, fit.pieces.starts, fit.maximum
    hazard, factor = np.exp(maximum.log_hazard), np.exp(z * std_error)
    columns = {
        "cause": [cause + 1 for cause, _ in pairs],
        "start": [starts[cause][piece] for cause, piece in pairs],
        "end": [(*starts[cause], None)[piece + 1] for cause, piece in pairs],
        "events_mass": maximum.mass,
        "exposure": maximum.exposure,
        "hazard": hazard,
        "std_error": hazard * std_error,
        "lower": hazard / factor,
        "upper": hazard * factor,
    }
    return pl.DataFrame(columns, schema_overrides={"cause": pl.Int64, "end": pl.Float64})
