"""The true numbers behind what a page may say, from the exact answers of the run: they decide what must stay hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from research_kit.reporting.read_back.known_ties import TIMES
from research_kit.reporting.read_back.statements import Group, Key
from research_kit.reporting.read_back.told_together import Together
from research_kit.results import Answer

_APART = ("employment", "unknown", "education", "terminal")
_PASSES = 6
_ROW = frozenset({"statistic", "outcome", "cause", "time", "compared_with"})


def true_numbers(answers: Sequence[Answer], quarter: str) -> dict[Key, int]:
    """Every number of people in the exact answers of a quarter, under the names that pages are read with."""
    found: dict[Key, int] = {}
    for answer in answers:
        for name, table in answer.items():
            by = table.table.columns[: table.table.columns.index("statistic")]
            for row in table.table.iter_rows(named=True):
                group = _group(row, by)
                for what, n in _counted(name, row):
                    if n is not None and row["status"] != "blocked":
                        found.setdefault(Key(quarter, group, what), int(n))
    return found | _with_other_outcomes(found)


def known_world(together: Together, truth: Mapping[Key, int]) -> dict[int, int]:
    """The true number of each count for which it is in the answers, or follows from them by the ties."""
    world = {place: truth[key] for key, place in together.place.items() if key in truth}
    for _ in range(_PASSES):
        before = len(world)
        for each in together.sums:
            missing = [part for part in each.parts if part not in world]
            if each.whole in world and len(missing) == 1:
                world[missing[0]] = world[each.whole] - sum(world[p] for p in each.parts if p != missing[0])
            elif each.whole not in world and not missing:
                world[each.whole] = sum(world[part] for part in each.parts)
        if len(world) == before:
            break
    return world


def group_of_cell(cell: Mapping[str, object]) -> Group:
    """The group of an exception's cell: its dimensions, without what else names the row."""
    return tuple(
        sorted(_pair(name, str(value)) for name, value in cell.items() if name not in _ROW and value is not None)
    )


def _with_other_outcomes(found: Mapping[Key, int]) -> dict[Key, int]:
    """Those with other outcomes than work, and those still followed: everybody else at each time."""
    made: dict[Key, int] = {}
    for key in [key for key in found if key.what == "n"]:
        for t in TIMES:
            numbers = [found.get(Key(key.quarter, key.group, f"{what}@{t}")) for what in _APART]
            known = [n for n in numbers if n is not None]
            if len(known) == len(_APART):
                made[Key(key.quarter, key.group, f"other@{t}")] = known[2] + known[3]
                made[Key(key.quarter, key.group, f"followed@{t}")] = found[key] - sum(known)
    return made


def _group(row: Mapping[str, Any], by: Sequence[str]) -> Group:
    return tuple(sorted(_pair(name, str(row[name])) for name in by if row[name] is not None))


def _pair(name: str, value: str) -> tuple[str, str]:
    """As `PageWords.group` has them."""
    if name.startswith("target_"):
        return name, "true" if value.lower() in ("yes", "true") else "false"
    return name, value


def _counted(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What each number of a row counts."""
    cause, outcome = row["cause"], row["outcome"]
    at = "" if row["time"] is None else f"@{row['time']:g}"
    if table == "within":
        own = "" if outcome == "strict" else f"{cause} "
        yield from (("n", row["n"]), (f"{cause}{at}", row["events"]), (f"{own}unknown{at}", row["unknown"]))
    elif table == "sustained":
        yield from ((outcome, row["events"]), (f"{outcome} unknown", row["unknown"]))
    elif table == "bounds" and row["statistic"] == "share_if_all_started":
        yield "employment or lost@12", row["events"]
    elif table == "states":
        yield from ((f"state {cause}{at}", row["events"]), (f"state unknown{at}", row["unknown"]))
    elif table == "known":
        yield from (("mature", row["n"]), ("known", row["events"]))
    elif table == "flow":
        yield (f"{row['statistic'].replace('_', ' ', 2)}: {cause}" if cause else row["statistic"]), row["n"]
    elif table == "composition":
        yield "n", row["events"]
    elif table == "indicators":
        yield row["statistic"], row["n"]
