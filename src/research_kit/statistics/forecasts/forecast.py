"""How many will have reached the goal in the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.forecasts.chance_by import chance_by
from research_kit.statistics.forecasts.forecast_count import INTERVALS, PRIOR

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

DRAWS = 10_000
_BINS = 240  # elapsed times are told apart to a 240th of the horizon: some days of a year
_ARRIVALS = 48  # moments at which those to come are thought to arrive
_PIECE_COLUMNS = ("start", "end", "events", "others", "person_time")


@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastPlan:
    """What is known about the project, in one unit of time (months, say)."""

    attained: int  # have reached the goal already
    enrolled: int  # in the time observed, of which the inflow is learnt
    observed_time: float
    remaining_time: float  # from now to the deadline; enrolment goes on to the end, see `enrolling_time`
    horizon: float  # time after enrolment within which the goal must be reached
    enrolling_time: float | None = None  # how long people are still enrolled; None: until the deadline
    most_to_come: int | None = None  # the most that can still be enrolled (capacity)
    target: float | None = None


def forecast(
    pieces: pl.DataFrame, present: pl.DataFrame, plan: ForecastPlan, *, rng: np.random.Generator, draws: int = DRAWS
) -> pl.DataFrame:
    """How many will have reached the goal by the deadline, with prediction intervals.

    Parameters
    ----------
    pieces
        One row per piece of time since enrolment, in order, the first from 0, without gaps: `start`, `end`, `events`
        (reached the goal in it), `others` (left without it), `person_time` (> 0: followed in it). Beyond the last piece
        its hazards go on.
    present
        One row per person enrolled who has neither reached the goal nor left: `elapsed`, time since enrolment, >= 0.
    plan
        The rest of what is known.
    rng
        Source of every random number.
    draws
        How many futures are drawn.

    Returns
    -------
    One row: `attained`, `present`, `to_come` (median number still to be enrolled), `estimate` (median of the final
    number), `lower_80`, `upper_80`, `lower`, `upper` (prediction intervals of 80 % and 95 %), `target`, `chance`.

    Raises
    ------
    EstimateError
        A column is missing, a number impossible, pieces have gaps or no follow-up.

    Notes
    -----
    Every draw takes hazards from Gamma(events + ½, person-time) in each piece, an inflow from Gamma(enrolled + ½,
    observed time), then a Poisson number of newcomers, arriving evenly and at most as many as there is room for, and
    lets each person reach the goal or not. Inflow and hazards are taken to stay as they have been. Where the number to
    come is known and nobody is on the way, `forecast_count` is exact.

    References
    ----------
    Bagiella E, Heitjan DF (2001). Stat Med 20:2055-2063. doi:10.1002/sim.843
    """
    _require_pieces(pieces)
    require_plan(plan, draws)
    rates = _rates(pieces, "events", rng, draws), _rates(pieces, "others", rng, draws)
    times = pieces["start"].cast(pl.Float64).to_numpy(), pieces["end"].cast(pl.Float64).to_numpy()
    elapsed, people = _binned(present, plan.horizon)
    until = np.minimum(plan.horizon, elapsed + plan.remaining_time)
    reached = rng.binomial(people, _bounded(chance_by(elapsed, until, *times, rates))).sum(axis=1)
    newcomers = draw_newcomers(plan, rng, draws)
    follow_up = np.minimum(plan.horizon, plan.remaining_time - times_of_arrival(plan))
    theirs = chance_by(np.zeros(_ARRIVALS), follow_up, *times, rates).mean(axis=1)
    final = plan.attained + reached + rng.binomial(newcomers, _bounded(theirs))
    return summarise_numbers(final, newcomers, int(people.sum()), plan)


def _rates(pieces: pl.DataFrame, column: str, rng: np.random.Generator, draws: int) -> Floats:
    shape, time = pieces[column].to_numpy() + PRIOR, pieces["person_time"].to_numpy()
    return rng.gamma(shape, 1 / time, size=(draws, pieces.height))


def _binned(present: pl.DataFrame, horizon: float) -> tuple[Floats, Counts]:
    """Elapsed times, to a 240th of the horizon, and how many are at each; who is past the horizon is not on the way."""
    if "elapsed" not in present.columns:
        raise EstimateError(f"`present` has no column 'elapsed'. It has: {', '.join(present.columns)}.")
    elapsed = present["elapsed"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if not (elapsed >= 0).all():
        raise EstimateError(f"{int((~(elapsed >= 0)).sum())} of {elapsed.size} elapsed times are negative or missing.")
    places, people = np.unique(np.round(elapsed[elapsed < horizon] * _BINS / horizon), return_counts=True)
    return places * horizon / _BINS, people.astype(np.int64)


def draw_newcomers(plan: ForecastPlan, rng: np.random.Generator, draws: int) -> Counts:
    """How many are still to be enrolled, in each future."""
    inflow = rng.gamma(plan.enrolled + PRIOR, 1 / plan.observed_time, size=draws)
    coming = rng.poisson(inflow * _enrolling_time(plan))
    return coming if plan.most_to_come is None else np.minimum(coming, plan.most_to_come)


def _enrolling_time(plan: ForecastPlan) -> float:
    return plan.remaining_time if plan.enrolling_time is None else min(plan.enrolling_time, plan.remaining_time)


def times_of_arrival(plan: ForecastPlan) -> Floats:
    """The moments from now on at which newcomers are thought to arrive, evenly."""
    return _enrolling_time(plan) * (np.arange(_ARRIVALS) + 0.5) / _ARRIVALS


def _bounded(chances: Floats) -> Floats:
    return np.clip(chances, 0.0, 1.0)


def summarise_numbers(final: Counts, newcomers: Counts, present: int, plan: ForecastPlan) -> pl.DataFrame:
    """One row: the median of the final numbers, their intervals, and how often they reach the target."""
    limits = {name: int(np.quantile(final, p, method="inverted_cdf")) for name, p in INTERVALS.items()}
    chance = None if plan.target is None else float((final >= plan.target).mean())
    columns = {"attained": plan.attained, "present": present, "to_come": int(np.median(newcomers))}
    found = pl.DataFrame({name: [value] for name, value in (columns | limits).items()}).with_columns(
        target=pl.lit(plan.target, dtype=pl.Float64), chance=pl.lit(chance, dtype=pl.Float64)
    )
    return found.select(*columns, "estimate", "lower_80", "upper_80", "lower", "upper", "target", "chance")


def _require_pieces(pieces: pl.DataFrame) -> None:
    missing = [name for name in _PIECE_COLUMNS if name not in pieces.columns]
    if missing:
        raise EstimateError(f"`pieces` has no column {missing[0]!r}. It needs: {', '.join(_PIECE_COLUMNS)}.")
    start, end, events, others, time = (pieces[name].cast(pl.Float64).to_numpy() for name in _PIECE_COLUMNS)
    if not pieces.height or start[0] != 0 or (start[1:] != end[:-1]).any() or not (end > start).all():
        raise EstimateError(f"The {pieces.height} pieces must start at 0 and follow one another without gaps.")
    wrong = int((~((events >= 0) & (others >= 0) & (time > 0))).sum())
    if wrong:
        raise EstimateError(
            f"{wrong} of {pieces.height} pieces have no follow-up, or negative counts: their hazard is unknown. Make "
            "the pieces longer, so that somebody is followed in each."
        )


def require_plan(plan: ForecastPlan, draws: int) -> None:
    """Refuse a plan with impossible numbers."""
    numbers = {"attained": plan.attained, "enrolled": plan.enrolled, "remaining_time": plan.remaining_time,
               "most_to_come": plan.most_to_come or 0, "enrolling_time": plan.enrolling_time or 0}  # fmt: skip
    for name, value in numbers.items():
        if not 0 <= value < np.inf:
            raise EstimateError(f"{name} is {value!r}; it must be 0 or more.")
    for name, value in {"observed_time": plan.observed_time, "horizon": plan.horizon, "draws": draws}.items():
        if not 0 < value < np.inf:
            raise EstimateError(f"{name} is {value!r}; it must be more than 0.")
