"""The organisations round the project's own value (METHODS 7.6): a funnel, never a ranking."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import of_ten
from research_kit.display.as_of import dated, dated_sentence, labelled
from research_kit.display.cells import DataTable, alarm, count, limits, missing
from research_kit.display.figures.dot_plot import DotPlot, DotRow
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import missing_words
from research_kit.display.figures.marks import TOTAL
from research_kit.display.figures.scale import SHARE_STEPS, scale_of
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.charts import SIGNAL
from research_kit.display.tellings.telling import Telling
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import Words


def _all(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None]


def _own(rows: Sequence[Row]) -> list[Row]:
    """The rows of the gate that the item is about: the last one on the way in."""
    last = [r.outcome for r in _all(rows)][-1:]
    return [r for r in _all(rows) if [r.outcome] == last]


def _project(rows: Sequence[Row]) -> Row | None:
    return next((r for r in _own(rows) if r.group == EVERYBODY), None)


def _each(rows: Sequence[Row]) -> list[Row]:
    """The organisations, by name: in no order of size."""
    return [r for r in _own(rows) if r.group != EVERYBODY]


def _outside(rows: Sequence[Row]) -> list[Row]:
    return [r for r in _each(rows) if r.shown and r.reason == SIGNAL]


def _heading(rows: Sequence[Row], words: Words) -> str:
    if not any(r.shown for r in _each(rows)):
        return words.text("heading-organisations-plain")
    return words.text("heading-organisations-outside" if _outside(rows) else "heading-organisations-usual")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    row = _project(rows)
    if row is None or not row.shown:
        return [] if row is None else [row_sentence(row, words, k=table.k)]
    t = "" if row.time is None else words.number.months(row.time)
    said = words.text(
        "organisations-sentence-all", x=of_ten(row.estimate or 0.0, words), what=gate_name(row, words), t=t
    )
    outside = [words.text("organisations-outside", group=words.group(r.group)) for r in _outside(rows)]
    return [dated_sentence(" ".join([said, *outside]), [row], words)]


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """A dot per organisation in the bar where it usually would lie."""
    of = _each(rows)
    if not any(r.shown for r in of):
        return []
    values = [v for r in of if r.shown for v in (r.estimate, r.alarm_lower, r.alarm_upper) if v is not None]
    legend = [("best", "organisations-own"), ("likely", "organisations-usual"), ("alarm", "organisations-limit")]
    plot = DotPlot(
        rows=[_dot(row, words, k) for row in of],
        scale=scale_of(values, words.number.percent, steps=SHARE_STEPS),
        axis=words.text("axis-organisations"),
        legend=[(mark, words.text(key)) for mark, key in legend],
        legend_title=words.text("read-title"),
    )
    text = describe_dots(plot, words, words.number.percent_digits)
    return [draw_both(plot.draw, words.text("figure-title-organisations"), text, id_=id_)]


def _dot(row: Row, words: Words, k: int) -> DotRow:
    label = dated(words.group(row.group), [row], words)
    if not row.shown or row.estimate is None:
        return DotRow(label=label, mark=TOTAL, words=missing_words(row, words, k=k), withheld=row.withheld)
    usual = None if row.lower is None or row.upper is None else (row.lower, row.upper)
    limit = None if row.alarm_lower is None or row.alarm_upper is None else (row.alarm_lower, row.alarm_upper)
    between = "" if usual is None else f"({words.number.range(*usual, words.number.percent_digits)})"
    value = words.number.percent(row.estimate)
    return DotRow(label=label, mark=TOTAL, estimate=row.estimate, bar=usual, alarm=limit, value=value, range=between)


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """A table for each gate: one line per organisation."""
    gates = dict.fromkeys(r.outcome for r in _all(rows))
    return [_table([r for r in _all(rows) if r.outcome == gate], words) for gate in gates]


def _table(rows: Sequence[Row], words: Words) -> DataTable:
    lines = []
    for told in rows:
        label, (row,) = labelled(words.group(told.group), [told], words)
        shown = row.shown and row.estimate is not None
        value = words.number.percent(row.estimate or 0.0) if shown else missing(row, words)
        write = words.number.percent_digits
        lines.append([label, count(row.n, row, words), value, limits(row, words, write), alarm(row, words, write)])
    heads = ["column-group", "column-people", "column-share", "column-usual", "column-limit"]
    caption = words.text("table-organisations", what=gate_name(rows[0], words))
    return DataTable(caption=caption, columns=[words.text(head) for head in heads], rows=lines)


def gate_name(row: Row, words: Words) -> str:
    """What those through a gate had done."""
    key = f"what-{row.outcome}"
    return words.text(key) if words.known(key) else ""


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-organisations")] if any(r.shown for r in _each(rows)) else []


ORGANISATIONS = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
