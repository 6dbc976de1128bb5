"""The intruder of `linked.intruder`, for many releases: the same answers, with less asked of the integer program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from research_kit.disclosure.count_tables.everything_published import Publication
from research_kit.disclosure.count_tables.remembered import known_before, remember, worlds_before
from research_kit.disclosure.linked.intruder import Exposed
from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts, Told, require_possible, statements
from research_kit.disclosure.linked.narrowing import blocks, narrowed
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.linked.search import Search, asked_of


def known_narrowed(linked: LinkedCounts, told: Told) -> tuple[Floats, Floats]:
    """What plain arithmetic says of each count, sum by sum, and what was worked out before."""
    return narrowed(statements(linked), *known_before(linked, told))


def found_out(
    published: Publication, limits: tuple[Floats, Floats], secrets: Mapping[int, int], *, seconds: float
) -> tuple[Exposed, ...]:
    """The secrets (variable -> k) whose interval is shorter than k; `limits`: what `known_narrowed` says."""
    known, deadline = statements(published.linked), Deadline(seconds)
    lower, upper = limits
    require_possible(lower, upper, known)
    ends = {
        each: (float(lower[each]), float(upper[each])) for each, k in secrets.items() if upper[each] - lower[each] < k
    }
    left = {each: k for each, k in secrets.items() if each not in ends}
    found = asked_of(blocks(known, lower, upper), left) if left else ()
    searches = [(Search(block, None, deadline), asked) for block, asked in found]
    _offer(searches, published, limits)
    for search, asked in searches:
        ends |= {int(search.block.columns[place]): own for place, own in search.too_close(asked).items()}
    exposed = tuple(Exposed(each, *ends[each]) for each in secrets if each in ends)
    remember(published, limits, exposed, _worlds(searches, limits))
    return exposed


def _offer(
    searches: Sequence[tuple[Search, Mapping[int, int]]], published: Publication, limits: tuple[Floats, Floats]
) -> None:
    """What was found before of a part of all this, twice: beside two worlds that are far apart."""
    is_known = limits[0] == limits[1]
    for sign in (1.0, -1.0):
        base = np.where(is_known, limits[0], np.nan)
        for search, asked in searches:
            world = search.far(asked, sign)
            if world is not None:
                base[search.block.columns] = world
        worlds = worlds_before(published, base, is_known)
        for search, _ in searches:
            search.offer(worlds[:, search.block.columns])


def _worlds(searches: Sequence[tuple[Search, Mapping[int, int]]], limits: tuple[Floats, Floats]) -> Floats:
    """The worlds of all blocks beside one another: one row each."""
    own = [(search.block.columns, search.extremes()) for search, _ in searches]
    rows = max((len(worlds) for _, worlds in own), default=0)
    base = np.where(limits[0] == limits[1], limits[0], np.nan)
    together = np.tile(base, (rows, 1))
    for columns, worlds in own:
        if len(worlds):
            together[:, columns] = worlds[np.arange(rows) % len(worlds)]
    return together
