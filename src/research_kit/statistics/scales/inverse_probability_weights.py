"""Weights that let those who answered stand for those like them who did not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.regression.design import columns_of, read_covariates
from research_kit.statistics.scales.read_rows import all_columns, read_rows, require_flags, require_free

Floats = NDArray[np.float64]
RUNAWAY = 15.0
_STEPS = 50


def inverse_probability_weights(
    frame: Any,
    *,
    answered: str,
    covariates: Sequence[str],
    stabilised_by: Sequence[str] = (),
    truncate: tuple[float, float] = (0.01, 0.99),
) -> pl.DataFrame:
    """What each person who answered counts for, so that together they are like all who should have answered.

    Parameters
    ----------
    frame
        One row per person who should have answered; other columns are carried through.
    answered
        Column: true or false.
    covariates
        Columns known for everybody (at baseline, earlier answers, contact with the coach): numbers or text.
    stabilised_by
        Those of `covariates` that a later comparison is made within; the weights are then relative to their groups.
    truncate
        Quantiles of the weights beyond which they are cut; (0, 1): not at all.

    Returns
    -------
    The same rows in the same order with `probability` (of answering, by logistic regression) and `weight`
    (share answering / probability, truncated; null for those who did not answer).

    Raises
    ------
    EstimateError
        Fewer than 5 answered, or did not, per coefficient of the model; it does not converge or some people are certain
        to answer or not; a covariate is missing for somebody or has one value; or an argument is out of range.

    Notes
    -----
    Right if, given the covariates, who answers has nothing to do with the answer. That cannot be seen in the data:
    `nonresponse_bounds` says what could be without it. Truncation (of the weights, at their quantiles) buys precision
    with some bias.

    References
    ----------
    Robins JM, Rotnitzky A, Zhao LP (1995). J Am Stat Assoc 90:106-121. doi:10.1080/01621459.1995.10476493
    Cole SR, Hernan MA (2008). Am J Epidemiol 168:656-664. doi:10.1093/aje/kwn164
    """
    lowest, highest = _quantiles(truncate)
    if not set(stabilised_by) <= set(covariates):
        raise EstimateError("`stabilised_by` must name some of `covariates`.")
    rows = read_rows(frame, [*all_columns(frame), answered, *covariates])
    require_free(rows, ["probability", "weight"])
    require_flags(rows, [answered])
    has_answered = rows[answered].to_numpy()
    probability = _probabilities(rows, has_answered, covariates)
    share = _probabilities(rows, has_answered, stabilised_by) if stabilised_by else has_answered.mean()
    raw = share / probability
    ends = np.quantile(raw[has_answered], [lowest, highest])
    weight = np.where(has_answered, np.clip(raw, *ends), np.nan)
    return rows.with_columns(probability=probability, weight=pl.Series(weight).fill_nan(None))


def _quantiles(truncate: tuple[float, float]) -> tuple[float, float]:
    pair = tuple(truncate) if isinstance(truncate, (tuple, list)) else ()
    if len(pair) != 2 or not all(is_number(end) for end in pair) or not 0 <= pair[0] < pair[1] <= 1:
        raise EstimateError(f"truncate is {truncate!r}; give two quantiles in order, e.g. (0.01, 0.99).")
    return pair


def _probabilities(rows: pl.DataFrame, has_answered: NDArray[np.bool_], names: Sequence[str]) -> Floats:
    """Of answering, from a logistic regression on the columns named, by Newton's method."""
    covariates = read_covariates(rows, names)
    terms = np.column_stack([each.values(rows) for each in covariates])
    deviation = terms.std(axis=0)
    design = np.column_stack([np.ones(rows.height), (terms - terms.mean(axis=0)) / deviation])
    _require_enough(has_answered, design.shape[1])
    coefficients = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        fitted = expit(design @ coefficients)
        information = design.T @ (design * (fitted * (1 - fitted))[:, None])
        if np.linalg.cond(information) > 1e12:
            break
        step = np.linalg.solve(information, design.T @ (has_answered - fitted))
        coefficients += np.clip(step, -3, 3)
        if np.abs(coefficients[1:]).max() > RUNAWAY:
            break
        if np.abs(step).max() < 1e-10:
            return expit(design @ coefficients)
    raise EstimateError(
        f"Who answers ({int(has_answered.sum())} of {rows.height}) could not be modelled by "
        f"{', '.join(columns_of(covariates))}: some people are certain to answer or not, or two columns say the same. "
        "Use fewer or coarser covariates."
    )


def _require_enough(has_answered: NDArray[np.bool_], coefficients: int) -> None:
    fewer = int(min(has_answered.sum(), (~has_answered).sum()))
    if fewer < 5 * coefficients:
        raise EstimateError(
            f"{int(has_answered.sum())} of {has_answered.size} answered: {coefficients} coefficients need at least "
            f"{5 * coefficients} who answered and as many who did not. Use fewer covariates, or bounds only."
        )
