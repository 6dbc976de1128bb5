"""Missing levels by multinomial (with two levels: logistic) regression, which small levels cannot break."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.imputation.observed_covariate import ObservedCovariate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_STEPS = 50
_MOST_HALVINGS = 30
_NEAR = 1e-6  # squared distance to the maximum in standard errors: nothing beside the draw that follows


def drawn_rows(covariate: ObservedCovariate, terms: Floats, rng: np.random.Generator) -> Ints:
    """For each imputation and participant without a value, a row with the level drawn.

    Parameters
    ----------
    covariate
        One with levels.
    terms
        Imputations x rows x terms, the first of them 1.
    rng
        Source of every random number.

    Raises
    ------
    EstimateError
        The regression did not converge.

    Notes
    -----
    Coefficients are drawn from the normal approximation to their posterior (R's mice does so for two levels, but not
    for more). Against separation the data are augmented as in mice.

    References
    ----------
    White IR, Daniel R, Royston P (2010). Comput Stat Data Anal 54:2267-2275. doi:10.1016/j.csda.2010.04.005
    """
    observed = covariate.numbers[covariate.observed].astype(np.int64)
    records, levels = _augmented(terms, covariate.observed, np.eye(covariate.levels)[observed])
    beta, information = _maximum(records, levels, covariate.name)
    lower = np.linalg.cholesky(information).transpose(0, 2, 1)
    away = np.linalg.solve(lower, rng.standard_normal((*information.shape[:2], 1)))
    probability = _probabilities(terms[:, covariate.missing] @ (beta + away.reshape(beta.shape)))
    passed = rng.random(probability.shape[:2])[..., None] > np.cumsum(probability, axis=2)[..., :-1]
    return np.asarray(covariate.example[passed.sum(axis=2)])


def _augmented(terms: Floats, observed: Ints, levels: Floats) -> tuple[Floats, Floats]:
    """The observed and pseudo-observations: terms, and the weight of each level (imputations x rows x levels).

    Half a standard deviation to either side of the mean of each term, all levels equally; together they weigh as many
    observations as there are coefficients per level.
    """
    free = terms[..., 1:]
    count = free.shape[2]
    mean, half = free.mean(axis=1), free.std(axis=1, ddof=1) / 2
    steps = np.concatenate([np.eye(count), -np.eye(count)]) * half[:, None, :]
    pseudo = (mean[:, None, :] + steps).clip(free.min(axis=1, keepdims=True), free.max(axis=1, keepdims=True))
    with_intercept = np.concatenate([np.ones((*pseudo.shape[:2], 1)), pseudo], axis=2)
    weight = np.full((2 * count, levels.shape[1]), (count + 1) / (2 * max(1, count) * levels.shape[1]))
    records = np.concatenate([terms[:, observed], with_intercept], axis=1)
    return records, np.concatenate([levels, weight])


def _maximum(records: Floats, levels: Floats, name: str) -> tuple[Floats, Floats]:
    """The coefficients (imputations x terms x levels but the first) at the highest likelihood, and the information."""
    beta = np.zeros((*records.shape[::2], levels.shape[1] - 1))
    for _ in range(_MOST_STEPS):
        probability = _probabilities(records @ beta)
        weight = levels.sum(axis=1)[:, None]
        score = (records.transpose(0, 2, 1) @ (levels - weight * probability)[..., 1:]).reshape(len(beta), -1, 1)
        information = _information(records, probability[..., 1:], weight)
        step = np.linalg.solve(information, score)
        if (step * score).sum(axis=1).max() <= _NEAR:
            return beta, information
        beta = _improved(records, levels, beta, step.reshape(beta.shape))
    raise EstimateError(
        f"The regression from which missing values of {name!r} are imputed did not converge in {_MOST_STEPS} steps. "
        "Join its small levels, or leave it out."
    )


def _probabilities(predictor: Floats) -> Floats:
    """Of every level, the first being the reference, from the linear predictors of the others."""
    whole = np.concatenate([np.zeros((*predictor.shape[:2], 1)), predictor], axis=2)
    odds = np.exp(whole - whole.max(axis=2, keepdims=True))
    return np.asarray(odds / odds.sum(axis=2, keepdims=True))


def _information(records: Floats, probability: Floats, weight: Floats) -> Floats:
    """Minus the second derivative, coefficients in the order terms x levels."""
    imputations, _, terms = records.shape
    levels = probability.shape[2]
    blocks = np.empty((imputations, terms, levels, terms, levels))
    across = records.transpose(0, 2, 1)
    for one in range(levels):
        for other in range(one + 1):
            spread = weight[:, 0] * probability[..., one] * ((one == other) - probability[..., other])
            blocks[:, :, one, :, other] = blocks[:, :, other, :, one] = across @ (records * spread[..., None])
    return blocks.reshape(imputations, terms * levels, terms * levels)


def _improved(records: Floats, levels: Floats, beta: Floats, step: Floats) -> Floats:
    """The coefficients after a step, halved for those imputations whose likelihood it lowers."""
    before = _log_likelihood(records, levels, beta)
    share = np.ones((len(beta), 1, 1))
    for _ in range(_MOST_HALVINGS):
        falls = _log_likelihood(records, levels, beta + share * step) < before - 1e-9 * (1 + np.abs(before))
        if not falls.any():
            break
        share[falls] /= 2
    return beta + share * step


def _log_likelihood(records: Floats, levels: Floats, beta: Floats) -> Floats:
    probability = _probabilities(records @ beta)
    return np.asarray((levels * np.log(np.maximum(probability, 1e-300))).sum(axis=(1, 2)))
