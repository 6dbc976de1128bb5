"""Many small studies at once, with known truth: one row per participant, the column `study` tells the studies apart.

Setting of METHODS 12.3 unless said otherwise: events exponential, censoring uniform on (6, 36) months.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

HALF_IN_A_YEAR = 0.0578
"""Hazard a month with median 12 months."""
THREE_CAUSES = (0.04, 0.02, 0.02)
"""Work, education, leaving for good: hazards a month (METHODS M3.2)."""

LATE = (0.0, 6.0)
NEVER = 1e9
"""A month that nobody reaches."""
SOONEST = 1e-6
"""Months; of millions, some would have the event within what counts as the same time as their entry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What the participants of a study have in common."""

    hazards: tuple[float, ...] = (HALF_IN_A_YEAR,)
    ratio: float = 1.0
    """Hazard ratio of group 1 against group 0, of every cause."""
    ratio_until: float = NEVER
    """The month from which on the hazards are equal again: hazards that are not proportional."""
    censoring: tuple[float, float] | None = (6.0, 36.0)
    """Uniform between these months; None: everybody is followed to the event."""
    late: float = 0.0
    """Share observed late, from a time uniform on (0, 6) months on; who had the event before is never seen."""
    groups: int = 1


def incidence(hazards: tuple[float, ...], months: float, ratio: float = 1.0) -> float:
    """True share with an event of the first cause by a time."""
    total = sum(hazards)
    return float(hazards[0] / total * -np.expm1(-ratio * total * months))


def months_before(hazards: tuple[float, ...], tau: float, ratio: float = 1.0) -> float:
    """True mean time without any event during the first tau months."""
    total = ratio * sum(hazards)
    return float(-np.expm1(-total * tau) / total)


def months_before_change(setting: Setting, tau: float) -> float:
    """True mean time of group 1 without any event during the first tau months, the ratio ending before tau."""
    usual, until = sum(setting.hazards), setting.ratio_until
    still = float(np.exp(-setting.ratio * usual * until))
    return months_before(setting.hazards, until, setting.ratio) + still * months_before(setting.hazards, tau - until)


def months_after(hazards: tuple[float, ...], tau: float, ratio: float = 1.0) -> float:
    """True mean time after an event of the first cause during the first tau months."""
    return hazards[0] / sum(hazards) * (tau - months_before(hazards, tau, ratio))


def draw_studies(setting: Setting, *, studies: int, n: int, rng: np.random.Generator) -> pl.DataFrame:
    """Participants of `studies` studies of n, split evenly over the groups.

    Returns
    -------
    One row per participant: `study`, `group` (0...), `months`, `cause` (0 = censored), and `entry` if some are late.
    """
    group = np.tile(np.arange(n) % setting.groups, studies)
    entry = np.where(rng.random(group.size) < setting.late, rng.uniform(*LATE, group.size), 0.0)
    # Constant hazards have no memory: who enters late is as if drawn from those still without the event.
    time = entry + np.maximum(_times(setting, group, rng.exponential(1.0, group.size)), SOONEST)
    follow_up = NEVER if setting.censoring is None else entry + rng.uniform(*setting.censoring, group.size)
    cause = 1 + rng.choice(len(setting.hazards), group.size, p=np.array(setting.hazards) / sum(setting.hazards))
    columns = {
        "study": np.repeat(np.arange(studies), n),
        "group": group,
        "months": np.minimum(time, follow_up),
        "cause": np.where(time <= follow_up, cause, 0),
    }
    return pl.DataFrame(columns | ({"entry": entry} if setting.late else {}))


def _times(setting: Setting, group: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """When the cumulative hazard reaches `mass`."""
    usual = sum(setting.hazards)
    hazard = usual * np.where(group == 1, setting.ratio, 1.0)
    changed = hazard * setting.ratio_until
    return np.where(mass < changed, mass / hazard, setting.ratio_until + (mass - changed) / usual)
