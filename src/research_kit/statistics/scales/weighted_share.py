"""A share of weighted people, with an error that knows of the weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from scipy.special import expit, logit, stdtrit

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.scales.read_rows import group_names, read_rows, refuse, require_flags, require_numbers


def weighted_share(
    frame: Any,
    *,
    event: str,
    weight: str,
    by: Sequence[str] | str = (),
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Share with the event among people who count for more or less than one, e.g. to make up for loss.

    Parameters
    ----------
    frame
        One row per person who should have answered.
    event
        Column: true or false; null where the weight is null (did not answer).
    weight
        Column: > 0, e.g. of `inverse_probability_weights`; null: did not answer.
    by
        Columns that make the groups; null is a group of its own.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per group: `by`..., `n` (with a weight), `events` (people), `estimate` (weighted share), `std_error`,
    `lower`, `upper`, `unweighted`, `effective_n` ((sum of weights)^2 / sum of squares), `smallest_weight`,
    `largest_weight`. Limits and error are null with fewer than two people, or if all (or none) have the event.

    Raises
    ------
    EstimateError
        A weight is not positive and finite, an event is unknown for a person with a weight, nobody has a weight, or a
        column is missing or of another type.

    Notes
    -----
    Linearised error (as R's `survey::svymean`), interval on the logit scale with Student's t on n - 1 (as `svyciprop`).
    It takes the weights as known; with estimated weights it is on the safe side as a rule.

    References
    ----------
    Lumley T (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, chapter 2. doi:10.1002/9780470580066
    """
    tail = tail_probability(confidence)
    groups = group_names(by)
    rows = read_rows(frame, [*groups, event, weight])
    require_numbers(rows, [weight])
    answered = rows.filter(pl.col(weight).is_not_null())
    if not answered.height:
        raise EstimateError(f"None of {rows.height:,} people has a weight in {weight!r}.")
    refuse(answered, ~(pl.col(weight) > 0) | pl.col(weight).is_nan(), f"have a {weight!r} that is not above 0.")
    require_flags(answered, [event])
    people = answered.select(*groups, _y=pl.col(event).cast(pl.Float64), _w=pl.col(weight).cast(pl.Float64))
    sums = _summed(people, groups)
    return _with_limits(sums, tail).drop("_squares")


def _summed(people: pl.DataFrame, groups: list[str]) -> pl.DataFrame:
    y, w = pl.col("_y"), pl.col("_w") / pl.col("_w").max()  # of a size that can be squared
    share = (w * y).sum() / w.sum()
    sums = {
        "n": pl.len().cast(pl.Int64),
        "events": y.sum().cast(pl.Int64),
        "estimate": share,
        "_squares": ((w * (y - share)) ** 2).sum() / w.sum() ** 2,
        "unweighted": y.mean(),
        "effective_n": w.sum() ** 2 / (w**2).sum(),
        "smallest_weight": pl.col("_w").min(),
        "largest_weight": pl.col("_w").max(),
    }
    if not groups:
        return people.select(**sums)
    return people.group_by(groups).agg(**sums).sort(groups, nulls_last=True)


def _with_limits(sums: pl.DataFrame, tail: float) -> pl.DataFrame:
    n, share = sums["n"].to_numpy().astype(np.float64), sums["estimate"].to_numpy()
    is_defined = (n > 1) & (sums["events"].to_numpy() > 0) & (sums["events"].to_numpy() < n)
    n, inner = np.where(is_defined, n, 2.0), np.where(is_defined, share, 0.5)
    error = np.sqrt(n / (n - 1) * sums["_squares"].to_numpy())
    half = -stdtrit(n - 1, tail) * error / (inner * (1 - inner))
    limits = {"std_error": error, "lower": expit(logit(inner) - half), "upper": expit(logit(inner) + half)}
    added = {name: pl.Series(np.where(is_defined, each, np.nan)).fill_nan(None) for name, each in limits.items()}
    names = [name for name in sums.columns if name not in added]
    place = names.index("estimate") + 1
    return sums.with_columns(**added).select(*names[:place], *added, *names[place:])
