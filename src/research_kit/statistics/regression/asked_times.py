"""The times at which a fitted model is asked what it predicts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError


def asked_times(times: ArrayLike | Sequence[float]) -> NDArray[np.float64]:
    """The times as numbers, refused unless there are some and all are finite and >= 0."""
    try:
        asked = np.atleast_1d(np.asarray(times, dtype=np.float64))
    except (TypeError, ValueError):
        asked = np.zeros(0)
    if asked.ndim != 1 or not len(asked) or not np.isfinite(asked).all() or (asked < 0).any():
        raise EstimateError("`times` must be one or more finite numbers >= 0, in the unit of the durations.")
    return asked
