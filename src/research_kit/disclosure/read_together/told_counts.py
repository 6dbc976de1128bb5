"""Everything that a release tells, as statements about counts of people; and which of these counts are secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts, Sum
from research_kit.disclosure.policy import Policy, least_k
from research_kit.disclosure.read_together.counted_people import Cell, Group
from research_kit.disclosure.read_together.exact_counts import OUTSIDE, ExactCounts, splits
from research_kit.disclosure.read_together.ties import Tie, ties, true_everywhere


@dataclass(frozen=True, kw_only=True, slots=True)
class Network:
    """Counts of one release and how they are tied.

    `cells` says what each count is; `world` holds the true numbers; `secrets` gives each count of 1 to k-1 people the
    width its interval must keep (k, or fewer where it is part of a count that has a smaller k and fewer people);
    `left_out` counts ties that the exact tables contradict, which an intruder who believed them would be misled by.
    """

    cells: tuple[Cell, ...]
    place: Mapping[Cell, int] = field(repr=False)
    linked: LinkedCounts
    world: Floats
    secrets: Mapping[int, int]
    left_out: tuple[Tie, ...] = ()


def network(exact: ExactCounts, policy: Policy) -> Network:
    """The counts behind these answers, everything that ties them, and what must not be found.

    Parameters
    ----------
    exact
        The exact counts.
    policy
        The thresholds in force.

    Notes
    -----
    Estimates that are not plain shares (of censored data, of models), months, medians and gaps are not among the
    statements: no whole number of people follows from them exactly. What they do say, that a share of censored data
    lies between those seen and those seen and not known of, is told by `told_shares`.
    """
    numbers, kept, left_out = _with_rests(exact)
    cells = [Cell(quantity, group) for quantity, own in numbers.items() for group in own]
    place = {cell: at for at, cell in enumerate(cells)}
    sums = [*_within_groups(kept, numbers, place), *_over_groups(numbers, place)]
    world = np.array([numbers[cell.quantity][cell.group] for cell in cells], dtype=float)
    least = least_counts({cell.group for cell in cells}, policy)
    secrets = {
        at: _room(cell.group, numbers[cell.quantity], least)
        for at, cell in enumerate(cells)
        if 0 < world[at] < least[cell.group]
    }
    linked = LinkedCounts(size=len(cells), sums=tuple(dict.fromkeys(sums)))
    return Network(
        cells=tuple(cells), place=place, linked=linked, world=world, secrets=secrets, left_out=tuple(left_out)
    )


def least_counts(groups: Iterable[Group], policy: Policy) -> dict[Group, int]:
    """The k of each group: the strictest of its dimensions. Those outside a target group are not defined by it."""
    return {group: least_k(policy, (name for name, value in group if value != OUTSIDE)) for group in groups}


def _room(group: Group, numbers: Mapping[Group, int], least: Mapping[Group, int]) -> int:
    """The width that the interval of a secret must keep: its k, or the number of those among whom it is counted.

    Seven people left for one reason, and k is 5 for everybody: the seven are told. That the long-term sick among them,
    whose k is 10, are none to seven follows from that number, and nothing more may.
    """
    rooms = [least[group]]
    for place in range(len(group)):
        among = group[:place] + group[place + 1 :]
        if among in numbers and least[among] < least[group]:
            rooms.append(max(numbers[among], _room(among, numbers, least)))
    return min(rooms)


def _with_rests(exact: ExactCounts) -> tuple[dict[str, dict[Group, int]], list[Tie], list[Tie]]:
    """The numbers with every rest, the ties that hold, and those that do not."""
    numbers = {quantity: dict(own) for quantity, own in exact.numbers.items()}
    kept: list[Tie] = []
    left_out: list[Tie] = []
    for tie in ties(exact):
        rests = true_everywhere(tie, numbers)
        if rests is None:
            left_out.append(tie)
        elif rests:
            kept.append(tie)
            if tie.rest is not None:
                numbers.setdefault(tie.rest, {}).update(rests)
    return numbers, kept, left_out


def _within_groups(
    kept: Sequence[Tie], numbers: Mapping[str, Mapping[Group, int]], place: Mapping[Cell, int]
) -> Iterable[Sum]:
    for tie in kept:
        parts = (*tie.parts, *(() if tie.rest is None else (tie.rest,)))
        for group in numbers[tie.whole]:
            if all(group in numbers[part] for part in parts):
                own = tuple(place[Cell(part, group)] for part in parts)
                yield Sum(place[Cell(tie.whole, group)], own)


def _over_groups(numbers: Mapping[str, Mapping[Group, int]], place: Mapping[Cell, int]) -> Iterable[Sum]:
    """Groups that divide another add up to it, for every quantity known in all of them."""
    for parent, _, children in splits({group for own in numbers.values() for group in own}):
        for quantity, own in numbers.items():
            there = [child for child in children if child in own]
            if parent in own and there and own[parent] == sum(own[child] for child in there):
                yield Sum(place[Cell(quantity, parent)], tuple(place[Cell(quantity, child)] for child in there))
