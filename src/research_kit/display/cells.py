"""The cells of accessible tables: numbers as written, and words for what is withheld or too thin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from research_kit.display.as_of import dated, dated_count
from research_kit.display.figures.group_dots import range_words
from research_kit.display.rows import Row
from research_kit.display.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class DataTable:
    """A table ready to be written: the first cell of a row is its header."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    indented: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        wrong = {len(row) for row in self.rows} - {len(self.columns)}
        if wrong:
            raise ValueError(f"{len(self.columns)} heads for rows of {sorted(wrong)} cells, in «{self.caption}».")


def missing(row: Row | None, words: Words) -> str:
    """Words in the place of a number that is not there."""
    if row is None:
        return words.text("cell-none")
    if row.withheld:
        return words.text("cell-suppressed")
    if row.reason == "NOT_REACHED":
        return words.text("cell-not-reached")
    if row.status in ("insufficient", "blocked"):
        return words.text(f"cell-{row.status}")
    return words.text("cell-none")


def count(value: int | None, row: Row | None, words: Words) -> str:
    """A number of people, or words."""
    if value is not None:
        return dated_count(words.number.count(value), row, words)
    withheld = row is not None and (row.withheld or row.n is None) and row.status != "blocked"
    return words.text("cell-suppressed") if withheld else words.text("cell-none")


def share(row: Row | None, words: Words) -> str:
    """A share with its likely range, or words."""
    if row is None or not row.shown or row.estimate is None:
        return missing(row, words)
    written = words.number.percent(row.estimate)
    likely = range_words(row, words, words.number.percent_digits)
    return dated(f"{written} ({likely})" if likely else written, [row], words)


def limits(row: Row, words: Words, write: Callable[[float], str], unit: str = "") -> str:
    """The likely range."""
    return (range_words(row, words, write) + unit) if row.shown and row.lower is not None else words.text("cell-none")


def alarm(row: Row | None, words: Words, write: Callable[[float], str]) -> str:
    """The alarm bar's ends."""
    if row is None or not row.shown or row.alarm_lower is None or row.alarm_upper is None:
        return words.text("cell-none")
    return dated(words.number.range(row.alarm_lower, row.alarm_upper, write), [row], words)


def measure_label(outcome: str | None, cause: str | None, words: Words) -> str:
    """What had happened, as a caption names it; the definitions beside the headline with what they hold."""
    label = words.outcome(outcome, cause)
    key = f"measure-label-{outcome}"
    return words.text(key, outcome=label) if outcome and words.known(key) else label


def without_empty(table: DataTable, nothing: str) -> DataTable:
    """The table without columns that hold nothing in any row."""
    kept = [i for i in range(len(table.columns)) if i == 0 or any(row[i] != nothing for row in table.rows)]
    rows = [[row[i] for i in kept] for row in table.rows]
    return DataTable(caption=table.caption, columns=[table.columns[i] for i in kept], rows=rows)
