"""From the rows of a released table to the dots of its figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

from research_kit.display.amounts import gap_writer, months_writer, people, times_of
from research_kit.display.as_of import dated
from research_kit.display.figures.dot_plot import DotPlot, DotRow
from research_kit.display.figures.marks import TOTAL, Mark, marks_of
from research_kit.display.figures.scale import GAP_STEPS, MONTH_STEPS, SHARE_STEPS, scale_of
from research_kit.display.gaps import gap_pair
from research_kit.display.rows import SELF_SUPPORT, WIDE, Row, blocked, headline_rows, headline_time
from research_kit.display.sentences import TOO_LITTLE_YET
from research_kit.display.silence import SUPPRESSED, silence
from research_kit.display.words import Words, capital
from research_kit.display.written import in_points, written

Ticks = tuple[Callable[[float], str], Sequence[float]]
"""How the ticks of an axis are written, and how far apart they may be."""
MOST_ROWS = 13
_LEGEND = ("best", "likely", "alarm")


def share_dots(rows: Sequence[Row], words: Words, *, k: int) -> DotPlot | None:
    """Shares at 12 months, or at the latest time there is: the total first, then every group."""
    time = headline_time(rows)
    at_time = [r for r in rows if r.blocked_dimension is None and r.time == time]
    main = list(headline_rows(at_time))
    if not main:
        return None
    own = "-own" if words.has_own_outcome(main[0]) else ""
    axis = words.text(f"axis-within{own}", outcome=words.outcome(*main[0].measure), t=times_of(main, words))
    named: list[tuple[Row, str]] = [(row, "") for row in main]
    if not main[0].group.codes:
        named[1:1] = _definitions_beside(at_time, words)
    return labelled_dots(named, words, k=k, axis=axis, more=blocked_dots(rows, words))


def _definitions_beside(rows: Sequence[Row], words: Words) -> list[tuple[Row, str]]:
    """The other definitions of success, of everybody, with the words that name them."""
    names = {WIDE: "wide-row", SELF_SUPPORT: "self-support-row"}
    of = [r for r in rows if r.measure in names and not r.group.codes and r.shown]
    return [(row, words.text(names[measure])) for measure in names for row in of if row.measure == measure]


def labelled_dots(
    named: Sequence[tuple[Row, str]], words: Words, *, k: int, axis: str, more: Sequence[DotRow] = ()
) -> DotPlot | None:
    """Shares with their bars: one row each, with the words that name it where the group's name does not."""
    number = words.number
    dots = _dots([row for row, _ in named], words, k=k, value=number.percent, write=number.percent_digits)
    dots = [
        _named(dot, dated(label, [row], words)) if label else dot for dot, (row, label) in zip(dots, named, strict=True)
    ]
    if not dots:
        return None
    return _plot([*dots, *more], words, axis=axis, ticks=(number.percent, SHARE_STEPS))


def valued_dots(rows: Sequence[Row], words: Words, *, k: int, axis: str, more: Sequence[DotRow] = ()) -> DotPlot:
    """Numbers of one unit with their bars: one row per group."""
    writer = written(rows[0].unit, words)
    dots = _dots(rows, words, k=k, value=writer.short, write=writer.digits)
    return _plot([*dots, *more], words, axis=axis, ticks=(writer.tick, writer.steps))


def months_dots(rows: Sequence[Row], words: Words, *, k: int, axis: str) -> DotPlot | None:
    """Months per group: the median, or the average within a time."""
    main = [r for r in headline_rows(rows) if r.blocked_dimension is None]
    if not main:
        return None
    write = months_writer(main[0].statistic, words)
    dots = _dots(main, words, k=k, value=lambda v: words.text("months-short", m=write(v)), write=write)
    return _plot([*dots, *blocked_dots(rows, words)], words, axis=axis, ticks=(words.number.months, MONTH_STEPS))


def gap_dots(rows: Sequence[Row], words: Words, *, k: int, axis: str) -> DotPlot | None:
    """Gaps of one statistic, each with the group compared with, around a line at no gap."""
    if not rows:
        return None
    in_months = "months" in rows[0].statistic
    write = gap_writer(rows[0].statistic, words)
    ticks: Callable[[float], str] = words.number.months if in_months else words.number.points
    value = _months_value(words) if in_months else in_points(words)
    dots = _dots(rows, words, k=k, value=value, write=write)
    labels = [dated(capital(gap_pair(r, words)), [r], words) for r in rows]
    named = [_named(dot, label) for dot, label in zip(dots, labels, strict=True)]
    steps = MONTH_STEPS if in_months else GAP_STEPS
    return _plot(named, words, axis=axis, ticks=(ticks, steps), nought=words.text("no-gap"))


def _months_value(words: Words) -> Callable[[float], str]:
    return lambda v: words.text("months-short", m=words.number.months_tenths(v))


def _dots(
    rows: Sequence[Row], words: Words, *, k: int, value: Callable[[float], str], write: Callable[[float], str]
) -> list[DotRow]:
    marks = marks_of(r.group for r in rows)
    dots: list[DotRow] = []
    before: tuple[str, ...] | None = None
    for row in rows:
        mark, split = marks[row.group], row.group.dimensions
        dots.append(_dot(row, words, mark=mark, k=k, new_split=before is not None and split != before))
        dots[-1] = _written(dots[-1], row, words, value=value, write=write)
        before = split
    return dots


def _dot(row: Row, words: Words, *, mark: Mark, k: int, new_split: bool) -> DotRow:
    label = dated(words.group(row.group), [row], words)
    strong = not row.group.codes
    if row.shown:
        bar = None if row.lower is None else (row.lower, inf if row.upper is None else row.upper)
        alarm = None
        if row.alarm_lower is not None and row.alarm_upper is not None:
            alarm = (row.alarm_lower, row.alarm_upper)
        return DotRow(
            label=label, mark=mark, estimate=row.estimate, bar=bar, alarm=alarm, strong=strong, new_split=new_split
        )
    return DotRow(
        label=label,
        mark=mark,
        words=missing_words(row, words, k=k),
        withheld=row.withheld,
        note=silence(row),
        strong=strong,
        new_split=new_split,
    )


def _to_notes(dots: Sequence[DotRow], words: Words) -> tuple[list[DotRow], list[tuple[str, bool]]]:
    """In a long or mostly withheld figure, groups without an estimate are named under it, and take no row each."""
    withheld = sum(dot.withheld for dot in dots)
    if len(dots) <= MOST_ROWS and (2 * withheld <= len(dots) or all(dot.estimate is None for dot in dots)):
        return list(dots), []
    told: dict[str, list[str]] = {}
    for dot in dots:
        if dot.estimate is None and dot.note:
            told.setdefault(dot.note, []).append(dot.label)
    notes = [(words.text(key, groups="; ".join(names)), key == SUPPRESSED) for key, names in told.items()]
    return _kept_apart(dots), notes


def _kept_apart(dots: Sequence[DotRow]) -> list[DotRow]:
    """The rows with an estimate or words of their own; the space before a split stays with its first one."""
    kept: list[DotRow] = []
    pending = False
    for dot in dots:
        pending = pending or dot.new_split
        if dot.estimate is not None or not dot.note:
            kept.append(_with(dot, new_split=pending and bool(kept)))
            pending = False
    return kept


def missing_words(row: Row, words: Words, *, k: int) -> str:
    """What stands where there is no estimate."""
    if row.withheld:
        return words.text("word-suppressed")
    if row.reason == "NOT_REACHED":
        return words.text("word-not-reached")
    if row.status == "blocked":
        return words.text("word-blocked" if row.reason == "ONE_LEVEL" else "word-blocked-other")
    if row.reason in TOO_LITTLE_YET or (row.n is None and row.is_difference):
        return words.reason(row.reason).rstrip(".")  # of a difference nobody is told how many it rests on
    return words.text("word-insufficient", people=people(row.n, words, k=k))


def _written(
    dot: DotRow, row: Row, words: Words, *, value: Callable[[float], str], write: Callable[[float], str]
) -> DotRow:
    if dot.estimate is None:
        return dot
    return _with(dot, value=value(dot.estimate), range=f"({range_words(row, words, write)})" if dot.bar else "")


def range_words(row: Row, words: Words, write: Callable[[float], str]) -> str:
    """The likely range: two limits, or one and the words for more."""
    if row.lower is None:
        return ""
    if row.upper is None:
        return words.text("cell-or-more", lo=write(row.lower))
    return words.number.range(row.lower, row.upper, write)


def blocked_dots(rows: Sequence[Row], words: Words) -> list[DotRow]:
    """One row of words per dimension in which nothing can be compared."""
    return [
        DotRow(
            label=words.dimension(row.blocked_dimension or ""),
            mark=TOTAL,
            words=words.text("word-blocked" if row.reason == "ONE_LEVEL" else "word-blocked-other"),
            new_split=index == 0,
        )
        for index, row in enumerate(blocked(rows))
    ]


def _named(dot: DotRow, label: str) -> DotRow:
    return _with(dot, label=label, strong=False)


def _with(dot: DotRow, **changes: object) -> DotRow:
    from dataclasses import replace

    return replace(dot, **changes)  # type: ignore[arg-type]


def _plot(dots: Sequence[DotRow], words: Words, *, axis: str, ticks: Ticks, nought: str = "") -> DotPlot:
    dots, notes = _to_notes(dots, words)
    shown = [d for d in dots if d.estimate is not None]
    bars = [d.bar for d in shown if d.bar] + [d.alarm for d in shown if d.alarm]
    values = [d.estimate for d in shown if d.estimate is not None] + [v for bar in bars for v in bar if v != inf]
    kinds = [kind for kind in _LEGEND if kind != "alarm" or any(d.alarm for d in shown)]
    legend = [(kind, words.text(f"read-{kind}")) for kind in kinds] if shown else []
    write, steps = ticks
    scale = scale_of(values or [1.0], write, steps=steps)
    title = words.text("read-title")
    walk = words.text("walk-rows")
    return DotPlot(
        rows=dots, scale=scale, axis=axis, legend=legend, legend_title=title, nought=nought, notes=notes, walk=walk
    )
