"""Whether a scale may be reported as one score, by wave and language: omega, alpha or Spearman-Brown, and the rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.multistate.observed_intervals import each_group
from research_kit.statistics.resampling import RESAMPLES
from research_kit.statistics.scales.cronbach_alpha import cronbach_alpha
from research_kit.statistics.scales.mcdonald_omega import mcdonald_omega
from research_kit.statistics.scales.read_rows import group_names, read_rows
from research_kit.statistics.scales.spearman_brown import spearman_brown

LEAST_PEOPLE = 50
RELIABLE, RELIABLE_LIMIT = 0.7, 0.6
_COLUMNS = {
    "coefficient": pl.String,
    "n": pl.Int64,
    "estimate": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "status": pl.String,
    "reason": pl.String,
}


def scale_reliability(
    frame: Any,
    *,
    items: Sequence[str],
    rng: np.random.Generator,
    by: Sequence[str] | str = (),
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> pl.DataFrame:
    """How reliable a scale is in each wave and language, and whether it may be reported as one score.

    Parameters
    ----------
    frame
        One row per person and group (e.g. wave): the items, turned the same way, and the columns of `by`.
    items
        Columns: two items (Spearman-Brown) or more (omega and alpha); null is no answer.
    rng
        Source of the random numbers of the bootstrap of people.
    by
        Columns that make the groups, e.g. wave and language: reliability is never pooled over them.
    confidence
        Coverage of the two-sided limits, strictly between 0 and 1.
    resamples
        How many times people are resampled.

    Returns
    -------
    One row per group and coefficient: `by`..., `coefficient` (`omega`, `alpha` or `spearman_brown`), `n` (answered at
    least one item; for two items, both), `estimate`, `lower`, `upper`, `status`, `reason`, `as_scale`. Below 50 people
    `status` is `insufficient`, `reason` `FEW_PEOPLE` and there is no number; if the coefficient cannot be computed,
    `NOT_ESTIMABLE`. `as_scale` is the same for all coefficients of a group: true if its first one (omega, or
    Spearman-Brown) is at least 0.7 with a lower limit of at least 0.6; otherwise items are reported singly.

    Raises
    ------
    EstimateError
        A column is missing, holds no numbers, there are fewer than two items, or an argument is out of range.

    References
    ----------
    McNeish D (2018). Psychol Methods 23:412-433. doi:10.1037/met0000144
    """
    tail_probability(confidence)
    groups = tuple(group_names(by))
    rows = read_rows(frame, [*groups, *items])
    parts = []
    for group, own in each_group(rows, groups):
        found = _of_group(own.select(items), rng, confidence, resamples)
        parts.append(pl.concat([group] * found.height).hstack(found) if groups else found)
    return pl.concat(parts)


def _of_group(answers: pl.DataFrame, rng: np.random.Generator, confidence: float, resamples: int) -> pl.DataFrame:
    is_pair = answers.width == 2
    known = [pl.col(name).is_not_null() for name in answers.columns]
    n = answers.filter(pl.all_horizontal(known) if is_pair else pl.any_horizontal(known)).height
    names = ["spearman_brown"] if is_pair else ["omega", "alpha"]
    lines = [_line(name, n, answers, rng, (confidence, resamples)) for name in names]
    table = pl.DataFrame(lines, schema=_COLUMNS, orient="row")
    first = table.row(0, named=True)
    is_reliable = first["status"] == "ok" and first["estimate"] >= RELIABLE and first["lower"] >= RELIABLE_LIMIT
    return table.with_columns(as_scale=pl.lit(bool(is_reliable)))


def _line(
    name: str, n: int, answers: pl.DataFrame, rng: np.random.Generator, settings: tuple[float, int]
) -> tuple[object, ...]:
    if n < LEAST_PEOPLE:
        return (name, n, None, None, None, "insufficient", "FEW_PEOPLE")
    estimator = {"omega": mcdonald_omega, "alpha": cronbach_alpha, "spearman_brown": spearman_brown}[name]
    column = "estimate" if name == "spearman_brown" else name
    try:
        found = estimator(answers, confidence=settings[0], rng=rng, resamples=settings[1])
    except EstimateError:
        return (name, n, None, None, None, "insufficient", "NOT_ESTIMABLE")
    return (name, n, *found.select(column, "lower", "upper").row(0), "ok", None)
