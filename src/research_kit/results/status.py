"""When there is enough to say something, and how small a gap could have been seen (METHODS 0.2, 0.3).

The thresholds are one value, `Thresholds`: the parameters file may make them stricter, never weaker.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import sqrt

import numpy as np
import numpy.typing as npt

from research_kit.errors import EstimateError

OK, WIDE, INSUFFICIENT, BLOCKED, SUPPRESSED = "ok", "wide", "insufficient", "blocked", "suppressed"

DETECTABLE_Z = 2.80
"""1.96 + 0.84: the gap seen with 80 % power at two-sided 5 %, in standard errors of the gap."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """The least data a number may rest on; defaults of METHODS 0.3 and Annex A, configurable upwards only."""

    share_n: int = 10
    half_width: float = 0.20
    gap_n: int = 10
    gap_events: int = 5
    at_risk_start: int = 10
    at_risk_time: int = 5
    median_events: int = 5
    months_n: int = 15
    months_events: int = 5
    interval_share: float = 0.10
    interval_days: float = 31.0
    competing_share: float = 0.05
    detection_share: float = 0.20
    interval_n: int = 20
    interval_events: int = 10
    states_n: int = 20
    state_events: int = 5
    ml_events_per_parameter: float = 10.0
    firth_events_per_parameter: float = 5.0

    def __post_init__(self) -> None:
        for name in _LEAST:
            if getattr(self, name) < _DEFAULTS[name]:
                raise EstimateError(
                    f"the threshold `{name}` is {getattr(self, name)}, below the house minimum {_DEFAULTS[name]}. "
                    "Thresholds can be made stricter, never weaker."
                )
        for name in _MOST:
            if getattr(self, name) > _DEFAULTS[name]:
                raise EstimateError(
                    f"the threshold `{name}` is {getattr(self, name)}, above the house maximum {_DEFAULTS[name]}. "
                    "Thresholds can be made stricter, never weaker."
                )


_DEFAULTS = {field.name: field.default for field in fields(Thresholds)}
_LEAST = [name for name in _DEFAULTS if name.endswith(("_n", "_events", "_start", "_time", "_parameter"))]
_MOST = [name for name in _DEFAULTS if name not in _LEAST]


def smallest_visible_gap(
    n: npt.ArrayLike, share: npt.ArrayLike, other_n: npt.ArrayLike | None = None
) -> npt.NDArray[np.float64]:
    """The gap between two groups that 80 % of such studies would see, as a share between 0 and 1.

    Parameters
    ----------
    n
        People in the group, > 0 (where 0, the gap is 1: nothing could be seen).
    share
        The share in both groups under no gap, between 0 and 1; pulled to at least half a person from 0 and 1,
        so that a share of exactly 0 does not promise to see everything.
    other_n
        People in the group compared with; equal groups where left out.

    References
    ----------
    Cohen J (1988). Statistical power analysis for the behavioral sciences, 2nd ed., ch. 6.
    """
    size = np.asarray(n, dtype=float)
    other = size if other_n is None else np.asarray(other_n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        edge = np.minimum(0.5 / size, 0.5)
        p = np.clip(np.asarray(share, dtype=float), edge, 1 - edge)
        gap = DETECTABLE_Z * np.sqrt(p * (1 - p) * (1 / size + 1 / other))
    return np.where((size > 0) & (other > 0), np.minimum(gap, 1.0), 1.0)


def gap_from_error(std_error: float) -> float:
    """The smallest visible gap where the standard error of the gap itself is known (METHODS 0.3)."""
    return DETECTABLE_Z * std_error


def half_width(lower: npt.ArrayLike, upper: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Half the length of an interval."""
    width: npt.NDArray[np.float64] = np.asarray(upper, dtype=float) - np.asarray(lower, dtype=float)
    return width / 2


def wilson_half_width(n: int, share: float, z: float = 1.959964) -> float:
    """Half-width of Wilson's interval at a share, as tabulated in METHODS 0.3 (Wilson 1927)."""
    return z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
