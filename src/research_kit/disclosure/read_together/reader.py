"""One reader of a release, who has seen certain others before it, and what he could work out of it."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.disclosure.linked.intruder import exposed
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.read_together.came_since import changed_by_few, exposed_since, neighbours
from research_kit.disclosure.read_together.known_already import KnownAlready, Told, both, with_room_left
from research_kit.disclosure.read_together.told_counts import Network
from research_kit.disclosure.read_together.told_numbers import Interval


class Reader:
    """The intruder, round after round: a secret that was safe is not asked for again while only more is hidden.

    `given` is what he knows for good; `since`, what he would find of those who came between two releases.
    """

    def __init__(self, known: KnownAlready, net: Network, policy: Policy) -> None:
        known, self.secrets = with_room_left(known, net, policy)
        self.net = net
        self.given = known.told
        self.beside = neighbours(net)
        numbered = {name: at for at, name in enumerate(dict.fromkeys(cell.quantity for cell in net.cells))}
        self.quantities = [numbered[cell.quantity] for cell in net.cells]
        self.since: tuple[int, ...] = ()
        self._past, self._policy = known.past, policy
        self._known: Mapping[int, Interval] = {}
        self._open: Mapping[int, int] = {}

    def finds(self, told: Mapping[int, Interval], seconds: float) -> tuple[int, ...]:
        """What would be exposed: counts, and if there are none, increments since earlier releases (`since`).

        Where nothing is told anew nobody is exposed anew.
        """
        self.since = ()
        known = both(told, self.given)
        found = self._secrets(known, seconds) if told else ()
        if told and not found:
            self.since = self._increments(told, known, seconds)
        return found or self.since

    def _increments(self, told: Told, known: Told, seconds: float) -> tuple[int, ...]:
        """Those of numbers told anew, and those that follow from everything told now and then."""
        anew = {at: interval for at, interval in told.items() if not self.knows(at)}
        found = dict.fromkeys(changed_by_few(self._past, anew, self.net, self._policy))
        return tuple(found | dict.fromkeys(exposed_since(self._past, known, self.net, self._policy, seconds=seconds)))

    def knows(self, count: int) -> bool:
        """Whether a count is known for good: to hide it protects nobody."""
        lower, upper = self.given.get(count, (0.0, 1.0))
        return lower == upper

    def _secrets(self, known: Mapping[int, Interval], seconds: float) -> tuple[int, ...]:
        asked = self._open if self._known and _says_no_more(known, self._known) else self.secrets
        found = exposed(self.net.linked, known, asked, world=self.net.world, seconds=seconds)
        self._known, self._open = known, {each.variable: self.secrets[each.variable] for each in found}
        return tuple(each.variable for each in found)


def _says_no_more(now: Mapping[int, Interval], before: Mapping[int, Interval]) -> bool:
    """Whether every world that was possible before still is."""
    return all(at in before and low <= before[at][0] and before[at][1] <= up for at, (low, up) in now.items())
