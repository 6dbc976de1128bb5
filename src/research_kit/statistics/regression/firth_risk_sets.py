"""The partial likelihood of Cox with Jeffreys' penalty, ½ log |information|, and its derivatives.

Each event is a draw among those at risk, with probabilities in proportion to exp(x b); of d tied events Efron's rule
counts the tied ones by 1 - (k - 1) / d in the k-th draw. Every draw then is a distribution over the rows, and the
likelihood's derivatives are its moments: the mean, the covariance, and for the penalty the third.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.tally import label_groups
from research_kit.counts.times import joined_equal_times
from research_kit.statistics.regression.firth_climb import Penalised, penalised

Floats = NDArray[np.float64]
Numbers = NDArray[Any]
_LOST = 1e-8
"""With late entry a risk set is a difference of running sums: below this part of them too few digits are left."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RiskSets:
    """The draws of one stratum. Rows are sorted by time; `design` is rows x terms."""

    design: Floats
    had: Numbers  # rows with the event
    draw_time: Numbers  # for each draw the place of its time among the event times
    taken: Floats  # (k - 1) / d of each draw, 0 under Breslow's rule
    first_tied: Numbers  # for each event time the place of its first event in `had`
    first_at_risk: Numbers  # for each event time the first row with that time or a later one
    by_entry: Numbers  # rows sorted by entry; none if everybody is there from the start
    not_entered: Numbers  # for each event time the first of them that enters then or later

    def sums(self, values: Floats) -> Floats:
        """Sums over those who can be drawn, per draw (rows x quantities; the first quantity is positive)."""
        at_risk = _from_here_on(values)[self.first_at_risk]
        if len(self.by_entry):
            present = at_risk - _from_here_on(values[self.by_entry])[self.not_entered]
            present[present[:, 0] < _LOST * at_risk[:, 0]] = np.nan
            at_risk = present
        tied = np.add.reduceat(values[self.had], self.first_tied, axis=0)
        return np.asarray(at_risk[self.draw_time] - self.taken[:, None] * tied[self.draw_time])


def _from_here_on(values: Floats) -> Floats:
    """Sums over each row and the later ones; one more row than given, the last 0."""
    return np.vstack([np.cumsum(values[::-1], axis=0)[::-1], np.zeros((1, values.shape[1]))])


def risk_sets(rows: pl.DataFrame, design: Floats, *, ties: str, strata: Sequence[str]) -> list[RiskSets]:
    """One per stratum that has events; `rows` has `_time`, `_event` and, with late entry, `_entry`."""
    time, entry = joined_equal_times(
        rows["_time"].to_numpy(), rows["_entry"].to_numpy() if "_entry" in rows.columns else np.empty(0, dtype=np.int64)
    )
    had = rows["_event"].to_numpy() == 1
    stratum = label_groups(rows, list(strata))[1]
    parts = [np.flatnonzero(stratum == each) for each in range(int(stratum.max()) + 1)]
    return [
        _of_stratum(time[part], had[part], design[part], entry[part] if len(entry) else entry, ties)
        for part in parts
        if had[part].any()
    ]


def _of_stratum(time: Numbers, had: Numbers, design: Floats, entry: Numbers, ties: str) -> RiskSets:
    order = np.argsort(time, kind="stable")
    time, events = time[order], np.flatnonzero(had[order])
    times, first_tied, counts = np.unique(time[events], return_index=True, return_counts=True)
    draw_time = np.repeat(np.arange(len(times)), counts)
    before = np.arange(len(events)) - first_tied[draw_time]
    by_entry = np.argsort(entry[order], kind="stable") if len(entry) else np.empty(0, dtype=np.int64)
    return RiskSets(
        design=design[order],
        had=events,
        draw_time=draw_time,
        taken=before / counts[draw_time] if ties == "efron" else np.zeros(len(events)),
        first_tied=first_tied,
        first_at_risk=np.searchsorted(time, times),
        by_entry=by_entry,
        not_entered=np.searchsorted(entry[order][by_entry], times) if len(entry) else by_entry,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Moments:
    """Of one stratum's draws at one value of the coefficients."""

    sets: RiskSets
    relative: Floats  # exp(x b) of each row
    total: Floats
    mean: Floats
    covariance: Floats
    log_likelihood: float


def penalised_partial_likelihood(strata: Sequence[RiskSets], coefficients: Floats) -> Penalised:
    """The penalised likelihood over all strata; minus infinity where too few digits are left."""
    terms = len(coefficients)
    with np.errstate(all="ignore"):
        parts = [_moments(sets, coefficients) for sets in strata]
    information = np.sum([part.covariance.sum(axis=0) for part in parts], axis=0)
    score = np.sum([part.sets.design[part.sets.had].sum(axis=0) - part.mean.sum(axis=0) for part in parts], axis=0)
    value = sum(part.log_likelihood for part in parts)
    if not np.isfinite(information).all() or not np.isfinite(value):
        return penalised(-np.inf, score, np.zeros((terms, terms)), score)
    inverse = np.linalg.pinv(information)
    slope = np.sum([_penalty_slope(part, inverse) for part in parts], axis=0)
    return penalised(float(value), score, information, slope)


def _moments(sets: RiskSets, coefficients: Floats) -> _Moments:
    x = sets.design
    predictor = x @ coefficients
    shift = predictor.max()
    relative = np.exp(predictor - shift)
    products = (x[:, :, None] * x[:, None, :]).reshape(len(x), -1)
    sums = sets.sums(np.column_stack([relative, x * relative[:, None], products * relative[:, None]]))
    terms = len(coefficients)
    total = sums[:, 0]
    mean = sums[:, 1 : terms + 1] / total[:, None]
    second = (sums[:, terms + 1 :] / total[:, None]).reshape(-1, terms, terms)
    return _Moments(
        sets=sets,
        relative=relative,
        total=total,
        mean=mean,
        covariance=second - mean[:, :, None] * mean[:, None, :],
        log_likelihood=float((predictor[sets.had] - shift).sum() - np.log(total).sum()),
    )


def _penalty_slope(part: _Moments, inverse: Floats) -> Floats:
    """Derivatives of ½ log |information|: ½ sum over the draws of E[(x - m)' A (x - m) (x - m)], A the inverse."""
    x = part.sets.design
    size = ((x @ inverse) * x).sum(axis=1) * part.relative
    sums = part.sets.sums(np.column_stack([part.relative, size, x * size[:, None]]))[:, 1:] / part.total[:, None]
    centred = sums[:, 1:] - part.mean * sums[:, :1]
    twice = 2 * np.einsum("dij,dj->di", part.covariance, part.mean @ inverse)
    return np.asarray((centred - twice).sum(axis=0) / 2)
