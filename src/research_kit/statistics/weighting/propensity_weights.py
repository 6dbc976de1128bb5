"""Weights that make the exposed and the others alike in what was known at the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from research_kit.statistics.effects.time_zero import require_exposed_by, require_measured_by
from research_kit.statistics.regression.column_names import listed
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.weighting.propensity import fit_propensity
from research_kit.statistics.weighting.weights_of_exposure import exposure_weights


def propensity_weights(
    frame: Any,
    *,
    exposure: str,
    covariates: Sequence[str],
    estimand: str = "ATT",
    stabilised: bool = False,
    truncate: tuple[float, float] | None = None,
    exposure_time: str | None = None,
    measured: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """The chance of being exposed given what was known at the start, and the weight that follows from it.

    Parameters
    ----------
    frame
        One row per participant; any frame that `rk.counts.life_table` takes.
    exposure
        Column: true or 1 if exposed at time zero, else false or 0.
    covariates
        Columns known at time zero: numbers and booleans are terms; of text every level but the first is one.
    estimand
        `ATT`: the others weighted to look like the exposed (weight 1 and e / (1 - e)); `ATE`: both weighted to look
        like everybody (1 / e and 1 / (1 - e)).
    stabilised
        Scale the weights by the groups' sizes, so that their mean is about 1 in each group.
    truncate
        Quantiles at which weights are cut within each group, e.g. (0.01, 0.99); None: no cut.
    exposure_time
        Column: when the exposure happened, in units since time zero; any value above 0 is refused.
    measured
        For covariates that have one: the column with the time of measurement, since time zero.

    Returns
    -------
    The rows of the frame with `propensity` (0-1) and `weight` (> 0).

    Raises
    ------
    GuardError
        `G-IMMORTAL` or `G-MEDIATOR`: exposure or a covariate is dated after time zero.
    EstimateError
        Columns that cannot be used; covariates that separate the groups (nobody is comparable).

    References
    ----------
    Rosenbaum PR, Rubin DB (1983). Biometrika 70:41-55. doi:10.1093/biomet/70.1.41
    Robins JM, Hernán MA, Brumback B (2000). Epidemiology 11:550-560. doi:10.1097/00001648-200009000-00011
    """
    people = given_frame(frame)
    require_exposed_by(people, exposure_time)
    require_measured_by(people, measured, used=list(listed(covariates)))
    fit = fit_propensity(people, exposure=exposure, covariates=covariates)
    weights = exposure_weights(fit, estimand=estimand, stabilised=stabilised, truncate=truncate)
    return people.with_columns(propensity=fit.share, weight=weights.weight)
