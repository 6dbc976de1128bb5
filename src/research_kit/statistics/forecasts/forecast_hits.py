"""How often earlier forecasts held what came."""

from __future__ import annotations

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.proportions.wilson import wilson

_INTERVALS = {0.80: ("lower_80", "upper_80"), 0.95: ("lower", "upper")}


def forecast_hits(forecasts: pl.DataFrame) -> pl.DataFrame:
    """How many earlier forecasts held the number that came, for each prediction interval.

    Parameters
    ----------
    forecasts
        One row per earlier forecast: `lower_80`, `upper_80`, `lower`, `upper` as then published, and `outcome`, what
        came (null: not known yet).

    Returns
    -------
    One row per interval: `confidence` (what it promised), `forecasts` (with a known outcome), `unknown` (without),
    `hits`, `estimate` (share that held), `lower`, `upper` (Wilson, 95 %); null as long as no outcome is known.

    Raises
    ------
    EstimateError
        A column is missing, or a limit is null where the outcome is known.

    Notes
    -----
    Forecasts of the same final number made quarter after quarter hit or miss together: the interval of the share is too
    narrow for them.

    References
    ----------
    Wilson EB (1927). J Am Stat Assoc 22:209-212. doi:10.1080/01621459.1927.10502953
    """
    needed = ["outcome", *(name for pair in _INTERVALS.values() for name in pair)]
    missing = [name for name in needed if name not in forecasts.columns]
    if missing:
        raise EstimateError(f"The forecasts have no column {missing[0]!r}. They need: {', '.join(needed)}.")
    known = forecasts.filter(pl.col("outcome").is_not_null())
    gaps = sum(known[name].null_count() for name in needed)
    if gaps:
        raise EstimateError(f"{gaps} limits of {known.height} forecasts with a known outcome are missing.")
    rows = []
    for confidence, (lower, upper) in _INTERVALS.items():
        hits = int(known.select(pl.col("outcome").is_between(pl.col(lower), pl.col(upper)).sum()).item())
        counts = {"confidence": confidence, "forecasts": known.height, "unknown": forecasts.height - known.height}
        rows.append(pl.DataFrame({**counts, "hits": hits}).hstack(wilson(hits, known.height)))
    return pl.concat(rows, how="vertical_relaxed")
