"""Limits of shares and rates: three sigmas of the binomial or Poisson, or of what the series itself shows (Laney)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from research_kit.errors import EstimateError
from research_kit.statistics.process.chart_table import FEWEST, FEWEST_EXPECTED, SIGMAS, Limits, moving_range_sigma
from research_kit.statistics.process.series import Floats
from research_kit.statistics.process.stretches import Stretch

Overdispersion = Literal["flag", "adjust", "always"]
LEAST_SIGMA_Z, MOST_SIGMA_Z = 0.8, 1.2  # METHODS 4.3


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """Events out of a size per period, and the family they are counted in."""

    events: Floats
    size: Floats
    variance: Callable[[float], float]  # of one unit of size, at the centre: p(1 - p), or u
    most: float  # a share is at most 1, a rate is not bounded
    family: str
    overdispersion: Overdispersion

    def limits(self, stretch: Stretch) -> Limits:
        """The limits of a stretch, from the points of its basis."""
        value, size = self.events[stretch.rows] / self.size[stretch.rows], self.size[stretch.rows]
        centre = float(self.events[stretch.basis].sum() / self.size[stretch.basis].sum())
        sigma = np.sqrt(self.variance(centre) / size)
        with np.errstate(invalid="ignore", divide="ignore"):
            standardised = (value - centre) / sigma
        sigma_z = moving_range_sigma(standardised[: stretch.basis_points])
        adjusted, notes = self._adjusted(sigma_z)
        few = bool((np.minimum(size * centre, size * (self.most - centre)) < FEWEST_EXPECTED).any())
        columns = {"sigma_z": sigma_z if np.isfinite(sigma_z) else None, "limits": "laney" if adjusted else self.family}
        width = SIGMAS * sigma * (sigma_z if adjusted else 1.0)
        drawn = _run_chart(value, stretch) if stretch.basis_points < FEWEST else self._drawn(centre, width)
        return Limits(
            **drawn,
            standardised=standardised / (sigma_z if adjusted and sigma_z > 0 else 1.0),
            notes=notes,
            insufficient=("fewer_than_5_expected",) if few else (),
            columns=columns,
        )

    def _adjusted(self, sigma_z: float) -> tuple[bool, tuple[str, ...]]:
        """Whether Laney's limits are drawn, and what is to be told of the spread."""
        if not np.isfinite(sigma_z):
            return False, ()
        notes = ("overdispersed",) if sigma_z > MOST_SIGMA_Z else ("underdispersed",) if sigma_z < LEAST_SIGMA_Z else ()
        return self.overdispersion == "always" or (self.overdispersion == "adjust" and bool(notes)), notes

    def _drawn(self, centre: float, width: Floats) -> dict[str, Floats]:
        return {
            "centre": np.full(width.shape, centre),
            "lower": np.maximum(centre - width, 0.0),
            "upper": np.minimum(centre + width, self.most),
        }


def _run_chart(value: Floats, stretch: Stretch) -> dict[str, Floats]:
    """Fewer than eight points: their median, and no limits."""
    none = np.full(value.shape, np.nan)
    return {"centre": np.full(value.shape, np.median(value[: stretch.basis_points])), "lower": none, "upper": none}


def checked_overdispersion(asked: str) -> Overdispersion:
    """`flag` or `adjust`; refuses anything else."""
    for known in get_args(Overdispersion):
        if asked == known:
            return known  # type: ignore[no-any-return]
    raise EstimateError(f"overdispersion is {asked!r}; choose 'flag', 'adjust' or 'always'.")
