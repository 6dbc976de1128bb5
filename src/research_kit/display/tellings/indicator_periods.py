"""The board's indicators that are not about participants, period by period, each version by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import ended, likely_share
from research_kit.display.as_of import dated, dated_sentence
from research_kit.display.cells import DataTable, count, missing, without_empty
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.scale import scale_of
from research_kit.display.figures.series_chart import SeriesChart, SeriesPoint
from research_kit.display.number_format import quarter_parts
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.charts import quarter_label
from research_kit.display.tellings.indicator_words import (
    by_indicator,
    change_sentences,
    indicator_name,
    indicator_question,
    indicator_since,
    indicator_unit,
)
from research_kit.display.tellings.telling import Telling
from research_kit.display.words import Words, capital
from research_kit.display.written import Written, written


def indicator_periods(name: str) -> Telling:
    """The telling of a table of values by period."""
    return Telling(
        heading=partial(_heading, name),
        sentences=_sentences,
        pictures=_pictures,
        tables=_tables,
        sure=partial(_sure, name),
    )


def _own(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None]


def _series(rows: Sequence[Row]) -> list[list[Row]]:
    """Of the whole project the values of each indicator in time's order, all versions after one another."""
    found = by_indicator(r for r in _own(rows) if r.group == EVERYBODY)
    return [sorted(of, key=lambda r: r.cause or "") for of in found.values()]


def _amount(row: Row) -> float | None:
    """The value of a row: its estimate, or the people it counts."""
    if row.unit == "participants":
        return float(row.n) if row.n is not None and row.status == "ok" else None
    return row.estimate if row.shown else None


def _value(row: Row, words: Words) -> str:
    amount = _amount(row)
    return missing(row, words) if amount is None else _writer(row, words).value(amount)


def _writer(row: Row, words: Words) -> Written:
    """How the values of an indicator are written; who is counted stands beside the number, in the board's words."""
    return written("things" if row.unit == "participants" else row.unit, words)


def _heading(name: str, rows: Sequence[Row], words: Words) -> str:
    told = [r for of in _series(rows) for r in of[-1:] if _amount(r) is not None]
    if not told:
        return words.text(f"heading-{name}-plain")
    return words.text("heading-indicator", name=indicator_name(told[0].outcome, words), x=_value(told[0], words))


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    """A paragraph per indicator: its latest value, and what changed in how it is counted."""
    said = []
    for of in _series(rows):
        told = [r for r in of if _amount(r) is not None]
        main = _sentence(told[-1], words) if told else _silent(of[-1], table, words)
        said.append(" ".join([main, *change_sentences([r.outcome for r in of], words, way="counted")]))
    return said


def _silent(row: Row, table: ReleasedTable, words: Words) -> str:
    return f"{capital(indicator_name(row.outcome, words))}: {row_sentence(row, words, k=table.k)}"


def _sentence(row: Row, words: Words) -> str:
    values = {"name": capital(indicator_name(row.outcome, words)), "period": period_label(row, words)}
    main = words.text("indicator-sentence", value=_amount_in_words(row, words), **values)
    if row.unit != "share" or row.lower is None:
        return dated_sentence(words.text("ending-bare", main=main), [row], words)
    return dated_sentence(ended(main, likely_share(row, words), row, words, ending="ending-plausibly"), [row], words)


def _amount_in_words(row: Row, words: Words) -> str:
    """`14 of 26 members of staff (54 %)`, `17 calls and visits`, `67 % of rooms`, or a mean score."""
    unit, value = indicator_unit(row.outcome, words), _value(row, words)
    if row.unit == "share" and row.events is not None and row.n is not None:
        part, whole = words.number.count(row.events), words.number.count(row.n)
        return words.text("indicator-part", part=part, n=whole, unit=unit, percent=value)
    if row.unit == "score":
        n = None if row.n is None else words.number.count(row.n)
        return value if n is None else words.text("indicator-score", value=value, n=n, unit=unit)
    return words.text("indicator-share-of" if row.unit == "share" else "indicator-number", value=value, unit=unit)


def period_label(row: Row, words: Words) -> str:
    """A period in words: `2011 Q2`, `April 2011`, or the year."""
    period = row.cause or ""
    if quarter_parts(period) is not None:
        return quarter_label(row, words)
    return words.number.month(date.fromisoformat(f"{period}-01")) if "-" in period else period


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    del k
    several = [of for of in _series(rows) if sum(_amount(r) is not None for r in of) > 1]
    return [_picture(of, words, f"{id_}-{place}") for place, of in enumerate(several)]


def _picture(rows: Sequence[Row], words: Words, id_: str) -> str:
    """One value per period; the line is broken, and marked with the day, where another version begins."""
    writer = _writer(rows[0], words)
    before = [None, *(r.outcome for r in rows[:-1])]
    points = [_point(row, words, begins=was not in (None, row.outcome)) for row, was in zip(rows, before, strict=True)]
    values = [point.value for point in points if point.value is not None]
    name = capital(indicator_name(rows[0].outcome, words))
    used = ["value", *(["new-way"] if any(point.new_way for point in points) else [])]
    chart = SeriesChart(
        points=points,
        scale=scale_of(values, writer.tick, steps=writer.steps),
        axis=name,
        legend=[(look, words.text(f"chart-legend-{look}")) for look in used],
    )
    return draw_both(
        chart.draw, words.text("figure-title-indicator", name=name), _described(rows, points, words), id_=id_
    )


def _point(row: Row, words: Words, *, begins: bool) -> SeriesPoint:
    label = dated(period_label(row, words), [row], words)
    since = words.text("indicator-new-way", since=indicator_since(row.outcome, words)) if begins else ""
    amount = _amount(row)
    if amount is None:
        return SeriesPoint(label=label, withheld=row.withheld, new_way=since)
    return SeriesPoint(label=label, value=amount, written=_value(row, words), new_way=since)


def _described(rows: Sequence[Row], points: Sequence[SeriesPoint], words: Words) -> str:
    told = []
    for row, point in zip(rows, points, strict=True):
        said = words.text("desc-estimate", group=point.label, value=_value(row, words))
        told.append(f"{capital(point.new_way)}: {said}" if point.new_way else said)
    return "; ".join(told) + "."


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """A table per version: a line per period, a column for the project and for each organisation."""
    own = _own(rows)
    found = [by_version for of in by_indicator(own).values() for by_version in _versions(of)]
    return [without_empty(_table(of, words), words.text("cell-none")) for of in found]


def _versions(rows: Sequence[Row]) -> list[list[Row]]:
    return [[r for r in rows if r.outcome == outcome] for outcome in dict.fromkeys(r.outcome for r in rows)]


def _table(rows: Sequence[Row], words: Words) -> DataTable:
    groups = list(dict.fromkeys(r.group for r in rows))
    at = {(r.cause, r.group): r for r in rows}
    lines = []
    for period in sorted({r.cause or "" for r in rows}):
        of = [at.get((period, group)) for group in groups]
        first = next(r for r in of if r is not None)
        cells = [words.text("cell-none") if r is None else dated(_value(r, words), [r], words) for r in of]
        lines.append([period_label(first, words), _people(first, words), *cells])
    whole = words.text("column-whole-project")
    heads = [whole if group == EVERYBODY else words.group(group) for group in groups]
    caption = words.text(
        "table-indicator",
        name=capital(indicator_name(rows[0].outcome, words)),
        question=indicator_question(rows[0].outcome, words),
        since=indicator_since(rows[0].outcome, words),
    )
    columns = [words.text("column-period"), words.text("column-out-of"), *heads]
    return DataTable(caption=caption, columns=columns, rows=lines)


def _people(row: Row, words: Words) -> str:
    """How many people a value rests on; nothing where it is about things, or is itself a number of people."""
    if row.unit == "participants" or (row.n is None and not row.withheld):
        return words.text("cell-none")
    return count(row.n, row, words)


def _sure(name: str, rows: Sequence[Row], words: Words) -> list[str]:
    key = f"sure-{name}"
    return [words.text(key)] if any(_amount(r) is not None for r in _own(rows)) else []
