"""How many people must have come after a change for its expected size to be seen, and when they will have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np

from research_kit.analyses.remeasure.pooled_baseline import CONFIDENCE, Reading
from research_kit.errors import EstimateError
from research_kit.results.status import DETECTABLE_Z
from research_kit.statistics.confidence import normal_quantile

DAYS_A_MONTH = 30.4375


def people_per_group(share: float, size: float) -> int:
    """People in each of two groups for a difference between their shares to be seen in four of five such cases.

    Parameters
    ----------
    share
        In the one group, strictly between 0 and 1.
    size
        The difference to the other, not 0; the other share lies between 0 and 1.

    Raises
    ------
    EstimateError
        One of the shares is none.

    References
    ----------
    METHODS 0.3, 11: (1.96 + 0.84)² (p(1-p) + q(1-q)) / (p-q)². Cohen J (1988), ch. 6.
    """
    other = share + size
    if not (0 < share < 1 and 0 <= other <= 1 and size):
        raise EstimateError(f"shares of {share:g} and {other:g}: both lie between 0 and 1, and they differ.")
    return ceil(DETECTABLE_Z**2 * (share * (1 - share) + other * (1 - other)) / size**2)


def people_after(before: Reading, *, change: float, spread: float) -> int | None:
    """People who must come after a change for it to be seen in four of five cases, beside a number already measured.

    Parameters
    ----------
    before
        The number before, which stays as sure as it is.
    change
        What is expected, with its sign.
    spread
        The variance that one person adds to the number after; of a share p it is p(1-p).

    Returns
    -------
    At least 1; null where the number before is too unsure: then no number of people is enough.
    """
    error = (before.upper - before.lower) / (2 * normal_quantile(CONFIDENCE))
    room = (change / DETECTABLE_Z) ** 2 - error**2
    return max(ceil(spread / room), 1) if room > 0 else None


def visible_change(before: Reading, *, spread: float, people: int) -> float | None:
    """The smallest change that so many people after it let be seen in four of five cases; null without anybody."""
    error = (before.upper - before.lower) / (2 * normal_quantile(CONFIDENCE))
    return float(DETECTABLE_Z * np.sqrt(error**2 + spread / people)) if people else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Inflow:
    """People who come after a change: since which day, how many a month, and how long each has to be followed."""

    since: date
    a_month: float
    lag_months: float = 0.0

    def people_by(self, day: date) -> int:
        """Those who have come and been followed by a day."""
        months = (day - self.since).days / DAYS_A_MONTH - self.lag_months
        return int(max(months, 0.0) * self.a_month)

    def day_of(self, people: int) -> date:
        """The first day by which so many have come and been followed."""
        return self.since + timedelta(days=ceil((people / self.a_month + self.lag_months) * DAYS_A_MONTH))
