"""How many will be in a state at their horizon in the end, from where each is now and since when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.forecasts.forecast import (
    DRAWS,
    ForecastPlan,
    draw_newcomers,
    require_plan,
    summarise_numbers,
    times_of_arrival,
)
from research_kit.statistics.forecasts.state_hazards import draw_hazards

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_STEPS = 120  # in a horizon: a tenth of a month in a year
_EVERY = 5  # horizons are told apart to five steps: half a month
_COLUMNS = ("elapsed", "inside", "horizon")


def forecast_states(
    pieces: pl.DataFrame, people: pl.DataFrame, plan: ForecastPlan, *, rng: np.random.Generator, draws: int = DRAWS
) -> pl.DataFrame:
    """How many will be in a state at their horizon, when everybody's horizon has passed, with prediction intervals.

    Parameters
    ----------
    pieces
        One row per piece of time since enrolment, in order, the first from 0, without gaps: `start`, `end`; how many
        came into the state (`begun`), out of it (`lost`), and left for good (`gone`); and the time that people were
        followed outside and inside it (`time_outside`, `time_inside`). Beyond the last piece its hazards go on.
    people
        One row per person of whom it is not known yet: `elapsed`, the time since enrolment when she was last known to
        be somewhere, >= 0; `inside`, whether that was in the state; `horizon`, the time since enrolment that she is
        judged at, > 0. Also those whose horizon has passed, if nobody knows where they were. Whoever has left for good
        is no row.
    plan
        The rest of what is known: `attained` are those known to have been in the state at their horizon.
    rng
        Source of every random number.
    draws
        How many futures are drawn.

    Returns
    -------
    One row: `attained`, `present` (people not known yet), `to_come` (median number still to be enrolled), `estimate`
    (median of the final number), `lower_80`, `upper_80`, `lower`, `upper` (prediction intervals of 80 % and 95 %),
    `target`, `chance`.

    Raises
    ------
    EstimateError
        A column is missing, a number impossible, pieces have gaps, or nobody was followed outside the state.

    Notes
    -----
    Every draw takes hazards from Gamma(events + ½, ·) in each piece (see `draw_hazards`), lets each person move from
    where she was last known to be to her horizon, and lets newcomers, who begin outside the state, arrive as `forecast`
    does. What lies ahead depends on the time since enrolment and on where she is, not on how long she has been there.

    References
    ----------
    Bagiella E, Heitjan DF (2001). Stat Med 20:2055-2063. doi:10.1002/sim.843
    Putter H, Spitoni C (2018). Stat Methods Med Res 27:2081-2092. doi:10.1177/0962280216674497
    """
    require_plan(plan, draws)
    _require_people(people)
    hazards = draw_hazards(pieces, horizon=plan.horizon, rng=rng, draws=draws)
    chances = hazards.steps(_STEPS, plan.horizon / _STEPS)
    known = np.full(draws, plan.attained, dtype=np.int64)
    theirs = _of_people(_placed(people, plan.horizon), chances, rng)
    newcomers = draw_newcomers(plan, rng, draws)
    final = known + theirs + rng.binomial(newcomers, chance_of_newcomers(chances, plan))
    return summarise_numbers(final, newcomers, people.height, plan)


def _placed(people: pl.DataFrame, longest: float) -> pl.DataFrame:
    """How many are at each place, times in steps: `horizon_step, step, inside, people`; the latest step first."""
    steps = _STEPS / longest
    until = ((pl.col("horizon") * steps / _EVERY).round() * _EVERY).clip(_EVERY, _STEPS).cast(pl.Int64)
    last = (pl.col("elapsed") * steps).round().cast(pl.Int64)
    placed = people.select("inside", horizon_step=until).with_columns(step=people.select(last).to_series())
    inside = pl.col("inside").cast(pl.Int64)
    at = placed.with_columns(inside, step=pl.min_horizontal("step", "horizon_step"))
    return at.group_by("horizon_step", "step", "inside").agg(people=pl.len()).sort("horizon_step", "step", "inside")


def _of_people(placed: pl.DataFrame, chances: list[Floats], rng: np.random.Generator) -> Counts:
    """How many of them will be in the state at their horizon, in each future: backwards from there."""
    number = np.zeros(len(chances[0]), dtype=np.int64)
    for (until,), group in placed.group_by("horizon_step", maintain_order=True):
        waiting = {(step, inside): people for step, inside, people in group.select(_PLACE).iter_rows()}
        for step, reaching in going_back(chances[: int(str(until))]):
            for inside in (0, 1):
                if (step, inside) in waiting:
                    number += rng.binomial(waiting[step, inside], _bounded(reaching[:, inside]))
    return number


_PLACE = ("step", "inside", "people")


def going_back(chances: list[Floats]) -> Iterator[tuple[int, Floats]]:
    """From the horizon back to enrolment: the chance to be in the state at the horizon, by where one is: draw × 2."""
    reaching = np.tile([0.0, 1.0], (len(chances[0]), 1))
    yield len(chances), reaching
    for step in reversed(range(len(chances))):
        reaching = np.einsum("dij,dj->di", chances[step], reaching)
        yield step, reaching


def chance_of_newcomers(chances: list[Floats], plan: ForecastPlan) -> Floats:
    """The chance of a newcomer to be in the state at her horizon, in each future: an average over the arrivals."""
    there = np.tile([1.0, 0.0], (len(chances[0]), 1))
    inside = [there[:, 1]]
    for chance in chances:
        there = np.einsum("di,dij->dj", there, chance)
        inside.append(there[:, 1])
    follow_up = np.clip(plan.remaining_time - times_of_arrival(plan), 0, plan.horizon)
    steps = np.round(follow_up * _STEPS / plan.horizon).astype(int)
    return _bounded(np.array(inside)[steps].mean(axis=0))


def _bounded(chances: Floats) -> Floats:
    return np.clip(chances, 0.0, 1.0)


def _require_people(people: pl.DataFrame) -> None:
    missing = [name for name in _COLUMNS if name not in people.columns]
    if missing:
        raise EstimateError(f"`people` has no column {missing[0]!r}. It needs: {', '.join(_COLUMNS)}.")
    is_right = (pl.col("elapsed") >= 0) & (pl.col("horizon") > 0) & pl.col("inside").is_not_null()
    wrong = people.height - people.filter(is_right & pl.col("elapsed").is_finite()).height
    if wrong:
        raise EstimateError(
            f"{wrong} of {people.height} people have a time that is negative or missing, or nobody knows where they "
            "were last: give `elapsed` 0 and `inside` false for those of whom nothing is known since enrolment."
        )
