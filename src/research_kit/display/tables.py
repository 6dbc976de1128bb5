"""The numbers behind a figure, as accessible tables: a caption, scoped headers, and words for what is withheld."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from research_kit.disclosure.exceptions import EXCEPTED
from research_kit.display.amounts import gap_writer, months_writer, times_of, visible_gap
from research_kit.display.as_of import dated_count, labelled
from research_kit.display.cells import DataTable, alarm, count, limits, measure_label, missing, share, without_empty
from research_kit.display.figures.group_curves import by_group, rising
from research_kit.display.figures.participant_bars import STAGES, lost_reason
from research_kit.display.gaps import gap_verdict
from research_kit.display.rows import EVERYBODY, Group, Row, blocked, headline_measure, own_rows, splits
from research_kit.display.silence import BLOCKED, IN_CELLS, INSUFFICIENT, SUPPRESSED, silence
from research_kit.display.table_rows import SAID_ABOVE, silent_rows, told_rows
from research_kit.display.tellings import TELLINGS
from research_kit.display.words import Words, capital


def data_tables(name: str, rows: Sequence[Row], words: Words) -> list[DataTable]:
    """The tables of one released table, by its name."""
    maker = TELLINGS[name].tables if name in TELLINGS else _MAKERS.get(name, _within_tables)
    told = told_rows(name, rows)
    read = [*told, *(row for row in rows if row.beside)]
    return [table for table in maker(read, words) if table.rows and len(table.columns) > 1] if told else []


def withheld_notes(name: str, rows: Sequence[Row], words: Words, *, tables: Sequence[DataTable]) -> list[str]:
    """Why cells are withheld, shown against a rule, too thin, or not compared: each reason once, where it is said."""
    silent = list(silent_rows(name, rows).values())
    in_cells = {cell for table in tables for line in table.rows for cell in line[1:]}
    notes = []
    for key, legend in _LEGENDS.items():
        told = told_rows(name, rows) if words.text(IN_CELLS[key]) in in_cells else []
        of = [row for row in (*told, *silent) if row.status not in ("ok", "wide") and silence(row) == key]
        notes += [words.text(legend, reason=words.reason(reason)) for reason in dict.fromkeys(r.reason for r in of)]
    if any(row.reason == EXCEPTED for row in told_rows(name, rows)):
        notes.append(words.text("excepted-note", reason=words.reason(EXCEPTED)))
    for row in () if name in SAID_ABOVE else blocked(own_rows(rows)):
        notes.append(f"{words.dimension(row.blocked_dimension or '')}: {words.reason(row.reason)}")
    return notes


_LEGENDS = {SUPPRESSED: "withheld-note", INSUFFICIENT: "insufficient-note", BLOCKED: "blocked-note"}


def _measures(rows: Sequence[Row]) -> list[tuple[str | None, str | None]]:
    first = headline_measure(rows)
    return sorted(dict.fromkeys(r.measure for r in rows), key=lambda m: m != first)


def _within_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    return [_within_table([r for r in rows if r.measure == m], words) for m in _measures(rows)]


def _within_table(rows: Sequence[Row], words: Words) -> DataTable:
    times = sorted({r.time for r in rows if r.time is not None})
    number, own = words.number, "-own" if words.has_own_outcome(rows[0]) else ""
    columns = [words.text("column-group"), words.text("column-people")]
    columns += [words.text("column-month", t=number.months(t)) for t in times]
    columns += [words.text("column-alarm"), words.text("column-unknown")]
    lines = []
    for group, told in by_group(rows).items():
        label, of = labelled(words.group(group), told, words)
        at = {r.time: r for r in of}
        last = of[-1]
        counted = next((r for r in reversed(of) if r.n is not None), last)
        cells = [label, count(counted.n, counted, words), *(share(at.get(t), words) for t in times)]
        unknown = (
            words.text("cell-none") if last.unknown is None else dated_count(number.count(last.unknown), last, words)
        )
        lines.append([*cells, alarm(last, words, number.percent_digits), unknown])
    caption = words.text(f"table-within{own}", outcome=measure_label(*rows[0].measure, words))
    return without_empty(DataTable(caption=caption, columns=columns, rows=lines), words.text("cell-none"))


def _curve_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    tables = []
    for index, measure in enumerate(_measures(rows)):
        of = rising([r for r in rows if r.measure == measure and ((r.time or 0) > 0 or not r.shown)])
        if of:
            tables.append(_curve_table(of, words))
        if index == 0:
            tables.append(_followed_table([r for r in rows if r.measure == measure], words))
    return tables


def _curve_table(rows: Sequence[Row], words: Words) -> DataTable:
    own = "-own" if words.has_own_outcome(rows[0]) else ""
    caption = words.text(f"table-curve{own}", outcome=measure_label(*rows[0].measure, words))
    return _by_time(rows, words, caption=caption, cell=lambda r: share(r, words))


def _followed_table(rows: Sequence[Row], words: Words) -> DataTable:
    caption = words.text("followed-heading")

    def cell(row: Row | None) -> str:
        return missing(row, words) if row is None or row.n is None else words.number.count(row.n)

    return _by_time(rows, words, caption=caption, cell=cell)


def _by_time(rows: Sequence[Row], words: Words, *, caption: str, cell: Callable[[Row | None], str]) -> DataTable:
    times = sorted({r.time for r in rows if r.time is not None and r.shown})
    columns = [words.text("column-group"), *(words.text("column-month", t=words.number.months(t)) for t in times)]
    lines = []
    for group, told in by_group(rows).items():
        label, of = labelled(words.group(group), told, words)
        at = {r.time: r for r in of}
        only = of[0] if len(of) == 1 and not of[0].shown else None
        lines.append([label, *(cell(at.get(t, only)) for t in times)])
    return DataTable(caption=caption, columns=columns, rows=lines)


def _median_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    return [_months_like([r for r in rows if r.measure == m], words, caption="table-median") for m in _measures(rows)]


def _months_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    return [_months_like([r for r in rows if r.measure == m], words, caption="table-months") for m in _measures(rows)]


def _months_like(rows: Sequence[Row], words: Words, *, caption: str) -> DataTable:
    write = months_writer(rows[0].statistic, words)
    own = "-own" if words.has_own_outcome(rows[0]) and caption == "table-median" else ""
    columns = ["column-group", "column-people", caption.replace("table", "column"), "column-likely"]
    lines = []
    for told in rows:
        label, (row,) = labelled(words.group(told.group), [told], words)
        estimate = write(row.estimate) if row.shown and row.estimate is not None else missing(row, words)
        lines.append([label, count(row.n, row, words), estimate, limits(row, words, write)])
    values = {"outcome": measure_label(*rows[0].measure, words), "t": times_of(rows, words)}
    columns, lines = _with_times(rows, columns, lines, words)
    return DataTable(
        caption=words.text(f"{caption}{own}", **values), columns=[words.text(c) for c in columns], rows=lines
    )


def _gap_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    names = list(dict.fromkeys(r.statistic for r in rows))
    return [
        _gap_table([r for r in rows if r.statistic == name and r.measure == measure], words)
        for measure in _measures(rows)
        for name in names
        if any(r.statistic == name and r.measure == measure for r in rows)
    ]


def _gap_table(rows: Sequence[Row], words: Words) -> DataTable:
    in_months = "months" in rows[0].statistic
    write = gap_writer(rows[0].statistic, words)
    columns = ["group", "compared", "gap", "likely", "alarm", "status", "visible"]
    lines = []
    for told in rows:
        label, (row,) = labelled(capital(words.in_sentence(told.group)), [told], words)
        estimate = write(row.estimate) if row.shown and row.estimate is not None else missing(row, words)
        verdict = {"established": "cell-established", "check": "cell-check", "none": "cell-not-told"}
        seen = row.smallest_visible_gap
        lines.append(
            [
                label,
                words.compared(row.compared_with),
                estimate,
                limits(row, words, write),
                alarm(row, words, write),
                words.text(verdict[gap_verdict(row)]) if row.shown else words.text("cell-none"),
                words.text("cell-none") if seen is None else visible_gap(seen, row.statistic, words),
            ]
        )
    outcome = measure_label(*rows[0].measure, words)
    caption = words.text(
        "table-gap_months" if in_months else "table-gap_within", t=times_of(rows, words), outcome=outcome
    )
    names, lines = _with_times(rows, [f"column-{c}" for c in columns], lines, words)
    return DataTable(caption=caption, columns=[words.text(name) for name in names], rows=lines)


def _with_times(
    rows: Sequence[Row], columns: Sequence[str], lines: list[list[str]], words: Words
) -> tuple[list[str], list[list[str]]]:
    """A column of months more, where groups were followed differently long."""
    if len({r.time for r in rows if r.time is not None}) < 2:
        return list(columns), lines
    written = [words.text("cell-none") if r.time is None else words.number.months(r.time) for r in rows]
    return [*columns, "column-of-first"], [[*line, time] for line, time in zip(lines, written, strict=True)]


def _share_tables(rows: Sequence[Row], words: Words, *, caption: str, columns: Sequence[str]) -> list[DataTable]:
    lines = []
    for told in rows:
        label, (row,) = labelled(words.group(told.group), [told], words)
        counts = {"column-people": row.events, "column-in-group": row.n, "column-known": row.events}
        cells = [count(counts[c], row, words) for c in columns]
        share = words.number.percent(row.estimate) if row.shown and row.estimate is not None else missing(row, words)
        lines.append([label, *cells, share])
    heads = ["column-group", *columns, "column-share"]
    return [DataTable(caption=words.text(caption), columns=[words.text(h) for h in heads], rows=lines)]


def _composition_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    return _share_tables(rows, words, caption="table-composition", columns=["column-people"])


def _known_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    return _share_tables(rows, words, caption="table-known", columns=["column-in-group", "column-known"])


def _flow_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    found = splits(rows)
    ways = [way for way in found if way] or [()]
    everybody = [EVERYBODY] if () in found else []
    return [
        _flow_table(rows, words, groups=[*everybody, *dict.fromkeys(r.group for r in found[way] if way)], way=way)
        for way in ways
    ]


def _flow_table(rows: Sequence[Row], words: Words, *, groups: Sequence[Group], way: tuple[str, ...]) -> DataTable:
    heads = {g: labelled(words.group(g), [r for r in rows if r.group == g], words) for g in groups}
    at = {(r.statistic, r.cause, r.group): r for _, of in heads.values() for r in of}
    lines: list[list[str]] = []
    indented: set[int] = set()
    for stage in STAGES:
        causes = list(dict.fromkeys(r.cause for r in rows if r.statistic == f"lost_before_{stage}"))
        keys = [(stage, None)] if any(r.statistic == stage for r in rows) else []
        for statistic, cause in [*keys, *((f"lost_before_{stage}", c) for c in causes)]:
            found = [at.get((statistic, cause, g)) for g in groups]
            label = words.text(f"stage-{stage}") if statistic == stage else ""
            if not label:
                label = words.text("table-lost-row", reason=lost_reason(cause, words))
                indented.add(len(lines))
            lines.append([label, *(count(r.n if r else None, r, words) for r in found)])
    columns = [words.text("column-stage"), *(label for label, _ in heads.values())]
    caption = words.text("table-flow", split=words.split(way))
    return DataTable(caption=caption, columns=columns, rows=lines, indented=frozenset(indented))


_MAKERS: dict[str, Callable[[Sequence[Row], Words], list[DataTable]]] = {
    "flow": _flow_tables,
    "composition": _composition_tables,
    "known": _known_tables,
    "within": _within_tables,
    "curve": _curve_tables,
    "median": _median_tables,
    "months": _months_tables,
    "gaps": _gap_tables,
}
