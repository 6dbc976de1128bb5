"""Who starts and who does not in the pooled trials: are they alike, and could both have done the other?"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.weighting.balance import balance
from research_kit.statistics.weighting.overlap import overlap
from research_kit.statistics.weighting.propensity_weights import propensity_weights


def trial_checks(eligible: pl.DataFrame, covariates: Sequence[str]) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
    """Balance (before and after weighting by the chance of starting) and overlap of participant-trials.

    Returns
    -------
    As `balance` and `overlap`; both None where the covariates leave no chance, so that nobody can be compared.
    """
    names = [name for name in ("trial", *covariates) if eligible[name].n_unique() > 1]
    if not names:
        return None, None
    try:
        weighted = propensity_weights(
            eligible, exposure="started", covariates=names, estimand="ATE", stabilised=True, truncate=(0.01, 0.99)
        )
    except EstimateError:
        return None, None
    alike = balance(weighted, exposure="started", covariates=names, weight="weight", estimand="ATE")
    return alike, overlap(weighted, exposure="started")
