"""Random sets of linked tables: made-up participants who join over quarters, counted in ways that hang together.

`participants` gives one row per person, `layout` says which tables are published, `tables_of` counts them. A cohort
that grows, and from which some withdraw: `tables_of(present(people, quarter), layout)`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

LEVELS = {
    "gender": ("woman", "man", "other"),
    "born": ("abroad", "here"),
    "age": ("15-24", "25-54", "55-75"),
    "place": ("north", "south", "east", "west"),
}
TARGETS = ("target_newly_arrived", "target_young")
QUARTERS = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """Which tables are published."""

    crossings: tuple[tuple[str, ...], ...]  # one table each, with its margins
    targets: tuple[str, ...]  # one table of target groups, if any
    without_totals: frozenset[int]  # crossings published as bare cells, their margins elsewhere if anywhere
    events: bool  # a second table with the dimensions of the first, of those who had an event


def participants(rng: np.random.Generator, most: int = 300) -> pl.DataFrame:
    """10 to `most` people; groups are unequal, as real ones are."""
    size = int(np.exp(rng.uniform(np.log(10), np.log(most))))
    columns: dict[str, pl.Series] = {}
    for name, levels in LEVELS.items():
        shares = rng.dirichlet(np.full(len(levels), 0.8))
        columns[name] = pl.Series(np.array(levels)[rng.choice(len(levels), size, p=shares)])
    for name in TARGETS:
        columns[name] = pl.Series(rng.random(size) < rng.uniform(0.02, 0.9))
    columns["event"] = pl.Series(rng.random(size) < rng.uniform(0.1, 0.7))
    columns["joined"] = pl.Series(rng.integers(1, QUARTERS + 1, size))
    stays = np.where(rng.random(size) < rng.choice([0.0, 0.05]), rng.integers(1, QUARTERS, size), QUARTERS)
    columns["left"] = columns["joined"] + pl.Series(stays)  # the first quarter without them: consent withdrawn
    return pl.DataFrame(columns)


def present(people: pl.DataFrame, quarter: int) -> pl.DataFrame:
    """Those whom a report on a quarter (1 to 12) counts."""
    return people.filter(pl.col("joined") <= quarter, pl.col("left") > quarter)


def layout(rng: np.random.Generator) -> Layout:
    """One to four crossings of one to three dimensions, with or without target groups, totals and events."""
    possible = [each for size in (1, 2, 3) for each in combinations(LEVELS, size)]
    weights = np.array([3.0 if len(each) == 2 else 1.0 for each in possible])
    chosen = rng.choice(len(possible), int(rng.integers(1, 5)), replace=False, p=weights / weights.sum())
    bare = frozenset(np.flatnonzero(rng.random(chosen.size) < 0.15).tolist())
    targets = tuple(name for name in TARGETS if rng.random() < 0.4)
    return Layout(tuple(possible[at] for at in chosen), targets, bare, bool(rng.random() < 0.25))


def small_layout(rng: np.random.Generator) -> Layout:
    """One or two crossings of one or two dimensions, with or without a target group and events: 2 to 4 dimensions."""
    possible = [("gender",), ("born", "gender"), ("age", "born"), ("age",), ("born", "place"), ("age", "gender")]
    chosen = rng.choice(len(possible), int(rng.integers(1, 3)), replace=False, p=[0.25, 0.2, 0.15, 0.2, 0.1, 0.1])
    targets = TARGETS[:1] if rng.random() < 0.3 else ()
    events = bool(rng.random() < 0.25)
    return Layout(tuple(possible[at] for at in chosen), targets, frozenset(), events)


def tables_of(people: pl.DataFrame, published: Layout) -> dict[str, pl.DataFrame]:
    """The true counts, one table per crossing, every combination with a row."""
    found = {}
    for at, by in enumerate(published.crossings):
        margins = [by] if at in published.without_totals else _margins(by)
        found["by_" + "_".join(by)] = counted(people, by, margins)
    if published.targets:
        found["targets"] = counted_targets(people, published.targets)
    if published.events:
        by = published.crossings[0]
        found["events"] = counted(people.filter("event"), by, _margins(by))
    return found


def counted(people: pl.DataFrame, by: Sequence[str], margins: Sequence[tuple[str, ...]]) -> pl.DataFrame:
    """A crossing and its margins, nobody counted as 0."""
    every = pl.DataFrame({"n": [0]}).select(pl.lit(None, pl.String).alias(name) for name in by)
    parts = []
    for margin in margins:
        grid = every.clear(1).select()
        for name in margin:
            values = pl.DataFrame({name: LEVELS[name]})
            grid = values if grid.width == 0 else grid.join(values, how="cross")
        if margin:
            found = people.group_by(margin).len("n")
            grid = grid.join(found, on=list(margin), how="left").with_columns(pl.col("n").fill_null(0).cast(pl.Int64))
        else:
            grid = pl.DataFrame({"n": [people.height]}, schema={"n": pl.Int64})
        missing = [pl.lit(None, pl.String).alias(name) for name in by if name not in margin]
        parts.append(grid.with_columns(missing).select(*by, "n"))
    return pl.concat(parts)


def counted_targets(people: pl.DataFrame, targets: Sequence[str]) -> pl.DataFrame:
    """Everybody, and each target group: one boolean column each, never crossed."""
    rows: list[Mapping[str, object]] = [{"n": people.height}]
    rows += [{name: True, "n": int(people[name].sum())} for name in targets]
    schema = {**dict.fromkeys(targets, pl.Boolean), "n": pl.Int64}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def _margins(by: Sequence[str]) -> list[tuple[str, ...]]:
    return [each for size in range(len(by) + 1) for each in combinations(by, size)]
