"""Shares improved, same and worse since baseline, with simultaneous limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, tail_probability
from research_kit.statistics.scales.goodman_limits import limits_of
from research_kit.statistics.scales.read_rows import group_names, read_rows, require_numbers, require_one_row

LEAST_PAIRS = 20
CHANGES = ("improved", "same", "worse")
_NOISE = 1e-9


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerColumns:
    """Which columns hold the participant, the wave and the value, and which wave change is counted from."""

    id: str
    wave: str
    value: str
    baseline: Any


def improved_same_worse(
    frame: Any,
    *,
    id: str,
    wave: str,
    value: str,
    baseline: Any,
    threshold: Literal["half_sd", "category"] | float = "half_sd",
    by: Sequence[str] | str = (),
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Of those who answered both times, the shares that improved, stayed the same and got worse since baseline.

    Parameters
    ----------
    frame
        One row per participant and wave.
    id
        Column: the participant.
    wave
        Column: the wave.
    value
        Column: the score or answer, higher is better; null is no answer.
    baseline
        The wave change is counted from.
    threshold
        The least change that counts: `half_sd` (half a standard deviation of all who answered at baseline), `category`
        (one step, for single items), or a number > 0.
    by
        Columns that make the groups, constant for a participant; null is a group of its own. The threshold is the same
        for all of them.
    confidence
        Of the three shares of a group and wave together (Goodman), strictly between 0 and 1.

    Returns
    -------
    Three rows per group and later wave: `by`..., `wave`, `change` (improved, same, worse), `n` (answered both times),
    `events`, `estimate`, `lower`, `upper`, `threshold`, `status`, `reason`. With fewer than 20 pairs `estimate` and its
    limits are null, `status` is `insufficient` and `reason` `FEW_PAIRS`.

    Raises
    ------
    EstimateError
        A participant has two rows in a wave, nobody answered at baseline, everybody had the same value there (half a
        standard deviation is then 0), a column is missing or of another type, or an argument is out of range.

    Notes
    -----
    Change without a comparison group: part of it is expected from chance (regression to the mean) and from seeing the
    questions with other eyes (response shift). It is no effect.

    References
    ----------
    Norman GR, Sloan JA, Wyrwich KW (2003). Med Care 41:582-592. doi:10.1097/01.MLR.0000062554.74615.4C
    Goodman LA (1965). Technometrics 7:247-254. doi:10.1080/00401706.1965.10490252
    """
    tail_probability(confidence)
    columns = AnswerColumns(id=id, wave=wave, value=value, baseline=baseline)
    groups = group_names(by)
    answers = read_answers(frame, columns, groups)
    least = _least_change(answers.filter(pl.col(wave) == baseline)[value], threshold)
    first = answers.filter(pl.col(wave) == baseline).select(id, _first=value)
    later = answers.filter(pl.col(wave) != baseline).join(first, on=id, how="left", validate="m:1")
    counted = _counted(later, columns, groups, least)
    return (
        _with_limits(counted, confidence)
        .with_columns(threshold=pl.lit(least))
        .select(*groups, wave, "change", "n", "events", "estimate", "lower", "upper", "threshold", "status", "reason")
    )


def read_answers(frame: Any, columns: AnswerColumns, by: Sequence[str]) -> pl.DataFrame:
    """One row per participant and wave, the value as a number; refused if the waves do not allow a change."""
    rows = read_rows(frame, [columns.id, columns.wave, *by, columns.value])
    require_one_row(rows, [columns.id, columns.wave])
    require_numbers(rows, [columns.value])
    waves = rows[columns.wave].unique().to_list()
    if columns.baseline not in waves or len(waves) < 2:
        raise EstimateError(
            f"The frame has {len(waves)} waves in {columns.wave!r}, and baseline {columns.baseline!r} is "
            f"{'one' if columns.baseline in waves else 'none'} of them: a change needs the baseline and a later wave."
        )
    if by and rows.select(columns.id, *by).n_unique() > rows[columns.id].n_unique():
        raise EstimateError(f"Some participants change group between waves in {', '.join(map(repr, by))}.")
    return rows.with_columns(pl.col(columns.value).cast(pl.Float64).fill_nan(None))


def _least_change(baseline: pl.Series, threshold: str | float) -> float:
    if threshold == "category":
        return 1.0
    if threshold == "half_sd":
        deviation = baseline.drop_nulls().std()
        if not isinstance(deviation, float) or deviation <= 0:
            raise EstimateError(
                f"{baseline.count()} answered at baseline, and all of them the same: half a standard deviation is not "
                "defined. Give `threshold` as a number."
            )
        return deviation / 2
    if isinstance(threshold, str) or not is_number(threshold) or not 0 < threshold < np.inf:
        raise EstimateError(f"threshold is {threshold!r}; give 'half_sd', 'category' or a number above 0.")
    return float(threshold)


def _counted(later: pl.DataFrame, columns: AnswerColumns, by: list[str], least: float) -> pl.DataFrame:
    change = pl.col(columns.value) - pl.col("_first")
    sums = [
        change.count().cast(pl.Int64).alias("n"),
        (change >= least - _NOISE).sum().cast(pl.Int64).alias("improved"),
        (change.abs() < least - _NOISE).sum().cast(pl.Int64).alias("same"),
        (change <= -least + _NOISE).sum().cast(pl.Int64).alias("worse"),
    ]
    return later.group_by(*by, columns.wave).agg(sums).sort(*by, columns.wave, nulls_last=True)


def _with_limits(counted: pl.DataFrame, confidence: float) -> pl.DataFrame:
    """Three rows per row: each kind of change, in order, with its share and Goodman's limits."""
    kinds = len(CHANGES)
    events = counted.select(CHANGES).to_numpy().astype(np.float64)
    is_enough = counted["n"].to_numpy() >= LEAST_PAIRS
    safe = np.where(is_enough[:, None], events, 1.0)
    lower, upper = limits_of(safe, confidence)
    shares = {"estimate": safe / safe.sum(axis=1, keepdims=True), "lower": lower, "upper": upper}
    enough = np.repeat(is_enough, kinds)
    return counted.drop(CHANGES)[np.repeat(np.arange(counted.height), kinds)].with_columns(
        pl.Series("change", CHANGES * counted.height, dtype=pl.String),
        pl.Series("events", events.ravel().astype(np.int64)),
        *(pl.Series(name, np.where(enough, each.ravel(), np.nan)).fill_nan(None) for name, each in shares.items()),
        pl.Series("status", np.where(enough, "ok", "insufficient"), dtype=pl.String),
        pl.Series("reason", [None if each else "FEW_PAIRS" for each in enough], dtype=pl.String),
    )
