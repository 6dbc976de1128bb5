"""Protect random sets of linked tables quarter by quarter and attack all quarters together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.protect import protect
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError
from tests.simulation.disclosure import random_sets
from tests.simulation.disclosure.attacker_over_time import Cell, Lives, cell_of
from tests.simulation.disclosure.naive import naive_over_time

POLICY = Policy()
NOISE = 1e-6
Reports = list[dict[str, pl.DataFrame]]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Sums over sets of tables; cells are counted once in each of the releases."""

    sets: int = 0
    releases: int = 0
    refused: int = 0  # releases that `protect` could not make safe
    unsafe: int = 0  # counts of 1 to k-1 people
    few_came: int = 0  # changes by 1 to k-1 people since the cell was last told anew
    told_few: int = 0  # of both, found by plain subtraction of published numbers
    audited: int = 0  # cells that the package's own audit finds in all releases together
    attacked: int = 0  # unsafe counts and changes attacked by the independent intruder
    recovered: int = 0  # of them, found exactly
    narrow: int = 0  # of them, bounded within less than k, though not found
    misled: int = 0  # of them, wrongly bounded: somebody left and no published number fell
    closely: int = 0  # sets attacked by the independent intruder
    safe: int = 0  # cells of k people or more, or nobody
    anew: int = 0  # of them, told anew
    carried: int = 0  # of them, carried from an earlier release
    anew_naively: int = 0  # of them, told anew by naive suppression
    carried_naively: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})


def attack(seed: int, *, closely: bool = True, releases: int = random_sets.QUARTERS) -> Tally:
    """One set of tables over the releases, protected and attacked; `closely`: by the independent intruder too."""
    rng = np.random.default_rng([20120331, seed])
    people, layout = random_sets.joining(rng), random_sets.small_layout(rng)
    quarters = range(1, releases + 1)
    true = [random_sets.tables_of(random_sets.present(people, quarter), layout) for quarter in quarters]
    reports: Reports = []
    for tables in true:
        try:
            reports.append(protect(tables, POLICY, earlier=reports))
        except DisclosureError:
            return Tally(sets=1, releases=len(reports), refused=1)
    found = audit(reports[-1], reports[:-1], policy=POLICY).height
    tally = Tally(sets=1, releases=len(reports), audited=found) + _kept(true, reports) + _told(true, reports)
    return tally + _attacked(true, reports) if closely else tally


def attack_some(seed: int, *, each: int) -> Tally:
    """One set; the independent intruder takes one in `each`."""
    return attack(seed, closely=seed % each == 0)


def _is_few(n: int) -> bool:
    return 0 < abs(n) < POLICY.k


def _kept(true: Reports, reports: Reports) -> Tally:
    tally = Tally()
    for tables, report, naively in zip(true, reports, naive_over_time(true, POLICY.k), strict=True):
        for name, table in tables.items():
            anew, carried = (each.to_numpy() for each in naively[name])
            few = ((table["n"] > 0) & (table["n"] < POLICY.k)).to_numpy()
            shown = report[name]["n"].is_not_null().to_numpy()
            is_old = (
                report[name]["as_of"].is_not_null().to_numpy() if "as_of" in report[name].columns else shown & ~shown
            )
            tally += Tally(
                unsafe=int(few.sum()),
                safe=int((~few).sum()),
                anew=int((~few & shown & ~is_old).sum()),
                carried=int((~few & is_old).sum()),
                anew_naively=int((~few & anew).sum()),
                carried_naively=int((~few & carried).sum()),
            )
    return tally


def _told(true: Reports, reports: Reports) -> Tally:
    """Counts and changes of few people that are told outright; and how many there were since each was last told."""
    tally, last = Tally(), {}
    for tables, report in zip(true, reports, strict=True):
        for name, table in tables.items():
            old = report[name]["as_of"] if "as_of" in report[name].columns else [None] * table.height
            for place, (n, shown, as_of) in enumerate(zip(table["n"], report[name]["n"], old, strict=True)):
                before = last.get((name, place), n)
                anew = shown is not None and as_of is None
                assert not anew or shown == n, "a number was told that is not true"
                assert as_of is None or shown == before, "a number was carried that was not told"
                few = _is_few(n - before)
                tally += Tally(few_came=int(few), told_few=int(anew and (few or _is_few(n))))
                if anew:
                    last[name, place] = n
    return tally


def _attacked(true: Reports, reports: Reports) -> Tally:
    """What the intruder of our own finds of the few in each quarter, of those who came since the quarter before, and
    of those who came since the number was last told."""
    tally, names = Tally(closely=1), list(true[0])
    for part in ([name for name in names if name != "events"], [name for name in names if name == "events"]):
        if part:
            lives = Lives(reports, part)
            for at, cell, since, few in _few(true, reports, part):
                tally += _bounded(
                    lives.count(at, cell, since=since),
                    few,
                    lambda a=at, c=cell, s=since, li=lives: li.count(a, c, since=s, whole=True),
                )
    return tally


def _bounded(bounds: tuple[float, float], true: int, in_whole_numbers) -> Tally:
    lower, upper = bounds
    if POLICY.k - NOISE <= upper - lower < POLICY.k + 1:
        lower, upper = in_whole_numbers()
    if not lower - NOISE <= true <= upper + NOISE:
        return Tally(attacked=1, misled=1)
    found, narrow = upper - lower < NOISE, upper - lower < POLICY.k - NOISE
    return Tally(attacked=1, recovered=int(found), narrow=int(narrow and not found))


def _few(true: Reports, reports: Reports, names: Sequence[str]) -> list[tuple[int, Cell, int | None, int]]:
    """Report, cell, since which report (none: the count itself), and the true number, 1 to k-1 of either sign."""
    counts: dict[tuple[int, Cell], int] = {}
    last: dict[Cell, int] = {}
    asked: dict[tuple[int, Cell, int | None], int] = {}
    for at, tables in enumerate(true):
        for name in names:
            for row, shown in zip(
                tables[name].iter_rows(named=True), reports[at][name].iter_rows(named=True), strict=True
            ):
                cell = cell_of(name, row)
                counts[at, cell] = row["n"]
                asked[at, cell, None] = row["n"]
                for since in {at - 1, last.get(cell, at)} - {at, -1}:
                    asked[at, cell, since] = row["n"] - counts[since, cell]
                if shown["n"] is not None and shown.get("as_of") is None:
                    last[cell] = at
    return [(*each, n) for each, n in asked.items() if _is_few(n)]
