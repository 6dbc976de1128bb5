"""What is counted from the histories of one group: who is in each state, and who moves from it, at every transition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Course:
    """The rows of one group as arrays; `target` is -1 where no state is entered.

    `time` are the distinct times of transitions. A row is at risk at the times from place `first` to place `last`,
    at none if `first > last`.
    """

    person: Places
    start: Floats
    stop: Floats
    source: Places
    target: Places
    time: Floats
    first: Places
    last: Places
    states: int

    @property
    def people(self) -> int:
        """How many participants the group has."""
        return int(self.person[-1]) + 1

    def count(self, weight: Floats | None = None) -> tuple[Floats, Floats]:
        """At risk (time, state) and moves (time, from, to); every row counts as much as its weight."""
        size = (len(self.time) + 1) * self.states
        there = self.first <= self.last
        weights = None if weight is None else weight[there]
        come = np.bincount((self.first * self.states + self.source)[there], weights, size)
        leave = np.bincount(((self.last + 1) * self.states + self.source)[there], weights, size)
        at_risk = np.cumsum((come - leave).reshape(-1, self.states), axis=0)[:-1]
        moving = self.target >= 0
        cell = (self.last * self.states + self.source) * self.states + self.target
        weights = None if weight is None else weight[moving]
        moves = np.bincount(cell[moving], weights, len(self.time) * self.states**2)
        return at_risk.astype(np.float64), moves.reshape(-1, self.states, self.states).astype(np.float64)

    def observed(self, time: Floats) -> Places:
        """How many are under observation at each time: start < time <= stop."""
        begun = np.searchsorted(np.sort(self.start), time, side="left")
        return begun - np.searchsorted(np.sort(self.stop), time, side="left")

    def emptied_at(self) -> float:
        """When nobody is under observation any more although others come later; infinite if never."""
        return emptied_at(self.start, self.stop)


def emptied_at(start: Floats, stop: Floats) -> float:
    """The first time at which all intervals (start, stop] so far have ended and a later one has yet to begin."""
    order = np.argsort(start, kind="stable")
    ended = np.maximum.accumulate(stop[order])[:-1]
    emptied = ended[start[order][1:] > ended]
    return float(emptied[0]) if len(emptied) else float("inf")


def course_of(rows: pl.DataFrame, states: int) -> Course:
    """The course of a group whose rows are in the order of participant and time."""
    start, stop = (rows[name].cast(pl.Float64).to_numpy() for name in ("_start", "_stop"))
    target = rows["_to"].fill_null(-1).to_numpy()
    time = np.unique(stop[target >= 0])
    time = time if len(time) else stop.max(keepdims=True)  # as R: without transitions, who is followed longest
    return Course(
        person=rows["_person"].rle_id().cast(pl.Int64).to_numpy(),
        start=start,
        stop=stop,
        source=rows["_from"].to_numpy(),
        target=target,
        time=time,
        first=np.searchsorted(time, start, side="right"),
        last=np.searchsorted(time, stop, side="right") - 1,
        states=states,
    )


def steps(at_risk: Floats, moves: Floats) -> Floats:
    """The matrices I + dA of the product integral, (..., time, from, to): rows add up to 1 (Aalen & Johansen 1978)."""
    whole = np.where(at_risk > 0, at_risk, 1.0)
    step = moves / whole[..., None]
    stay = np.where(at_risk > 0, (at_risk - moves.sum(axis=-1)) / whole, 1.0)
    places = np.arange(at_risk.shape[-1])
    step[..., places, places] = stay
    return np.asarray(step)


def initial_shares(at_risk: Floats, moves: Floats) -> Floats:
    """The share in each state among those at risk at the first transition (..., state); NaN if nobody is."""
    happens = moves.any(axis=(-2, -1))
    place = np.where(happens.any(axis=-1), happens.argmax(axis=-1), happens.shape[-1] - 1)
    first = np.take_along_axis(at_risk, place[..., None, None], axis=-2)[..., 0, :]
    total = first.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(first, total, out=np.full(first.shape, np.nan), where=total > 0))


def product_integral(initial: Floats, step: Floats) -> Floats:
    """The occupation after no transition time, the first, the second, ...: (..., 1 + time, state).

    The product integral of the transition hazards from the initial shares (Aalen & Johansen 1978).
    """
    shares = [initial]
    for place in range(step.shape[-3]):
        shares.append(np.einsum("...j,...jk->...k", shares[-1], step[..., place, :, :]))
    return np.stack(shares, axis=-2)
