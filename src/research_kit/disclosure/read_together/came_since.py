"""Those who came between two releases, as counts of their own: what two published quarters tell of them (METHODS 10.5).

`differencing` compares each number with its own last publication. Here all of them are read together: those who came
to a group are part of those who came to everybody, and what is hidden in one quarter may be bounded by the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from research_kit.disclosure.linked.linked_counts import known_limits, statements
from research_kit.disclosure.linked.narrowing import narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.read_together.counted_people import read_cells
from research_kit.disclosure.read_together.exact_counts import ExactCounts
from research_kit.disclosure.read_together.newcomers import Newcomers, Past
from research_kit.disclosure.read_together.rising_counts import RisingCounts, rises
from research_kit.disclosure.read_together.told_counts import Network, least_counts
from research_kit.disclosure.read_together.told_numbers import Interval
from research_kit.disclosure.released_table import Release


def numbers_told(release: Release, exact: ExactCounts, net: Network) -> Iterator[tuple[int, float]]:
    """What a release told anew, of the counts that this one knows: the count, and its number then."""
    for answer in release.values():
        for name, table in answer.items():
            is_new = table.table["as_of"].is_null().to_list()
            for place, cell, number in read_cells(answer.name, name, table.kind, table.table):
                at = net.place.get(exact.named(cell))
                if at is not None and number is not None and is_new[place.row]:
                    yield at, float(number)


def past_of(told: Mapping[int, float], net: Network, *, is_later: bool = False) -> Past:
    """The limits by plain arithmetic; those told alone where the ties of today did not hold then."""
    plain = known_limits(net.linked.size, {at: (number, number) for at, number in told.items()})
    lower, upper = narrowed(statements(net.linked), *plain)
    return Past(told, *(plain if (lower > upper).any() else (lower, upper)), is_later)


def least_by_now(past: Sequence[Past], net: Network) -> dict[int, Interval]:
    """Who had started has started: what earlier releases told is the least that each count can be now.

    What a later one told is the most that it was.
    """
    least, most = np.zeros(len(net.cells)), np.full(len(net.cells), np.inf)
    for each in past:  # limits that the true number is not within are no limits: somebody left, or data were corrected
        if each.is_later:
            most = np.minimum(most, np.where(each.upper >= net.world, each.upper, np.inf))
        else:
            least = np.maximum(least, np.where(each.lower <= net.world, each.lower, 0.0))
    rising = [at for at, cell in enumerate(net.cells) if rises(cell.quantity)]
    return {at: (float(least[at]), float(most[at])) for at in rising if least[at] > 0 or most[at] < np.inf}


def exposed_since(
    others: Sequence[Newcomers], told: Mapping[int, Interval], counts: RisingCounts, *, seconds: float
) -> tuple[int, ...]:
    """The counts of which it is known too closely how many came since an earlier release, or until a later one.

    Parameters
    ----------
    others
        What the other releases told, and what was found to be safe beside it before.
    told
        What is known of each count with this one: what it would tell, and what was told of the same day.
    counts
        The counts that nobody leaves, and how they are tied.
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
    now = counts.limits(told)
    found: dict[int, None] = {}
    for each in others:
        if each.other.told:
            found |= dict.fromkeys(each.too_close(now, Deadline(max(1.0, deadline.left()))))
    return tuple(found)


def changed_by_few(past: Sequence[Past], told: Mapping[int, Interval], net: Network, policy: Policy) -> Iterator[int]:
    """Counts told anew that differ by few from when they were told next to it, in whichever row of whichever table."""
    before = {at: number for each in past if not each.is_later for at, number in each.told.items()}
    after = {at: number for each in reversed(past) if each.is_later for at, number in each.told.items()}
    now = {at: lower for at, (lower, upper) in told.items() if lower == upper}
    least = least_counts({net.cells[at].group for at in now}, policy)
    for at, number in now.items():
        others = [numbers[at] for numbers in (before, after) if at in numbers]
        if any(0 < abs(number - other) < least[net.cells[at].group] for other in others):
            yield at


def with_room(other: Past, given: Mapping[int, Interval], counts: RisingCounts, *, seconds: float) -> Past:
    """The other release, with the room that counts have which it and what is `given` expose without this one."""
    if not other.told or not given:
        return other
    close = Newcomers(other, counts).too_close(counts.limits(given), Deadline(seconds))
    return replace(other, room={at: int(upper - lower) for at, (lower, upper) in close.items()})


def neighbours(net: Network) -> tuple[frozenset[int], ...]:
    """For each count those that some sum ties to it, and itself."""
    beside: list[set[int]] = [{at} for at in range(len(net.cells))]
    for each in net.linked.sums:
        of = (each.whole, *each.parts)
        for at in of:
            beside[at].update(of)
    return tuple(frozenset(of) for of in beside)
