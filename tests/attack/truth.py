"""The true numbers, which only the test knows: to see whom the attacker's narrow intervals are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tests.attack.answer_truth import numbers_of_answers
from tests.attack.statements import Group, Key
from tests.attack.system import System


def truth_of(quarter: str, tables: Mapping[str, pl.DataFrame]) -> dict[Key, int]:
    """The exact numbers of one quarter by key, from its exact tables (name of table -> rows)."""
    found: dict[Key, int] = {}
    for name, frame in tables.items():
        by = frame.columns[: frame.columns.index("statistic")]
        for row in frame.iter_rows(named=True):
            group = _group(row, by)
            for what, n in _numbers(name, row):
                if n is not None and row["status"] != "blocked":
                    found.setdefault(Key(quarter, group, what), n)
    return found | _others(found)


def _others(found: Mapping[Key, int]) -> dict[Key, int]:
    """Those with other outcomes than work, and those still followed: everybody else at each time."""
    made: dict[Key, int] = {}
    for key in [key for key in found if key.what == "n"]:
        for t in (3, 6, 9, 12):
            names = (f"{what}@{t}" for what in ("employment", "unknown", "education", "terminal"))
            own = [found.get(Key(key.quarter, key.group, name)) for name in names]
            numbers = [n for n in own if n is not None]
            if len(numbers) == 4:
                made[Key(key.quarter, key.group, f"other@{t}")] = numbers[2] + numbers[3]
                made[Key(key.quarter, key.group, f"followed@{t}")] = found[key] - sum(numbers)
    return made


def world_of(system: System, truth: Mapping[Key, int]) -> list[int | None]:
    """The true number of each of the system's numbers, where it follows from the exact tables."""
    world: list[int | None] = [None] * len(system.names)
    for key, place in system.place.items():
        world[place] = truth.get(key)
    for place, (whole, parts) in system.derived.items():
        numbers = [world[each] for each in (whole, *parts)]
        if all(number is not None for number in numbers):
            world[place] = numbers[0] - sum(numbers[1:])  # type: ignore[operator,arg-type]
    return world


def contradicted(system: System, world: Sequence[int | None]) -> list[str]:
    """Why of the rows that the true numbers contradict: what the attacker believes and is not so."""
    wrong = []
    for row in system.rows:
        if all(world[place] is not None for place, _ in row.terms):
            total = sum(c * (world[place] or 0) for place, c in row.terms)
            if not row.lower - 1e-6 <= total <= row.upper + 1e-6:
                wrong.append(row.why)
    wrong += [system.names[place] for place, n in enumerate(world) if n is not None and n < system.lower[place]]
    return wrong


def _group(row: Mapping[str, Any], by: Sequence[str]) -> Group:
    pairs = [(name, str(row[name])) for name in by if row[name] is not None]
    return tuple(sorted(_pair(name, value) for name, value in pairs))


def _pair(name: str, value: str) -> tuple[str, str]:
    """Ages are one dimension, however fine; a target group has one value."""
    if name.startswith("target_"):
        return name, "true" if value in ("yes", "True", "true") else "false"
    return ("age" if name.startswith("age_") else name), value


def _numbers(name: str, row: Mapping[str, Any]) -> list[tuple[str, int | None]]:
    time, cause = row["time"], row["cause"]
    at = "" if time is None else f"@{time:g}"
    if name == "within":
        prefix = "" if row["outcome"] == "strict" else f"{cause} "
        return [("n", row["n"]), (f"{cause}{at}", row["events"]), (f"{prefix}unknown{at}", row["unknown"])]
    if name == "sustained":
        return [(row["outcome"], row["events"]), (f"{row['outcome']} unknown", row["unknown"])]
    if name == "bounds" and row["statistic"] == "share_if_all_started":
        return [("employment or lost@12", row["events"])]
    if name == "states":
        return [(f"state {cause}{at}", row["events"]), (f"state unknown{at}", row["unknown"])]
    if name == "known":
        return [("mature", row["n"]), ("known", row["events"])]
    if name == "flow":
        what = f"{row['statistic'].replace('_', ' ', 2)}: {cause}" if cause else row["statistic"]
        return [(what, row["n"])]
    return [("n", row["events"])] if name == "composition" else numbers_of_answers(name, row)
