"""One reader of a release, who has seen certain others before it, and what he could work out of it."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.disclosure.linked.intruder import exposed
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.read_together.came_since import changed_by_few, exposed_since, neighbours
from research_kit.disclosure.read_together.known_already import KnownAlready, Told, both, with_room_left
from research_kit.disclosure.read_together.newcomers import Answers, Newcomers
from research_kit.disclosure.read_together.rising_counts import RisingCounts
from research_kit.disclosure.read_together.told_counts import Network
from research_kit.disclosure.read_together.told_numbers import Interval


class Reader:
    """The intruder, round after round: a secret that was safe is not asked for again while only more is hidden.

    `given` is what he knows for good; `since`, what he would find of those who came between two releases.
    """

    def __init__(self, known: KnownAlready, net: Network, policy: Policy) -> None:
        self._counts = RisingCounts(net, policy)
        known, self.secrets = with_room_left(known, net, self._counts)
        self.net = net
        self.given = known.told
        self.beside = neighbours(net)
        self.quantities: list[int] = self._counts.quantity.tolist()
        self.since: tuple[int, ...] = ()
        self._came_last = False
        self._past, self._policy = known.past, policy
        answers: Answers = {}
        self._newcomers = tuple(Newcomers(each, self._counts, answers) for each in known.past)
        self._known: Mapping[int, Interval] = {}
        self._open: Mapping[int, int] = {}

    def finds(self, told: Mapping[int, Interval], seconds: float) -> tuple[int, ...]:
        """What would be exposed: counts, or increments since earlier releases (`since`).

        Where nothing is told anew nobody is exposed anew. What was found last is asked for first: to mend it took
        several steps, and after each of them only a little had changed.
        """
        asks = (self.finds_since, self._secrets) if self._came_last else (self._secrets, self.finds_since)
        found = asks[0](told, seconds) or asks[1](told, seconds)
        self._came_last = bool(self.since)
        return found

    def finds_since(self, told: Told, seconds: float) -> tuple[int, ...]:
        """Those who came, of numbers told anew, or as it follows from everything told now and then."""
        anew = {at: interval for at, interval in told.items() if not self.knows(at)}
        found = dict.fromkeys(changed_by_few(self._past, anew, self.net, self._policy))
        if told:
            known = both(told, self.given)
            found |= dict.fromkeys(exposed_since(self._newcomers, known, self._counts, seconds=seconds))
        self.since = tuple(found)
        return self.since

    def beside_newcomers(
        self, prices: Mapping[int, float], *, seconds: float
    ) -> tuple[dict[int, set[int]], tuple[int, ...]]:
        """The numbers that go so that those who came have room, each with those found that it goes for; and the rest.

        The rest are counts that changed by few themselves, and those for which nothing was found.
        """
        given, left, goes = self._counts.limits(self.given), dict(prices), dict[int, set[int]]()
        rest = set(self.since).difference(*(each.close for each in self._newcomers))
        for each in self._newcomers:
            more, alone = each.second_cells(left, given, seconds=seconds)
            rest |= set(alone)
            for at, of in more.items():
                goes.setdefault(at, set()).update(of)
                left[at] = 0.0
        return goes, tuple(each for each in self.since if each in rest)

    def knows(self, count: int) -> bool:
        """Whether a count is known for good: to hide it protects nobody."""
        lower, upper = self.given.get(count, (0.0, 1.0))
        return lower == upper

    def _secrets(self, told: Told, seconds: float) -> tuple[int, ...]:
        self.since = ()
        if not told:
            return ()
        known = both(told, self.given)
        asked = self._open if self._known and _says_no_more(known, self._known) else self.secrets
        found = exposed(self.net.linked, known, asked, world=self.net.world, seconds=seconds)
        self._known, self._open = known, {each.variable: self.secrets[each.variable] for each in found}
        return tuple(self._open)


def _says_no_more(now: Mapping[int, Interval], before: Mapping[int, Interval]) -> bool:
    """Whether every world that was possible before still is."""
    return all(at in before and low <= before[at][0] and before[at][1] <= up for at, (low, up) in now.items())
