"""How far participants' needs are met: each need weighed by its priority, each participant the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.resampling import RESAMPLES, bootstrap_counts, percentile_interval
from research_kit.statistics.scales.need_rows import read_needs

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def weighted_match(
    frame: Any,
    *,
    id: str,
    priority: str,
    met: Sequence[str],
    rng: np.random.Generator,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> pl.DataFrame:
    """Mean over participants of the share of their needs that is met, important needs counting more.

    Parameters
    ----------
    frame
        One row per need.
    id
        Column: the participant.
    priority
        Column: 1, 2 or 3, weighing 3, 2 and 1.
    met
        Columns of true and false, one per way of being met: e.g. offered, received, met according to herself; null is
        not known.
    rng
        Source of the random numbers of the bootstrap of participants, the same for all of `met`.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.
    resamples
        How many times participants are resampled.

    Returns
    -------
    One row per column of `met`, in its order: `met`, `persons` (with a need of which it is known), `needs` (known),
    `unknown` (needs), `estimate`, `std_error`, `lower`, `upper` (bootstrap of participants, percentiles), `lowest`,
    `highest` (were all unknown needs unmet, or met; over all participants with a need). Null if fewer than
    two persons; error and limits null too if all have the same share.

    Raises
    ------
    EstimateError
        A priority is not 1, 2 or 3, a need has no participant, or a column is missing or of another type.

    References
    ----------
    Efron B, Tibshirani RJ (1993). An Introduction to the Bootstrap, chapter 13. Chapman & Hall.
    """
    tail_probability(confidence)
    if isinstance(met, str) or not met:
        raise EstimateError(f"`met` is {met!r}; give a list of at least one column name.")
    needs = read_needs(frame, id=id, priority=priority, flags=met)
    shares = np.column_stack([_person_shares(needs, pl.col(name)) for name in met])
    usable = np.isfinite(shares).sum(axis=0) > 1
    limits = np.full((4, len(met)), np.nan)
    if usable.any():
        limits[:, usable] = _limits(shares[:, usable], rng, confidence, resamples)
    known = [int(needs[name].count()) for name in met]
    ends = [[float(np.mean(_person_shares(needs, pl.col(n).fill_null(end)))) for n in met] for end in (False, True)]
    return pl.DataFrame(
        {
            "met": list(met),
            "persons": np.isfinite(shares).sum(axis=0),
            "needs": known,
            "unknown": [needs.height - each for each in known],
            **dict(zip(("estimate", "std_error", "lower", "upper"), limits, strict=True)),
            "lowest": ends[0],
            "highest": ends[1],
        }
    ).with_columns(pl.col("estimate", "std_error", "lower", "upper").fill_nan(None))


def _person_shares(needs: pl.DataFrame, is_met: pl.Expr) -> Floats:
    """Each participant's weights of needs met / weights of needs known; NaN without any known."""
    weight = pl.col("_weight").filter(is_met.is_not_null()).sum()
    met = pl.col("_weight").filter(is_met).sum()
    shares = needs.group_by("_person").agg(share=pl.when(weight > 0).then(met / weight)).sort("_person")
    return shares["share"].fill_null(np.nan).to_numpy()


def _limits(shares: Floats, rng: np.random.Generator, confidence: float, resamples: int) -> Floats:
    known = np.isfinite(shares).astype(np.float64)
    values = np.where(known > 0, shares, 0.0)

    def of_counts(counts: Counts) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((counts @ values) / (counts @ known))

    drawn = bootstrap_counts(
        of_counts, estimate=np.nanmean(shares, axis=0), participants=len(shares), rng=rng, resamples=resamples
    )
    found = percentile_interval(drawn, confidence).to_numpy().T
    found[1:, found[1] == 0] = np.nan  # all alike: the bootstrap knows no error
    return found
