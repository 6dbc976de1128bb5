"""Change of a single ordered answer since baseline: odds of a higher answer, people resampled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.resampling import RESAMPLES, Resamples, bootstrap_counts, percentile_interval
from research_kit.statistics.scales.answer_counts import AnswerCounts, read_answer_counts
from research_kit.statistics.scales.improved_same_worse import AnswerColumns
from research_kit.statistics.scales.proportional_odds import proportional_odds

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def ordinal_change(
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
    """How much higher the odds of a higher answer are in each wave than at baseline.

    Parameters
    ----------
    frame
        One row per participant and wave.
    id
        Column: the participant.
    wave
        Column: the wave.
    value
        Column: the answer, whole numbers in order, higher is better; null is no answer.
    baseline
        The wave change is counted from.
    rng
        Source of the random numbers of the bootstrap of participants.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.
    resamples
        How many times participants are resampled.

    Returns
    -------
    One row per later wave: `wave`, `answers`, `estimate` (log odds ratio of a higher answer against baseline),
    `std_error`, `lower`, `upper` (bootstrap of participants, percentiles), `odds_ratio`.

    Raises
    ------
    EstimateError
        Fewer than 20 participants answered in two waves, all answers are the same or are no whole numbers, all of a
        wave are at one end (the odds ratio is then infinite), the model does not converge in the data or in more than
        5 % of the resamples, or a column or argument is of the wrong kind.

    Notes
    -----
    Proportional odds over waves, the likelihood of statsmodels' `OrderedModel(distr="logit")` and R's `polr`, fitted to
    counts by wave and category, which are all it needs. Answers of one participant belong together, which the model
    does not know; the bootstrap does: it draws participants. A category nobody uses in a resample is kept by adding
    1e-4 answers, spread over waves as the answers are. Whether one odds ratio does for all steps of the answer:
    `proportional_odds_splits`. Change without a comparison group is no effect.

    References
    ----------
    McCullagh P (1980). J R Stat Soc B 42:109-142. doi:10.1111/j.2517-6161.1980.tb01109.x
    """
    tail_probability(confidence)
    columns = AnswerColumns(id=id, wave=wave, value=value, baseline=baseline)
    answers = read_answer_counts(frame, columns)
    estimate = common_effects(answers)
    drawn = resampled(answers, lambda tables: proportional_odds(tables)[0], estimate, rng, resamples)
    named = pl.DataFrame({wave: answers.waves[1:], "answers": answers.table[0, 1:].sum(axis=1).astype(np.int64)})
    return named.hstack(percentile_interval(drawn, confidence)).with_columns(odds_ratio=pl.col("estimate").exp())


def common_effects(answers: AnswerCounts) -> Floats:
    """The log odds ratio of each later wave; an error if the model did not converge."""
    estimate = proportional_odds(answers.table)[0][0]
    if np.isfinite(estimate).all():
        return np.asarray(estimate)
    waves, categories = answers.table.shape[1:]
    raise EstimateError(
        f"The proportional-odds model of {answers.table.sum():g} answers ({waves} waves, {categories} categories) did "
        "not converge: perhaps all answers of a wave are at one end. Report shares improved, same and worse."
    )


def resampled(
    answers: AnswerCounts,
    statistic: Callable[[Floats], Floats],
    estimate: Floats,
    rng: np.random.Generator,
    resamples: int,
) -> Resamples:
    """A statistic of tables of counts, with participants drawn again."""

    def of_counts(counts: Counts) -> Floats:
        return statistic(answers.drawn(counts))

    return bootstrap_counts(of_counts, estimate=estimate, participants=answers.persons, rng=rng, resamples=resamples)
