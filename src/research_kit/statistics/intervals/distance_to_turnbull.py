"""How far the primary curve is from the one without assumptions, at the waves (METHODS Annex A)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.intervals.interval_model import IntervalModel

_NEEDED = ("left", "right", "probability")


def distance_to_turnbull(model: IntervalModel, estimate: pl.DataFrame, times: Iterable[float] | float) -> pl.DataFrame:
    """Distance between the fitted share without any event and Turnbull's estimate, at given times.

    Parameters
    ----------
    model
        From `interval_censored`; its share without an event of any cause is compared.
    estimate
        From `turnbull`, of the same participants (one group): `left, right, probability`.
    times
        The scheduled waves, on the time scale of both.

    Returns
    -------
    One row per time: `time, estimate` (the model's share without an event), `turnbull_lower`, `turnbull_upper` (the
    least and the most Turnbull's estimate allows: inside an interval with mass it does not say when), `distance` from
    that range, 0 inside it. Null after the largest time observed. The largest is `["distance"].max()`; METHODS flags
    more than 0.05.

    Raises
    ------
    EstimateError
        The estimate lacks a column, or a time is negative or not finite.

    References
    ----------
    Turnbull BW (1976). J R Stat Soc B 38:290-295. doi:10.1111/j.2517-6161.1976.tb01597.x
    """
    missing = [name for name in _NEEDED if name not in estimate.columns]
    if missing:
        raise EstimateError(
            f"The estimate has no column {', '.join(map(repr, missing))}; give what `turnbull` returns."
        )
    fitted = model.survival(times).select("time", "estimate")
    time = fitted["time"].to_numpy()
    begun = estimate["left"].to_numpy()[:, None] < time  # what lies in (left, right] may have happened by then
    exact = (estimate["left"] == estimate["right"]).fill_null(False).to_numpy()[:, None]
    over = estimate["right"].fill_null(np.inf).to_numpy()[:, None] <= time
    mass = estimate["probability"].to_numpy()
    share = {"turnbull_lower": 1 - mass @ np.where(exact, over, begun), "turnbull_upper": 1 - mass @ over}
    outside = pl.max_horizontal(
        pl.col("turnbull_lower") - pl.col("estimate"), pl.col("estimate") - pl.col("turnbull_upper")
    )
    known = pl.col("estimate").is_not_null()
    ranged = fitted.with_columns(**{name: np.clip(values, 0.0, 1.0) for name, values in share.items()})
    ranged = ranged.with_columns(pl.when(known).then(pl.col(*share)))
    return ranged.with_columns(distance=pl.when(known).then(outside.clip(lower_bound=0.0)))
