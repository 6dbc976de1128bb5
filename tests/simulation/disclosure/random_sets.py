"""Random sets of linked tables: made-up participants who join over quarters, counted in ways that hang together.

`participants` gives one row per person, `layout` says which tables are published, `tables_of` counts them. A cohort
that grows, and from which some withdraw: `tables_of(present(people, quarter), layout)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

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


def participants(rng: np.random.Generator, most: int = 300, *, least: int = 10) -> pl.DataFrame:
    """`least` to `most` people; groups are unequal, as real ones are."""
    size = int(np.exp(rng.uniform(np.log(least), np.log(most))))
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


def joining(rng: np.random.Generator) -> pl.DataFrame:
    """20 to 80 people who join over twelve quarters; in half of the sets one in twenty leaves."""
    return participants(rng, 80, least=20)


def small_layout(rng: np.random.Generator) -> Layout:
    """Two crossings of one or two dimensions: 2 or 3 dimensions in all, linked by everybody.

    In one of ten sets they share a dimension. In three of ten a target group is a further table, in one of four the
    events of the first crossing are.
    """
    first = [("gender",), ("age",), ("place",), ("born", "gender"), ("age", "born"), ("born", "place")]
    one = first[int(rng.choice(len(first), p=[0.25, 0.2, 0.1, 0.2, 0.15, 0.1]))]
    others = [(name,) for name in LEVELS if name not in one]
    other = others[int(rng.integers(len(others)))]
    if rng.random() < 0.1:
        one, other = ("born", "gender"), ("age", "born")
    targets = TARGETS[:1] if rng.random() < 0.3 else ()
    return Layout((one, other), targets, frozenset(), bool(rng.random() < 0.25))


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
    of_whom = people.select(by).rows() if by else [()] * people.height
    rows: list[tuple[str | int | None, ...]] = []
    for margin in margins:
        n = Counter(tuple(v for name, v in zip(by, each, strict=True) if name in margin) for each in of_whom)
        for values in product(*(LEVELS[name] for name in by if name in margin)):
            own = dict(zip((name for name in by if name in margin), values, strict=True))
            rows.append((*(own.get(name) for name in by), n[values]))
    return pl.DataFrame(rows, schema={**dict.fromkeys(by, pl.String), "n": pl.Int64}, orient="row")


def counted_targets(people: pl.DataFrame, targets: Sequence[str]) -> pl.DataFrame:
    """Everybody, and each target group: one boolean column each, never crossed."""
    rows: list[Mapping[str, object]] = [{"n": people.height}]
    rows += [{name: True, "n": int(people[name].sum())} for name in targets]
    schema = {**dict.fromkeys(targets, pl.Boolean), "n": pl.Int64}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def _margins(by: Sequence[str]) -> list[tuple[str, ...]]:
    return [each for size in range(len(by) + 1) for each in combinations(by, size)]
