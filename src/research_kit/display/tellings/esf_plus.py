"""The ESF+ indicators (Regulation (EU) 2021/1057, Annex I), as a reporting officer expects them."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.as_of import dated_sentence
from research_kit.display.cells import DataTable, count
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.telling import Telling, counted, no_pictures
from research_kit.display.words import Words

PARTICIPANTS = "EECO01"
_OF_THE_REGULATION = (*(f"EECO{n:02}" for n in range(1, 18)), *(f"EECR{n:02}" for n in range(1, 7)))


def _own(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None]


def _participants(rows: Sequence[Row]) -> Row | None:
    return next((r for r in _own(rows) if r.statistic == PARTICIPANTS and r.group == EVERYBODY), None)


def _heading(rows: Sequence[Row], words: Words) -> str:
    row = _participants(rows)
    if row is None or row.n is None:
        return words.text("heading-indicators-plain")
    return words.text("heading-indicators", count=row.n, n=words.number.count(row.n))


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    row = _participants(rows)
    if row is None or row.n is None:
        return [] if row is None else [row_sentence(row, words, k=table.k)]
    said = dated_sentence(words.text("indicators-sentence", n=words.number.count(row.n)), [row], words)
    told = {r.statistic for r in _own(rows)}
    return [said, *([] if told.issuperset(_OF_THE_REGULATION) else [words.text("indicators-missing")])]


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """One line per indicator, a column for everybody and each gender."""
    told = _own(rows)
    groups = list(dict.fromkeys(r.group for r in told))
    at = {(r.statistic, r.group): r for r in told}
    lines = []
    for code in dict.fromkeys(r.statistic for r in told):
        cells = [at.get((code, group)) for group in groups]
        numbers = [words.text("cell-none") if c is None else count(c.n, c, words) for c in cells]
        lines.append([_name(code, words), *numbers])
    heads = [words.text("column-indicator"), *(words.group(group) for group in groups)]
    return [DataTable(caption=words.text("table-indicators"), columns=heads, rows=lines)]


def _name(code: str, words: Words) -> str:
    """An indicator of the regulation has its code before its name; what we count beside them has none."""
    name = words.text(f"indicator-{code}")
    return words.text("indicator-line", code=code, name=name) if code.isupper() else name


INDICATORS = Telling(heading=_heading, sentences=_sentences, pictures=no_pictures, tables=_tables, sure=counted)
