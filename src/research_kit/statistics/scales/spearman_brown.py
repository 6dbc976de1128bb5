"""Spearman and Brown: the reliability of a scale of two items."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.resampling import RESAMPLES, bootstrap_counts, percentile_interval
from research_kit.statistics.scales.item_answers import correlations, read_items

Floats = NDArray[np.float64]


def spearman_brown(
    items_frame: Any,
    *,
    confidence: float = 0.95,
    rng: np.random.Generator | None = None,
    resamples: int = RESAMPLES,
) -> pl.DataFrame:
    """How well the two items of a two-item scale go together: the correlation, stepped up to both items.

    Parameters
    ----------
    items_frame
        One row per person, two columns of numbers, turned the same way; null is no answer (the row is then not used).
    confidence
        Coverage of the two-sided limits, strictly between 0 and 1.
    rng
        Source of the random numbers of the bootstrap; None: the limits are those of Fisher's z.
    resamples
        How many times people are resampled.

    Returns
    -------
    One row: `estimate`, `correlation`, `n` (answered both), `lower`, `upper` (bootstrap of people, or, without `rng`,
    Fisher's z stepped up; null below 4 people), `confidence`.

    Raises
    ------
    EstimateError
        There are not two items, fewer than three people answered both, or everybody gave one answer to an item.

    References
    ----------
    Eisinga R, te Grotenhuis M, Pelzer B (2013). Int J Public Health 58:637-642. doi:10.1007/s00038-012-0416-3
    """
    z = normal_quantile(confidence)
    answers = read_items(items_frame, missing="complete")
    if len(answers.names) != 2:
        raise EstimateError(f"{len(answers.names)} items given: this is for 2. Use `mcdonald_omega` for more.")
    correlation = float(correlations(answers.covariances())[0, 0, 1])
    limits: tuple[float | None, float | None]
    if rng is None:
        limits = _fisher(correlation, answers.people, z)
    else:
        drawn = bootstrap_counts(
            lambda counts: _stepped(answers.covariances(counts)),
            estimate=_stepped(answers.covariances())[0],
            participants=answers.people,
            rng=rng,
            resamples=resamples,
        )
        limits = percentile_interval(drawn, confidence).select("lower", "upper").row(0)
    values = [2 * correlation / (1 + correlation), correlation, answers.people, *limits, float(confidence)]
    kinds = [pl.Float64, pl.Float64, pl.Int64, pl.Float64, pl.Float64, pl.Float64]
    names = ["estimate", "correlation", "n", "lower", "upper", "confidence"]
    return pl.DataFrame([values], schema=dict(zip(names, kinds, strict=True)), orient="row")


def _stepped(covariances: Floats) -> Floats:
    correlation = correlations(covariances)[:, 0, 1]
    return np.asarray(2 * correlation / (1 + correlation))[:, None]


def _fisher(correlation: float, people: int, z: float) -> tuple[float | None, float | None]:
    if people < 4 or abs(correlation) >= 1:
        return None, None
    ends = np.tanh(np.arctanh(correlation) + np.array([-z, z]) / np.sqrt(people - 3))
    return float(2 * ends[0] / (1 + ends[0])), float(2 * ends[1] / (1 + ends[1]))
