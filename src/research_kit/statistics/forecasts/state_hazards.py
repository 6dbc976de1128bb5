"""The hazards of going in and out of a state, drawn from what was followed, and where they lead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.forecasts.forecast_count import PRIOR

Floats = NDArray[np.float64]

MOVES = ("begun", "lost", "gone")
"""Into the state, out of it, and away for good, from inside as from outside."""
PIECE_COLUMNS = ("start", "end", *MOVES, "time_outside", "time_inside")
_EXPOSED = {"begun": ("time_outside",), "lost": ("time_inside",), "gone": ("time_outside", "time_inside")}


@dataclass(frozen=True, kw_only=True, slots=True)
class StateHazards:
    """Hazards: `rates[move]` is draw × piece; `ends` of the pieces, of which the last goes on for ever."""

    rates: dict[str, Floats]
    ends: Floats

    def steps(self, number: int, length: float) -> list[Floats]:
        """For each of `number` steps of a length, the chances from where to where: draw × 2 × 2, outside first."""
        middles = (np.arange(number) + 0.5) * length
        pieces = np.minimum(np.searchsorted(self.ends, middles, side="right"), self.ends.size - 1)
        chances = {piece: two_state_chances(self._of(piece), length) for piece in np.unique(pieces)}
        return [chances[piece] for piece in pieces]

    def _of(self, piece: int) -> Floats:
        return np.stack([self.rates[move][:, piece] for move in MOVES])


def draw_hazards(pieces: pl.DataFrame, *, horizon: float, rng: np.random.Generator, draws: int) -> StateHazards:
    """Each hazard from Gamma(events + ½, time + ½ / overall hazard).

    The half event comes with as much time as it takes on the whole: no piece is moved away from all pieces together,
    where a half event in each of many short pieces would let too much happen. What has hardly been seen is not told
    from a few days: the half event comes with a twelfth of the horizon at least, and with all of it where nobody moved.
    """
    require_state_pieces(pieces)
    rates = {}
    for move, exposed in _EXPOSED.items():
        events = pieces[move].cast(pl.Float64).to_numpy()
        time = pieces.select(pl.sum_horizontal(exposed).cast(pl.Float64)).to_series().to_numpy()
        seen, least = events.sum(), horizon / 12 if events.sum() > 0 else horizon
        prior_time = max(PRIOR * time.sum() / max(seen, PRIOR), least)
        rates[move] = rng.gamma(events + PRIOR, 1 / (time + prior_time), size=(draws, pieces.height))
    return StateHazards(rates=rates, ends=pieces["end"].cast(pl.Float64).to_numpy())


def two_state_chances(hazards: Floats, length: float) -> Floats:
    """The matrix exponential for two states that people also leave for good, in closed form.

    Parameters
    ----------
    hazards
        Three rows: into the state, out of it, away for good; one column per draw.
    length
        Of the time that passes.
    """
    begun, lost, gone = hazards
    left = np.exp(-gone * length)
    both = np.maximum(begun + lost, 1e-300)
    moved = left * -np.expm1(-both * length) / both
    chances = np.empty((gone.size, 2, 2))
    chances[:, 0, 1], chances[:, 1, 0] = moved * begun, moved * lost
    chances[:, 0, 0], chances[:, 1, 1] = left - chances[:, 0, 1], left - chances[:, 1, 0]
    return chances


def require_state_pieces(pieces: pl.DataFrame) -> None:
    """Refuse pieces with gaps, negative numbers or nobody outside."""
    missing = [name for name in PIECE_COLUMNS if name not in pieces.columns]
    if missing:
        raise EstimateError(f"`pieces` has no column {missing[0]!r}. It needs: {', '.join(PIECE_COLUMNS)}.")
    start, end, *counts = (pieces[name].cast(pl.Float64).to_numpy() for name in PIECE_COLUMNS)
    if not pieces.height or start[0] != 0 or (start[1:] != end[:-1]).any() or not (end > start).all():
        raise EstimateError(f"The {pieces.height} pieces must start at 0 and follow one another without gaps.")
    wrong = int((~(np.array(counts) >= 0)).sum())
    if wrong:
        raise EstimateError(f"{wrong} counts or times of {pieces.height} pieces are negative or missing.")
    if pieces["time_outside"].sum() <= 0:
        raise EstimateError(f"Nobody was followed outside the state in the {pieces.height} pieces: nothing is known.")
