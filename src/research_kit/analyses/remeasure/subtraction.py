"""What somebody who has kept every report could subtract from a number measured again (METHODS 10.5).

Everybody's number stands beside that of those who came after the change, so that of those before is known; and some of
these were told of when it was decided. Where two such counts differ by a few people, nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from research_kit.ledger.loop import LoopRecord
from research_kit.results.finding import Claim

Counts = tuple[int | None, ...]
"""People, those with the event, those not known of, and the others; null where it was not told."""


@dataclass(frozen=True, slots=True)
class ToldEarlier:
    """What was told before a release, and so far in it, of numbers that are measured again."""

    record: LoopRecord
    quarter: str
    least: int
    _after: list[Counts] = field(default_factory=list)

    def gives_away(self, claim: Claim, before: pl.DataFrame, after: pl.DataFrame) -> bool:
        """Whether those before a change, or everybody, differ by a few from what was told of the claim earlier.

        Those after it are held against those after any other change: the groups, days and outcomes of two decisions may
        contain one another. What passes is remembered as told.
        """
        left, came = _counts_of(before), _counts_of(after)
        everybody = tuple(None if a is None or b is None else a + b for a, b in zip(left, came, strict=True))
        told = [*self._told_of(claim)]
        close = any(_differ_by_few(one, other, self.least) for one in (left, everybody) for other in told)
        close = close or any(_differ_by_few(came, other, self.least) for other in (*self._after, *self._measured()))
        if not close:
            self._after.append(came)
        return close

    def _told_of(self, claim: Claim) -> Iterator[Counts]:
        for one in self.record.followed(claim.key):
            if one.is_told and (not self.quarter or one.quarter < self.quarter):
                yield _counts(one.n, one.events, one.unknown)

    def _measured(self) -> Iterator[Counts]:
        """Those after earlier changes; with the event are as many as the share says."""
        for one in self.record.remeasurements.values():
            if one.n_after is not None and (not self.quarter or one.release < self.quarter):
                is_share = one.unit == "share" and 0 <= (one.estimate_after or 0.0) <= 1
                events = round((one.estimate_after or 0.0) * one.n_after) if is_share else None
                yield _counts(one.n_after, events, None)


def _counts_of(row: pl.DataFrame) -> Counts:
    return _counts(*(row[name].item() for name in ("n", "events", "unknown")))


def _counts(n: int | None, events: int | None, unknown: int | None) -> Counts:
    others = None if n is None or events is None else n - events - (unknown or 0)
    return n, events, unknown, others


def _differ_by_few(one: Counts, other: Counts, least: int) -> bool:
    pairs: Iterable[tuple[int | None, int | None]] = zip(one, other, strict=True)
    return any(a is not None and b is not None and 0 < abs(a - b) < least for a, b in pairs)
