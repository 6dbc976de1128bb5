"""Whether weights can be relied on: their mean, the largest, and how many people they leave."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from research_kit.statistics.weighting.effective_sample_size import effective_sample_size

MEAN = (0.95, 1.05)
LARGEST = 20.0
EFFECTIVE = 0.50


def weight_diagnostics(weights: ArrayLike) -> pl.DataFrame:
    """Whether weights keep about one person per person: mean near 1, none very large, at least half still counted.

    Parameters
    ----------
    weights
        One stabilised weight >= 0 per person (or person-month).

    Returns
    -------
    One row: `n`, `mean`, `minimum`, `maximum`, `effective_n`, `effective_share`, then `mean_ok` (.95-1.05),
    `maximum_ok` (at most 20), `effective_ok` (at least 50 %), and `status` (`ok` or `warning`).

    Raises
    ------
    EstimateError
        As `effective_sample_size`.

    References
    ----------
    Cole SR, Hernán MA (2008). Am J Epidemiol 168:656-664. doi:10.1093/aje/kwn164
    """
    effective = effective_sample_size(weights)
    values = np.asarray(weights, dtype=np.float64).ravel()
    mean, largest, share = float(values.mean()), float(values.max()), effective / len(values)
    checks = {
        "mean_ok": MEAN[0] <= mean <= MEAN[1],
        "maximum_ok": largest <= LARGEST,
        "effective_ok": share >= EFFECTIVE,
    }
    figures = {"n": len(values), "mean": mean, "minimum": float(values.min()), "maximum": largest}
    figures |= {"effective_n": effective, "effective_share": share}
    return pl.DataFrame([figures | checks | {"status": "ok" if all(checks.values()) else "warning"}])
