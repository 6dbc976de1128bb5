"""A release of which nothing is told yet: its true counts, tied to what was published before (METHODS 10.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from research_kit.disclosure.count_tables.any_world import any_world
from research_kit.disclosure.count_tables.audit import Finding
from research_kit.disclosure.count_tables.cell_table import Cell, CellTable
from research_kit.disclosure.count_tables.earlier_releases import LastTold
from research_kit.disclosure.count_tables.everything_published import Publication, Publishing
from research_kit.disclosure.count_tables.families import families_over_time
from research_kit.disclosure.count_tables.family import Family
from research_kit.disclosure.count_tables.splits import Counts
from research_kit.disclosure.count_tables.unsafe_cells import true_counts, unsafe_cells
from research_kit.disclosure.linked.linked_counts import Floats
from research_kit.disclosure.linked.suppression import Unit, withhold
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError

Hidden = Mapping[str, frozenset[Cell]]
"""Per table, the cells of which a release tells nothing new."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """The counts of a release and of those before it, and what nobody may find out."""

    published: Publication
    world: Floats  # the true counts; of earlier releases, counts that agree with what they told
    own: tuple[tuple[Family, Mapping[Cell, int]], ...]  # families of this release, with the variable of each cell
    secrets: Mapping[int, int]  # variable -> k

    def asked(self, found: Sequence[Finding]) -> dict[int, int]:
        """The variables that the findings are about, with their k."""
        keys = {question.key for question, _ in found}
        return {each.variable: each.k for each in self.published.questions if each.key in keys}


def beside_last(now: Sequence[Family], past: Mapping[str, LastTold], policy: Policy) -> Candidate:
    """A release beside the number told last of each cell: much smaller than all releases together."""
    together = Publishing(monotone=True)
    own = tuple((family, together.propose(family, true_counts(family))) for family in now)
    published = together.publication()
    world = np.zeros(published.linked.size)
    told: dict[int, tuple[float, float]] = {}
    secrets: dict[int, int] = {}
    falls = any(true_counts(family)[cell] < n for family in now for cell, n in _last(family, past).items())
    for family, cells in own:
        counts, before = true_counts(family), _last(family, past)
        world[list(cells.values())] = [counts[cell] for cell in cells]
        few = [cell for cell in cells if _has_changed_little(cell, family, counts, before)]
        secrets |= {cells[cell]: family.k[cell] for cell in unsafe_cells(family, counts, policy) | set(few)}
        told |= {} if falls else {cells[cell]: (float(n), np.inf) for cell, n in before.items()}
    return Candidate(Publication(published.linked, told, ()), world, own, secrets)


def after(history: Sequence[Sequence[CellTable]], truth: Sequence[CellTable], policy: Policy) -> Candidate:
    """A release after all earlier ones: numbers never fall, if what was told and the true counts allow that."""
    *before, now = families_over_time([*history, truth])
    for monotone in (True, False):
        together = Publishing(monotone=monotone)
        for at, found in enumerate(before):
            together.add(found, at - len(before))
        own = tuple((family, together.propose(family, true_counts(family))) for family in now)
        published = together.publication()
        true = {cells[cell]: (float(n), float(n)) for family, cells in own for cell, n in true_counts(family).items()}
        world = any_world(published.linked, {**published.told, **true}, seconds=policy.optimiser_seconds)
        if world is not None:
            return Candidate(published, world, own, _secrets(published, world, own, policy))
    raise DisclosureError(
        f"{len(history)} earlier releases contradict one another or these {len(truth)} tables: no groups of people can "
        "have had all these counts. Give every release as it was published, oldest first."
    )


def _secrets(
    published: Publication, world: Floats, own: Sequence[tuple[Family, Mapping[Cell, int]]], policy: Policy
) -> dict[int, int]:
    """The counts of this release that are of few people, and the changes."""
    asked = [each for each in published.questions if each.release == 0]
    found = [(each.variable, each.k) for each in asked if 1 <= abs(world[each.variable] - each.shift) < each.k]
    for family, cells in own:
        found += [(cells[cell], family.k[cell]) for cell in unsafe_cells(family, true_counts(family), policy)]
    return dict(sorted(found))  # of two, the larger k


def fewest_not_told(
    candidate: Candidate, past: Mapping[str, LastTold], policy: Policy, goes: Hidden | None = None
) -> dict[str, frozenset[Cell]]:
    """The fewest cells not to tell anew so that every secret keeps room; `goes` are not told in any case."""
    places = [(family, cell) for family, own in candidate.own for cell in own if cell in family.listed]
    decided = [_decided(family, past, policy, goes or {}) for family, _ in candidate.own]
    fixed = [
        settled.get(cell)
        for (family, own), settled in zip(candidate.own, decided, strict=True)
        for cell in own
        if cell in family.listed
    ]
    choice = withhold(
        candidate.published.linked,
        candidate.world,
        _units(candidate),
        candidate.secrets,
        told=candidate.published.told,
        hidden=[at for at, hides in enumerate(fixed) if hides is True],
        never=[at for at, hides in enumerate(fixed) if hides is False],
        seconds=policy.optimiser_seconds,
    )
    found: dict[str, set[Cell]] = {table.name: set() for family, _ in candidate.own for table in family.tables}
    for family, cell in (places[at] for at in choice.hidden):
        for table in family.tables:
            found[table.name].add(cell)
    return {name: frozenset(cells) for name, cells in found.items()}


def _units(candidate: Candidate) -> list[Unit]:
    """One per cell with a row, family by family."""
    found = []
    for family, own in candidate.own:
        wholes, counts = [split.whole for split in family.splits], true_counts(family)
        listed = (cell for cell in own if cell in family.listed)
        found += [Unit((own[cell],), counts[cell], wholes.count(cell)) for cell in listed]
    return found


def _decided(family: Family, past: Mapping[str, LastTold], policy: Policy, goes: Hidden) -> dict[Cell, bool]:
    """Cell -> whether it is hidden in any case (true) or never (false), where that is settled."""
    counts, before = true_counts(family), _last(family, past)
    nobody = [cell for cell in family.listed if counts[cell] == 0 == before.get(cell, 0)]
    few = [cell for cell in family.listed if _has_changed_little(cell, family, counts, before)]
    asked = frozenset().union(*(goes.get(table.name, frozenset()) for table in family.tables))
    hidden = unsafe_cells(family, counts, policy) | asked | set(few)
    return dict.fromkeys(nobody, False) | dict.fromkeys(hidden, True)


def _last(family: Family, past: Mapping[str, LastTold]) -> Counts:
    """The number told last of each cell of the family."""
    told = [item for table in family.tables for item in past.get(table.name, {}).items()]
    newest = sorted(((at, n, cell) for cell, (at, n) in told if cell in family.counts), key=lambda each: each[0])
    return {cell: n for _, n, cell in newest}


def _has_changed_little(cell: Cell, family: Family, counts: Mapping[Cell, int], before: Counts) -> bool:
    return 0 < abs(counts[cell] - before.get(cell, counts[cell])) < family.k[cell]
