"""The true numbers in the tables of process, equity, targets and ESF+, by the names that the reader gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Numbers = list[tuple[str, int | None]]
_PEOPLE = {
    "attendance": ("attendance", "attends"),
    "contacts": ("held_per_month", "contacts"),
    "flow_balance": ("mean_at_once", "balance"),
}
"""Of these tables only the people are read: those of which statistic, and what they are called."""


def numbers_of_answers(name: str, row: Mapping[str, Any]) -> Numbers:
    """What one row of an exact table counts; nothing for a table that is not read."""
    if name in _PEOPLE:
        statistic, what = _PEOPLE[name]
        return [(what, row["n"])] if row["statistic"] == statistic and row["outcome"] is None else []
    return _process(name, row) or _others(name, row)


def _process(name: str, row: Mapping[str, Any]) -> Numbers:
    at = "" if row["time"] is None else f"@{row['time']:g}"
    cause = row["cause"]
    if name == "waits":
        return _counts(
            row, (f"wait {row['outcome']} n", f"wait {row['outcome']}{at}", f"wait {row['outcome']} unknown{at}")
        )
    if name == "dropout":
        return _counts(row, ("stay n", f"stay {cause}{at}", f"stay unknown{at}"))
    if name == "phases":
        return _counts(row, ("phases n", f"phase {cause}{at}", f"phase unknown{at}"))
    if name == "offers":
        return _counts(row, ("offered", "declined", "offered unknown"))
    if name == "charts":
        return [(f"chart {row['statistic']} {cause}", row["n"])]
    return [(f"at once {cause}", row["n"])] if name == "stock" and row["statistic"] == "at_once" else []


def _others(name: str, row: Mapping[str, Any]) -> Numbers:
    if name == "access":
        gate = f"gate {row['outcome']}"
        return _counts(row, (f"{gate} n", gate, f"{gate} unknown"))
    if name == "attainment" and row["statistic"] == "share_attained":
        what = " ".join(each for each in ("attains", row["outcome"], row["cause"]) if each)
        return _counts(row, (f"{what} n", what, f"{what} unknown"))
    if name == "progress" and row["statistic"] == "reached":
        return [(f"so far {row['outcome']}", row["n"])]
    return [(row["statistic"], row["n"])] if name == "indicators" else []


def _counts(row: Mapping[str, Any], names: tuple[str, str, str]) -> Numbers:
    return list(zip(names, (row["n"], row["events"], row["unknown"]), strict=True))
