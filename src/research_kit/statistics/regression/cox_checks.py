"""What must be in the data for a Cox model to have an answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.cox_data import CoxData
from research_kit.statistics.regression.design import Covariate, columns_of


def require_comparisons(data: CoxData) -> None:
    """Refuse data in which nobody with the event is compared with anybody, or that have fewer events than terms."""
    times, terms = data.times, data.terms.names
    if times.all_have_it.all():
        raise EstimateError(
            "Nobody without the event is at risk when somebody has it: there is nobody to compare with. Check the "
            "times, the entries and the strata."
        )
    events = int(times.events.sum())
    if events < 2:
        raise EstimateError(
            f"{events} of {data.n:,} rows has the event: no hazard ratio can be estimated from fewer than two. Follow "
            "longer, join outcomes or groups, or give counts only."
        )
    if events < len(terms):
        raise EstimateError(
            f"{events:,} rows have the event, for {len(terms)} terms of "
            f"{', '.join(columns_of(data.terms.covariates))}: there are fewer events than coefficients. Leave "
            "covariates out, or join levels."
        )


def require_events_in_levels(data: CoxData) -> None:
    """Refuse a level in which nobody has the event: its hazard ratio is 0, or infinite against it."""
    total = data.sets.event_total * data.terms.scale
    share = data.terms.centre + total / data.times.weight.sum()  # of those with the event, in each level
    start = 0
    for covariate in data.terms.covariates:
        stop = start + len(covariate.terms)
        without = _without_events(covariate, share[start:stop])
        if without:
            raise EstimateError(
                f"Nobody in {without} of the {len(covariate.levels)} levels of {covariate.name!r} has the event: the "
                "coefficient has no finite estimate. Use `firth_cox`, join levels, or leave the covariate out."
            )
        start = stop


def _without_events(covariate: Covariate, share: NDArray[np.float64]) -> int:
    """In how many levels."""
    every = np.array([1 - share.sum(), *share])
    return int((np.abs(every) < 1e-9).sum()) if covariate.levels else 0
