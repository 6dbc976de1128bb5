"""Cronbach's alpha of a scale, with bootstrap limits and Feldt's."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import fdtri

from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.resampling import RESAMPLES, bootstrap_counts, percentile_interval
from research_kit.statistics.scales.item_answers import Counts, ItemAnswers, correlations, read_items

Floats = NDArray[np.float64]


def cronbach_alpha(
    items_frame: Any,
    *,
    confidence: float = 0.95,
    missing: str = "pairwise",
    rng: np.random.Generator | None = None,
    resamples: int = RESAMPLES,
) -> pl.DataFrame:
    """How well the items of a scale go together, between none (0) and as one question (1).

    Parameters
    ----------
    items_frame
        One row per person, one column per item, at least two: numbers, items worded the other way already turned
        round; null is no answer.
    confidence
        Coverage of the two-sided limits, strictly between 0 and 1.
    missing
        `pairwise`: each covariance from those who answered both items (R's psych). `complete`: only those who answered
        every item.
    rng
        Source of the random numbers of the bootstrap; None: no bootstrap, and `lower` and `upper` are null.
    resamples
        How many times people are resampled.

    Returns
    -------
    One row: `alpha`, `standardised` (from correlations), `n` (people who answered at least one item; with `complete`,
    all), `complete` (answered all), `items`, `lower`, `upper` (bootstrap of people, percentiles), `feldt_lower`,
    `feldt_upper` (exact for normal items that measure the same, with `complete` people), `confidence`.

    Raises
    ------
    EstimateError
        There are fewer than two items or three people to a pair of items, a column holds no numbers, everybody gave
        one answer to an item, or an argument is out of range.

    Notes
    -----
    A number for any n; below 50 people METHODS M6.1 has it not said, which is what `scale_reliability` does.

    References
    ----------
    Cronbach LJ (1951). Psychometrika 16:297-334. doi:10.1007/BF02310555
    Feldt LS (1965). Psychometrika 30:357-370. doi:10.1007/BF02289499
    """
    tail = tail_probability(confidence)
    answers = read_items(items_frame, missing=missing)
    raw = float(alpha_of(answers.covariances())[0])
    lower, upper = _bootstrapped(answers, rng, resamples, confidence)
    feldt = feldt_limits(raw, answers, tail)
    return pl.DataFrame(
        {
            "alpha": [raw],
            "standardised": [float(alpha_of(correlations(answers.covariances()))[0])],
            "n": [answers.people],
            "complete": [answers.complete],
            "items": [len(answers.names)],
            "lower": pl.Series([lower], dtype=pl.Float64),
            "upper": pl.Series([upper], dtype=pl.Float64),
            "feldt_lower": pl.Series([feldt[0]], dtype=pl.Float64),
            "feldt_upper": pl.Series([feldt[1]], dtype=pl.Float64),
            "confidence": [float(confidence)],
        }
    )


def alpha_of(covariances: Floats) -> Floats:
    """Alpha of each covariance matrix: k / (k - 1) times the share of the sum's variance that is covariance."""
    items = covariances.shape[-1]
    total = covariances.sum(axis=(-2, -1))
    own = np.trace(covariances, axis1=-2, axis2=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(items / (items - 1) * (1 - own / np.where(total > 0, total, np.nan)))


def feldt_limits(alpha: float, answers: ItemAnswers, tail: float) -> tuple[float | None, float | None]:
    """Feldt's F limits; none with fewer than two complete people."""
    first = answers.complete - 1
    if first < 1:
        return None, None
    second = first * (len(answers.names) - 1)
    return tuple(float(1 - (1 - alpha) * fdtri(first, second, p)) for p in (1 - tail, tail))  # type: ignore[return-value]


def _bootstrapped(
    answers: ItemAnswers, rng: np.random.Generator | None, resamples: int, confidence: float
) -> tuple[float | None, float | None]:
    if rng is None:
        return None, None

    def of_counts(counts: Counts) -> Floats:
        return alpha_of(answers.covariances(counts))[:, None]

    drawn = bootstrap_counts(
        of_counts,
        estimate=alpha_of(answers.covariances()),
        participants=answers.people,
        rng=rng,
        resamples=resamples,
    )
    limits = percentile_interval(drawn, confidence)
    return limits["lower"].item(), limits["upper"].item()
