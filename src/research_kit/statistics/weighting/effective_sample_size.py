"""How many unweighted people would tell as much as these weighted ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from research_kit.errors import EstimateError


def effective_sample_size(weights: ArrayLike) -> float:
    """How many people without weights would give a mean as precise as these with theirs.

    Parameters
    ----------
    weights
        One weight >= 0 per person, at least one above 0.

    Returns
    -------
    (Σw)² / Σw², between 1 and the number of weights.

    Raises
    ------
    EstimateError
        There are no weights, or one is negative, missing or not finite, or all are 0.

    References
    ----------
    Kish L (1965). Survey Sampling. Wiley.
    """
    try:
        values = np.asarray(weights, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        values = np.zeros(0)
    unusable = int((~np.isfinite(values) | (values < 0)).sum())
    if not len(values) or unusable or not values.sum() > 0:
        raise EstimateError(
            f"{unusable:,} of {len(values):,} weights are missing, negative or not finite, or all are 0: give one "
            "weight >= 0 per person."
        )
    scaled = values / values.max()
    return float(scaled.sum() ** 2 / (scaled**2).sum())
