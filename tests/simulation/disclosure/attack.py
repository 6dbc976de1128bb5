"""Protect random sets of linked tables and attack them; add up what was found, lost and kept."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.protect import protect
from research_kit.disclosure.policy import Policy
from tests.simulation.disclosure import random_sets
from tests.simulation.disclosure.attacker import Population
from tests.simulation.disclosure.naive import naive
from tests.simulation.disclosure.optimum import fewest

POLICY = Policy()


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Sums over sets of tables."""

    sets: int = 0
    unsafe: int = 0  # cells of 1 to k-1 people, all withheld
    audited: int = 0  # cells that the package's own audit still finds
    attacked: int = 0  # unsafe cells attacked by the independent intruder
    recovered: int = 0  # of them, found exactly
    narrow: int = 0  # of them, bounded within less than k, though not found
    safe: int = 0  # cells of k people or more, or nobody
    kept: int = 0  # of them, shown
    kept_naively: int = 0  # of them, shown by naive suppression
    with_optimum: int = 0  # sets with a known optimum
    hidden: int = 0  # cells withheld in them
    optimum: int = 0  # the fewest that had to be

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})


def attack(seed: int, *, most: int = 150, closely: bool = True) -> Tally:
    """One set of tables, protected and attacked; `closely`: by the independent intruder too."""
    rng = np.random.default_rng([20101231, seed])
    people, layout = random_sets.participants(rng, most), random_sets.layout(rng)
    tables = random_sets.tables_of(people, layout)
    protected = protect(tables, POLICY)
    tally = _kept(tables, protected) + Tally(sets=1, audited=audit(protected, policy=POLICY).height)
    return tally + _attacked(tables, protected) if closely else tally


def attack_small(seed: int) -> Tally:
    """One set that is small enough for its optimum to be known: one or two crossings of two dimensions."""
    rng = np.random.default_rng([20110331, seed])
    people = random_sets.participants(rng, 150).with_columns(gender=pl.col("gender").replace("other", "man"))
    pairs = [("gender", "born"), ("gender", "age"), ("age", "born")]
    chosen = [pairs[at] for at in rng.choice(3, int(rng.integers(1, 3)), replace=False)]
    tables = random_sets.tables_of(people, random_sets.Layout(tuple(chosen), (), frozenset(), False))
    optimum = fewest(tables, POLICY.k)
    if optimum is None:
        return Tally(sets=1)
    hidden = {
        frozenset((name, value) for name, value in row.items() if name in random_sets.LEVELS and value is not None)
        for table in protect(tables, POLICY).values()
        for row in table.filter(pl.col("status") == "suppressed").iter_rows(named=True)
    }
    return Tally(sets=1, with_optimum=1, hidden=len(hidden), optimum=optimum)


def within(seconds: float, sets: Iterable[int], one, nothing=None):
    """As many of the sets as the time allows, added to `nothing`."""
    end, tally = time.monotonic() + seconds, Tally() if nothing is None else nothing
    for seed in sets:
        if time.monotonic() >= end:
            break
        tally += one(seed)
    return tally


def _kept(tables, protected) -> Tally:
    tally = Tally()
    for name, goes in naive(tables, POLICY.k).items():
        n = tables[name]["n"]
        safe, shown = ~n.is_between(1, POLICY.k - 1), protected[name]["n"].is_not_null()
        tally += Tally(
            unsafe=int((~safe).sum()),
            safe=int(safe.sum()),
            kept=int((safe & shown).sum()),
            kept_naively=int((safe & ~goes).sum()),
        )
        assert not (~safe & shown).any(), "an unsafe cell was shown"
    return tally


def _attacked(tables, protected) -> Tally:
    """What the intruder of our own, who reads all tables of participants as one population, finds of unsafe cells."""
    parts = [{name: t for name, t in protected.items() if name != "events"}]
    parts += [{"events": protected["events"]}] if "events" in protected else []
    tally = Tally()
    for part in parts:
        population = Population(part)
        for name in part:
            for row in tables[name].filter(pl.col("n").is_between(1, POLICY.k - 1)).iter_rows(named=True):
                lower, upper = population.bounds(name, row)
                assert lower - 1e-6 <= row["n"] <= upper + 1e-6, "the intruder is mistaken"
                found, narrow = upper - lower < 1e-6, upper - lower < POLICY.k - 1e-6
                tally += Tally(attacked=1, recovered=int(found), narrow=int(narrow and not found))
    return tally
