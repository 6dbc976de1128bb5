"""A release that follows others: which of its numbers may be told anew, and which are carried (METHODS 10.5).

Everything published before and the true counts of this release are one set of linked counts. Nobody may find out a
count of few people, or how many came or left where it was few, at any time. The fewest cells are not told anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import polars as pl

from research_kit.disclosure.count_tables.audit import Finding, findings
from research_kit.disclosure.count_tables.candidate_release import Hidden, after, beside_last, fewest_not_told
from research_kit.disclosure.count_tables.cell_table import AS_OF, Cell, CellTable, read_tables
from research_kit.disclosure.count_tables.earlier_releases import LastTold, Tables, last_told, read_releases
from research_kit.disclosure.count_tables.families import families_over_time
from research_kit.disclosure.count_tables.family import told
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError

WITHHELD = "WITHHELD"
_ROUNDS = 40


def following(tables: Tables, earlier: Sequence[Tables], policy: Policy) -> dict[str, pl.DataFrame]:
    """The tables with a number told anew, carried, or withheld in each row; see `protect`."""
    history, truth = read_releases(earlier, policy), read_tables(tables, policy)
    past = last_told(history)
    hidden = _not_told_anew(history, truth, past, policy)
    made = {each.name: _shown(tables[each.name], each, hidden[each.name], past.get(each.name, {})) for each in truth}
    return {name: made[name] for name in tables}


def _not_told_anew(
    history: Sequence[Sequence[CellTable]], truth: Sequence[CellTable], past: Mapping[str, LastTold], policy: Policy
) -> Hidden:
    """Per table, the cells of which this release tells nothing.

    Beside what was told last of each cell to begin with; if that does not do, beside everything told before, and what
    is found out becomes a secret, until nothing is.
    """
    now = families_over_time([*history, truth])[-1]
    hidden = fewest_not_told(beside_last(now, past, policy), past, policy)
    found = findings([*history, _all_seen(truth, hidden, past)])
    if not found:
        return hidden
    candidate = after(history, truth, policy)
    secrets = dict(candidate.secrets)
    for _ in range(_ROUNDS):
        more = {variable: k for variable, k in candidate.asked(found).items() if variable not in secrets}
        secrets |= more
        goes = {} if more else _with_more(_all_seen(truth, hidden, past), hidden, found)
        hidden = fewest_not_told(replace(candidate, secrets=secrets), past, policy, goes)
        found = findings([*history, _all_seen(truth, hidden, past)])
        if not found:
            return hidden
    raise _unsafe(found)


def _all_seen(truth: Sequence[CellTable], hidden: Hidden, past: Mapping[str, LastTold]) -> list[CellTable]:
    return [_seen(table, hidden[table.name], past.get(table.name, {})) for table in truth]


def _with_more(seen: Sequence[CellTable], hidden: Hidden, found: Sequence[Finding]) -> Hidden:
    """Half of what each table with a finding still tells anew goes too, fewest people first."""
    names = {table.name for question, _ in found for table in question.family.tables}
    more = dict(hidden)
    for table in seen:
        left = sorted((n, sorted(cell), cell) for cell, n in told(table).items())
        if table.name in names and left:
            more[table.name] = hidden[table.name] | {cell for _, _, cell in left[: (len(left) + 1) // 2]}
    if more == hidden:
        raise _unsafe(found)
    return more


def _unsafe(found: Sequence[Finding]) -> DisclosureError:
    names = sorted({table.name for question, _ in found for table in question.family.tables})
    return DisclosureError(
        f"{len(found)} counts in {', '.join(names)} can be found out from the earlier releases, whatever this one "
        "tells. Check that they are given as they were published, under this policy; if they were, publish these "
        "tables no more, or under other groups and another name."
    )


def _seen(table: CellTable, hidden: Collection[Cell], past: LastTold) -> CellTable:
    """What a reader sees of a table."""
    counts = tuple(None if cell in hidden else n for cell, n in zip(table.cells, table.counts, strict=True))
    return replace(
        table, counts=counts, carried=frozenset(cell for cell in table.cells if cell in hidden and cell in past)
    )


def _shown(frame: pl.DataFrame, table: CellTable, hidden: Collection[Cell], past: LastTold) -> pl.DataFrame:
    last = [
        past.get(cell, (None, None)) if cell in hidden else (None, n)
        for cell, n in zip(table.cells, table.counts, strict=True)
    ]
    shown = pl.DataFrame(last, schema={AS_OF: pl.Int64, "n": pl.Int64}, orient="row")
    is_gone = shown["n"].is_null()
    return frame.with_columns(
        n=shown["n"].cast(frame.schema["n"]),
        status=pl.when(is_gone).then(pl.lit("suppressed")).otherwise(pl.lit("ok")),
        reason=pl.when(is_gone).then(pl.lit(WITHHELD)),
        as_of=shown[AS_OF],
    )
