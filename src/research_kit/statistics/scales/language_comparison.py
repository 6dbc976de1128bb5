"""Whether scores of a scale may be compared between two languages (METHODS M6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.resampling import RESAMPLES, Resamples, bootstrap_counts, percentile_interval
from research_kit.statistics.scales.item_answers import ItemAnswers, read_items
from research_kit.statistics.scales.read_rows import read_rows, refuse

Floats = NDArray[np.float64]
LEAST_PER_LANGUAGE = 100
MOST_APART = 0.10
FEW, DIFFER, UNKNOWN = "FEW_PER_LANGUAGE", "PATTERNS_DIFFER", "NOT_ESTIMABLE"


def language_comparison(
    frame: Any,
    *,
    items: Sequence[str],
    language: str,
    rng: np.random.Generator,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> pl.DataFrame:
    """Whether means of a scale may be compared between languages: enough answers in each, and items that go alike.

    Parameters
    ----------
    frame
        One row per person: the items, turned the same way, and the language of the form.
    items
        Columns: the items of the scale, at least two; null is no answer.
    language
        Column: the language.
    rng
        Source of the random numbers of the bootstrap of people, within each language.
    confidence
        Of the intervals of all items of a pair of languages together (Bonferroni), strictly between 0 and 1.
    resamples
        How many times people are resampled.

    Returns
    -------
    One row per pair of languages, in order: `language`, `other`, `n`, `other_n` (answered at least one item),
    `largest_difference` (between the two languages, in the correlation of an item with the sum of the others; null
    where there are fewer than 100 people in either), `item` (whose it is), `comparable`, `reason`
    (`FEW_PER_LANGUAGE`, `PATTERNS_DIFFER`, `NOT_ESTIMABLE`, or null).

    Raises
    ------
    EstimateError
        A person has no language, there are fewer than two items, or a column is missing or of another type.

    Notes
    -----
    Patterns differ if the correlation of some item with the others is more than 0.10 apart, and the interval of that
    difference does not hold 0. Agreement is necessary for comparing means, not enough: it does not show that a word has
    the same weight in both languages.

    References
    ----------
    van de Vijver F, Leung K (2021). Methods and Data Analysis for Cross-Cultural Research, 2nd ed. Cambridge.
    """
    tail_probability(confidence)
    rows = read_rows(frame, [language, *items])
    refuse(rows, pl.col(language).is_null(), f"have no language in {language!r}.")
    if len(items) < 2:
        raise EstimateError(f"{len(items)} items given: a scale has at least 2.")
    answered = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in items))
    parts = {str(name): own.select(items) for (name,), own in answered.group_by(language)}
    drawn = {
        name: _drawn(parts[name], rng, resamples) for name in sorted(parts) if parts[name].height >= LEAST_PER_LANGUAGE
    }
    told = [_compared((one, two), parts, drawn, list(items), confidence) for one, two in combinations(sorted(parts), 2)]
    return pl.DataFrame(told, schema=_COLUMNS, orient="row")


_COLUMNS = {
    "language": pl.String, "other": pl.String, "n": pl.Int64, "other_n": pl.Int64, "largest_difference": pl.Float64,
    "item": pl.String, "comparable": pl.Boolean, "reason": pl.String,
}  # fmt: skip


def _drawn(own: pl.DataFrame, rng: np.random.Generator, resamples: int) -> Resamples | None:
    """The correlations of each item with the others, in any resample of people; none where they are not defined."""
    try:
        answers = read_items(own)
        return bootstrap_counts(
            lambda counts: _with_others(answers, counts),
            estimate=_with_others(answers, None)[0],
            participants=answers.people,
            rng=rng,
            resamples=resamples,
        )
    except EstimateError:
        return None


def _with_others(answers: ItemAnswers, counts: NDArray[np.int64] | None) -> Floats:
    covariances = answers.covariances(counts)
    own = np.diagonal(covariances, axis1=1, axis2=2)
    sums = covariances.sum(axis=2)
    others = covariances.sum(axis=(1, 2))[:, None] - 2 * sums + own
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((sums - own) / np.sqrt(own * np.where(others > 0, others, np.nan)))


def _compared(
    pair: tuple[str, str],
    parts: dict[str, pl.DataFrame],
    drawn: dict[str, Resamples | None],
    items: list[str],
    confidence: float,
) -> tuple[object, ...]:
    sizes = [parts[name].height for name in pair]
    if min(sizes) < LEAST_PER_LANGUAGE:
        return (*pair, *sizes, None, None, False, FEW)
    one, two = (drawn[name] for name in pair)
    if one is None or two is None or not np.isfinite(one.estimate - two.estimate).all():
        return (*pair, *sizes, None, None, False, UNKNOWN)
    gaps = Resamples(estimate=one.estimate - two.estimate, values=one.values - two.values)
    limits = percentile_interval(gaps, 1 - (1 - confidence) / len(items))
    apart = (np.abs(gaps.estimate) > MOST_APART) & ((limits["lower"] > 0) | (limits["upper"] < 0)).to_numpy()
    place = int(np.argmax(np.abs(gaps.estimate)))
    differs = bool(apart.any())
    return (*pair, *sizes, float(gaps.estimate[place]), items[place], not differs, DIFFER if differs else None)
