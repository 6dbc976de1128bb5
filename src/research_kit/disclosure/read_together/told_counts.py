"""Everything that a release tells, as statements about counts of people; and which of these counts are secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts, Sum
from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.read_together.counted_people import Cell, Group
from research_kit.disclosure.read_together.exact_counts import ExactCounts, splits
from research_kit.disclosure.read_together.ties import Tie, ties, true_everywhere


@dataclass(frozen=True, kw_only=True, slots=True)
class Network:
    """Counts of one release and how they are tied.

    `cells` says what each count is; `world` holds the true numbers; `secrets` gives each count of 1 to k-1 people the
    width its interval must keep; `left_out` counts ties that the exact tables contradict, which an intruder who
    believed them would be misled by.
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
    secrets = {at: least[cell.group] for at, cell in enumerate(cells) if 0 < world[at] < least[cell.group]}
    linked = LinkedCounts(size=len(cells), sums=tuple(dict.fromkeys(sums)))
    return Network(
        cells=tuple(cells), place=place, linked=linked, world=world, secrets=secrets, left_out=tuple(left_out)
    )


def least_counts(groups: Iterable[Group], policy: Policy) -> dict[Group, int]:
    """The k of each group."""
    every = sorted(groups)
    by = tuple(dict.fromkeys(name for group in every for name, _ in group))
    schema = {**dict.fromkeys(by, pl.String), "_nobody": pl.String}
    frame = pl.DataFrame([dict(group) for group in every], schema=schema)
    return dict(zip(every, frame.with_columns(k=least_count(policy, by))["k"].to_list(), strict=True)) if every else {}


def _with_rests(exact: ExactCounts) -> tuple[dict[str, dict[Group, int]], list[Tie], list[Tie]]:
    """The numbers with every rest, the ties that hold, and those that do not."""
    numbers, kept, left_out = exact.by_quantity(), [], []
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
