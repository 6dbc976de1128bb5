"""Differences between groups, told in one way whatever they are in: points first, the ratio beside them.

Words in the catalogues: `heading-<table>`, `<statistic>-more`, `-less` and `-same`, `axis-<table>`,
`figure-title-<table>`, `table-<table>`, and `verdict-<REASON>` where rows carry a verdict of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import uncertain, visible_gap
from research_kit.display.as_of import dated, dated_sentence, labelled
from research_kit.display.cells import DataTable, alarm, limits, missing, without_empty
from research_kit.display.figures.dot_plot import DotPlot
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import gap_dots
from research_kit.display.gaps import INTERACTION, gap_verdict
from research_kit.display.rows import Row, own_rows
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.telling import Telling
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import BEFORE, Words, capital, key_of
from research_kit.display.written import written

_CELLS = {"established": "cell-established", "check": "cell-check", "none": "cell-not-told"}
_MOST_SENTENCES = 3
YELLOW = "YELLOW"


@dataclass(frozen=True, kw_only=True, slots=True)
class GapsOf:
    """Which statistic of a table is the difference, and which one, if any, is the ratio beside it.

    `search`: the table looks for groups that have less, by a rule of its own (METHODS 7.7), so only those that the
    rule has found are told of and drawn; the others are in the table.
    """

    name: str
    statistic: str
    ratio: str = ""
    search: bool = False


def gaps_of(spec: GapsOf) -> Telling:
    """The telling of a table of differences."""
    return Telling(
        heading=partial(_heading, spec),
        sentences=partial(_sentences, spec),
        pictures=partial(_pictures, spec),
        tables=partial(_tables, spec),
        sure=partial(_sure, spec),
    )


def _gaps(spec: GapsOf, rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.statistic == spec.statistic and r.blocked_dimension is None]


def message_of(spec: GapsOf, rows: Sequence[Row]) -> str:
    """`established`, `check`, `none`, `insufficient` or `plain`: what may be said of the differences together."""
    return _message(spec, _gaps(spec, rows))[0]


def _message(spec: GapsOf, gaps: Sequence[Row]) -> tuple[str, list[Row]]:
    """What may be said of them together, and the rows that it is said of."""
    shown = [r for r in gaps if r.shown]
    found = [r for r in shown if r.reason == YELLOW]
    if spec.search and shown:
        return ("check", found) if found else ("none", shown)
    for verdict in ("established", "check"):
        of = [r for r in shown if gap_verdict(r) == verdict]
        if of:
            return verdict, of
    if shown:
        return "none", shown
    return ("plain" if any(r.withheld for r in gaps) else "insufficient"), []


def _heading(spec: GapsOf, rows: Sequence[Row], words: Words) -> str:
    gaps = _gaps(spec, rows)
    message, of = _message(spec, gaps)
    some = "-shown" if message in ("none", "check") and not all(r.shown for r in gaps) else ""
    counts: dict[str, str | int] = {"count": len(of), "n": words.number.count(len(of))}
    own = f"heading-{spec.name}-{message}"
    if words.known(own):
        return words.text(f"{own}{some}" if words.known(f"{own}{some}") else own, **counts)
    return words.text(f"heading-{spec.name}", said=words.text(f"heading-gaps-{message}{some}", **counts))


def _sentences(spec: GapsOf, table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    gaps = _gaps(spec, rows)
    message, of = _message(spec, gaps)
    if message in ("insufficient", "plain"):
        return [row_sentence(r, words, k=table.k) for r in gaps[:1]]
    if message == "none":
        return [*_verdicts(of, words), *_none_seen(of, gaps, words), *_also_changed(gaps, words)]
    told = [gap_of_sentence(r, words) for r in of[:_MOST_SENTENCES]]
    dates = [dated_sentence(said, [row], words) for said, row in zip(told, of, strict=False)]
    bars = [] if spec.search else [words.text(_bars(message, of))]
    return [*dates, *bars, *_verdicts(gaps, words), *_also_changed(gaps, words)]


def _bars(message: str, of: Sequence[Row]) -> str:
    """What the bars say of a difference: one that was not fixed beforehand has no alarm bar, and is a lead."""
    if message == "established":
        return "gap-established"
    return "gap-check" if any(r.alarm_lower is not None for r in of) else "gap-lead"


def gap_of_sentence(row: Row, words: Words) -> str:
    """A difference and how uncertain it is, in the words of its statistic."""
    write = written(row.unit, words, gap=True).digits
    estimate = row.estimate or 0.0
    digits = write(abs(estimate))
    direction = "same" if digits == write(0.0) else "less" if estimate < 0 else "more"
    main = words.text(
        f"{row.statistic}-{direction}",
        group=capital(words.in_sentence(row.group)),
        other=words.compared(row.compared_with),
        d=visible_gap(abs(estimate), row.statistic, words),
        what=_what(row, words),
        t="" if row.time is None else words.number.months(row.time),
    )
    return uncertain(main, row, words, write)


def yellow_sentence(row: Row, words: Words) -> str:
    """That a group is to be checked now (METHODS M7.7)."""
    return capital(words.text(f"verdict-{YELLOW}", group=words.in_sentence(row.group), what=_what(row, words)))


def _also_changed(rows: Sequence[Row], words: Words) -> list[str]:
    """What else was changed at the same time as an activity's version, in declared names."""
    of = {row.cause: row for row in rows if row.compared_with == BEFORE and row.shown}
    said = []
    for cause, row in of.items():
        beside = [item.partition("=") for item in row.allowed_for]
        changed = [name for key, _, names in beside if key == cause for name in names.split("+")]
        if changed:
            names = [words.text(f"what-{key_of(name.partition(':')[0])}") for name in changed]
            said.append(words.text("versions-also", what=_what(row, words), list=", ".join(dict.fromkeys(names))))
    return said


def _what(row: Row, words: Words) -> str:
    name = row.outcome or row.cause
    key = f"what-{key_of(name or '')}"
    return words.text(key) if words.known(key) else words.outcome(row.outcome, row.cause)


def _verdicts(rows: Sequence[Row], words: Words) -> list[str]:
    """What the rule of a table makes of a difference, where it has one of its own."""
    said = []
    for row in rows:
        key = f"verdict-{row.reason}"
        if row.shown and row.reason is not None and words.known(key):
            told = words.text(key, group=words.in_sentence(row.group), what=_what(row, words))
            said.append(dated_sentence(capital(told), [row], words))
    return list(dict.fromkeys(said))


def _none_seen(of: Sequence[Row], gaps: Sequence[Row], words: Words) -> list[str]:
    visible = [r.smallest_visible_gap for r in of if r.smallest_visible_gap is not None]
    if not visible:
        return []
    some = "" if all(r.shown for r in gaps) else "-shown"
    gap = visible_gap(max(visible), of[0].statistic, words)
    return [dated_sentence(words.text(f"gaps-none-seen{some}", gap=gap), of, words)]


def _measures(rows: Sequence[Row]) -> list[tuple[str | None, str | None, float | None]]:
    return list(dict.fromkeys((r.outcome, r.cause, r.time) for r in rows))


def _pictures(spec: GapsOf, rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """A figure for each measure; the first one explains the marks of all of them."""
    drawn = _plots(spec, rows, words, k)
    legend = max((plot.legend for _, plot in drawn.values()), key=len, default=())
    pictures: list[str] = []
    for place, (what, alone) in drawn.items():
        plot = replace(alone, legend=() if pictures else legend)
        title = words.text(f"figure-title-{spec.name}", what=what)
        text = describe_dots(plot, words, words.number.points)
        pictures.append(draw_both(plot.draw, title, text, id_=f"{id_}-{place}"))
    return pictures


def _plots(spec: GapsOf, rows: Sequence[Row], words: Words, k: int) -> dict[int, tuple[str, DotPlot]]:
    """By its place, what each measure with something to show is about, and its figure."""
    gaps, found = _gaps(spec, rows), {}
    for place, measure in enumerate(_measures(gaps)):
        of = [r for r in gaps if (r.outcome, r.cause, r.time) == measure]
        of = [r for r in of if not spec.search or r.reason == YELLOW]
        plot = None
        if any(r.shown for r in of):
            plot = gap_dots(of, words, k=k, axis=words.text("axis-gaps-of", what=_what(of[0], words)))
        if plot is not None:
            found[place] = (_what(of[0], words), plot)
    return found


def _tables(spec: GapsOf, rows: Sequence[Row], words: Words) -> list[DataTable]:
    gaps = _gaps(spec, rows)
    ratios = {_pair(r): r for r in own_rows(rows) if spec.ratio and r.statistic == spec.ratio}
    parts = [[r for r in gaps if (r.outcome, r.cause, r.time) == measure] for measure in _measures(gaps)]
    return [_table(spec, part, ratios, words) for part in parts if any(r.shown for r in part)]


def _pair(row: Row) -> tuple[object, ...]:
    return row.group, row.compared_with, row.outcome, row.cause, row.time


def _table(spec: GapsOf, gaps: Sequence[Row], ratios: dict[tuple[object, ...], Row], words: Words) -> DataTable:
    lines = []
    for gap in gaps:
        name, other = _names(gap, words)
        label, (row,) = labelled(capital(name), [gap], words)
        write = words.number.points
        lines.append(
            [
                label,
                other,
                write(row.estimate) if row.shown and row.estimate is not None else missing(row, words),
                limits(row, words, write),
                alarm(row, words, write),
                _ratio(ratios.get(_pair(gap)), words),
                words.text(_CELLS[gap_verdict(row)]) if row.shown else words.text("cell-none"),
                _visible(row, words),
            ]
        )
    columns = ["group", "compared", "gap", "likely", "alarm", "ratio", "status", "visible"]
    caption = words.text(f"table-{spec.name}", what=_what(gaps[0], words))
    heads = [words.text(f"column-{name}") for name in columns]
    return without_empty(DataTable(caption=caption, columns=heads, rows=lines), words.text("cell-none"))


def _names(row: Row, words: Words) -> tuple[str, str]:
    """The two sides of a difference."""
    if row.statistic == INTERACTION:
        return words.text("group-interaction"), words.text("group-interaction-other")
    return words.in_sentence(row.group), words.compared(row.compared_with)


def _visible(row: Row, words: Words) -> str:
    seen = row.smallest_visible_gap
    return words.text("cell-none") if seen is None else visible_gap(seen, row.statistic, words)


def _ratio(row: Row | None, words: Words) -> str:
    if row is None or not row.shown or row.estimate is None:
        return words.text("cell-none") if row is None else missing(row, words)
    writer = written("ratio", words)
    likely = writer.range(replace(row, as_of=None), words)
    said = writer.value(row.estimate)
    return dated(f"{said} ({likely})" if likely else said, [row], words)


def _sure(spec: GapsOf, rows: Sequence[Row], words: Words) -> list[str]:
    if not any(r.shown for r in own_rows(rows)):
        return []
    if spec.search:
        return [words.text(f"sure-{spec.name}")]
    planned = words.subject.planned_reports
    if planned is None:
        return [words.text("sure-look-many")]
    return [words.text("sure-look", looks=words.number.plain(planned))]
