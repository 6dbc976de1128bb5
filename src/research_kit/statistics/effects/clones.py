"""Everybody twice: a clone that starts in time and a clone that does not start, each followed until it deviates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PARTS = 4
"""Parts of a month over which a weight is taken as constant."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Strategy:
    """Per participant: when the clone's follow-up ends, with the event or not; `deviates` if it is censored for it."""

    name: str
    until: Floats
    event: NDArray[np.bool_]
    deviates: NDArray[np.bool_]


def strategies(people: pl.DataFrame, *, grace: int, without_until: int, horizon: int) -> tuple[Strategy, Strategy]:
    """The clones that start within the grace period, and those that do not start until a month."""
    until, begun, seen = (people[name].to_numpy() for name in ("_until", "_begun", "_seen"))
    event = people["_event"].to_numpy()
    late = (begun > grace) & (until > grace)
    early = (begun < until) & (begun <= without_until)
    first = _clones("start", np.where(late, grace, seen), event & ~late, late, horizon)
    return first, _clones("no_start", np.where(early, begun, seen), event & ~early, early, horizon)


def _clones(name: str, until: Floats, event: NDArray[np.bool_], deviates: NDArray[np.bool_], horizon: int) -> Strategy:
    followed = int((until >= horizon).sum())
    if followed < 1:
        raise EstimateError(
            f"No clone with strategy {name!r} is followed to {horizon} months without deviating: the share by then is "
            "unknown. Choose a shorter `horizon`, or a longer `grace`."
        )
    past = until > horizon
    return Strategy(name=name, until=np.where(past, horizon, until), event=event & ~past, deviates=deviates & ~past)


@dataclass(frozen=True, kw_only=True, eq=False)
class ClonePieces:
    """Follow-up of one strategy's clones in parts of months, in the order of the part and of its end.

    Per row: `person`, `part` (of a month, from 0), `middle` (the time in the middle of it); `starts`: the first row of
    each part. Of each distinct time of an event: the `first` row at risk, the `last` (exclusive), its month; and of
    each event its `row` and the number of its time.
    """

    person: Ints
    part: Ints
    starts: Ints
    middle: Floats
    event_row: Ints
    event_time: Ints
    first: Ints
    last: Ints
    month: Ints
    at_end: Ints
    """Rows of those followed to the horizon."""
    horizon: int

    def risks(self, weights: Floats) -> Floats:
        """Share with the event by the end of each month, as 1 - product-limit of weighted clones; NaN if unknown."""
        running = np.concatenate([[0.0], np.cumsum(weights)])
        at_risk = running[self.last] - running[self.first]
        events = np.bincount(self.event_time, weights=weights[self.event_row], minlength=len(self.first))
        share = np.divide(events, at_risk, out=np.zeros_like(events), where=events > 0)
        with np.errstate(divide="ignore"):
            steps = np.bincount(self.month, weights=np.log1p(-np.minimum(share, 1.0)), minlength=self.horizon)
        followed = weights[self.at_end].sum() > 0
        return np.asarray(-np.expm1(np.cumsum(steps))) if followed else np.full(self.horizon, np.nan)


def clone_pieces(strategy: Strategy, *, horizon: int) -> ClonePieces:
    """The parts of months in which each clone was followed."""
    pieces = np.maximum(np.ceil(strategy.until * PARTS - 1e-9), 1).astype(np.int64)
    person = np.repeat(np.arange(len(pieces)), pieces)
    piece = np.arange(len(person)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    stop = np.minimum((piece + 1) / PARTS, strategy.until[person])
    order = np.lexsort((stop, piece))
    person, piece, stop = person[order], piece[order], stop[order]
    is_last = piece == pieces[person] - 1
    rows = np.flatnonzero(is_last & strategy.event[person])
    times, number = np.unique(np.column_stack([piece[rows], stop[rows]]), axis=0, return_inverse=True)
    ends = np.searchsorted(piece, np.arange(piece.max() + 1), side="right")
    first = np.array([], dtype=np.int64) if not len(rows) else _first_at_risk(rows, number.ravel(), (piece, stop))
    return ClonePieces(
        person=person,
        part=piece,
        starts=np.searchsorted(piece, np.arange(piece.max() + 1)),
        middle=(piece + 0.5) / PARTS,
        event_row=rows,
        event_time=number.ravel(),
        first=first,
        last=ends[times[:, 0].astype(np.int64)],
        month=times[:, 0].astype(np.int64) // PARTS,
        at_end=np.flatnonzero(is_last & (stop >= horizon)),
        horizon=horizon,
    )


def _first_at_risk(rows: Ints, number: Ints, order: tuple[Ints, Floats]) -> Ints:
    """For each distinct time of an event the first row that ends no earlier in the same part."""
    piece, stop = order
    earliest = np.full(number.max() + 1, len(piece), dtype=np.int64)
    np.minimum.at(earliest, number, rows)
    same = np.zeros(len(piece), dtype=np.int64)
    same[1:] = np.cumsum((piece[1:] != piece[:-1]) | (stop[1:] != stop[:-1]))
    return np.searchsorted(same, same[earliest], side="left")
