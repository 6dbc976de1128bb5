"""Where people are (METHODS M4.6): in work, in education, still in the project, or out of it, quarter by quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import horizon, of_ten
from research_kit.display.as_of import dated, dated_sentence, labelled
from research_kit.display.beside_sentences import STATES, at_one_time, where_people_are
from research_kit.display.cells import DataTable, count, missing, share, without_empty
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import missing_words
from research_kit.display.figures.stacked_bars import Piece, StackedBar, StackedBars
from research_kit.display.rows import EVERYBODY, HORIZON, Group, Row, headline_time, own_rows
from research_kit.display.tellings.telling import Telling, silent_sentence
from research_kit.display.words import Words, capital

_LOOKS = {"work": "seg-b", "education": "squared", "in_project": "outl", "ended": "seg-g1", "neither": "dotted"}
_STATE_OF = {look: state for state, look in _LOOKS.items()}


def _told(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None and r.cause in STATES]


def _of_group(rows: Sequence[Row], group: Group) -> list[Row]:
    return [r for r in _told(rows) if r.group == group]


def _now(rows: Sequence[Row]) -> dict[str, Row]:
    """Everybody's states at the time of the headline."""
    return at_one_time(_of_group(rows, EVERYBODY), headline_time(own_rows(rows)))


def _heading(rows: Sequence[Row], words: Words) -> str:
    now = _now(rows)
    if not now:
        return words.text("heading-states-plain")
    work = now["work"]
    key = "heading-states-year" if work.time == HORIZON else "heading-states"
    return words.text(key, x=of_ten(work.estimate or 0.0, words), t=horizon(work, words))


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    now = _now(rows)
    if not now:
        return silent_sentence(rows, words, table.k)
    ended = (now["ended"].estimate or 0.0) if "ended" in now else 0.0
    rest = [words.text("states-ended")] if ended > 0 else []
    said = dated_sentence(" ".join([where_people_are(now, words), *rest]), now.values(), words)
    return [said, words.text("states-now")]


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """Everybody quarter by quarter, then every group at the time of the headline."""
    everybody = _of_group(rows, EVERYBODY)
    times = sorted({r.time for r in everybody if r.time is not None})
    bars = [_bar(everybody, t, words.text("states-after", t=words.number.months(t)), words, k) for t in times]
    if not any(bar.pieces for bar in bars):
        return []
    drawn = [_draw(bars, (words.text("figure-title-states"), words.text("axis-states")), words, id_)]
    time = headline_time(own_rows(rows))
    groups = _group_bars(rows, time, words, k)
    if time is not None and any(bar.pieces for bar in groups[1:]):
        said = tuple(
            words.text(f"{key}-states-groups", t=words.number.months(time)) for key in ("figure-title", "axis")
        )
        drawn.append(_draw(groups, said, words, f"{id_}-groups"))
    return drawn


def _group_bars(rows: Sequence[Row], time: float | None, words: Words, k: int) -> list[StackedBar]:
    bars: list[StackedBar] = []
    before: tuple[str, ...] | None = None
    for group in dict.fromkeys(r.group for r in _told(rows)):
        split = before is not None and group.dimensions != before
        bar = _bar(_of_group(rows, group), time, words.group(group), words, k)
        bars.append(replace(bar, new_split=split, strong=group == EVERYBODY))
        before = group.dimensions
    return bars


def _bar(of: Sequence[Row], time: float | None, label: str, words: Words, k: int) -> StackedBar:
    states = at_one_time(of, time)
    if not states:
        row = next((r for r in of if r.time == time), None)
        said = words.text("cell-none") if row is None else missing_words(row, words, k=k)
        return StackedBar(label=label, words=said, withheld=row is not None and row.withheld)
    label = dated(label, states.values(), words)
    return StackedBar(label=label, pieces=[_piece(row, _LOOKS[state], words) for state, row in states.items()])


def _piece(row: Row, look: str, words: Words) -> Piece:
    value = row.estimate or 0.0
    return Piece(value, look, words.number.percent(value))


def _draw(bars: Sequence[StackedBar], said: tuple[str, ...], words: Words, id_: str) -> str:
    """The figure; `said` is its title and the words under its axis."""
    title, axis = said
    drawn = {piece.look for bar in bars for piece in bar.pieces}
    legend = [(look, words.text(f"state-{state}")) for state, look in _LOOKS.items() if look in drawn]
    ticks = [words.number.percent(part) for part in (0, 0.25, 0.5, 0.75, 1)]
    figure = StackedBars(bars=bars, legend=legend, axis=axis, ticks=ticks)
    return draw_both(figure.draw, title, _described(bars, words), id_=id_)


def _described(bars: Sequence[StackedBar], words: Words) -> str:
    """Every bar's parts."""
    told = []
    for bar in bars:
        parts = [f"{words.text(f'state-{_STATE_OF[piece.look]}')} {piece.value}" for piece in bar.pieces]
        told.append(words.text("desc-words", group=bar.label, words=", ".join(parts) or bar.words))
    return "; ".join(told) + "."


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """Everybody by time, and every group at the time of the headline."""
    rows = own_rows(rows)
    told = _told(rows)
    everybody = _of_group(told, EVERYBODY)
    heads = [capital(words.text(f"state-{state}")) for state in STATES]
    lines = []
    for t in sorted({r.time for r in everybody if r.time is not None}):
        label, of = labelled(words.number.months(t), [r for r in everybody if r.time == t], words)
        lines.append([label, *_cells({r.cause: r for r in of}, words)])
    columns = [words.text("column-time"), *heads]
    by_time = DataTable(caption=words.text("table-states"), columns=columns, rows=lines)
    return [without_empty(table, words.text("cell-none")) for table in (by_time, *_group_table(told, heads, words))]


def _group_table(rows: Sequence[Row], heads: Sequence[str], words: Words) -> list[DataTable]:
    time = headline_time(rows)
    groups = [group for group in dict.fromkeys(r.group for r in rows) if group != EVERYBODY]
    if time is None or not groups:
        return []
    lines = []
    for group in groups:
        label, there = labelled(words.group(group), [r for r in _of_group(rows, group) if r.time == time], words)
        of = {r.cause: r for r in there}
        first = next(iter(of.values()), None)
        people = count(first.n if first else None, first, words)
        lines.append([label, people, *_cells(of, words)])
    columns = [words.text("column-group"), words.text("column-people"), *heads]
    caption = words.text("table-states-groups", t=words.number.months(time))
    return [DataTable(caption=caption, columns=columns, rows=lines)]


def _cells(of: Mapping[str | None, Row], words: Words) -> list[str]:
    return [share(of[state], words) if state in of else missing(None, words) for state in STATES]


def told_jointly(rows: Sequence[Row]) -> bool:
    """Whether somewhere those in the project and those out of it are told as one."""
    return any(r.cause == "neither" and r.shown for r in _told(rows))


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-states")] if _now(rows) else []


STATES_TOLD = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
