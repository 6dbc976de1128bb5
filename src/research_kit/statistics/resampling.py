"""The bootstrap of the house: participants are resampled, never rows; every random number comes from `rng`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from research_kit.errors import EstimateError, ResearchKitError
from research_kit.statistics.confidence import normal_quantile, tail_probability

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
RESAMPLES = 2_000
LEAST_FITTED = 0.95  # METHODS 0.6
_COUNTS_AT_A_TIME = 2_000_000  # keeps memory bounded; the draws do not depend on it


@dataclass(frozen=True, kw_only=True, slots=True)
class Resamples:
    """What was estimated, and what each resample gave: one row per resample, one column per value; NaN: not fitted."""

    estimate: Floats
    values: Floats

    @property
    def std_error(self) -> Floats:
        """The standard deviation over the resamples that could be fitted."""
        return np.asarray(np.nanstd(self.values, axis=0, ddof=1))


def bootstrap(
    frame: pl.DataFrame,
    statistic: Callable[[pl.DataFrame], ArrayLike],
    *,
    id: str,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> Resamples:
    """What a statistic would have been with other participants of the same kind: as many, drawn with replacement.

    Parameters
    ----------
    frame
        One or more rows per participant.
    statistic
        From such a frame to one number or several (always as many). It may raise an error of research-kit, or give
        NaN: that resample then counts as not fitted.
    id
        Column: the participant. In a resample it holds 0, 1, ...: who is drawn twice is two participants.
    rng
        Source of every random number.
    resamples
        How many, at least 2; 2,000 by METHODS 0.6, 200 in tests.

    Returns
    -------
    `Resamples`, from which `percentile_interval` (for differences) or `bca_interval` (for medians) makes a table.

    Raises
    ------
    EstimateError
        There are fewer than two participants, one is null, or fewer than 95 % of the resamples could be fitted.

    References
    ----------
    Efron B, Tibshirani RJ (1993). An Introduction to the Bootstrap. Chapman & Hall.
    """
    people = _People.of(frame, id)
    estimate = np.atleast_1d(np.asarray(statistic(frame), dtype=np.float64))

    def of_counts(counts: Counts) -> Floats:
        found = [_fitted(statistic, people.drawn(each), len(estimate)) for each in counts]
        return np.stack(found)

    return bootstrap_counts(of_counts, estimate=estimate, participants=len(people.first), rng=rng, resamples=resamples)


def bootstrap_counts(
    statistic: Callable[[Counts], Floats],
    *,
    estimate: Floats,
    participants: int,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> Resamples:
    """As `bootstrap`, for a statistic of how often each participant is drawn: (resample, participant) to values.

    Raises
    ------
    EstimateError
        As `bootstrap`.

    References
    ----------
    Efron B, Tibshirani RJ (1993). An Introduction to the Bootstrap. Chapman & Hall.
    """
    if participants < 2:
        raise EstimateError(f"{participants} participant cannot be resampled: at least 2 are needed.")
    if isinstance(resamples, bool) or not isinstance(resamples, (int, np.integer)) or resamples < 2:
        raise EstimateError(f"resamples is {resamples!r}; it must be a whole number of at least 2, e.g. 2,000.")
    most = min(100, max(1, _COUNTS_AT_A_TIME // participants))
    blocks = [min(most, resamples - done) for done in range(0, resamples, most)]
    equal = np.full(participants, 1 / participants)
    values = np.concatenate([statistic(rng.multinomial(participants, equal, size=size)) for size in blocks])
    fitted = np.isfinite(values).mean(axis=0).min()
    if fitted < LEAST_FITTED:
        raise EstimateError(
            f"Only {fitted:.1%} of {resamples:,} resamples of {participants:,} participants could be fitted; at least "
            f"{LEAST_FITTED:.0%} must. There is not enough data for this estimate."
        )
    return Resamples(
        estimate=np.asarray(estimate, dtype=np.float64), values=np.where(np.isfinite(values), values, np.nan)
    )


def percentile_interval(resamples: Resamples, confidence: float = 0.95) -> pl.DataFrame:
    """The estimate with the interval between the quantiles of the resamples.

    Returns
    -------
    One row per value: `estimate`, `std_error` (standard deviation of the resamples), `lower`, `upper`.

    References
    ----------
    Efron B, Tibshirani RJ (1993). An Introduction to the Bootstrap, chapter 13. Chapman & Hall.
    """
    tail = tail_probability(confidence)
    probabilities = np.tile([[tail], [1 - tail]], resamples.values.shape[1])
    return _table(resamples, probabilities)


def bca_interval(resamples: Resamples, left_out: Floats, confidence: float = 0.95) -> pl.DataFrame:
    """The estimate with the bias-corrected and accelerated interval (BCa).

    Parameters
    ----------
    resamples
        From `bootstrap`.
    left_out
        From `jackknife` of the same statistic.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    As `percentile_interval`. Limits are null where all resamples lie on one side of the estimate.

    Notes
    -----
    Resamples equal to the estimate count half in the bias correction, since statistics such as medians have ties.

    References
    ----------
    Efron B (1987). J Am Stat Assoc 82:171-185. doi:10.1080/01621459.1987.10478410
    """
    values, estimate = resamples.values, resamples.estimate
    below = (values < estimate).sum(axis=0) + (values == estimate).sum(axis=0) / 2
    bias = ndtri(below / np.isfinite(values).sum(axis=0))
    distance = left_out.mean(axis=0) - left_out
    spread = (distance**2).sum(axis=0)
    cubed = np.where(spread > 0, 6 * spread**1.5, 1.0)
    acceleration = (distance**3).sum(axis=0) / cubed
    z = normal_quantile(confidence) * np.array([[-1.0], [1.0]])
    with np.errstate(invalid="ignore"):
        probabilities = ndtr(bias + (bias + z) / (1 - acceleration * (bias + z)))
    return _table(resamples, np.where(np.isfinite(bias), probabilities, np.nan))


def jackknife(frame: pl.DataFrame, statistic: Callable[[pl.DataFrame], ArrayLike], *, id: str) -> Floats:
    """The statistic without each participant in turn: one row per participant, one column per value.

    Raises
    ------
    EstimateError
        The statistic cannot be computed without some participant.

    References
    ----------
    Efron B, Tibshirani RJ (1993). An Introduction to the Bootstrap, chapter 11. Chapman & Hall.
    """
    people = _People.of(frame, id)
    everybody = np.ones(len(people.first), dtype=np.int64)
    size = np.atleast_1d(np.asarray(statistic(frame))).size
    found = []
    for place in range(len(everybody)):
        everybody[place] = 0
        found.append(_fitted(statistic, people.drawn(everybody), size))
        everybody[place] = 1
    values = np.stack(found)
    undefined = int((~np.isfinite(values)).any(axis=1).sum())
    if undefined:
        raise EstimateError(
            f"Without any one of {undefined:,} of {len(values):,} participants the estimate is not defined: there is "
            "not enough data for the BCa interval. Use `percentile_interval`."
        )
    return values


@dataclass(frozen=True, kw_only=True, slots=True)
class _People:
    """The rows of a frame by participant, so that participants can be drawn."""

    rows: pl.DataFrame
    id: str
    first: Counts
    length: Counts

    @classmethod
    def of(cls, frame: pl.DataFrame, id: str) -> _People:
        if id not in frame.columns:
            raise EstimateError(f"The frame has no column {id!r}. It has: {', '.join(frame.columns)}.")
        missing = frame[id].null_count()
        if missing:
            raise EstimateError(
                f"{missing:,} of {frame.height:,} rows have no participant in {id!r}. Fix or exclude them."
            )
        rows = frame.sort(id, maintain_order=True)
        runs = rows[id].rle().struct.field("len").to_numpy().astype(np.int64)
        return cls(rows=rows, id=id, first=np.cumsum(runs) - runs, length=runs)

    def drawn(self, counts: Counts) -> pl.DataFrame:
        """The frame in which each participant is there as often as counted, each time under a new number."""
        people = np.repeat(np.arange(len(counts)), counts)
        length = self.length[people]
        within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        rows: pl.DataFrame = self.rows[np.repeat(self.first[people], length) + within]
        return rows.with_columns(pl.Series(self.id, np.repeat(np.arange(len(people)), length)))


def _fitted(statistic: Callable[[pl.DataFrame], ArrayLike], frame: pl.DataFrame, size: int) -> Floats:
    """The statistic of a resample, NaN where it could not be fitted."""
    try:
        found = np.atleast_1d(np.asarray(statistic(frame), dtype=np.float64))
    except (ResearchKitError, np.linalg.LinAlgError):
        return np.full(size, np.nan)
    if found.shape != (size,):
        raise EstimateError(f"The statistic gave {found.size} values for a resample and {size} for the frame itself.")
    return found


def _table(resamples: Resamples, probabilities: Floats) -> pl.DataFrame:
    limits = np.full(probabilities.shape, np.nan)
    for place, column in enumerate(resamples.values.T):
        if np.isfinite(probabilities[:, place]).all():
            # The (B + 1) p-th of the resamples in order (Efron and Tibshirani 1993, section 12.5).
            limits[:, place] = np.nanquantile(column, probabilities[:, place], method="weibull")
    columns = {"estimate": resamples.estimate, "std_error": resamples.std_error}
    return pl.DataFrame(columns | {"lower": limits[0], "upper": limits[1]}).fill_nan(None)
