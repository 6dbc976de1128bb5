"""Which needs are least met: themes by their share unmet, with intervals for their ranks."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.resampling import RESAMPLES, Resamples, bootstrap_counts, percentile_interval
from research_kit.statistics.scales.need_rows import read_needs
from research_kit.statistics.scales.read_rows import read_rows, refuse, require_flags

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
OTHER = "other"


def rank_intervals(
    frame: Any,
    *,
    id: str,
    theme: str,
    priority: str,
    unmet: str,
    rng: np.random.Generator,
    least_persons: int = 5,
    confidence: float = 0.90,
    resamples: int = RESAMPLES,
) -> pl.DataFrame:
    """Themes by the share of their needs that is not met, with the ranks each could have.

    Parameters
    ----------
    frame
        One row per need and theme of it.
    id
        Column: the participant.
    theme
        Column: the theme.
    priority
        Column: 1, 2 or 3, weighing 3, 2 and 1.
    unmet
        Column: true or false; unknown needs are left out by the caller, and said.
    rng
        Source of the random numbers of the bootstrap of participants.
    least_persons
        Themes voiced by fewer participants are merged into `other` (which is not ranked).
    confidence
        Coverage of the intervals of shares and of ranks, strictly between 0 and 1.
    resamples
        How many times participants are resampled.

    Returns
    -------
    One row per theme, the largest share first, `other` (without limits and ranks) last: `theme`, `persons`, `needs`,
    `unmet` (needs), `estimate` (weights unmet / weights), `std_error`, `lower`, `upper`, `rank` (1: the largest share
    unmet; themes linked by overlapping intervals of ranks share one), `rank_lower`, `rank_upper`.

    Raises
    ------
    EstimateError
        Nothing is left to rank, a priority is not 1, 2 or 3, a need has no participant, theme or status, or a theme is
        absent from more than 5 % of the resamples (raise `least_persons`).

    Notes
    -----
    Where all needs of a theme are met, or none, the bootstrap knows no error: its limits are null, and its ranks surer
    than they are. A theme absent from a resample is not ranked in it. Tied themes have all the ranks they share: the
    lowest for `rank_lower`, the highest for `rank_upper`.

    References
    ----------
    Goldstein H, Spiegelhalter DJ (1996). J R Stat Soc A 159:385-443. doi:10.2307/2983325
    """
    tail_probability(confidence)
    needs = _merged(frame, (id, theme, priority, unmet), least_persons)
    counted = needs.group_by("_theme").agg(
        persons=pl.col("_person").n_unique().cast(pl.Int64),
        needs=pl.len().cast(pl.Int64),
        unmet=pl.col(unmet).sum().cast(pl.Int64),
    )
    themes = counted.sort(pl.col("_theme") == OTHER, "_theme")
    weights = _per_person(needs, themes["_theme"], unmet)
    ranked = themes.filter(pl.col("_theme") != OTHER)
    people = weights[:, :, : ranked.height]
    drawn = bootstrap_counts(
        lambda counts: _statistics(counts, people),
        estimate=_statistics(np.ones((1, people.shape[1]), dtype=np.int64), people)[0],
        participants=people.shape[1],
        rng=rng,
        resamples=resamples,
    )
    limits = _rank_limits(drawn.values[:, ranked.height :], tail_probability(confidence))
    table = _with_ranks(ranked.hstack(_shares(drawn, ranked.height, confidence)), limits)
    rest = themes[ranked.height :].with_columns(
        estimate=pl.lit(float(weights[0, :, -1].sum() / weights[1, :, -1].sum()))
    )
    return pl.concat([table, rest], how="diagonal").rename({"_theme": "theme"})


def _merged(frame: Any, columns: tuple[str, str, str, str], least_persons: int) -> pl.DataFrame:
    """Needs with `_theme`, those of rare themes together as `other`."""
    id, theme, priority, unmet = columns
    if isinstance(least_persons, bool) or least_persons < 1:
        raise EstimateError(f"least_persons is {least_persons!r}; it must be a whole number of at least 1.")
    rows = read_needs(frame, id=id, priority=priority, flags=[unmet])
    require_flags(rows, [unmet])
    named = read_rows(frame, [theme])
    refuse(named, pl.col(theme).is_null(), f"have no theme in {theme!r}: code them, or give them a theme of their own.")
    themed = rows.with_columns(_theme=named[theme].cast(pl.String))
    persons = pl.col("_person").n_unique().over("_theme")
    merged = themed.with_columns(_theme=pl.when(persons >= least_persons).then("_theme").otherwise(pl.lit(OTHER)))
    if (merged["_theme"] == OTHER).all():
        raise EstimateError(
            f"None of {themed['_theme'].n_unique()} themes was voiced by {least_persons} participants or more: nothing "
            "is left to rank."
        )
    return merged


def _per_person(needs: pl.DataFrame, themes: pl.Series, unmet: str) -> Floats:
    """Weights unmet and all weights (2, persons, themes)."""
    place = {theme: index for index, theme in enumerate(themes)}
    column = needs["_theme"].replace_strict(place, return_dtype=pl.Int64).to_numpy()
    weight, person = needs["_weight"].to_numpy(), needs["_person"].to_numpy()
    sums = np.zeros((2, int(person.max()) + 1, len(place)))
    np.add.at(sums[0], (person, column), weight * needs[unmet].to_numpy())
    np.add.at(sums[1], (person, column), weight)
    return sums


def _statistics(counts: Counts, people: Floats) -> Floats:
    """Shares unmet, then the lowest and the highest rank of each."""
    with np.errstate(invalid="ignore", divide="ignore"):
        own = (counts @ people[0]) / (counts @ people[1])
    # Equal shares may differ in the last digit.
    close = np.round(own, 12)
    lowest = 1.0 + (close[:, None, :] > close[:, :, None]).sum(axis=2)
    highest = (close[:, None, :] >= close[:, :, None]).sum(axis=2).astype(np.float64)
    ranks = [np.where(np.isfinite(own), each, np.nan) for each in (lowest, highest)]
    return np.concatenate([own, *ranks], axis=1)


def _shares(drawn: Resamples, themes: int, confidence: float) -> pl.DataFrame:
    """The shares with their limits: null for a theme met, or unmet, throughout, of which no error is known."""
    shares = Resamples(estimate=drawn.estimate[:themes], values=drawn.values[:, :themes])
    varies = pl.when(pl.col("std_error") > 0)
    return percentile_interval(shares, confidence).with_columns(varies.then(pl.col("std_error", "lower", "upper")))


def _rank_limits(ranks: Floats, tail: float) -> NDArray[np.int64]:
    ranked = ranks.shape[1] // 2
    lower = np.nanquantile(ranks[:, :ranked], tail, axis=0, method="inverted_cdf")
    upper = np.nanquantile(ranks[:, ranked:], 1 - tail, axis=0, method="inverted_cdf")
    return np.stack([lower, upper]).astype(np.int64)


def _with_ranks(table: pl.DataFrame, limits: NDArray[np.int64]) -> pl.DataFrame:
    """The themes in order, with the rank of the group of overlapping intervals each is in."""
    own = table.with_columns(rank_lower=pl.Series(limits[0]), rank_upper=pl.Series(limits[1]))
    in_order = own.sort("rank_lower", "rank_upper")
    apart = in_order["rank_lower"] > in_order["rank_upper"].cum_max().shift(1).fill_null(in_order.height)
    grouped = in_order.with_columns(_group=apart.cum_sum(), _place=pl.int_range(1, pl.len() + 1))
    ranks = grouped.with_columns(rank=pl.col("_place").min().over("_group").cast(pl.Int64))
    names = [*table.columns, "rank", "rank_lower", "rank_upper"]
    return ranks.sort("estimate", "_theme", descending=[True, False]).select(names)
