"""Multiple imputation of missing covariates of a time-to-event analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.columns import Columns
from research_kit.counts.engines import read
from research_kit.errors import CountsError, EstimateError
from research_kit.statistics.imputation.chained_equations import chained_equations
from research_kit.statistics.imputation.missing_values import missing_values, require_few_missing
from research_kit.statistics.imputation.observed_covariate import ObservedCovariate, observed_covariates
from research_kit.statistics.imputation.outcome_terms import outcome_terms
from research_kit.statistics.regression.column_names import listed
from research_kit.statistics.regression.follow_up_rows import follow_up_rows

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Imputed:
    """The participants with every covariate known, as often as imputed; what was missing; never shown by itself."""

    frames: tuple[pl.DataFrame, ...]
    missing: pl.DataFrame  # one row per covariate, see `missing_values`
    participants: int
    incomplete: int  # participants without a value of some covariate

    def __repr__(self) -> str:
        return (
            f"Imputed({len(self.frames)} imputations of {self.participants:,} participants, "
            f"{self.incomplete:,} of them without a value of some covariate. Not for release.)"
        )


def impute_covariates(
    frame: Any,
    *,
    covariates: Sequence[str],
    duration: str,
    event: str,
    entry: str | None = None,
    imputations: int = 20,
    rng: np.random.Generator,
) -> Imputed:
    """Values that missing covariates may plausibly have had, given all that is known of a participant.

    Parameters
    ----------
    frame
        One row per participant: polars (eager or lazy), or any frame narwhals supports. Codes such as `unknown` have
        been made null.
    covariates
        Columns: numbers, booleans, text, categories or enums; null is a missing value, of at most 40 % in each.
    duration
        Column: time from index to the event or the end of observation, >= 0, never null.
    event
        Column: boolean, or whole numbers with 0 = censored and 1...K = cause of the event, never null.
    entry
        Column: time at which observation starts, before `duration`. None: everybody is observed from the start.
    imputations
        How many, at least 2; 20 by METHODS M3.5.
    rng
        Source of every random number.

    Returns
    -------
    `Imputed`: `frames`, each the whole frame with the covariates filled in and nothing else changed; `missing`, one
    row per covariate with `n, missing, share_missing, handling`; `participants` and, of these, `incomplete`. Fit the
    model to each of the frames and combine with `pooled`.

    Raises
    ------
    EstimateError
        Rows without usable times or events; a covariate that is missing for more than 40 %, or has no two values, or
        fewer values than there are terms to impute it from.

    Notes
    -----
    Chained equations, 10 rounds. Each incomplete covariate is imputed from the other covariates, the event by cause
    and the cumulative hazard (Nelson-Aalen) of each cause: without the outcome, effects would be biased towards none.
    Numbers by predictive mean matching, so that none occurs that nobody has; numbers of two values, booleans and
    levels by logistic regression. Interactions are not in the imputation model. Outcomes are never imputed. Valid if
    whether a value is missing depends on nothing but what is known (missing at random). The model of a covariate is
    approximate where effects are strong: measured at log hazard ratios of 0.5 and 0.6 and a quarter missing by the
    outcome, 4 to 6 % towards none (complete cases: up to 76 %).

    References
    ----------
    White IR, Royston P (2009). Stat Med 28:1982-1998. doi:10.1002/sim.3618
    White IR, Royston P, Wood AM (2011). Stat Med 30:377-399. doi:10.1002/sim.4067
    """
    _require_draws(imputations, rng)
    names = listed(covariates)
    whole = _as_polars(frame)
    rows = follow_up_rows(whole, Columns(duration=duration, event=event, entry=entry), names)
    missing = missing_values(rows, covariates=names)
    require_few_missing(missing)
    known = observed_covariates(rows, names)
    incomplete = [each for each in known if len(each.missing)]
    terms = _known_terms(rows, [each for each in known if not len(each.missing)])
    _require_enough_values(incomplete, terms)
    drawn = chained_equations(incomplete, terms, imputations=imputations, rng=rng)
    return Imputed(
        frames=tuple(whole.with_columns(whole[name].gather(place) for name, place in each.items()) for each in drawn),
        missing=missing,
        participants=rows.height,
        incomplete=rows.select(pl.any_horizontal(pl.col(names).is_null()).sum()).item(),
    )


def _require_draws(imputations: int, rng: np.random.Generator) -> None:
    if isinstance(imputations, bool) or not isinstance(imputations, (int, np.integer)) or imputations < 2:
        raise EstimateError(f"imputations is {imputations!r}; it must be a whole number of at least 2, e.g. 20.")
    if not isinstance(rng, np.random.Generator):
        raise EstimateError(f"rng is a {type(rng).__name__}; give `numpy.random.default_rng(seed)`.")


def _known_terms(rows: pl.DataFrame, complete: Sequence[ObservedCovariate]) -> Floats:
    """An intercept, the outcome, and the covariates that everybody has a value of."""
    everybody = np.arange(rows.height)
    return np.column_stack([np.ones(rows.height), outcome_terms(rows), *(each.terms(everybody) for each in complete)])


def _require_enough_values(incomplete: Sequence[ObservedCovariate], known: Floats) -> None:
    total = known.shape[1] + sum(each.width for each in incomplete)
    for each in incomplete:
        terms = total - each.width
        if len(each.observed) <= terms:
            raise EstimateError(
                f"Covariate {each.name!r} has a value in {len(each.observed):,} rows only, and would be imputed from "
                f"{terms:,} terms: too few to tell. Use fewer covariates, join levels, or leave it out."
            )


def _as_polars(frame: Any) -> pl.DataFrame:
    try:
        prepared = read(frame)
    except CountsError as fault:
        raise EstimateError(str(fault).replace("Cannot count", "Cannot impute in")) from None
    eager = prepared.collect(backend="polars") if isinstance(prepared, nw.LazyFrame) else prepared
    return eager.to_polars()
