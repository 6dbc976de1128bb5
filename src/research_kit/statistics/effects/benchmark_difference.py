"""A share beside one that somebody else has published."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, normal_quantile
from research_kit.statistics.proportions.counts_of_n import counts_of_n
from research_kit.statistics.proportions.wilson import wilson_limits


def benchmark_difference(
    events: int, n: int, benchmark_share: float, benchmark_n: float | None, confidence: float = 0.95
) -> pl.DataFrame:
    """Difference between a share and a published one of different people, with the errors of both.

    Parameters
    ----------
    events, n
        Counts, 0 <= events <= n and n > 0.
    benchmark_share
        The published share, 0-1.
    benchmark_n
        How many people it is about; None: a whole population, whose share has no error.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row: `share`, `benchmark`, `estimate` (share minus benchmark), `lower`, `upper`, and `label`
    (`different_groups`): the difference describes; who is in which group was not decided by the project.

    Raises
    ------
    EstimateError
        Counts, share or size that are none.

    References
    ----------
    Newcombe RG (1998). Stat Med 17:873-890, method 10.
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
    """
    z = normal_quantile(confidence)
    had, of = counts_of_n([events], [n])
    _require_benchmark(float(of[0]), benchmark_share, benchmark_n)
    share = float(had[0] / of[0])
    (low,), (high,) = wilson_limits(had, of, z)
    lowest, highest = _benchmark_limits(benchmark_share, benchmark_n, z)
    gap = share - benchmark_share
    limits = {
        "lower": gap - float(np.hypot(share - low, highest - benchmark_share)),
        "upper": gap + float(np.hypot(high - share, benchmark_share - lowest)),
    }
    row = {"share": share, "benchmark": float(benchmark_share), "estimate": gap, **limits, "label": "different_groups"}
    return pl.DataFrame([row])


def _benchmark_limits(share: float, n: float | None, z: float) -> tuple[float, float]:
    if n is None:
        return share, share
    (lowest,), (highest,) = wilson_limits(np.array([share * n]), np.array([float(n)]), z)
    return float(lowest), float(highest)


def _require_benchmark(n: float, share: float, benchmark_n: float | None) -> None:
    if not n > 0:
        raise EstimateError("n is 0: nobody has a share.")
    if not is_number(share) or not 0 <= share <= 1:
        raise EstimateError("`benchmark_share` must be a share between 0 and 1.")
    if benchmark_n is not None and not (is_number(benchmark_n) and np.isfinite(benchmark_n) and benchmark_n > 0):
        raise EstimateError("`benchmark_n` must be how many people the benchmark is about, or None for a population.")
