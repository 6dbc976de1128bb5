"""Whether one odds ratio does for every step of an ordered answer: each split of it on its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.resampling import RESAMPLES, percentile_interval
from research_kit.statistics.scales.answer_counts import read_answer_counts
from research_kit.statistics.scales.improved_same_worse import AnswerColumns
from research_kit.statistics.scales.ordinal_change import common_effects, resampled
from research_kit.statistics.scales.proportional_odds import proportional_odds

Floats = NDArray[np.float64]
LEAST_EACH_SIDE = 5


def proportional_odds_splits(
    frame: Any,
    *,
    id: str,
    wave: str,
    value: str,
    baseline: Any,
    rng: np.random.Generator,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> pl.DataFrame:
    """The odds ratio of an answer above each step, and how far it lies from the one for all steps together.

    Parameters
    ----------
    frame, id, wave, value, baseline
        As for `ordinal_change`.
    rng
        Source of the random numbers of the bootstrap of participants.
    confidence
        Coverage of all the intervals of `difference` together (Bonferroni), strictly between 0 and 1.
    resamples
        How many times participants are resampled.

    Returns
    -------
    One row per later wave and split of the answer: `wave`, `above` (the answer that is exceeded), `estimate` (log odds
    ratio of an answer above it), `common` (of `ordinal_change`), `difference` (of the two), `lower`, `upper` (of the
    difference), `agrees` (0 lies between them). A split with fewer than 5 answers on a side in either wave is null:
    nothing can be told of it.

    Raises
    ------
    EstimateError
        As `ordinal_change`.

    References
    ----------
    Brant R (1990). Biometrics 46:1171-1178 (the same comparison, with a Wald test). doi:10.2307/2532457
    """
    tail_probability(confidence)
    answers = read_answer_counts(frame, AnswerColumns(id=id, wave=wave, value=value, baseline=baseline))
    is_told = _is_told(answers.table[0])
    steps = is_told.shape[1]
    found = pl.DataFrame(
        {
            wave: answers.waves[1:].gather(np.repeat(np.arange(len(answers.waves) - 1), steps)),
            "above": answers.categories[:-1] * (len(answers.waves) - 1),
            "estimate": np.where(is_told, _splits(answers.table)[0], np.nan).ravel(),
            "common": np.repeat(common_effects(answers), steps),
        }
    )
    told = is_told.ravel()
    limits = np.full((3, told.size), np.nan)
    if told.any():
        estimate = _differences(answers.table)[0][told]
        drawn = resampled(answers, lambda tables: _differences(tables)[:, told], estimate, rng, resamples)
        table = percentile_interval(drawn, 1 - (1 - confidence) / int(told.sum()))
        limits[:, told] = table.select("estimate", "lower", "upper").to_numpy().T
    named = dict(zip(("difference", "lower", "upper"), limits, strict=True))
    return (
        found.with_columns(**{name: pl.Series(each) for name, each in named.items()})
        .with_columns(pl.col(pl.Float64).fill_nan(None), agrees=(pl.col("lower") <= 0) & (pl.col("upper") >= 0))
        .with_columns(agrees=pl.when(pl.Series(told)).then("agrees"))
    )


def _is_told(table: Floats) -> NDArray[np.bool_]:
    """Whether enough answered on each side of each split (columns), in each later wave (rows) and at baseline."""
    below = np.cumsum(table, axis=1)[:, :-1]
    enough = np.minimum(below, table.sum(axis=1, keepdims=True) - below) >= LEAST_EACH_SIDE
    return np.asarray(enough[1:] & enough[:1])


def _splits(tables: Floats) -> Floats:
    """Log odds ratios of an answer above each step: (tables, later waves, steps); half an answer added to each cell."""
    below = np.cumsum(tables, axis=2)[:, :, :-1]
    log_odds = np.log(tables.sum(axis=2, keepdims=True) - below + 0.5) - np.log(below + 0.5)
    return np.asarray(log_odds[:, 1:] - log_odds[:, :1])


def _differences(tables: Floats) -> Floats:
    common = proportional_odds(tables)[0]
    return np.asarray((_splits(tables) - common[:, :, None]).reshape(len(tables), -1))
