"""How the time to protect and to audit linked tables grows with the number of tables and of releases."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl

from benchmarks import interleaved
from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.protect import protect
from research_kit.disclosure.policy import Policy

PEOPLE = 240
DIMENSIONS = 12  # of two to four levels: 66 pairs, each a table with its margins
TABLES = [5, 15, 30, 60]
RELEASES = [1, 4, 14]
POLICY = Policy()


def made_up(seed: int = 20110630) -> pl.DataFrame:
    """One row per participant: twelve dimensions and the quarter of joining."""
    rng = np.random.default_rng(seed)
    columns = {}
    for at in range(DIMENSIONS):
        levels = 2 + at % 3
        columns[f"d{at:02}"] = rng.choice(levels, PEOPLE, p=rng.dirichlet(np.full(levels, 3.0))).astype(str)
    return pl.DataFrame({**columns, "joined": rng.integers(1, max(RELEASES) + 1, PEOPLE)})


def crossing(people: pl.DataFrame, by: tuple[str, str], levels: pl.DataFrame) -> pl.DataFrame:
    """A crossing of two dimensions with its margins, nobody counted as 0."""
    first, second = (levels[name].unique().sort().to_list() for name in by)
    grid = pl.DataFrame([(a, b) for a in [None, *first] for b in [None, *second]], schema=list(by), orient="row")
    cells = [people.group_by(margin).len("n") for margin in (by, by[:1], by[1:])]
    counted = pl.concat([*cells, pl.DataFrame({"n": [people.height]})], how="diagonal_relaxed")
    joined = grid.join(counted, on=list(by), how="left", nulls_equal=True)
    return joined.with_columns(pl.col("n").fill_null(0).cast(pl.Int64))


def release(people: pl.DataFrame, quarter: int, tables: int) -> dict[str, pl.DataFrame]:
    pairs = list(combinations(people.columns[:DIMENSIONS], 2))[:tables]
    joined = people.filter(pl.col("joined") <= quarter)
    return {"_".join(by): crossing(joined, by, people) for by in pairs}


def run(rows: int, repeats: int) -> None:  # noqa: ARG001 -- the number of participants is that of the study
    people, last = made_up(), max(RELEASES)
    for tables in TABLES:
        true = release(people, last, tables)
        protected = protect(true, POLICY)
        tasks = {
            "protect": lambda true=true: protect(true, POLICY),
            "audit": lambda protected=protected: audit(protected, policy=POLICY),
        }
        interleaved.show(f"{tables} linked tables, one release", interleaved.medians(tasks, min(repeats, 3)), "audit")
    published = [protect(release(people, quarter, TABLES[-1]), POLICY) for quarter in range(1, last + 1)]
    tasks = {f"{many} releases, everything refreshed": _audit(published[-many:]) for many in RELEASES}
    tasks |= {f"{many} releases, everything carried": _audit([published[-1]] * many) for many in RELEASES[1:]}
    found = interleaved.medians(tasks, 1)
    interleaved.show(f"audit of {TABLES[-1]} linked tables over releases", found, next(iter(tasks)))
    seconds = found[f"{last} releases, everything carried"]
    interleaved.claim(f"audit of {TABLES[-1]} tables, {last} releases carried, seconds", seconds, 60, at_most=True)


def _audit(published):
    return lambda: audit(published[-1], published[:-1], policy=POLICY)
