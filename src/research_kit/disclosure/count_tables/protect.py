"""Protect tables of counts together: which cells must go so that nobody can be found in any of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import polars as pl

from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.cell_table import Cell, CellTable, read_tables, require_true_counts
from research_kit.disclosure.count_tables.collapsed_counts import collapsed_tables
from research_kit.disclosure.count_tables.families import Family, families, numbered, told
from research_kit.disclosure.linked.linked_counts import Floats
from research_kit.disclosure.linked.suppression import Unit, withhold
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError

WITHHELD = "WITHHELD"
_REPAIRS = 20
_ZERO_CELLS = 3  # times k: a sensitive trait of everybody, or of nobody, tells of a group smaller than this


def protect(tables: Mapping[str, pl.DataFrame], policy: Policy) -> dict[str, pl.DataFrame]:
    """The tables with every count withheld that would let somebody be recognised, in any of them or by subtraction.

    Parameters
    ----------
    tables
        Name -> one row per group of people: dimension columns (null = total over that dimension; a boolean column is
        a target group) and `n`, the count of people (whole number, 0 or more). All tables of a release together: the
        same (dimension, value) pairs are the same people in every table, unless the counts contradict each other.
    policy
        The thresholds in force.

    Returns
    -------
    Each table with its rows in their order, in the coarser groups that the policy declares where a fine one is unsafe
    (`policy.collapse`); `n` null where withheld, and `status` (`ok` or `suppressed`) and `reason` (`WITHHELD` or null).
    The fewest cells go, then the fewest people; totals only where nothing else suffices, and a true zero only where it
    tells of a sensitive trait.

    Raises
    ------
    DisclosureError
        Counts that are no counts, a group with two rows, or tables that cannot be made safe.
    """
    require_true_counts(tables)
    tables = collapsed_tables(tables, policy)
    hidden: dict[str, frozenset[Cell]] = {}
    for family in families(read_tables(tables, policy)):
        hidden |= dict.fromkeys((table.name for table in family.tables), _withheld(family, policy))
    return _audited(tables, hidden, policy)


def _withheld(family: Family, policy: Policy) -> frozenset[Cell]:
    """The cells of tables of the same people that go."""
    numbers, linked = numbered(family)
    counts = _true_counts(family)
    cells = [cell for cell in numbers if cell in family.listed]
    wholes = [split.whole for split in family.splits]
    units = [Unit((numbers[cell],), counts[cell], wholes.count(cell)) for cell in cells]
    primary = _small(family, counts) | _telling(family, counts, policy)
    choice = withhold(
        linked,
        _world(numbers, counts),
        units,
        {numbers[cell]: family.k[cell] for cell in primary},
        hidden=[at for at, cell in enumerate(cells) if cell in primary],
        never=[at for at, cell in enumerate(cells) if counts[cell] == 0 and cell not in primary],
        seconds=policy.optimiser_seconds,
    )
    return frozenset(cells[at] for at in choice.hidden)


def _true_counts(family: Family) -> dict[Cell, int]:
    """The count of every cell, those in no row included."""
    counts = dict(family.counts)
    for split in family.splits:
        *parts, last = split.parts
        if last not in counts:
            counts[last] = counts[split.whole] - sum(counts[part] for part in parts)
    return counts


def _world(numbers: Mapping[Cell, int], counts: Mapping[Cell, int]) -> Floats:
    world = np.zeros(len(numbers))
    for cell, number in numbers.items():
        world[number] = counts[cell]
    return world


def _small(family: Family, counts: Mapping[Cell, int]) -> set[Cell]:
    """Groups of 1 to k-1 people, those in no row included."""
    return {cell for cell, k in family.k.items() if 0 < counts[cell] < k}


def _telling(family: Family, counts: Mapping[Cell, int], policy: Policy) -> set[Cell]:
    """Groups of nobody, or of everybody, by a trait that is nobody's business."""
    found: set[Cell] = set()
    for split in family.splits:
        whole = counts[split.whole]
        if split.dimension in policy.protected:
            parts = [part for part in split.parts if 0 < whole < _ZERO_CELLS * family.k[part]]
            found |= {part for part in parts if counts[part] in (0, whole)}
    return found


def _audited(
    tables: Mapping[str, pl.DataFrame], hidden: Mapping[str, frozenset[Cell]], policy: Policy
) -> dict[str, pl.DataFrame]:
    """The protected tables, after an attack on them: while it finds a cell, what stands beside it goes as well.

    It finds one where what is left of tables of different things could be taken for the same people.
    """
    shown = {table.name: table for table in read_tables(tables, policy)}
    for _ in range(_REPAIRS):
        protected = _protected(tables, hidden, policy)
        found = audit(protected, policy=policy)
        if found.is_empty():
            return protected
        hidden = _with_neighbours(shown, hidden, set(found["table"]))
    raise DisclosureError(
        f"{found.height} counts in {found['table'].n_unique()} of {len(tables)} tables can be found out whatever else "
        f"is withheld: {', '.join(sorted(set(found['table'])))}. Publish fewer tables together, or coarser groups."
    )


def _with_neighbours(
    shown: Mapping[str, CellTable], hidden: Mapping[str, frozenset[Cell]], found: Collection[str]
) -> dict[str, frozenset[Cell]]:
    """The smallest group that each table with a finding still shows goes too, in every table that hides as it does."""
    more = dict(hidden)
    for name in sorted(found):
        left = [(n, sorted(cell), cell) for cell, n in told(shown[name]).items() if n > 0 and cell not in more[name]]
        goes = {cell for _, _, cell in sorted(left)[:1]}
        more |= {other: more[other] | goes for other, cells in hidden.items() if cells == hidden[name]}
    return more


def _protected(
    tables: Mapping[str, pl.DataFrame], hidden: Mapping[str, frozenset[Cell]], policy: Policy
) -> dict[str, pl.DataFrame]:
    cells = {table.name: table.cells for table in read_tables(tables, policy)}
    marks = {name: pl.Series([cell in hidden[name] for cell in cells[name]], dtype=pl.Boolean) for name in tables}
    return {
        name: frame.with_columns(
            n=pl.when(~marks[name]).then(pl.col("n")),
            status=pl.when(marks[name]).then(pl.lit("suppressed")).otherwise(pl.lit("ok")),
            reason=pl.when(marks[name]).then(pl.lit(WITHHELD)),
        )
        for name, frame in tables.items()
    }
