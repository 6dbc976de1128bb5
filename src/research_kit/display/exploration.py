"""Exact results for the researcher, in a table marked as not for release; the digits are written here too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from research_kit.display.cells import DataTable
from research_kit.display.how_sure import counted_by
from research_kit.display.markup import safe, write_html
from research_kit.display.pictures import pictures
from research_kit.display.rows import Group, rows_of
from research_kit.display.words import Words
from research_kit.results import Answer, ResultTable, Subject

MOST_ROWS = 200
MOST_STEPS = 40
"""Of a curve, which is drawn: a row for every time at which something happened."""
HAZARD_RATIOS = "hazard_ratios"
_SIGNIFICANT = 4


def render_exploration(tables: Mapping[str, ResultTable], subject: Subject, *, language: str) -> str:
    """HTML of exact result tables: columns that are empty throughout are left out."""
    words = Words(language, subject)
    shown = [
        part for name, table in tables.items() for part in (_data_table(name, table, words), *_checks(table, words))
    ]
    hidden = [words.text("explore-hidden-ratios")] if any(_hides_ratios(table) for table in tables.values()) else []
    route = [line for table in tables.values() for line in _route(table, words)]
    note = " ".join([words.text("explore-note"), *route, *hidden])
    drawn = [safe(picture) for name, table in tables.items() for picture in _pictures(name, table, words)]
    return write_html("exploration", mark=words.text("explore-mark"), note=note, pictures=drawn, tables=shown)


def _route(table: ResultTable, words: Words) -> list[str]:
    """Which method the data chose for an answer, with its name in the methods section."""
    said = counted_by(table, rows_of(table), words) if table.name == "within" else []
    return [words.text("explore-route", method=table.method_id, said=line) for line in said]


def _pictures(name: str, table: ResultTable, words: Words) -> list[str]:
    """A curve is drawn: its rows are too many to be read."""
    if table.kind != "curve":
        return []
    return pictures(table.name, rows_of(table), words, k=0, id_=f"explore-{name}-{words.language}")


def told_apart(answer: Answer, table: str) -> Answer:
    """One table of an answer, without the checks that an earlier table of it carries too."""
    earlier: list[tuple[str, pl.DataFrame]] = []
    for name, other in answer.tables.items():
        if name == table:
            break
        earlier += _frames(other).items()
    again = {
        check
        for check, frame in _frames(answer[table]).items()
        if any(check == said and frame.equals(other) for said, other in earlier)
    }
    kept = {check: value for check, value in answer[table].diagnostics.items() if check not in again}
    return replace(answer, tables={table: replace(answer[table], diagnostics=kept)})


def render_absent(answer: Answer, table: str, *, language: str) -> str:
    """One calm sentence for a table that an exact answer does not have."""
    words = Words(language, answer.subject)
    note = words.text("explore-missing", table=table, tables=", ".join(answer.tables))
    return write_html("exploration", mark=words.text("explore-mark"), note=note, pictures=[], tables=[])


def exploration_of(thing: Answer | ResultTable, *, language: str) -> str:
    """HTML of an answer, or of one result table."""
    if isinstance(thing, Answer):
        return render_exploration(thing.tables, thing.subject, language=language)
    return render_exploration({thing.name: thing}, _no_subject(), language=language)


def _no_subject() -> Subject:
    from datetime import date

    return Subject(study="", title={}, as_of=date.min)


def _data_table(name: str, table: ResultTable, words: Words) -> DataTable:
    frame = table.to_polars()
    used = [c for c in frame.columns if c not in table.by and frame[c].null_count() < frame.height]
    most = MOST_STEPS if table.kind == "curve" else MOST_ROWS
    first, whole = words.number.count(most), words.number.count(frame.height)
    more = f" (1–{first} / {whole})" if frame.height > most else ""
    shown = frame.head(most)
    groups = [_group(codes, table.by, words) for codes in shown.select(table.by).iter_rows()] or [""] * shown.height
    cells = ([_cell(v, words) for v in row] for row in shown.select(used).iter_rows())
    rows = [[group, *row] for group, row in zip(groups, cells, strict=True)]
    caption = f"{name}, {table.method_id}{more}. {words.text('explore-mark')}."
    return DataTable(caption=caption, columns=[words.text("column-group"), *used], rows=rows)


def _checks(table: ResultTable, words: Words) -> list[DataTable]:
    """The frames among a table's diagnostics, for the researcher alone: hazard ratios, influence and the like.

    Hazard ratios stay hidden where the ratio changes over time: there is then no one ratio (METHODS M3.5).
    """
    found = []
    for name, frame in _frames(table).items():
        if not frame.height or (name == HAZARD_RATIOS and _hides_ratios(table)):
            continue
        rows = [[_cell(v, words) for v in row] for row in frame.head(MOST_ROWS).iter_rows()]
        caption = f"{table.name}: {name}. {words.text('explore-mark')}."
        found.append(DataTable(caption=caption, columns=frame.columns, rows=rows))
    return found


def _frames(table: ResultTable) -> dict[str, pl.DataFrame]:
    """The frames among the diagnostics."""
    found = {name: _as_frame(value) for name, value in table.diagnostics.items()}
    return {name: frame for name, frame in found.items() if frame is not None}


def _as_frame(value: object) -> pl.DataFrame | None:
    """A frame, or rows as dictionaries, which is how a stored answer keeps one."""
    if isinstance(value, pl.DataFrame):
        return value
    if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        return pl.DataFrame(value, infer_schema_length=None, strict=False)
    return None


def _hides_ratios(table: ResultTable) -> bool:
    return HAZARD_RATIOS in table.diagnostics and any(hit.code == "G-PH" for hit in table.guards)


def _group(codes: tuple[str | None, ...], by: tuple[str, ...], words: Words) -> str:
    return words.group(Group(tuple((name, code) for name, code in zip(by, codes, strict=True) if code is not None)))


def _cell(value: object, words: Words) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return words.number.count(value)
    if isinstance(value, float):
        return words.number.exact(value, decimals=_SIGNIFICANT)
    return str(value)
