"""Those who came between two releases, as counts of their own: what two published quarters tell of them (METHODS 10.5).

`differencing` compares each number with its own last publication. Here all of them are read together: those who came
to a group are part of those who came to everybody, and what is hidden in one quarter may be bounded by the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from research_kit.disclosure.linked.intruder import bounds, exposed
from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts, known_limits, statements
from research_kit.disclosure.linked.narrowing import narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.read_together.counted_people import read_cells
from research_kit.disclosure.read_together.exact_counts import ExactCounts
from research_kit.disclosure.read_together.told_counts import Network, least_counts
from research_kit.disclosure.read_together.told_numbers import Interval
from research_kit.disclosure.released_table import Release
from research_kit.disclosure.statements.declared import at_a_time
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
    "all_started",
)
"""People may leave these from one release to the next: who is followed is, later on, known of."""


@dataclass(frozen=True, slots=True)
class Past:
    """What one other release told of the counts of this one: numbers, and the limits that follow from all of them.

    `is_later`: it reports on a later quarter, which was published before this one was made anew. `room`: of counts of
    which it is known too closely how many came, without this release, within how many numbers that is.
    """

    told: Mapping[int, float]
    lower: Floats
    upper: Floats
    is_later: bool = False
    room: Mapping[int, int] = field(default_factory=dict)


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
    rising = [at for at, cell in enumerate(net.cells) if _rises(cell.quantity)]
    return {at: (float(least[at]), float(most[at])) for at in rising if least[at] > 0 or most[at] < np.inf}


def exposed_since(
    past: Sequence[Past], told: Mapping[int, Interval], net: Network, policy: Policy, *, seconds: float
) -> tuple[int, ...]:
    """The counts of which it is known too closely how many came since an earlier release, or until a later one.

    Parameters
    ----------
    past
        The other releases.
    told
        What is known of each count with this one: what it would tell, and what was told of the same day.
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
    now = _limits(told, net)
    found: dict[int, None] = {}
    for other in past:
        if other.told:
            came = _came(other, now, net)
            found |= dict.fromkeys(_too_close(net, came, policy, seconds=max(1.0, deadline.left()), room=other.room))
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


def with_room(other: Past, given: Mapping[int, Interval], net: Network, policy: Policy, *, seconds: float) -> Past:
    """The other release, with the room that counts have which it and what is `given` expose without this one."""
    if not other.told or not given:
        return other
    came = _came(other, _limits(given, net), net)
    narrow = _too_close(net, came, policy, seconds=seconds, room={})
    with suppress(DisclosureError):  # somebody left, unseen in any number: no limits follow together
        lower, upper = bounds(_additive(net, frozenset(came)), came, narrow, seconds=seconds)
        widths = dict(zip(narrow, (upper - lower).tolist(), strict=True))
        return replace(other, room={at: int(width) for at, width in widths.items() if width < np.inf})
    return replace(other, room={at: int(came[at][1] - came[at][0]) for at in narrow})


def _limits(told: Mapping[int, Interval], net: Network) -> tuple[Floats, Floats]:
    return narrowed(statements(net.linked), *known_limits(net.linked.size, told))


def _came(other: Past, now: tuple[Floats, Floats], net: Network) -> dict[int, Interval]:
    """How many came to each count between the two, as far as the numbers of either release limit it."""
    then = (other.lower, other.upper)
    (early, late) = (now, then) if other.is_later else (then, now)
    fell = {net.cells[at].quantity for at, n in other.told.items() if _has_fallen(n, at, now, is_later=other.is_later)}
    lower, upper = np.maximum(late[0] - early[1], 0.0), late[1] - early[0]
    rising = [at for at, cell in enumerate(net.cells) if _rises(cell.quantity) and cell.quantity not in fell]
    return {at: (float(lower[at]), float(upper[at])) for at in rising}


def _has_fallen(number: float, at: int, now: tuple[Floats, Floats], *, is_later: bool) -> bool:
    return bool(now[0][at] > number if is_later else now[1][at] < number)


def _too_close(
    net: Network, came: Mapping[int, Interval], policy: Policy, *, seconds: float, room: Mapping[int, int]
) -> list[int]:
    """The increments, read together, that lie within fewer than k numbers near 1 to k-1.

    Where they contradict each other somebody left, unseen in any number: then each quantity is read on its own, and
    one that still does is left to the comparison of its own numbers.
    """
    try:
        return _found(net, came, policy, seconds=seconds, room=room)
    except DisclosureError:
        found: list[int] = []
        for quantity in dict.fromkeys(net.cells[at].quantity for at in came):
            own = {at: interval for at, interval in came.items() if net.cells[at].quantity == quantity}
            with suppress(DisclosureError):
                found += _found(net, own, policy, seconds=seconds, room=room)
        return found


def _found(
    net: Network, came: Mapping[int, Interval], policy: Policy, *, seconds: float, room: Mapping[int, int]
) -> list[int]:
    least = least_counts({net.cells[at].group for at in came}, policy)
    few = {
        at: least[net.cells[at].group] if lower == upper else policy.k
        for at, (lower, upper) in came.items()
        if 1 <= upper < np.inf
    }
    wanted = {at: min(k, room.get(at, k)) for at, k in few.items() if came[at][0] < k}
    open_ones = {at: width for at, width in wanted.items() if width > 0}
    answers = exposed(_additive(net, frozenset(came)), came, open_ones, seconds=seconds)
    return [each.variable for each in answers if each.upper >= 1 and each.lower < few[each.variable]]


def _rises(quantity: str) -> bool:
    return not at_a_time(quantity) and not any(part in quantity for part in _MAY_FALL)


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
