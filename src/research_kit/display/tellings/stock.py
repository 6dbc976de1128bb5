"""How many take part at once (METHODS M4.7), quarter by quarter, beside the plan."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.as_of import dated, dated_sentence
from research_kit.display.cells import DataTable, count, without_empty
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.scale import scale_of
from research_kit.display.figures.series_chart import SeriesChart, SeriesPoint
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.tellings.charts import quarter_label, quarters
from research_kit.display.tellings.telling import Telling
from research_kit.display.words import Words
from research_kit.display.written import written

AT_ONCE, PLAN = "at_once", "plan_at_once"


def _of(rows: Sequence[Row], statistic: str) -> list[Row]:
    of = [r for r in own_rows(rows) if r.statistic == statistic and r.blocked_dimension is None]
    return quarters(of)


def _everybody(rows: Sequence[Row]) -> list[Row]:
    return [r for r in _of(rows, AT_ONCE) if r.group == EVERYBODY]


def _plan(rows: Sequence[Row]) -> dict[str | None, float]:
    return {r.cause: r.estimate for r in _of(rows, PLAN) if r.estimate is not None}


def _latest(rows: Sequence[Row]) -> Row | None:
    told = [r for r in _everybody(rows) if r.n is not None]
    return told[-1] if told else None


def _heading(rows: Sequence[Row], words: Words) -> str:
    row = _latest(rows)
    if row is None or row.n is None:
        return words.text("heading-stock-plain")
    return words.text("heading-stock", n=words.number.count(row.n))


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    row = _latest(rows)
    if row is None or row.n is None:
        return [words.text("stock-withheld")]
    plan = _plan(rows).get(row.cause)
    values = {"n": words.number.count(row.n), "quarter": quarter_label(row, words)}
    if plan is None:
        said = words.text("stock-sentence", **values)
    else:
        said = words.text("stock-sentence-plan", plan=words.number.count(round(plan)), **values)
    return [dated_sentence(said, [row], words)]


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    del k
    of, plan, writer = _everybody(rows), _plan(rows), written("participants", words)
    if not any(r.n is not None for r in of):
        return []
    points = [_point(row, words) for row in of]
    latest = [plan[r.cause] for r in of if r.cause in plan][-1:]
    lines = [(value, "plan", words.text("chart-plan")) for value in latest]
    values = [p.value for p in points if p.value is not None] + latest
    chart = SeriesChart(
        points=points,
        scale=scale_of(values, writer.tick, steps=writer.steps),
        axis=words.text("axis-stock"),
        lines=lines,
        legend=[(look, words.text(f"chart-legend-{look}")) for look in ("value", *(["plan"] if lines else []))],
    )
    return [draw_both(chart.draw, words.text("figure-title-stock"), _described(of, words), id_=id_)]


def _point(row: Row, words: Words) -> SeriesPoint:
    label = dated(quarter_label(row, words), [row], words)
    if row.n is None:
        return SeriesPoint(label=label, withheld=row.withheld)
    return SeriesPoint(label=label, value=float(row.n), written=words.number.count(row.n))


def _described(rows: Sequence[Row], words: Words) -> str:
    told = [
        words.text("desc-estimate", group=quarter_label(row, words), value=count(row.n, row, words)) for row in rows
    ]
    return "; ".join(told) + "."


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """One line per quarter, a column for each group, and the plan."""
    of, plan = _of(rows, AT_ONCE), _plan(rows)
    groups = list(dict.fromkeys(r.group for r in of))
    at = {(r.cause, r.group): r for r in of}
    lines = []
    for row in [r for r in of if r.group == EVERYBODY]:
        planned = plan.get(row.cause)
        cells = [_cell(at.get((row.cause, group)), words) for group in groups]
        none = words.text("cell-none")
        lines.append(
            [quarter_label(row, words), *cells, none if planned is None else words.number.count(round(planned))]
        )
    heads = [words.text("column-quarter"), *(words.group(group) for group in groups), words.text("column-plan")]
    table = DataTable(caption=words.text("table-stock"), columns=heads, rows=lines)
    return [without_empty(table, words.text("cell-none"))]


def _cell(row: Row | None, words: Words) -> str:
    return words.text("cell-none") if row is None else count(row.n, row, words)


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-stock")] if _latest(rows) is not None else []


STOCK = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
