"""What an intruder knows of the counts of a release before he sees it: what it would tell him is measured from there.

A release of an earlier quarter gives the least that a count can be, one of a later quarter the most, and one of the
same day, to another audience, the counts themselves. An approved exception tells its number whatever else is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from research_kit.disclosure.linked.intruder import bounds, exposed
from research_kit.disclosure.linked.linked_counts import known_limits, statements
from research_kit.disclosure.linked.narrowing import narrowed
from research_kit.disclosure.over_time.told_cells import quarter_of, quarter_of_day
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.read_together.came_since import least_by_now, numbers_told, past_of, with_room
from research_kit.disclosure.read_together.exact_counts import ExactCounts
from research_kit.disclosure.read_together.newcomers import Past
from research_kit.disclosure.read_together.rising_counts import RisingCounts
from research_kit.disclosure.read_together.told_counts import Network
from research_kit.disclosure.read_together.told_numbers import Candidate, Interval, told_numbers
from research_kit.disclosure.released_table import Release
from research_kit.results import Subject

Told = Mapping[int, Interval]
_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownAlready:
    """Other releases in time, `past`; and `told`, what is known of each count of this one for good."""

    past: tuple[Past, ...] = ()
    told: Told = field(default_factory=dict)


def known_already(
    earlier: Sequence[Release], exact: ExactCounts, net: Network, *, subject: Subject, excepted: Told
) -> KnownAlready:
    """What is known without this release.

    Parameters
    ----------
    earlier
        Everything that this reader has seen, oldest first; what reports on a later quarter included.
    exact, net
        The counts of this release and how they are tied.
    subject
        What this release is about: it says which day it is of.
    excepted
        What approved exceptions tell of each count.
    """
    past: list[Past] = []
    told = dict(excepted)
    for release in earlier:
        numbers = dict(numbers_told(release, exact, net))
        if _is_of_the_same_day(release, subject) and all(net.world[at] == number for at, number in numbers.items()):
            told = both(told, _told_by(release, exact, net))
        else:
            past.append(past_of(numbers, net, is_later=_is_later(release, subject)))
    return KnownAlready(past=tuple(past), told=both(told, least_by_now(past, net)))


def views(earlier: Sequence[Release], policy: Policy) -> tuple[tuple[Release, ...], ...]:
    """What readers of a release have seen: everything; and, where this is more, what its audience has.

    Of who has seen everything nothing can be kept that the board was told already; of the others all of it must be.
    """
    own = tuple(release for release in earlier if release.audience in (policy.audience, "public"))
    return (tuple(earlier), own) if len(own) < len(earlier) else (own,)


def both(one: Told, other: Told) -> dict[int, Interval]:
    """Two sets of statements as one."""
    merged = dict(one)
    for at, (lower, upper) in other.items():
        low, up = merged.get(at, (lower, upper))
        merged[at] = (max(low, lower), min(up, upper))
    return merged


def _is_of_the_same_day(release: Release, subject: Subject) -> bool:
    return release.as_of == subject.as_of and release.quarter == subject.quarter


def _is_later(release: Release, subject: Subject) -> bool:
    return any(quarter_of(release, answer) > own_quarter(subject) for answer in release.values())


def own_quarter(subject: Subject) -> str:
    """The quarter that a release with this subject reports on."""
    return subject.quarter or quarter_of_day(subject.as_of)


def _told_by(release: Release, exact: ExactCounts, net: Network) -> Told:
    tables = {
        name: {key: Candidate(table.kind, table.table) for key, table in answer.items()}
        for name, answer in release.items()
    }
    return told_numbers(tables, exact, net).told


def with_room_left(known: KnownAlready, net: Network, counts: RisingCounts) -> tuple[KnownAlready, dict[int, int]]:
    """What is known, and the width that the interval of each secret must keep.

    A secret that is known within fewer than k numbers without this release must not become known more closely; one
    that is known exactly is none.
    """
    if all(upper == np.inf for _, upper in known.told.values()):
        return known, dict(net.secrets)
    room = dict(net.secrets) | room_left(known.told, net, net.secrets)
    past = tuple(with_room(each, known.told, counts, seconds=_SECONDS) for each in known.past)
    return KnownAlready(past=past, told=known.told), {at: width for at, width in room.items() if width > 0}


def room_left(told: Told, net: Network, secrets: Mapping[int, int]) -> dict[int, int]:
    """The secrets that these statements expose by themselves, and within how many numbers each is known."""
    limits = narrowed(statements(net.linked), *known_limits(net.linked.size, told))
    limited = {at: k for at, k in secrets.items() if limits[1][at] < np.inf}
    found = exposed(net.linked, told, limited, world=net.world, seconds=_SECONDS) if limited else ()
    narrow = [each.variable for each in found]
    lower, upper = bounds(net.linked, told, narrow, seconds=_SECONDS)
    return {at: min(secrets[at], int(width)) for at, width in zip(narrow, (upper - lower).tolist(), strict=True)}
