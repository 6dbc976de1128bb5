"""Cox regression with Firth's penalty, for few or separated events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from research_kit.counts.columns import Columns
from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.regression.column_names import listed, several_names
from research_kit.statistics.regression.design import (
    design_matrix,
    read_covariates,
    require_independent,
    term_names,
)
from research_kit.statistics.regression.firth_model import FirthModel, firth_model
from research_kit.statistics.regression.firth_profile import maximise_penalised
from research_kit.statistics.regression.firth_risk_sets import penalised_partial_likelihood, risk_sets
from research_kit.statistics.regression.follow_up_rows import event_or_not, follow_up_rows
from research_kit.statistics.regression.runaway_terms import without_rounding

_TIES = ("efron", "breslow")


def firth_cox(
    frame: Any,
    *,
    duration: str,
    event: str,
    covariates: Sequence[str],
    entry: str | None = None,
    ties: str = "efron",
    strata: Sequence[str] | str = (),
    confidence: float = 0.95,
) -> FirthModel:
    """Log hazard ratios that stay finite and nearly unbiased when events are few or a group has none.

    Parameters
    ----------
    frame
        One row per participant; any frame that `rk.counts.life_table` takes. Meant for some thousands at most.
    duration
        Column: time from index to the event or the end of observation, >= 0.
    event
        Column: boolean, or 0 = censored and 1 = event.
    covariates
        Columns: numbers and booleans are terms; text and categories one term per level but the first.
    entry
        Column: time from index to the start of observation, for those observed late. At risk at t: entry < t <=
        duration.
    ties
        `efron` or `breslow`.
    strata
        Columns within which participants are compared, rather than across.
    confidence
        Coverage of the profile limits.

    Returns
    -------
    A frozen `FirthModel`; `.coefficients` has `term, estimate, std_error, robust_std_error, lower, upper`.

    Raises
    ------
    EstimateError
        Columns or rows that cannot be used, fewer than two events, unknown `ties`, terms that cannot be told apart, or
        no maximum found.

    Notes
    -----
    Jeffreys' penalty ½ log |information|, the information being that of the tie rule chosen; with `ties="breslow"` as
    R's coxphf. The limits are where twice the profile of the penalised likelihood has fallen by the chi-square
    quantile; the information of all terms stays in the penalty while one is held.

    References
    ----------
    Firth D (1993). Biometrika 80:27-38. doi:10.1093/biomet/80.1.27
    Heinze G, Schemper M (2001). Biometrics 57:114-119. doi:10.1111/j.0006-341X.2001.00114.x
    """
    normal_quantile(confidence)
    if ties not in _TIES:
        raise EstimateError(f"ties is {ties!r}; choose one of {', '.join(_TIES)}.")
    within = several_names("strata", strata)
    columns = Columns(duration=duration, event=event, entry=entry)
    rows = event_or_not(follow_up_rows(frame, columns, [*listed(covariates), *within]), event)
    known = read_covariates(rows, covariates)
    terms, design = term_names(known), design_matrix(rows, known)
    ranges = np.ptp(design, axis=0)
    sets = risk_sets(rows, (design - design.min(axis=0)) / ranges, ties=ties, strata=within)
    null = penalised_partial_likelihood(sets, np.zeros(len(terms)))
    require_independent(without_rounding(null.information, rows.height), known)
    fit = maximise_penalised(lambda values: penalised_partial_likelihood(sets, values), terms)
    method = f"Cox regression with Firth's penalty, {ties.capitalize()} ties"
    return firth_model(fit, ranges, method=method, confidence=confidence, rows=rows)
