"""Quarter by quarter (METHODS M4.3): what usually varies, and the quarters that lie outside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.as_of import dated, labelled
from research_kit.display.cells import DataTable, count, missing, without_empty
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.scale import scale_of
from research_kit.display.figures.series_chart import SeriesChart, SeriesPoint
from research_kit.display.number_format import quarter_parts
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.telling import Telling
from research_kit.display.words import Words, capital
from research_kit.display.written import written

CENTRE, RISK = "centre", "false_signal_risk"
SIGNAL, RUN_CHART, PRELIMINARY = "SIGNAL", "RUN_CHART", "PRELIMINARY_LIMITS"


def _own(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None]


def _measures(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(r.statistic for r in _own(rows)))


def _of(rows: Sequence[Row], statistic: str) -> list[Row]:
    """Everybody's rows of one measure."""
    return [r for r in _own(rows) if r.statistic == statistic and r.group == EVERYBODY]


def quarters(rows: Sequence[Row]) -> list[Row]:
    """The rows of single quarters, in time's order."""
    return sorted((r for r in rows if quarter_parts(r.cause or "") is not None), key=lambda r: r.cause or "")


def _single(rows: Sequence[Row], cause: str) -> Row | None:
    return next((r for r in rows if r.cause == cause and r.shown), None)


def _signals(rows: Sequence[Row]) -> list[Row]:
    return [r for r in quarters(rows) if r.shown and r.reason == SIGNAL]


def quarter_label(row: Row, words: Words) -> str:
    """A quarter as a heading of a line: `2011 kv 2`."""
    parts = quarter_parts(row.cause or "")
    if parts is None:
        return row.cause or ""
    year, number = parts
    return words.text("as-of-quarter", year=words.number.plain(year), number=words.number.plain(number))


def _heading(rows: Sequence[Row], words: Words) -> str:
    if not any(r.shown for r in _own(rows)):
        return words.text("heading-charts-plain")
    judged = [found for name in _measures(rows) if (found := [r for r in quarters(_of(rows, name)) if r.shown])]
    judged = [found for found in judged if _kind(found[-1]) != "run"]
    if not judged:
        return words.text("heading-charts-plain")
    message = "earlier" if _signals(_own(rows)) else "usual"
    message = "signal" if any(found[-1].reason == SIGNAL for found in judged) else message
    newest = max(r.cause or "" for r in quarters(_own(rows)))
    some = "" if all(found[-1].cause == newest for found in judged) else "-shown"
    return words.text(f"heading-charts-{message}{some}")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    said = [one for name in _measures(rows) if (one := _sentence(_of(rows, name), words))]
    silent = [r for r in _own(rows) if r.group == EVERYBODY and not r.shown]
    return said or [row_sentence(row, words, k=table.k) for row in silent[:1]]


def _sentence(rows: Sequence[Row], words: Words) -> str:
    """The latest quarter of a measure, whether it is usual, and how often chance alone gives a signal."""
    of = [r for r in quarters(rows) if r.shown]
    if not of:
        return ""
    last, risk = of[-1], _single(rows, RISK)
    values = {"what": capital(words.text(f"chart-{last.statistic}")), "quarter": quarter_label(last, words)}
    value = written(last.unit, words).value(last.estimate or 0.0)
    said = [words.text(f"charts-sentence-{_kind(last)}", value=value, **values)]
    if risk is not None and last.lower is not None:
        chance = words.number.percent(risk.estimate or 0.0)
        counted = [r for r in quarters(rows) if r.shown or r.withheld]
        said.append(words.text("charts-risk", n=words.number.plain(len(counted)), percent=chance))
    return " ".join(said)


def _kind(row: Row) -> str:
    if row.reason == RUN_CHART or row.lower is None:
        return "run"
    return "signal" if row.reason == SIGNAL else "usual"


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    del k
    drawn = []
    for name in _measures(rows):
        of = _of(rows, name)
        if any(r.shown for r in quarters(of)):
            drawn.append(_picture(name, of, words, f"{id_}-{name.replace('_', '-')}"))
    return drawn


def _picture(name: str, rows: Sequence[Row], words: Words, id_: str) -> str:
    of = quarters(rows)
    centre, writer = _single(rows, CENTRE), written(of[0].unit, words)
    points = [_point(row, words) for row in of]
    values = [v for p in points for v in (p.value, *(p.limits or ())) if v is not None]
    lines = [] if centre is None else [(centre.estimate or 0.0, "centre", words.text("chart-centre"))]
    chart = SeriesChart(
        points=points,
        scale=scale_of(values, writer.tick, steps=writer.steps),
        axis=words.text(f"chart-{name}"),
        lines=lines,
        legend=[(look, words.text(f"chart-legend-{look}")) for look in _looks(points, lines)],
    )
    return draw_both(chart.draw, words.text("figure-title-charts", what=chart.axis), _described(of, words), id_=id_)


def _looks(points: Sequence[SeriesPoint], lines: Sequence[object]) -> list[str]:
    used = {
        "value": True,
        "centre": bool(lines),
        "usual": any(p.limits for p in points),
        "signal": any(p.signal for p in points),
    }
    return [look for look, is_used in used.items() if is_used]


def _point(row: Row, words: Words) -> SeriesPoint:
    label = dated(quarter_label(row, words), [row], words)
    if not row.shown:
        return SeriesPoint(label=label, withheld=row.withheld)
    limits = None if row.lower is None or row.upper is None else (row.lower, row.upper)
    value = written(row.unit, words).short(row.estimate or 0.0)
    return SeriesPoint(label=label, value=row.estimate, written=value, limits=limits, signal=row.reason == SIGNAL)


def _described(rows: Sequence[Row], words: Words) -> str:
    """Every quarter's value, and the limits that it has."""
    return "; ".join(_quarter_described(row, words) for row in rows) + "."


def _quarter_described(row: Row, words: Words) -> str:
    label = dated(quarter_label(row, words), [row], words)
    if not row.shown:
        return words.text("desc-words", group=label, words=missing(row, words))
    writer = written(row.unit, words)
    value, likely = writer.value(row.estimate or 0.0), writer.range(row, words)
    said = words.text("desc-estimate", group=label, value=value)
    if not likely:
        return said
    return words.text("desc-usual", said=said, range=likely)


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """One line per quarter and group, a table for each measure."""
    tables = [_table([r for r in _own(rows) if r.statistic == name], words) for name in _measures(rows)]
    return [without_empty(table, words.text("cell-none")) for table in tables]


def _table(rows: Sequence[Row], words: Words) -> DataTable:
    lines = []
    for group in dict.fromkeys(r.group for r in rows):
        of = [r for r in rows if r.group == group]
        for row in quarters(of):
            name = words.text("charts-line", quarter=quarter_label(row, words), group=words.in_sentence(group))
            label, (told,) = labelled(name, [row], words)
            lines.append([label, count(told.n, told, words), *_cells(told, words)])
    heads = ["column-quarter", "column-people", "column-value", "column-usual", "column-status"]
    caption = words.text("table-charts", what=words.text(f"chart-{rows[0].statistic}"))
    return DataTable(caption=caption, columns=[words.text(head) for head in heads], rows=lines)


def _cells(row: Row, words: Words) -> list[str]:
    nothing = words.text("cell-none")
    if not row.shown:
        return [missing(row, words), nothing, nothing]
    writer = written(row.unit, words)
    usual = writer.range(replace(row, as_of=None), words) or nothing
    return [writer.value(row.estimate or 0.0), usual, words.text(f"cell-chart-{_kind(row)}")]


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    shown = [r for r in _own(rows) if r.shown]
    said = [words.text("sure-charts")] if shown else []
    few = any(r.reason == PRELIMINARY for r in shown)
    return [*said, words.text("sure-charts-preliminary")] if few else said


CHARTS = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
