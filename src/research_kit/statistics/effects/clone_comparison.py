"""What the comparison of cloned participants hands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.effects.clone_weights import CloneWeights
from research_kit.statistics.effects.effect_conditions import effect_conditions
from research_kit.statistics.regression.grouped_hazard_model import GroupedHazardModel
from research_kit.statistics.resampling import bootstrap_counts, percentile_interval
from research_kit.statistics.weighting.balance import balance
from research_kit.statistics.weighting.overlap import overlap
from research_kit.statistics.weighting.weight_diagnostics import weight_diagnostics

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class CloneComparison:
    """Starting in time against not starting. Not for release.

    Attributes
    ----------
    effect
        One row: the difference between the shares at the horizon: `time`, `estimate`, `std_error`, `lower`, `upper`.
    shares
        One row per strategy (`start`, `no_start`, and their `difference`) and month: `strategy`, `time`, `estimate`,
        `std_error`, `lower`, `upper`.
    weights
        One row per strategy: as `weight_diagnostics`, of those who started in time, and of the participant-months of
        those who do not start.
    balance
        As `balance`, of the clones of both strategies still followed after the grace period; null where no covariate of
        the index date was given.
    overlap
        As `overlap`, of the chance of starting in a month, of participant-months in which they could.
    conditions
        From `effect_conditions`: people who started in time and those of them with the event; clones that never
        started, and those of them with it. (Whoever had the event, or was lost, before the time to start was out is in
        both strategies and says nothing of starting: they are not counted with the former.)
    start_model
        The regression of starting by month.
    resamples
        Bootstrap samples made.
    """

    effect: pl.DataFrame
    shares: pl.DataFrame
    weights: pl.DataFrame
    balance: pl.DataFrame | None
    overlap: pl.DataFrame
    conditions: pl.DataFrame
    start_model: GroupedHazardModel = field(repr=False)
    resamples: int


def clone_comparison(
    people: pl.DataFrame,
    weights: CloneWeights,
    covariates: Sequence[str],
    *,
    confidence: float,
    draws: tuple[int, np.random.Generator],
) -> CloneComparison:
    """Shares and their difference with bootstrap limits, and what is checked every time."""
    resamples, rng = draws
    both = weights.of_both()
    found = bootstrap_counts(
        lambda counts: np.stack([_refitted(weights, each) for each in counts]),
        estimate=_shares(weights, both),
        participants=people.height,
        rng=rng,
        resamples=resamples,
    )
    shares = _table(percentile_interval(found, confidence), weights.pieces[0].horizon)
    is_effect = (pl.col("strategy") == "difference") & (pl.col("time") == weights.pieces[0].horizon)
    in_time = weights.begun <= weights.grace
    first, second = weights.strategies
    persons = [int(in_time.sum()), int((~second.deviates).sum())]
    events = [int((first.event & in_time).sum()), int(second.event.sum())]
    return CloneComparison(
        effect=shares.filter(is_effect).drop("strategy"),
        shares=shares,
        weights=_diagnostics(weights, both),
        balance=_balance(people, weights, both, covariates),
        overlap=_overlap(weights),
        conditions=effect_conditions(persons, events, method="clone_censor_weight"),
        start_model=weights.chance.model,
        resamples=resamples,
    )


def _shares(weights: CloneWeights, both: tuple[Floats, Floats]) -> Floats:
    first, second = (pieces.risks(each) for pieces, each in zip(weights.pieces, both, strict=True))
    return np.concatenate([first, second, first - second])


def _refitted(weights: CloneWeights, counts: Ints) -> Floats:
    """The shares of a resample, NaN where the chance of starting could not be fitted."""
    try:
        return _shares(weights, weights.of_both(counts.astype(np.float64)))
    except (EstimateError, np.linalg.LinAlgError):
        return np.full(3 * weights.pieces[0].horizon, np.nan)


def _table(intervals: pl.DataFrame, horizon: int) -> pl.DataFrame:
    labels = {"strategy": np.repeat(["start", "no_start", "difference"], horizon)}
    labels["time"] = np.tile(np.arange(1, horizon + 1), 3)
    return pl.DataFrame(labels).hstack(intervals)


def _diagnostics(weights: CloneWeights, both: tuple[Floats, Floats]) -> pl.DataFrame:
    """Of those who started in time, once each; of those who do not start, in each part of a month."""
    names = pl.Series("strategy", [each.name for each in weights.strategies])
    used = (weights.of_starters(), both[1])
    return pl.concat([weight_diagnostics(each) for each in used]).insert_column(0, names)


def _overlap(weights: CloneWeights) -> pl.DataFrame:
    chance = weights.chance
    columns = {"starts": chance.starts, "propensity": -np.expm1(-chance.hazards())}
    return overlap(pl.DataFrame(columns), exposure="starts")


def _balance(
    people: pl.DataFrame, weights: CloneWeights, both: tuple[Floats, Floats], covariates: Sequence[str]
) -> pl.DataFrame | None:
    """Both strategies' clones in the first part of a month after the grace period."""
    if not covariates:
        return None
    parts = []
    for arm, (pieces, own) in enumerate(zip(weights.pieces, both, strict=True)):
        rows = np.flatnonzero(pieces.middle == pieces.middle[pieces.middle > weights.grace].min())
        parts.append(people[pieces.person[rows]].with_columns(_arm=pl.lit(1 - arm), _weight=own[rows]))
    return balance(pl.concat(parts), exposure="_arm", covariates=covariates, weight="_weight", estimand="ATE")
