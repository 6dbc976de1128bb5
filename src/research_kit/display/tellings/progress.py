"""Targets that are numbers of people: how many so far (METHODS 9)."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.as_of import dated_sentence
from research_kit.display.cells import DataTable, count
from research_kit.display.rows import EVERYBODY, Row
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.target_words import about_all, rows_about, target_name, target_values
from research_kit.display.tellings.telling import Telling, counted, no_pictures
from research_kit.display.words import Words, capital, lower_first


def _heading(rows: Sequence[Row], words: Words) -> str:
    row = next((r for r in about_all(rows, "reached") if r.n is not None), None)
    if row is None or row.n is None or row.measure not in target_values(rows):
        return words.text("heading-progress-plain")
    target = words.number.count(round(target_values(rows)[row.measure]))
    return words.text(
        "heading-progress", n=words.number.count(row.n), target=target, name=lower_first(target_name(row, words))
    )


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    values, said = target_values(rows), []
    for row in about_all(rows, "reached"):
        if row.n is None or row.measure not in values:
            said.append(f"{capital(target_name(row, words))}: {lower_first(row_sentence(row, words, k=table.k))}")
            continue
        told = {"n": words.number.count(row.n), "target": words.number.count(round(values[row.measure]))}
        main = words.text("progress-sentence", name=capital(target_name(row, words)), **told)
        said.append(dated_sentence(main, [row], words))
    return said


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """One line per target, a column for each group."""
    values, told = target_values(rows), rows_about(rows, "reached")
    groups = list(dict.fromkeys(r.group for r in told))
    at = {(r.measure, r.group): r for r in told}
    lines = []
    for row in [r for r in told if r.group == EVERYBODY]:
        target = values.get(row.measure)
        written_target = words.text("cell-none") if target is None else words.number.count(round(target))
        cells = [at.get((row.measure, group)) for group in groups]
        numbers = [words.text("cell-none") if c is None else count(c.n, c, words) for c in cells]
        lines.append([capital(target_name(row, words)), written_target, *numbers])
    heads = [words.text("column-target"), words.text("column-goal"), *(words.group(group) for group in groups)]
    return [DataTable(caption=words.text("table-progress"), columns=heads, rows=lines)]


PROGRESS = Telling(heading=_heading, sentences=_sentences, pictures=no_pictures, tables=_tables, sure=counted)
