"""The released indicators as a table: one line per indicator, a cell for women, men, others and all (DOMAIN section 4).

A cell is a number of this release, a number carried from an earlier one, withheld, or not there to be told. It is never
0 unless nobody was counted, and numbers of different quarters are never put into one sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from research_kit.disclosure.released_table import AS_OF, ReleasedAnswer
from research_kit.errors import DisclosureError
from research_kit.results import Subject
from research_kit.results.status import BLOCKED
from research_kit.study.codes import GENDER

ANSWER, TABLE = "esf_plus", "indicators"
TOTAL, NOT_KNOWN = "total", "not_known"
COLUMNS = (*GENDER, TOTAL, NOT_KNOWN)
PARTS = ("EECO02", "EECO04", "EECO05")
WHOLE = "EECO01"
_LEFT = {"EECR01": "left_28_days", "EECR05": "left_6_months"}
"""Before which indicator stands the line of how many have left so long ago."""

Said = Literal["number", "carried", "withheld", "no_data"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """What stands in one place: `people` where it is told; `quarter` of the release that a carried number is from."""

    said: Said
    people: int | None = None
    quarter: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EsfTable:
    """One line per indicator in the annex's order; `lines[code][column]`, columns as `COLUMNS`."""

    lines: dict[str, dict[str, Cell]]
    horizons: dict[str, str]
    subject: Subject
    k: int


def esf_table(answer: ReleasedAnswer) -> EsfTable:
    """The released indicators, one line each, after looking that they do not contradict one another.

    Parameters
    ----------
    answer
        The released answer `esf_plus`.

    Returns
    -------
    The table. `not_known` counts, of everybody, those of whom the indicator is not known.

    Raises
    ------
    DisclosureError
        Numbers of one quarter do not add up: women, men, non-binary people and those whose gender is not stated to all,
        or the unemployed, the inactive, the employed and those of whom it is not known to all participants.
    """
    released = answer[TABLE]
    rows = released.table.filter(~pl.col("statistic").str.starts_with("one_level:"))
    told = {(row["statistic"], row["gender"] or TOTAL): row for row in rows.iter_rows(named=True)}
    codes = _in_order(rows["statistic"].unique(maintain_order=True).to_list())
    lines = {code: _line({who: told.get((code, who)) for who in (*GENDER, TOTAL)}) for code in codes}
    horizons = dict(rows.select("statistic", "outcome").unique("statistic", keep="first").iter_rows())
    _require_adds_up(lines)
    return EsfTable(lines=lines, horizons=horizons, subject=answer.subject, k=released.k)


def _in_order(codes: list[str]) -> list[str]:
    """Entry, then for each day after leaving how many have left so long ago, and the indicators about it."""
    ordered: list[str] = []
    for code in sorted(code for code in codes if code not in _LEFT.values()):
        before = _LEFT.get(code)
        ordered += [before, code] if before in codes and before is not None else [code]
    return ordered


def _line(rows: dict[str, dict[str, object] | None]) -> dict[str, Cell]:
    """An indicator that the study has no facts for has one row, about everybody; it speaks for all cells."""
    whole = rows[TOTAL]
    if whole is not None and whole["status"] == BLOCKED:
        return dict.fromkeys(COLUMNS, Cell(said="no_data"))
    cells = {who: _cell(row, "n") for who, row in rows.items()}
    return {**cells, NOT_KNOWN: _cell(whole, "unknown")}


def _cell(row: dict[str, object] | None, column: str) -> Cell:
    people = None if row is None else row[column]
    if row is None or not isinstance(people, int):
        return Cell(said="withheld")
    quarter = row[AS_OF]
    if quarter is None:
        return Cell(said="number", people=people)
    return Cell(said="carried", people=people, quarter=str(quarter))


def _require_adds_up(lines: dict[str, dict[str, Cell]]) -> None:
    for code, line in lines.items():
        _require_sum(code, line[TOTAL], [line[who] for who in GENDER])
    if not {WHOLE, *PARTS} <= set(lines):
        return
    parts = [lines[code][TOTAL] for code in PARTS]
    _require_sum(" + ".join(PARTS), lines[WHOLE][TOTAL], [*parts, lines[PARTS[0]][NOT_KNOWN]])


def _require_sum(what: str, whole: Cell, parts: list[Cell]) -> None:
    """Only numbers of one quarter can be summed; where one of them is not told, nothing can be said."""
    cells = (whole, *parts)
    if any(cell.people is None for cell in cells) or len({cell.quarter for cell in cells}) > 1:
        return
    if whole.people != sum(cell.people or 0 for cell in parts):
        raise DisclosureError(
            f"the released ESF+ table contradicts itself: the parts of {what} do not add up to the whole. It is not "
            "written. Make the edition anew with `research-kit run`."
        )
