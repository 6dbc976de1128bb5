"""McDonald's omega of a scale: the share of the score's variance that one common factor explains."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.resampling import RESAMPLES, bootstrap_counts, percentile_interval
from research_kit.statistics.scales.item_answers import Counts, ItemAnswers, read_items
from research_kit.statistics.scales.one_factor import is_proper, one_factor

Floats = NDArray[np.float64]


def mcdonald_omega(
    items_frame: Any,
    *,
    confidence: float = 0.95,
    missing: str = "pairwise",
    rng: np.random.Generator | None = None,
    resamples: int = RESAMPLES,
) -> pl.DataFrame:
    """Share of the variance of the scale's score that comes from what its items have in common.

    Parameters
    ----------
    items_frame
        One row per person, one column per item, at least three: numbers, items worded the other way already turned
        round; null is no answer. For two items: `spearman_brown`.
    confidence
        Coverage of the two-sided limits, strictly between 0 and 1.
    missing
        `pairwise` or `complete`, as in `cronbach_alpha`.
    rng
        Source of the random numbers of the bootstrap; None: no bootstrap, and `lower` and `upper` are null.
    resamples
        How many times people are resampled.

    Returns
    -------
    One row: `omega` (of the sum or mean of the items as they are), `standardised` (of standardised items), `n`,
    `complete`, `items`, `smallest_loading`, `lower`, `upper` (bootstrap of people, percentiles), `confidence`.

    Raises
    ------
    EstimateError
        There are fewer than three items, the factor model does not converge or is improper (an item without any
        variance of its own), it does not converge in more than 5 % of the resamples; and as `cronbach_alpha`.

    Notes
    -----
    One factor by maximum likelihood (as R's `factanal`), omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of
    unique variances), loadings times the items' standard deviations for `omega`. psych's `omega(nfactors = 1)` has
    standardised items, by default minres, and divides by the sum of the observed correlations. A resample may be
    improper: its unique variances are kept at .005 or more, as R's `factanal` keeps them.

    References
    ----------
    McDonald RP (1999). Test Theory: A Unified Treatment. Erlbaum, chapter 6.
    Lawley DN, Maxwell AE (1971). Factor Analysis as a Statistical Method. Butterworths.
    """
    tail_probability(confidence)
    answers = read_items(items_frame, missing=missing)
    if len(answers.names) < 3:
        raise EstimateError("One factor behind 2 items cannot be told: use `spearman_brown`.")
    loadings, unique = one_factor(answers.covariances())
    if not is_proper(loadings, unique).all():
        raise EstimateError(
            f"The one-factor model of {len(answers.names)} items and {answers.people} people did not converge to a "
            "proper solution: the items may not measure one thing, or too few people answered. Report items singly."
        )
    omega, standardised = (float(each) for each in _omegas(answers.covariances(), loadings, unique)[0])
    lower, upper = _bootstrapped(answers, rng, resamples, confidence)
    return pl.DataFrame(
        {
            "omega": [omega],
            "standardised": [standardised],
            "n": [answers.people],
            "complete": [answers.complete],
            "items": [len(answers.names)],
            "smallest_loading": [float(loadings.min())],
            "lower": pl.Series([lower], dtype=pl.Float64),
            "upper": pl.Series([upper], dtype=pl.Float64),
            "confidence": [float(confidence)],
        }
    )


def _omegas(covariances: Floats, loadings: Floats, unique: Floats) -> Floats:
    """Omega of the items as they are and of standardised items: one row per matrix."""
    deviation = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    return np.column_stack([_omega(loadings * deviation, unique * deviation**2), _omega(loadings, unique)])


def _omega(loadings: Floats, unique: Floats) -> Floats:
    common = loadings.sum(axis=1) ** 2
    return np.asarray(common / (common + unique.sum(axis=1)))


def _bootstrapped(
    answers: ItemAnswers, rng: np.random.Generator | None, resamples: int, confidence: float
) -> tuple[float | None, float | None]:
    if rng is None:
        return None, None

    def of_counts(counts: Counts) -> Floats:
        matrices = answers.covariances(counts)
        return _omegas(matrices, *one_factor(matrices))[:, :1]

    estimate = _omegas(answers.covariances(), *one_factor(answers.covariances()))[0, :1]
    drawn = bootstrap_counts(of_counts, estimate=estimate, participants=answers.people, rng=rng, resamples=resamples)
    limits = percentile_interval(drawn, confidence)
    return limits["lower"].item(), limits["upper"].item()
