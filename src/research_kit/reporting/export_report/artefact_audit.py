"""The intruder on finished pages: what do they give away together, and with every page that was published before?

It is given the pages and no release. What it can bound too closely stops the run.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from research_kit.disclosure.linked.intruder import exposed
from research_kit.disclosure.linked.linked_counts import known_limits, statements
from research_kit.disclosure.linked.narrowing import narrowed
from research_kit.disclosure.policy import Policy, least_k
from research_kit.errors import DisclosureError
from research_kit.reporting.export_report.true_numbers import known_world
from research_kit.reporting.read_back.known_ties import never_falls
from research_kit.reporting.read_back.statements import Group, Key, Statement, group_in_words
from research_kit.reporting.read_back.told_together import Together, exact, told_together

SECONDS = 30.0
_REMEDY = (
    "Merge small groups of that dimension (`disclosure.collapse`), split by fewer columns (`split_by`), or leave the "
    "table out. If the gate had passed it, report it as a fault of the gate."
)


@dataclass(frozen=True, slots=True)
class Found:
    """A number of people that pages give away: whom it counts, and between what it must lie."""

    key: Key
    lower: float
    upper: float
    k: int


@dataclass(frozen=True, kw_only=True)
class PagesTogether:
    """The statements of an edition's pages, those of every earlier edition, and the true numbers where known.

    The true numbers decide only what has to stay hidden: a number between 0 and 3 that is nobody is no secret. They
    are not given to the intruder.
    """

    own: Sequence[Statement]
    quarter: str
    earlier: Sequence[Statement] = ()
    truth: Mapping[Key, int] = field(default_factory=dict)
    excused: frozenset[Group] = frozenset()
    """Groups of which an approved exception shows a number."""


def require_nobody_exposed(pages: PagesTogether, policy: Policy, *, seconds: float = SECONDS) -> int:
    """Refuse finished pages from which, with all earlier ones, a group of 1 to k-1 people can be worked out.

    Parameters
    ----------
    pages
        What was read back from them.
    policy
        The thresholds in force.
    seconds
        The time box of each attack. What was not reached in time does not stop the run by itself: the gate has shown
        it to be safe in the release, and no page holds a number that the release has not.

    Returns
    -------
    How many numbers of people were asked for.

    Raises
    ------
    DisclosureError
        Naming the page, the item, the row and whom the number counts, never the number; or what is told on the pages
        cannot all be true.
    """
    asked, found = exposed_by(pages, policy, seconds=seconds)
    if found:
        raise _refusal(found, pages.own)
    return asked


def exposed_by(pages: PagesTogether, policy: Policy, *, seconds: float = SECONDS) -> tuple[int, list[Found]]:
    """How many numbers were asked for, and those that the pages give away.

    First nobody is taken to stay, so that a quarter says nothing of another but by its numbers; then everybody.
    """
    own = _without_contradiction(pages)
    every = [*pages.earlier, *own]
    still = told_together(every, rising=False)
    try:
        found = _judged(_narrow(still, policy, seconds), still, pages, policy)
        found += _changes(still, pages, policy)
    except DisclosureError as error:
        raise _contradiction(pages.own) from error
    rising = told_together(every)
    try:
        found += _judged(_narrow(rising, policy, seconds), rising, pages, policy)
    except DisclosureError:  # somebody left: then numbers of one quarter do not limit those of another
        rising = still
    secret = [one for one in dict.fromkeys(found) if one.key.group not in pages.excused]
    return len(still.what) + len(rising.what), secret


def _without_contradiction(pages: PagesTogether) -> Sequence[Statement]:
    """The pages' statements; without those carried from a quarter that was published twice, where they disagree."""
    twice = {one.key.quarter.partition(" ")[0] for one in pages.earlier if " " in one.key.quarter}
    twice |= {pages.quarter.partition(" ")[0]} if " " in pages.quarter else set()
    return [one for one in pages.own if one.key.quarter == pages.quarter or one.key.quarter not in twice]


def _narrow(together: Together, policy: Policy, seconds: float) -> list[Found]:
    """The counts that lie between two numbers less than k apart, some of them 1 to k-1."""
    ks = _least(together, policy)
    told = exact(together.told)
    secrets = {at: ks[key.group] for at, key in enumerate(together.what) if at not in told}
    answers = exposed(together.linked, together.told, secrets, seconds=seconds)
    found = [Found(together.what[one.variable], one.lower, one.upper, secrets[one.variable]) for one in answers]
    return [one for one in found if one.upper - one.lower < one.k and one.upper >= 1 and one.lower < one.k]


def _least(together: Together, policy: Policy) -> dict[Group, int]:
    groups = {key.group for key in together.what}
    return {group: least_k(policy, [name for name, _ in group]) for group in groups}


def _judged(found: Sequence[Found], together: Together, pages: PagesTogether, policy: Policy) -> list[Found]:
    """Those that are secrets, few people in truth or for all that is known here, and not told by earlier pages."""
    if not found:
        return []
    world = known_world(together, pages.truth)
    found = [one for one in found if one.upper - one.lower < _needed(one, together, world, policy)]
    known = {one: world.get(together.place[one.key]) for one in found}
    secret = [one for one, true in known.items() if true is None or 0 < true < one.k]
    before = _told_before(pages, policy) if secret else set()
    return [one for one in secret if one.key not in before]


def _needed(one: Found, together: Together, world: Mapping[int, int], policy: Policy) -> float:
    """The width that must remain: k; of a stricter k at most the number of those among whom the people are counted.

    Where seven people of everybody are told, that the long-term sick among them are none to seven is no secret.
    """
    among = tuple(pair for pair in one.key.group if least_k(policy, [pair[0]]) == policy.k)
    people = world.get(together.place.get(Key(one.key.quarter, among, one.key.what), -1), math.inf)
    return one.k if among == one.key.group else min(one.k, max(policy.k, people))


def _told_before(pages: PagesTogether, policy: Policy) -> set[Key]:
    """What the earlier pages give away without these."""
    found: set[Key] = set()
    for rising in (False, True) if pages.earlier else ():
        try:
            found |= {one.key for one in _narrow(told_together(pages.earlier, rising=rising), policy, SECONDS)}
        except DisclosureError:
            continue
    return found


def _changes(together: Together, pages: PagesTogether, policy: Policy) -> Iterator[Found]:
    """People, events and those without, known exactly in two quarters, whose change of either sign is of 1 to k-1."""
    lower, upper = narrowed(statements(together.linked), *known_limits(len(together.what), together.told))
    is_known = lower == upper
    ks = _least(together, policy)
    before: dict[tuple[Group, str], tuple[str, float]] = {}
    for key in sorted(together.place, key=lambda key: key.quarter):
        at = together.place[key]
        if not (is_known[at] and _is_compared(key.what)):
            continue
        last = before.get((key.group, key.what))
        change = 0.0 if last is None else abs(float(lower[at]) - last[1])
        if last is not None and 0 < change < ks[key.group] and key.quarter == pages.quarter:
            yield Found(Key(key.quarter, key.group, f"{key.what}, since {last[0]}"), change, change, ks[key.group])
        before[key.group, key.what] = (key.quarter, float(lower[at]))


def _is_compared(what: str) -> bool:
    """Whether a change of it counts people who came or left: not of those who are only not known of, or on the way."""
    told = never_falls(what) and " " not in what
    return told or what.startswith("not started work") or (what.startswith("lost before") and ": " in what)


def _refusal(found: Sequence[Found], own: Sequence[Statement]) -> DisclosureError:
    named = "; ".join(_named(one, own) for one in found[:3])
    more = f"; and {len(found) - 3} more" if len(found) > 3 else ""
    return DisclosureError(
        f"{len(found)} number(s) of few people could be worked out from the finished pages and those published before "
        f"them: {named}{more}. Nothing was published. {_REMEDY}"
    )


def _named(one: Found, own: Sequence[Statement]) -> str:
    """Where the pages tell of the nearest number, and whom the number counts that follows."""
    near = min(own, key=lambda told: _distance(told, one.key), default=None)
    page, item, _, column = ("the pages", "", "", "") if near is None else near.at
    group = group_in_words(() if near is None else near.key.group)
    place = ", ".join(part for part in (page, item, f"row of {group}", f"column {column}" if column else "") if part)
    return f"{place}: `{one.key.what}` of {group_in_words(one.key.group)} ({one.key.quarter})"


def _distance(told: Statement, key: Key) -> tuple[bool, int, bool, bool]:
    """How near a statement is to a number: of its quarter, its group, what it counts."""
    alike = told.key.what in key.what or key.what in told.key.what
    return told.key.quarter != key.quarter, len(set(told.key.group) ^ set(key.group)), not alike, told.n is None


def _contradiction(own: Iterable[Statement]) -> DisclosureError:
    pages = ", ".join(sorted({one.at[0] for one in own}))
    return DisclosureError(
        f"the numbers of people that were read back from {pages} cannot all be true, with those published before. "
        "Nothing was published. A number may stand under a wrong heading, or beside a wrong quarter: report it as a "
        "fault of the display, and restore it as it was."
    )
