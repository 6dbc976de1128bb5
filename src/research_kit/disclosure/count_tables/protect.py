"""Protect tables of counts together: which cells must go so that nobody can be found in any of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from research_kit.disclosure.count_tables.any_world import any_world
from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.cell_table import Cell, CellTable, read_tables, require_true_counts
from research_kit.disclosure.count_tables.collapsed_counts import collapsed_tables
from research_kit.disclosure.count_tables.earlier_releases import Tables
from research_kit.disclosure.count_tables.families import families
from research_kit.disclosure.count_tables.family import Family, numbered, told
from research_kit.disclosure.count_tables.following_release import following
from research_kit.disclosure.count_tables.joint_kinds import Numbered, numbered_jointly
from research_kit.disclosure.count_tables.unsafe_cells import true_counts, unsafe_cells
from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts
from research_kit.disclosure.linked.suppression import Unit, withhold
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError

WITHHELD = "WITHHELD"
_REPAIRS = 20


def protect(tables: Tables, policy: Policy, *, earlier: Sequence[Tables] = ()) -> dict[str, pl.DataFrame]:
    """The tables with every count withheld that would let somebody be recognised, in any of them or by subtraction.

    Parameters
    ----------
    tables
        Name -> one row per group of people: dimension columns (null = total over that dimension; a boolean column is
        a target group) and `n`, the count of people (whole number, 0 or more). All tables of a release together: the
        same (dimension, value) pairs are the same people in every table, unless the counts contradict each other.
    policy
        The thresholds in force.
    earlier
        What was published before, oldest first: each release as `protect` gave it, or the same columns from elsewhere.
        Tables of the same name are about the same project.

    Returns
    -------
    Each table with its rows in their order, in the coarser groups that the policy declares where a fine one is unsafe
    (`policy.collapse`); `n` null where withheld, and `status` (`ok` or `suppressed`) and `reason` (`WITHHELD` or null).
    The fewest cells go, then the fewest people; totals only where nothing else suffices, and a true zero only where it
    tells of a sensitive trait.

    After earlier releases, a number is told anew only where nobody who came or left since can be found out by it, in
    any table or by subtraction. Elsewhere the last published number is carried, with its release in `as_of` (0 = the
    first of `earlier`; null = this one); a cell that was never published is withheld.

    Raises
    ------
    DisclosureError
        Counts that are no counts, a group with two rows, tables that cannot be made safe, or earlier releases that
        are not safe themselves.
    """
    require_true_counts(tables)
    if earlier:
        return following(collapsed_tables(tables, policy, earlier), earlier, policy)
    tables = collapsed_tables(tables, policy)
    hidden = _all_withheld(tables, policy)
    if not audit(_protected(tables, hidden, policy), policy=policy).is_empty():
        hidden = _all_withheld(tables, policy, jointly=True)
    return _audited(tables, hidden, policy)


def _all_withheld(tables: Tables, policy: Policy, *, jointly: bool = False) -> dict[str, frozenset[Cell]]:
    """Per table, the cells that go; `jointly`: with the combinations of all traits in view."""
    hidden: dict[str, frozenset[Cell]] = {}
    for family in families(read_tables(tables, policy)):
        hidden |= dict.fromkeys((table.name for table in family.tables), _withheld(family, policy, jointly=jointly))
    return hidden


def _withheld(family: Family, policy: Policy, *, jointly: bool) -> frozenset[Cell]:
    """The cells of tables of the same people that go."""
    found = numbered_jointly(family) if jointly else Numbered(*numbered(family))
    numbers, linked = found.cells, found.linked
    counts = true_counts(family)
    world = _world(numbers, linked, counts, policy)
    if world is None:  # tables of other people than they seem: no combination of traits fits all of them
        return _withheld(family, policy, jointly=False)
    cells = [cell for cell in numbers if cell in family.listed]
    wholes = [split.whole for split in family.splits]
    units = [Unit((numbers[cell],), counts[cell], wholes.count(cell)) for cell in cells]
    primary = unsafe_cells(family, counts, policy)
    choice = withhold(
        linked,
        world,
        units,
        {numbers[cell]: family.k[cell] for cell in primary},
        hidden=[at for at, cell in enumerate(cells) if cell in primary],
        never=[at for at, cell in enumerate(cells) if counts[cell] == 0 and cell not in primary],
        seconds=policy.optimiser_seconds,
    )
    return frozenset(cells[at] for at in choice.hidden)


def _world(
    numbers: Mapping[Cell, int], linked: LinkedCounts, counts: Mapping[Cell, int], policy: Policy
) -> Floats | None:
    told = {number: (float(counts[cell]), float(counts[cell])) for cell, number in numbers.items()}
    return any_world(linked, told, seconds=policy.optimiser_seconds)


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
