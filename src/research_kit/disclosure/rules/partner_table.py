"""What a partner's own table of counts may hold, before it leaves the partner.

The table is exact, so that it adds up to the last digit, and therefore goes from hand to hand under an agreement and
is never published. These rules keep out of it what the sum does not need: groups of fewer than k people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

import polars as pl

from research_kit.counts.count_site import widest
from research_kit.counts.counted_cohort import SiteCounts
from research_kit.counts.life_table_type import LifeTable
from research_kit.counts.regrouped import regrouped
from research_kit.disclosure.policy import Policy, least_k
from research_kit.errors import DisclosureError

By = tuple[str, ...]
DAYS_PER_MONTH = 30.4375


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardedCounts:
    """A partner's counts under the rules, and what these changed, by name only: never how few there were."""

    counts: SiteCounts
    merged: tuple[str, ...]
    dropped: tuple[str, ...]
    parted: tuple[By, ...]


def guard_counts(counts: SiteCounts, policy: Policy) -> GuardedCounts:
    """The counts with no group of fewer than k participants.

    Parameters
    ----------
    counts
        Of one partner, exact.
    policy
        Its `k`, and `k_health` for dimensions of health.

    Returns
    -------
    The counts, with the same participants in every table:

    1. In each dimension, values that fewer than k have are not told apart (null), together with the value that has
       fewest beside them if they would else be alone or fewer than k. The same values everywhere, so that no two
       tables tell them apart. A dimension of which nothing is left is dropped.
    2. A crossing that still has a group of fewer than k is parted into its dimensions.

    Raises
    ------
    DisclosureError
        There are fewer than k participants in all.
    """
    fewest = min(counts.participants(outcome) for outcome in counts.outcomes)
    if fewest < policy.k:
        raise DisclosureError(
            f"{counts.site} has fewer than {policy.k} participants: a table of them would describe them. Write none, "
            "or count them together with another partner's. Nothing has been written."
        )
    dimensions = dict.fromkeys(name for by in counts.shared for name in by)
    hidden = {name: _too_small(counts, name, least_k(policy, (name,))) for name in dimensions}
    dropped = tuple(name for name, levels in hidden.items() if levels is None)
    known = {name: levels for name, levels in hidden.items() if levels is not None}
    recoded = {outcome: _recoded(tables, known) for outcome, tables in counts.tables.items()}
    parted = tuple(by for by in _crossings(recoded) if _has_small_group(recoded, by, least_k(policy, by)))
    tables = {outcome: _parted(several, parted) for outcome, several in recoded.items()}
    never = {
        name: None if number and 0 < number < policy.k else number for name, number in counts.never_at_risk.items()
    }
    return GuardedCounts(
        counts=replace(counts, tables=tables, never_at_risk=never, k=policy.k),
        merged=tuple(name for name, levels in known.items() if levels),
        dropped=dropped,
        parted=parted,
    )


def _sizes(tables: Mapping[str, tuple[LifeTable, ...]], by: By) -> pl.DataFrame:
    """One row per group: the columns of `by`, and `people`, the fewest that any definition of success has there."""
    parts = []
    for several in tables.values():
        holding = next(each for each in several if set(by) <= set(each.by))
        parts.append(holding.collapse(by).table.group_by(by).agg(people=pl.col("entered").sum()))
    return pl.concat(parts).group_by(by).agg(pl.col("people").min())


def _too_small(counts: SiteCounts, name: str, least: int) -> list[object] | None:
    """The values of a dimension that are not told apart; None where none would be left to tell."""
    sizes = _sizes(counts.tables, (name,)).sort("people", name)
    unknown = sizes.filter(pl.col(name).is_null())["people"].sum()
    known = sizes.drop_nulls(name)
    levels, people = known[name].to_list(), known["people"].to_list()
    small = sum(number < least for number in people)
    if not small and (not unknown or unknown >= least):
        return [] if levels else None
    hidden, together = small, sum(people[:small]) + unknown
    while hidden < len(levels) and (together < least or hidden + bool(unknown) < 2):
        together += people[hidden]
        hidden += 1
    return levels[:hidden] if hidden < len(levels) else None


def _recoded(tables: Iterable[LifeTable], hidden: Mapping[str, list[object]]) -> tuple[LifeTable, ...]:
    """The tables by the dimensions kept, the hidden values as null; only the widest crossings."""
    tables = tuple(tables)
    kept = [(each, tuple(name for name in each.by if name in hidden)) for each in tables]
    wanted = widest([by for _, by in kept])
    chosen = [next(each.collapse(by) for each, its in kept if its == by) for by in wanted]
    return tuple(_with_hidden(each, hidden) for each in chosen)


def _with_hidden(life_table: LifeTable, hidden: Mapping[str, list[object]]) -> LifeTable:
    changed = [name for name in life_table.by if hidden[name]]
    if not changed:
        return life_table
    codes = [
        pl.when(pl.col(name).is_in(pl.Series(hidden[name], dtype=dtype).implode()))
        .then(None)
        .otherwise(name)
        .alias(f"_{name}")
        for name, dtype in life_table.groups.schema.items()
        if name in changed
    ]
    same = [pl.col(name).alias(f"_{name}") for name in life_table.by if name not in changed]
    by = [f"_{name}" for name in life_table.by]
    made = regrouped(life_table, life_table.groups.with_columns(*codes, *same), by=by)
    return _renamed(made, dict(zip(by, life_table.by, strict=True)))


def _renamed(life_table: LifeTable, names: Mapping[str, str]) -> LifeTable:
    entries = life_table.entries
    return replace(
        life_table,
        table=life_table.table.rename(names),
        entries=None if entries is None else entries.rename(names),
    )


def _crossings(tables: Mapping[str, tuple[LifeTable, ...]]) -> list[By]:
    return [each.by for each in next(iter(tables.values())) if len(each.by) > 1]


def _has_small_group(tables: Mapping[str, tuple[LifeTable, ...]], by: By, least: int) -> bool:
    return bool((_sizes(tables, by)["people"] < least).any())


def _parted(tables: tuple[LifeTable, ...], parted: tuple[By, ...]) -> tuple[LifeTable, ...]:
    """The tables, some crossings replaced by a table for each of their dimensions."""
    margins = [each.collapse((name,)) for each in tables if each.by in parted for name in each.by]
    every = [*(each for each in tables if each.by not in parted), *margins]
    return reduce(_with_new, every, ()) if len(every) > 1 else tuple(every)


def _with_new(chosen: tuple[LifeTable, ...], each: LifeTable) -> tuple[LifeTable, ...]:
    """Unless another table holds it already."""
    return chosen if any(set(each.by) <= set(other.by) for other in chosen) else (*chosen, each)
