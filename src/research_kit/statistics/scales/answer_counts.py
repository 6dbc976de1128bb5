"""Ordered answers as counts by wave and category, for everybody and for any resample of participants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.scales.improved_same_worse import LEAST_PAIRS, AnswerColumns, read_answers
from research_kit.statistics.scales.read_rows import refuse

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MOST_CATEGORIES = 11
_A_TRACE = 1e-4


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerCounts:
    """Who gave which answer in which wave, the baseline first."""

    waves: pl.Series
    categories: list[float]
    person: NDArray[np.int64]
    cell: NDArray[np.int64]

    @property
    def persons(self) -> int:
        """How many participants answered at all."""
        return int(self.person.max()) + 1

    @property
    def table(self) -> Floats:
        """Counts (1, waves, categories) of everybody."""
        return self._shaped(np.bincount(self.cell, minlength=self._cells).astype(np.float64)[None, :])

    @property
    def _cells(self) -> int:
        return len(self.waves) * len(self.categories)

    def _shaped(self, counts: Floats) -> Floats:
        return counts.reshape(-1, len(self.waves), len(self.categories))

    def drawn(self, counts: Counts) -> Floats:
        """Counts with each participant there so many times, and a trace of each category nobody then has."""
        answered = np.zeros((self.persons, self._cells))
        answered[self.person, self.cell] = 1.0
        tables = self._shaped(counts @ answered)
        is_unused = tables.sum(axis=1, keepdims=True) == 0
        share = tables.sum(axis=2, keepdims=True) / tables.sum(axis=(1, 2), keepdims=True)
        return np.asarray(tables + is_unused * share * _A_TRACE)


def read_answer_counts(frame: Any, columns: AnswerColumns) -> AnswerCounts:
    """The counts, refused if too few answered twice or the answers are not ordered categories."""
    answers = read_answers(frame, columns, ()).drop_nulls(columns.value)
    value, wave = answers[columns.value], answers[columns.wave]
    refuse(answers, pl.col(columns.value) != pl.col(columns.value).floor(), "have an answer that is no whole number.")
    categories = value.unique().sort().to_list()
    if not 2 <= len(categories) <= MOST_CATEGORIES:
        raise EstimateError(
            f"{columns.value!r} has {len(categories)} different answers; ordered answers have 2 to {MOST_CATEGORIES}. "
            "For scores: `mixed_change`."
        )
    _require_pairs(answers, columns)
    later = wave.filter(wave != columns.baseline).unique().sort()
    waves = pl.concat([wave.filter(wave == columns.baseline)[:1], later])
    place = waves.to_frame("_wave").with_row_index("_place")
    row = answers.join(place, left_on=columns.wave, right_on="_wave", how="left", maintain_order="left")["_place"]
    rank = value.rank("dense").cast(pl.Int64).to_numpy() - 1
    return AnswerCounts(
        waves=waves,
        categories=categories,
        person=answers[columns.id].rank("dense").cast(pl.Int64).to_numpy() - 1,
        cell=row.cast(pl.Int64).to_numpy() * len(categories) + rank,
    )


def _require_pairs(answers: pl.DataFrame, columns: AnswerColumns) -> None:
    per_person = answers.group_by(columns.id).len()
    repeated = per_person.filter(pl.col("len") >= 2).height
    if repeated < LEAST_PAIRS or not (answers[columns.wave] == columns.baseline).any():
        raise EstimateError(
            f"{repeated} of {per_person.height} participants answered in two waves or more; at least {LEAST_PAIRS} are "
            "needed to speak of change."
        )
