"""Standard errors that are approximations only: sampling weights together with late entry."""

from __future__ import annotations

import warnings

from research_kit.counts import LifeTable
from research_kit.statistics.survival.calling_line import levels_up_to_the_caller


class ApproximateVarianceWarning(UserWarning):
    """The standard error leaves out who was not yet under observation when, which a life table does not hold."""


def warn_if_approximate(life_table: LifeTable) -> None:
    """Warn of sampling weights and late entry in one life table."""
    if life_table.weighting == "fractional" and life_table.entries is not None:
        warnings.warn(
            "Sampling weights and late entry in one life table: the standard errors and limits are an approximation, "
            "which has been up to 50 % above or below the infinitesimal jackknife (R's survfit); the estimates are "
            "exact. For limits to report, resample participants: `bootstrap(frame, statistic, id=..., rng=...)`, the "
            "statistic counting the life table anew.",
            ApproximateVarianceWarning,
            stacklevel=levels_up_to_the_caller(),
        )
