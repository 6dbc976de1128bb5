"""How many will have reached a target in the end, if it goes on as it has gone (METHODS M9.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.statistics.forecasts.forecast_count import INTERVALS, PRIOR

DRAWS = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Underway:
    """Where a project stands.

    Of the `passed` people whose horizon has passed `attained` are known to have reached the target, and of `unknown` it
    is not known; a `share` of all of them has, as estimated, from what as many as `worth` people followed to the end
    would tell. `to_come` others are enrolled. `arrived` people came in the `months` by which the pace is judged;
    enrolment goes on for `months_left`, up to `room` further people (null: no limit). `part_in_time`: how likely
    whoever is still to be enrolled is to reach it, beside who has the whole horizon.
    """

    attained: int
    passed: int
    unknown: int
    share: float
    worth: float
    to_come: int
    arrived: int
    months: float
    months_left: float
    room: int | None = None
    part_in_time: float = 1.0


def newcomers(underway: Underway, rng: np.random.Generator, draws: int = DRAWS) -> NDArray[np.int64]:
    """How many are still to be enrolled, in each future: the pace from Gamma(arrived + 1/2, months), then Poisson."""
    pace = rng.gamma(underway.arrived + PRIOR, 1 / underway.months, draws)
    come = rng.poisson(pace * max(underway.months_left, 0.0))
    return come if underway.room is None else np.minimum(come, max(underway.room, 0))


def final_numbers(underway: Underway, rng: np.random.Generator, draws: int = DRAWS) -> NDArray[np.int64]:
    """How many will have reached the target in each future.

    Notes
    -----
    The chance of reaching it is that of those whose horizon has passed (Jeffreys), for everybody underway: neither how
    long they have been enrolled nor where they are now is used, which makes the interval wider, not narrower. Those of
    whom it is not known make up what the known ones lack of the estimated share. With nobody unknown and no newcomers
    the exact distribution is that of `rk.statistics.forecast_count`.
    """
    held = underway.share * underway.worth
    chance = rng.beta(held + PRIOR, underway.worth - held + PRIOR, draws)
    of_unknown = rng.binomial(underway.unknown, _of_unknown(underway, chance))
    come = newcomers(underway, rng, draws)
    of_others = rng.binomial(underway.to_come, chance) + rng.binomial(come, chance * underway.part_in_time)
    return np.asarray(underway.attained + of_unknown + of_others)


def _of_unknown(underway: Underway, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each of whom it is not known has reached it, so that all together have as often as estimated.

    `share` is of all whose horizon has passed, so the known ones among them are `attained` and the others.
    """
    if not underway.unknown:
        return chance
    return np.clip((chance * underway.passed - underway.attained) / underway.unknown, 0.0, 1.0)


def foretold(numbers: NDArray[np.int64], target: float | None) -> pl.DataFrame:
    """One row: `estimate` (median), `lower_80`, `upper_80`, `lower`, `upper`, and the `chance` of the target."""
    values = {name: float(np.quantile(numbers, p, method="inverted_cdf")) for name, p in INTERVALS.items()}
    chance = None if target is None else float((numbers >= target - 1e-9).mean())
    return pl.DataFrame(values).with_columns(chance=pl.lit(chance, dtype=pl.Float64))
