"""Those who came between two releases, as counts of their own: what two published quarters tell of them (METHODS 10.5).

`differencing` compares each number with its own last publication. Here all of them are read together: those who came
to a group are part of those who came to everybody, and what is hidden in one quarter may be bounded by the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from research_kit.disclosure.linked.intruder import exposed
from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts, known_limits, statements
from research_kit.disclosure.linked.narrowing import narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.read_together.counted_people import read_cells
from research_kit.disclosure.read_together.exact_counts import ExactCounts
from research_kit.disclosure.read_together.told_counts import Network, least_counts
from research_kit.disclosure.read_together.told_numbers import Interval
from research_kit.disclosure.released_table import Release
from research_kit.errors import DisclosureError

_MAY_FALL = (
    "unknown",
    "not_known",
    "followed",
    "lost",
    "without",
    "not ",
    "less ",
    "none of",
    "states/",
    "all_started",
)
"""People may leave these from one release to the next: who is followed is, later on, known of."""


@dataclass(frozen=True, slots=True)
class Past:
    """What one earlier release told of the counts of this one: numbers, and the limits that follow from all of them."""

    told: Mapping[int, float]
    lower: Floats
    upper: Floats


def past_releases(earlier: Sequence[Release], exact: ExactCounts, net: Network) -> tuple[Past, ...]:
    """What each earlier release told anew, of the counts that this one knows; oldest first."""
    return tuple(_past(dict(_numbers(release, exact, net)), net) for release in earlier)


def _numbers(release: Release, exact: ExactCounts, net: Network) -> Iterator[tuple[int, float]]:
    for answer in release.values():
        for name, table in answer.items():
            is_new = table.table["as_of"].is_null().to_list()
            for place, cell, number in read_cells(answer.name, name, table.kind, table.table):
                at = net.place.get(exact.named(cell))
                if at is not None and number is not None and is_new[place.row]:
                    yield at, float(number)


def _past(told: Mapping[int, float], net: Network) -> Past:
    """The limits by plain arithmetic; those told alone where the ties of today did not hold then."""
    plain = known_limits(net.linked.size, {at: (number, number) for at, number in told.items()})
    lower, upper = narrowed(statements(net.linked), *plain)
    return Past(told, *(plain if (lower > upper).any() else (lower, upper)))


def least_by_now(past: Sequence[Past], net: Network) -> dict[int, Interval]:
    """Who had started has started: what earlier releases told is the least that each count can be now."""
    rising = [at for at, cell in enumerate(net.cells) if _rises(cell.quantity)]
    least = np.max([each.lower for each in past], axis=0, initial=0.0, where=True) if past else np.zeros(len(net.cells))
    return {at: (float(least[at]), np.inf) for at in rising if 0 < least[at] <= net.world[at]}


def exposed_since(
    past: Sequence[Past], told: Mapping[int, Interval], net: Network, policy: Policy, *, seconds: float
) -> tuple[int, ...]:
    """The counts of which it is known too closely how many came since one of the earlier releases.

    Parameters
    ----------
    past
        The earlier releases.
    told
        What this one would tell of each count.
    net
        The counts and how they are tied.
    policy
        The thresholds in force.
    seconds
        The time box.

    Returns
    -------
    Counts of which 1 to k-1 came, or would be found to lie within fewer than k numbers of which some are 1 to k-1.

    Notes
    -----
    How many came to a group that was hidden then or now is not known here, nor to the intruder; of these the plain k
    of the policy is asked for, also where a group is defined by health. Counts of which a published number fell may
    have changed in either direction: of these only the numbers themselves are compared, by `differencing`.
    """
    deadline = Deadline(seconds)
    now = narrowed(statements(net.linked), *known_limits(net.linked.size, told))
    rising = [at for at, cell in enumerate(net.cells) if _rises(cell.quantity)]
    found: dict[int, None] = {}
    for before in past:
        if before.told:
            fell = {net.cells[at].quantity for at, number in before.told.items() if now[1][at] < number}
            counts = [at for at in rising if net.cells[at].quantity not in fell]
            came = _came(before, now, counts)
            found |= dict.fromkeys(_too_close(net, came, policy, max(1.0, deadline.left())))
    return tuple(found)


def _came(before: Past, now: tuple[Floats, Floats], counts: Sequence[int]) -> dict[int, Interval]:
    """How many came to each count, as far as the numbers of either release limit it."""
    lower, upper = np.maximum(now[0] - before.upper, 0.0), now[1] - before.lower
    return {at: (float(lower[at]), float(upper[at])) for at in counts}


def _too_close(net: Network, came: Mapping[int, Interval], policy: Policy, seconds: float) -> list[int]:
    """The increments, read together, that lie within fewer than k numbers near 1 to k-1.

    Where they contradict each other somebody left, unseen in any number: then each quantity is read on its own, and
    one that still does is left to the comparison of its own numbers.
    """
    try:
        return _found(net, came, policy, seconds)
    except DisclosureError:
        found: list[int] = []
        for quantity in dict.fromkeys(net.cells[at].quantity for at in came):
            own = {at: interval for at, interval in came.items() if net.cells[at].quantity == quantity}
            with suppress(DisclosureError):
                found += _found(net, own, policy, seconds)
        return found


def _found(net: Network, came: Mapping[int, Interval], policy: Policy, seconds: float) -> list[int]:
    least = least_counts({net.cells[at].group for at in came}, policy)
    wanted = {
        at: least[net.cells[at].group] if lower == upper else policy.k
        for at, (lower, upper) in came.items()
        if 1 <= upper < np.inf
    }
    open_ones = {at: k for at, k in wanted.items() if came[at][0] < k}
    answers = exposed(_additive(net, frozenset(came)), came, open_ones, seconds=seconds)
    return [each.variable for each in answers if each.upper >= 1 and each.lower < open_ones[each.variable]]


def _rises(quantity: str) -> bool:
    return not any(part in quantity for part in _MAY_FALL)


def _additive(net: Network, counts: frozenset[int]) -> LinkedCounts:
    """The sums among counts that never fall: their increments add up as they do."""
    sums = tuple(each for each in net.linked.sums if each.whole in counts and counts.issuperset(each.parts))
    return LinkedCounts(size=net.linked.size, sums=sums)


def neighbours(net: Network) -> tuple[frozenset[int], ...]:
    """For each count those that some sum ties to it, and itself."""
    beside: list[set[int]] = [{at} for at in range(len(net.cells))]
    for each in net.linked.sums:
        of = (each.whole, *each.parts)
        for at in of:
            beside[at].update(of)
    return tuple(frozenset(of) for of in beside)
