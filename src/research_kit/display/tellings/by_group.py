"""One number per group, told in one way whatever it is about: shares, days, hours, rates and ratios.

A table that is told so needs a `ByGroup` and its words in the catalogues: `heading-<table>`, `heading-<table>-plain`,
`<table>-sentence-all`, `axis-<table>`, `figure-title-<table>`, `table-<table>`, and `column-<table>-…` where several
numbers stand side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import ended, likely_share
from research_kit.display.as_of import dated, dated_sentence, labelled
from research_kit.display.cells import DataTable, count, missing
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import blocked_dots, valued_dots
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.telling import Telling
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import Words, capital, key_of
from research_kit.display.written import in_words, written

Beside = Literal["time", "outcome", "cause", "statistic", "compared_with"]
"""What stands side by side in a table: a column for each."""
_MOST_SENTENCES = 4
_OF_BENCHMARKS = frozenset({"OLD_BENCHMARK", "NO_SOURCE", "NO_SAMPLE_SIZE"})
"""What is to be said of a number that was compared with a benchmark, although it is shown."""
_MEASURE = ("statistic", "outcome", "cause", "time")


@dataclass(frozen=True, kw_only=True, slots=True)
class ByGroup:
    """Which number the item is about, and what stands beside it.

    `about` are the values of `statistic`, `outcome`, `cause` and `time` of the rows that heading, sentence and figure
    are about; what it does not name may be anything. Where a study has no such row, the first that it has; where
    nothing is shown at that time, the nearest one at which something is.
    `beside` is what the table has a column for each of, `apart` what it has a table for each of. `ranked` says whether
    the lowest and the highest group may be named: not where the number grows with the group, nor for smoothed ones.
    """

    name: str
    about: tuple[tuple[str, str | float | None], ...]
    beside: Beside = "time"
    apart: Beside | tuple[Beside, ...] | None = None
    in_days: bool = False
    ranked: bool = True


def by_group(spec: ByGroup) -> Telling:
    """The telling of a table of one number per group."""
    return Telling(
        heading=partial(_heading, spec),
        sentences=partial(_sentences, spec),
        pictures=partial(_pictures, spec),
        tables=partial(_tables, spec),
        sure=partial(_sure, spec),
        about=partial(main_rows, spec),
    )


def main_rows(spec: ByGroup, rows: Sequence[Row]) -> list[Row]:
    """The rows of every group that the item is about."""
    own = [r for r in own_rows(rows) if r.blocked_dimension is None]
    wanted = [r for r in own if all(getattr(r, name) == value for name, value in spec.about)]
    about_all = [r for r in (*wanted, *own) if r.group == EVERYBODY]
    first = next(iter((*about_all, *wanted, *own)), None)
    if first is None:
        return []
    at = _nearest_told(first, own)
    return [r for r in own if all(getattr(r, name) == getattr(at, name) for name in _MEASURE)]


def _nearest_told(row: Row, rows: Sequence[Row]) -> Row:
    """The row itself, or where it is silent that of the same group at the nearest time before, else after, it."""
    alike = ("group", "statistic", "outcome", "cause")
    told = [r for r in rows if r.shown and all(getattr(r, name) == getattr(row, name) for name in alike)]
    if row.shown or row.time is None or not told:
        return row
    time = row.time
    return min(told, key=lambda r: ((r.time or 0.0) > time, abs((r.time or 0.0) - time)))


def everybody(spec: ByGroup, rows: Sequence[Row]) -> Row | None:
    """The row about everybody that the item is about."""
    return next((r for r in main_rows(spec, rows) if r.group == EVERYBODY), None)


def _heading(spec: ByGroup, rows: Sequence[Row], words: Words) -> str:
    row = everybody(spec, rows)
    if row is None or not row.shown:
        return words.text(f"heading-{spec.name}-plain")
    return words.text(_key(f"heading-{spec.name}", row, words), **_values(spec, row, words))


def _key(name: str, row: Row, words: Words) -> str:
    """A text of its own for all and for none, where the catalogue has one."""
    edge = {0.0: "-none", 1.0: "-every"}.get(row.estimate or 0.0, "") if row.unit == "share" else ""
    return f"{name}{edge}" if edge and words.known(f"{name}{edge}") else name


def _values(spec: ByGroup, row: Row, words: Words) -> dict[str, str]:
    """What the texts about one row may speak of: the number in words, what happened, and within what time."""
    source = row.compared_with or ""
    return {"x": in_words(row, words), "what": _what(row, words), "t": _time(spec, row, words), "source": source}


def _what(row: Row, words: Words) -> str:
    """What a row is about, where the catalogue has words for it."""
    named = (words.coded(name) for name in (row.outcome, row.cause, row.statistic) if name is not None)
    return next((said for said in named if said is not None), "")


def _time(spec: ByGroup, row: Row, words: Words) -> str:
    if row.time is None:
        return ""
    return words.number.count(round(row.time)) if spec.in_days else words.number.months(row.time)


def _sentences(spec: ByGroup, table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    of = main_rows(spec, rows)
    row = everybody(spec, rows) or next((r for r in of if not r.shown), None)
    if row is None:
        return _extremes(spec, rows, words) or _of_groups(spec, of, words)
    if row.group != EVERYBODY and any(r.shown for r in of):
        return _extremes(spec, rows, words) or _of_groups(spec, of, words)
    if not row.shown:
        return [row_sentence(row, words, k=table.k)]
    said = words.text(_key(f"{spec.name}-sentence-all", row, words), **_values(spec, row, words))
    return [dated_sentence(_with_range(said, row, words), [row], words), *_extremes(spec, rows, words)]


def _of_groups(spec: ByGroup, of: Sequence[Row], words: Words) -> list[str]:
    """Where nobody is everybody: each group in a sentence, or what they have in common."""
    if words.known(f"{spec.name}-sentence-groups"):
        return [words.text(f"{spec.name}-sentence-groups")]
    key = f"{spec.name}-sentence-group"
    shown = [r for r in of if r.shown][:_MOST_SENTENCES] if words.known(key) else []
    said = [words.text(key, group=words.group(r.group), **_values(spec, r, words)) for r in shown]
    return [dated_sentence(_with_range(one, r, words), [r], words) for one, r in zip(said, shown, strict=True)]


def _with_range(said: str, row: Row, words: Words) -> str:
    likely = likely_share(row, words) if row.unit == "share" else written(row.unit, words).range(row, words)
    return ended(said, likely, row, words, ending="ending-plausibly")


def _extremes(spec: ByGroup, rows: Sequence[Row], words: Words) -> list[str]:
    """The lowest and the highest group of the finest split, and whether their likely ranges meet."""
    if not spec.ranked:
        return []
    groups = [r for r in main_rows(spec, rows) if r.group.codes and not (r.group.is_unknown or r.group.is_target)]
    of = [r for r in groups if r.shown and r.compared_with == groups[0].compared_with]
    depth = max((len(r.group.codes) for r in of), default=0)
    finest = [r for r in of if len(r.group.codes) == depth]
    finest = [r for r in finest if r.group.dimensions == finest[0].group.dimensions]
    low, high = (pick(finest, key=lambda r: r.estimate or 0.0, default=None) for pick in (min, max))
    if low is None or high is None or low.estimate == high.estimate:
        return []
    write = written(low.unit, words).value
    some = "" if all(r.shown for r in groups) else "-shown"
    part = "-part" if low.unit == "ratio" else ""
    said = words.text(
        f"extremes{part}{some}",
        low=words.in_sentence(low.group),
        lowest=write(low.estimate or 0.0),
        high=words.in_sentence(high.group),
        highest=write(high.estimate or 0.0),
    )
    apart = low.upper is not None and high.lower is not None and low.upper < high.lower
    meet = words.text("within-apart" if apart else "within-overlap")
    return [dated_sentence(f"{said} {meet}", [low, high], words)]


def _pictures(spec: ByGroup, rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """One figure; of what is compared with several benchmarks one for each of them."""
    of = main_rows(spec, rows)
    others = list(dict.fromkeys(r.compared_with for r in of))
    drawn = [[r for r in of if r.compared_with == other] for other in others]
    return [
        _picture(spec, part, (rows, words, k), id_=f"{id_}-{place}" if place else id_)
        for place, part in enumerate(part for part in drawn if any(r.shown for r in part))
    ]


def _picture(spec: ByGroup, of: Sequence[Row], told: tuple[Sequence[Row], Words, int], *, id_: str) -> str:
    rows, words, k = told
    named = _values(spec, of[0], words)
    plot = valued_dots(of, words, k=k, axis=words.text(f"axis-{spec.name}", **named), more=blocked_dots(rows, words))
    title = words.text(f"figure-title-{spec.name}", **named)
    return draw_both(plot.draw, title, describe_dots(plot, words, written(of[0].unit, words).digits), id_=id_)


def _tables(spec: ByGroup, rows: Sequence[Row], words: Words) -> list[DataTable]:
    own = [r for r in own_rows(rows) if r.blocked_dimension is None]
    if spec.apart is None:
        return [_table(spec, own, words)]
    names = (spec.apart,) if isinstance(spec.apart, str) else spec.apart
    parts: dict[tuple[object, ...], list[Row]] = {}
    for row in own:
        parts.setdefault(tuple(getattr(row, name) for name in names), []).append(row)
    told = [part for part in parts.values() if any(r.shown for r in part)]
    return [_table(spec, part, words) for part in told]


def _table(spec: ByGroup, rows: Sequence[Row], words: Words) -> DataTable:
    """One line per group, a column for each of what stands side by side."""
    keys = _columns(spec, rows)
    lines = []
    for group in dict.fromkeys(r.group for r in rows):
        label, of = labelled(words.group(group), [r for r in rows if r.group == group], words)
        at = {getattr(r, spec.beside): r for r in of}
        lines.append([label, count(of[0].n, of[0], words), *(cell(at.get(key), words) for key in keys)])
    heads = [words.text("column-group"), words.text("column-people"), *(_head(spec, key, words) for key in keys)]
    caption = words.text(f"table-{spec.name}", **_values(spec, rows[0], words))
    return DataTable(caption=caption, columns=heads, rows=lines)


def _columns(spec: ByGroup, rows: Sequence[Row]) -> list[str | float | None]:
    """What has a column: that of which some group has a number; everything where none has."""
    keys = list(dict.fromkeys(getattr(r, spec.beside) for r in rows))
    told = {getattr(r, spec.beside) for r in rows if r.shown}
    return [key for key in keys if key in told] or keys


def _head(spec: ByGroup, key: str | float | None, words: Words) -> str:
    if spec.beside == "time" and isinstance(key, float):
        unit = "day" if spec.in_days else "month"
        return words.text(f"column-{unit}", t=words.number.months(key))
    code = str(key or "all")
    if code in (phases := words.subject.codes.get("phase", {})):
        return words.own(phases[code])
    if words.own_code(code) is not None:
        return capital(words.coded(code) or code)
    for named in (f"column-{spec.name}-{key_of(code)}", f"state-{key_of(code)}", f"what-{key_of(code)}"):
        if words.known(named):
            return capital(words.text(named))
    return capital(code.replace("_", " "))


def cell(row: Row | None, words: Words) -> str:
    """A number with its likely range, or words."""
    if row is None or not row.shown or row.estimate is None:
        return missing(row, words)
    writer = written(row.unit, words)
    likely = writer.range(replace(row, as_of=None), words) if row.lower is not None else ""
    said = writer.short(row.estimate)
    return dated(f"{said} ({likely})" if likely else said, [row], words)


def _sure(spec: ByGroup, rows: Sequence[Row], words: Words) -> list[str]:
    shown = [r for r in main_rows(spec, rows) if r.shown]
    key = f"sure-{spec.name}"
    said = [words.text(key)] if shown and words.known(key) else []
    reasons = dict.fromkeys(r.reason for r in shown if r.reason in _OF_BENCHMARKS)
    return [*said, *(capital(words.reason(reason)) for reason in reasons)]
