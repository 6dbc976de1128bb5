"""Follow-ups every three months: when somebody started work is known only as between two of them (METHODS M3.3)."""

from __future__ import annotations

import numpy as np
import polars as pl

from tests.simulation.studies import HALF_IN_A_YEAR

MONTHS_APART = 3.0
SPREAD = 14 / 30.4375
"""Standard deviation of a follow-up's date around the planned one, in months."""
FOLLOWED = (9.0, 36.0)


def rising_time(mass: np.ndarray) -> np.ndarray:
    """The time at which the cumulative hazard reaches `mass`, half a unit of survival being lost at 12 months."""
    early, change = 0.03, 6.0
    late = (12 * HALF_IN_A_YEAR - early * change) / (12 - change)
    return np.where(mass < early * change, mass / early, change + (mass - early * change) / late)


def draw_interval_studies(
    *, studies: int, n: int, missed: float, rising: bool = False, rng: np.random.Generator
) -> pl.DataFrame:
    """Starts of work, half of them within 12 months, as quarterly follow-ups see them.

    Parameters
    ----------
    studies, n
        Number of studies and of participants in each.
    missed
        Share of follow-ups that do not take place, independently of everything.
    rising
        Whether the hazard is .03 for six months and .0856 after them, instead of constant.
    rng
        Source of randomness.

    Returns
    -------
    One row per participant: `study`; `left`, the last follow-up without work (0: none); `right`, the first one in work
    (null: none yet); `start`, the true month; `cut`, the end of the follow-up period, uniform on (9, 36) months.
    """
    size = studies * n
    mass = rng.exponential(1.0, size)
    start = rising_time(mass) if rising else mass / HALF_IN_A_YEAR
    cut = rng.uniform(*FOLLOWED, size)
    planned = MONTHS_APART * np.arange(1, int(FOLLOWED[1] / MONTHS_APART) + 1)
    visits = planned + rng.normal(0, SPREAD, (size, planned.size))
    took_place = (rng.random(visits.shape) >= missed) & (visits <= cut[:, None]) & (visits > 0)
    in_work = visits >= start[:, None]
    left = np.where(took_place & ~in_work, visits, 0.0).max(axis=1)
    right = np.where(took_place & in_work, visits, np.inf).min(axis=1)
    columns = {"study": np.repeat(np.arange(studies), n), "left": left, "right": right, "start": start, "cut": cut}
    return pl.DataFrame(columns).with_columns(right=pl.when(pl.col("right").is_finite()).then("right"))
