"""All releases read as one: who was counted once is counted still, so that each quarter limits every other.

`Newcomers` reads two releases beside each other, number by number to the last. Here all of them are read at once, by
plain arithmetic: what a third quarter says of a group may tell how many came to it between two others, or how many it
was in one that said nothing of it. And numbers that nobody told, but that follow from those told, are compared as
those told are: one more was lost before the project, where everybody in one quarter were the unemployed in the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from research_kit.disclosure.linked.linked_counts import Floats
from research_kit.disclosure.linked.narrowing import narrowed
from research_kit.disclosure.read_together.newcomers import Past
from research_kit.disclosure.read_together.rising_counts import Flags, RisingCounts
from research_kit.disclosure.read_together.told_counts import Network
from research_kit.disclosure.read_together.told_numbers import Interval

Told = Mapping[int, Interval]

_ROUNDS = 20
_CHOICES = 24
"""How many numbers told are tried one after another, to see which of them gives the most away."""
_LOST, _WITHOUT, _UNKNOWN = "lost_before_", " without", " known without"
"""Counts that may fall, and are compared with what they were where they follow exactly."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The limits of every count (columns) in every quarter (rows); `rising`, the counts that nobody has left."""

    lower: Floats
    upper: Floats
    rising: Flags


class EveryQuarter:
    """What is known of each count in each quarter, and of those who came between them.

    Parameters
    ----------
    past
        What the other releases told, in the order of their quarters.
    net
        The counts of this release.
    counts
        Those that nobody leaves, how all are tied, and the k of each.
    secrets
        The counts of few people in this release, and the width that the interval of each must keep.
    given
        What is known of this release for good.
    """

    def __init__(
        self, past: Sequence[Past], net: Network, counts: RisingCounts, secrets: Mapping[int, int], given: Told
    ) -> None:
        self._counts = counts
        self._past = tuple(sorted(past, key=lambda each: each.is_later))
        self._now = sum(not each.is_later for each in past)
        self._width = np.zeros(len(net.cells))
        self._width[list(secrets)] = list(secrets.values())
        self._wholes = frozenset(at for at, cell in enumerate(net.cells) if not cell.group)
        names = [cell.quantity for cell in net.cells]
        self._lost = np.array([name.startswith(_LOST) for name in names], dtype=bool)
        without = np.array([name.endswith(_WITHOUT) and not name.endswith(_UNKNOWN) for name in names], dtype=bool)
        self._compared = counts.rises | self._lost | without
        self._exactly = [self._exact((each.lower, each.upper), each.told) for each in self._past]
        self._given, self._before = given, self._read(given)
        self._changed_before = self._changed(given)

    def finds(self, told: Told) -> tuple[int, ...]:
        """The counts of which this release tells too much: of them now, of them then, or of how they have changed.

        Parameters
        ----------
        told
            What is known of each count with this release: what it would tell, and what is known for good.
        """
        found = self._found(told)
        return tuple(np.flatnonzero(found).tolist())

    def second_cells(self, told: Told, prices: Mapping[int, float], near: Collection[int]) -> tuple[int, ...]:
        """The numbers told that go so that nothing of it is found: one after another, what gives most away for least.

        A number of everybody, which all look at and decisions are about, goes only where none of a group helps.

        Parameters
        ----------
        told
            As in `finds`.
        prices
            What it costs to hide each count that is told.
        near
            The counts to choose from, those likeliest to be it first.
        """
        left = dict(told)
        choices = [at for at in near if at in prices and at not in self._given][:_CHOICES]
        goes: list[int] = []
        found = int(self._found(left).sum())
        while found and choices:
            tried = {at: int(self._found(_without(left, at)).sum()) for at in choices}
            helping = [at for at in choices if tried[at] < found]
            if not helping:
                break
            best = max(helping, key=lambda at: (at not in self._wholes, (found - tried[at]) / prices[at], -prices[at]))
            goes.append(best)
            choices.remove(best)
            left, found = _without(left, best), tried[best]
        return tuple(goes)

    def _found(self, told: Told) -> Flags:
        read, exactly = self._read(told), self._told(told)
        found = self._changed(told) & ~self._changed_before
        for now, before, asked in zip(
            self._asked(read, exactly), self._asked(self._before, exactly), self._needed(exactly), strict=True
        ):
            width = np.minimum(asked, before[1] - before[0])
            near = (now[1] >= 1) & (now[0] < asked) & (now[1] - now[0] < width)
            found |= near.any(axis=0)
        return found

    # --- what is known of each quarter

    def _read(self, told: Told) -> _Read:
        """The limits in every quarter; of quantities that somebody must have left, of each quarter by itself."""
        now = self._counts.limits(told)
        lower = np.stack(self._in_order([each.lower for each in self._past], now[0]))
        upper = np.stack(self._in_order([each.upper for each in self._past], now[1]))
        rising = self._counts.rises.copy()
        while rising.any():
            low, up = self._limited(lower, upper, rising)
            wrong: Flags = np.asarray((low > up).any(axis=0))
            if not wrong.any():
                return _Read(low, up, rising)
            beside: Flags = wrong | self._counts.in_sums(self._counts.sums_with(wrong))
            left: Flags = rising & ~self._counts.of_the_same(beside)
            if np.array_equal(left, rising):  # they contradict one another within a quarter
                break
            rising = left
        return _Read(lower, upper, np.zeros_like(rising))

    def _limited(self, lower: Floats, upper: Floats, rising: Flags) -> tuple[Floats, Floats]:
        for _ in range(_ROUNDS):
            low = np.where(rising, np.maximum.accumulate(lower, axis=0), lower)
            up = np.where(rising, np.minimum.accumulate(upper[::-1], axis=0)[::-1], upper)
            narrow = [narrowed(self._counts.known, *limits) for limits in zip(low, up, strict=True)]
            before, lower, upper = (lower, upper), np.stack([n[0] for n in narrow]), np.stack([n[1] for n in narrow])
            if (lower > upper).any() or (np.array_equal(lower, before[0]) and np.array_equal(upper, before[1])):
                break
        return lower, upper

    def _in_order(self, past: Sequence[Floats], now: Floats) -> list[Floats]:
        return [*past[: self._now], now, *past[self._now :]]

    def _told(self, told: Told) -> Flags:
        """Which counts each release told exactly."""
        exactly = [at for at, (lower, upper) in told.items() if lower == upper]
        rows = self._in_order([np.array(list(each.told), dtype=np.intp) for each in self._past], np.array(exactly, int))
        found = np.zeros((len(rows), self._width.size), dtype=bool)
        for row, places in zip(found, rows, strict=True):
            row[places] = True
        return found

    # --- what is asked

    def _asked(self, read: _Read, exactly: Flags) -> Iterator[tuple[Floats, Floats]]:
        """The limits of each count in each quarter, of who came since the last, and since it was last told."""
        yield read.lower, read.upper
        yield self._came(read, np.arange(-1, read.lower.shape[0] - 1)[:, None])
        yield self._came(read, _last(exactly))

    def _needed(self, exactly: Flags) -> Iterator[Floats]:
        """The width that each of these must have; 0 where it is no secret."""
        least = np.broadcast_to(self._counts.least, exactly.shape)
        own = np.where(exactly, 0.0, least)
        own[self._now] = self._width
        yield own
        yield least
        yield np.where(exactly, least, 0.0)

    def _came(self, read: _Read, since: Floats) -> tuple[Floats, Floats]:
        """The limits of how many came to each count since another quarter: its row; nobody where it is -1."""
        rows = np.broadcast_to(since, read.lower.shape).astype(np.intp)
        counted = (rows >= 0) & read.rising
        then = [np.take_along_axis(limits, np.maximum(rows, 0), axis=0) for limits in (read.lower, read.upper)]
        lower, upper = np.maximum(read.lower - then[1], 0.0), read.upper - then[0]
        return np.where(counted, lower, 0.0), np.where(counted, upper, 0.0)

    def _changed(self, told: Told) -> Flags:
        """Counts that follow exactly now and did before (or will), and differ by few: in either direction."""
        now = self._exact(self._counts.limits(told), {at: low for at, (low, up) in told.items() if low == up})
        few = np.zeros(now.size, dtype=bool)
        for others in (self._exactly[: self._now], self._exactly[self._now :][::-1]):
            nearest = np.full(now.size, np.nan)
            for each in others:
                nearest = np.where(np.isnan(each), nearest, each)
            change = np.nan_to_num(np.abs(now - nearest))
            few |= (change > 0) & (change < self._counts.least)
        return few

    def _exact(self, limits: tuple[Floats, Floats], told: Mapping[int, float]) -> Floats:
        """The number of each count that is compared, where it follows; else NaN.

        The page does not say that it lists all reasons: of those lost for one only the sums over groups are believed.
        """
        of_groups = self._counts.over_groups(told)
        lower, upper = (np.where(self._lost, *both) for both in zip(of_groups, limits, strict=True))
        return np.where(self._compared & (lower == upper), lower, np.nan)


def _without(told: Told, count: int) -> dict[int, Interval]:
    return {at: interval for at, interval in told.items() if at != count}


def _last(exactly: Flags) -> Floats:
    """For each row and count, the last row before it that told the count; -1 where none did."""
    rows = np.where(exactly, np.arange(exactly.shape[0])[:, None], -1)
    found = np.maximum.accumulate(rows, axis=0)
    return np.vstack([np.full((1, exactly.shape[1]), -1), found[:-1]]).astype(float)
