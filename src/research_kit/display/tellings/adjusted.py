"""Differences between groups as they stand, and allowing for what the groups were like at the start (METHODS M3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import horizon, visible_gap
from research_kit.display.as_of import dated, dated_sentence, labelled
from research_kit.display.beside_sentences import adjusted_gap, signed_points
from research_kit.display.cells import DataTable, alarm, limits, missing, without_empty
from research_kit.display.figures.dot_plot import DotPlot
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import gap_dots
from research_kit.display.figures.marks import Mark
from research_kit.display.gaps import gap_pair, gap_verdict, gap_verdict_key
from research_kit.display.rows import Row, beside, headline_rows, own_rows
from research_kit.display.sentences import NOT_PROPORTIONAL, row_sentence
from research_kit.display.tellings.standardised import as_if_alike
from research_kit.display.tellings.telling import Telling
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import Words, capital

MOST_SENTENCES = 3
RAW, ALLOWED = Mark("g", "square"), Mark("b", "circle")
CHANGING = "G-PH"


def compared(rows: Sequence[Row]) -> list[Row]:
    """The adjusted gaps of the headline."""
    return [r for r in headline_rows(own_rows(rows)) if r.blocked_dimension is None]


def adjusted_message(rows: Sequence[Row]) -> str:
    """`established`, `check`, `none`, `changing`, `insufficient` or `blocked`."""
    of = compared(rows)
    shown = [r for r in of if r.shown]
    if not shown and any(r.reason == NOT_PROPORTIONAL for r in of):
        return "changing"
    if not shown:
        return "blocked" if not of or all(r.status == "blocked" for r in of) else "insufficient"
    verdicts = {gap_verdict(r) for r in shown}
    return next(verdict for verdict in ("established", "check", "none") if verdict in verdicts)


def _heading(rows: Sequence[Row], words: Words) -> str:
    message = adjusted_message(rows)
    some = "" if all(r.shown for r in compared(rows)) or message not in ("none", "check") else "-shown"
    return words.text(f"heading-adjusted-{message}{some}")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    of = compared(rows)
    told = [r for r in of if r.shown][:MOST_SENTENCES]
    if not told:
        return [row_sentence(r, words, k=table.k) for r in of[:1]]
    said = [_raw_then_allowed(r, rows, words) for r in told]
    changing = [row_sentence(r, words, k=table.k) for r in of if r.reason == NOT_PROPORTIONAL]
    if not changing and any(hit.code == CHANGING for hit in table.guards):
        changing = [words.text("gap_standardised-months")]
    return [*said, *changing[:MOST_SENTENCES]]


def _raw_then_allowed(row: Row, rows: Sequence[Row], words: Words) -> str:
    raw = beside(rows).get((row.group, row.compared_with))
    if raw is None:
        return row_sentence(row, words, k=1)
    values = {"group": capital(words.in_sentence(row.group)), "other": words.compared(row.compared_with)}
    first = words.text("gap_standardised-raw", d=signed_points(raw.estimate or 0.0, words), **values)
    said = f"{first} {adjusted_gap(row, words)} {words.text(gap_verdict_key(row))}"
    return dated_sentence(said, [raw, row], words)


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """Pairs of dots: each gap as it stands, and under it allowing for the start."""
    if not any(r.shown for r in compared(rows)):
        return []
    raw, pairs = beside(rows), []
    for row in compared(rows):
        plain = raw.get((row.group, row.compared_with))
        pairs += [*([plain] if plain is not None else []), row]
    plot = gap_dots(pairs, words, k=k, axis=words.text("axis-gap_within"))
    if plot is None:
        return []
    plot = _paired(plot, pairs, words)
    title = words.text("figure-title-adjusted", t=horizon(pairs[0], words))
    return [draw_both(plot.draw, title, describe_dots(plot, words, words.number.points), id_=id_)]


def _paired(plot: DotPlot, pairs: Sequence[Row], words: Words) -> DotPlot:
    """Each row named by what it allows for, a space before each pair; a long figure keeps its own names."""
    if len(plot.rows) != len(pairs):
        return plot
    named, before = [], None
    for dot, row in zip(plot.rows, pairs, strict=True):
        key, mark = ("adjusted-row-raw", RAW) if row.beside else ("adjusted-row", ALLOWED)
        label = dated(words.text(key, pair=capital(gap_pair(row, words))), [row], words)
        now = (row.group, row.compared_with)
        named.append(replace(dot, label=label, mark=mark, new_split=before not in (None, now)))
        before = now
    return replace(plot, rows=named)


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    write = words.number.points
    columns = ["group", "compared", "raw", "adjusted", "likely", "alarm", "status", "visible"]
    raw = beside(rows)
    lines = []
    for told in own_rows(rows):
        label, (row,) = labelled(capital(words.in_sentence(told.group)), [told], words)
        seen = row.smallest_visible_gap
        plain = raw.get((row.group, row.compared_with))
        # The mark at the head of the line is the adjusted gap's; the plain one has its own where it differs.
        plain = plain if plain is None or plain.as_of != told.as_of else replace(plain, as_of=None)
        lines.append(
            [
                label,
                words.compared(row.compared_with),
                _points(plain, words),
                _points(row, words),
                limits(row, words, write),
                alarm(row, words, write),
                words.text(_VERDICT[gap_verdict(row)]) if row.shown else words.text("cell-none"),
                words.text("cell-none") if seen is None else visible_gap(seen, row.statistic, words),
            ]
        )
    caption = words.text("table-adjusted", t=horizon(own_rows(rows)[0], words))
    table = DataTable(caption=caption, columns=[words.text(f"column-{c}") for c in columns], rows=lines)
    return [without_empty(table, words.text("cell-none"))]


_VERDICT = {"established": "cell-established", "check": "cell-check", "none": "cell-not-told"}


def _points(row: Row | None, words: Words) -> str:
    shown = row is not None and row.shown and row.estimate is not None
    if row is None or not shown:
        return missing(row, words)
    return dated(words.number.points(row.estimate or 0.0), [row], words)


ADJUSTED = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=as_if_alike)
