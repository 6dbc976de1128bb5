"""From the rows of a released curve to the lines of its figures, one figure per way to divide the participants."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.display.as_of import dated
from research_kit.display.figures.curve_lines import CurveFigure, CurveLine
from research_kit.display.figures.curve_panels import draw_panels
from research_kit.display.figures.drawing import Drawing
from research_kit.display.figures.incidence import draw_incidence
from research_kit.display.figures.marks import TOTAL, Mark, marks_of
from research_kit.display.figures.scale import SHARE_STEPS, scale_of
from research_kit.display.rows import EVERYBODY, HORIZON, Group, Row, blocked, headline_rows
from research_kit.display.silence import REASONS, SUPPRESSED, deciding_row, silence
from research_kit.display.words import Words

MOST_LINES = 4
BEHIND = Mark("g")


def rising(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows as shares to whom it has happened: a curve of those to whom it has not is turned over.

    Nothing is estimated here: what has happened by a time and what has not add up to one.
    """
    from dataclasses import replace

    turned = []
    for row in rows:
        if row.statistic != "not_yet" or row.estimate is None:
            turned.append(row)
            continue
        low = None if row.upper is None else 1 - row.upper
        high = None if row.lower is None else 1 - row.lower
        turned.append(replace(row, estimate=1 - row.estimate, lower=low, upper=high))
    return tuple(turned)


def by_group(rows: Sequence[Row]) -> dict[Group, list[Row]]:
    """The rows of each group in order of time."""
    found: dict[Group, list[Row]] = {}
    for row in rows:
        found.setdefault(row.group, []).append(row)
    return {group: sorted(of, key=lambda r: r.time or 0) for group, of in found.items()}


def curve_figures(rows: Sequence[Row], words: Words) -> list[CurveFigure]:
    """The main split first (the crossing where there is one), then each dimension that is not in it."""
    main = rising([r for r in headline_rows(rows) if r.blocked_dimension is None])
    groups = by_group(main)
    splits = _splits(groups)
    notes = _blocked_notes(rows, words)
    if not splits:
        return [_figure({EVERYBODY: groups[EVERYBODY]}, None, words, notes)] if EVERYBODY in groups else []
    return [
        _figure(
            {g: of for g, of in groups.items() if g.dimensions == split},
            groups.get(EVERYBODY),
            words,
            notes if index == 0 else [],
        )
        for index, split in enumerate(splits)
    ]


def _splits(groups: dict[Group, list[Row]]) -> list[tuple[str, ...]]:
    """The crossing, where its curves reach as far as those of its dimensions do; else the dimensions.

    A split whose curves end before everybody's does is left out: its axis would cut off what is told of everybody.
    """
    asked = dict.fromkeys(g.dimensions for g in groups if g.codes and not g.is_target)
    reach = {split: _reach(groups, split) for split in asked}
    found = [split for split in asked if reach[split] >= min(_reach(groups, ()), HORIZON)]
    single = [split for split in found if len(split) == 1]
    farthest = max((reach[split] for split in single), default=0.0)
    crossings = [split for split in found if len(split) > 1 and reach[split] >= min(farthest, HORIZON)]
    main = crossings[:1] or single[:1]
    held = {name for split in main for name in split}
    return [*main, *(split for split in single if split[0] not in held and _tells_more(groups, split))]


def _tells_more(groups: dict[Group, list[Row]], split: tuple[str, ...]) -> bool:
    """Whether the curves say more than the shares at their end do: two groups have a point on the way there."""
    return sum(len(_points(of)) > 2 for group, of in groups.items() if group.dimensions == split) >= 2


def _reach(groups: dict[Group, list[Row]], split: tuple[str, ...]) -> float:
    return max((r.time or 0 for g, of in groups.items() if g.dimensions == split for r in of if r.shown), default=0.0)


def _figure(
    groups: dict[Group, list[Row]], everybody: list[Row] | None, words: Words, notes: Sequence[tuple[str, bool]]
) -> CurveFigure:
    marks = marks_of(groups, tell_apart=len(groups) <= MOST_LINES)
    drawn = {g: of for g, of in groups.items() if _points(of)}
    last = max((r.time or 0 for of in drawn.values() for r in of), default=HORIZON)
    horizon = HORIZON if last >= HORIZON else max(last, 3)
    lines = [_line(g, of, words, horizon=horizon, mark=marks[g]) for g, of in drawn.items()]
    if everybody and EVERYBODY not in drawn and 0 < len(lines) < MOST_LINES and _points(everybody):
        lines = [_line(EVERYBODY, everybody, words, horizon=horizon, mark=BEHIND), *lines]
    total = _line(EVERYBODY, everybody, words, horizon=horizon, mark=TOTAL) if everybody else None
    keep_total = total if total is not None and total.points else None
    tops = [v for line in lines for v in (line.limits or ())] + [s for line in lines for _, s in line.points]
    times = _times(horizon)
    return CurveFigure(
        lines=lines,
        scale=scale_of(tops or [0.2], words.number.percent, steps=SHARE_STEPS, most=5),
        times=times,
        tick_words=[words.number.months(t) for t in times],
        axis=words.text("axis-curve"),
        followed_heading=words.text("followed-heading"),
        panels_words=words.text("panels-words"),
        notes=[*_missing_notes(groups, words), *notes],
        total=keep_total if len(lines) > MOST_LINES else None,
    )


def _times(horizon: float) -> list[float]:
    step = 3 if horizon <= 15 else 6
    times = [float(t) for t in range(0, int(horizon) + 1, step)]
    return times if times[-1] == horizon else [*times, horizon]


def _points(rows: Sequence[Row]) -> list[tuple[float, float]]:
    return [(r.time or 0.0, r.estimate) for r in rows if r.shown and r.estimate is not None]


def _line(group: Group, rows: Sequence[Row], words: Words, *, horizon: float, mark: Mark) -> CurveLine:
    inside = [r for r in rows if (r.time or 0) <= horizon]
    points = _points(inside)
    if points and points[0][0] > 0:
        points = [(0.0, 0.0), *points]
    last = next((r for r in reversed(inside) if r.shown), None)
    limits = None if last is None or last.lower is None or last.upper is None else (last.lower, last.upper)
    until = ""
    if last is not None and (last.time or 0) < horizon:
        until = words.text("at-month", t=words.number.months(last.time or 0))
    digits = words.number.percent_digits
    return CurveLine(
        label=dated(words.group(group), inside, words),
        name=dated(words.in_sentence(group), inside, words),
        mark=mark,
        points=points,
        limits=limits,
        value=words.number.percent(points[-1][1]) if points else "",
        range=f"({words.number.range(*limits, digits)})" if limits else "",
        until=until,
        followed={r.time or 0.0: words.number.count(r.n) for r in inside if r.n is not None and r.shown},
        strong=not group.codes,
        by_gender=group.code("gender") is not None,
    )


def _missing_notes(groups: dict[Group, list[Row]], words: Words) -> list[tuple[str, bool]]:
    rows = [row for of in groups.values() for row in of]
    empty = {g: silence(deciding_row(of, rows)) for g, of in groups.items() if not _points(of)}
    names = {key: [words.group(g) for g, why in empty.items() if why == key] for key in REASONS}
    return [(words.text(key, groups="; ".join(of)), key == SUPPRESSED) for key, of in names.items() if of]


def _blocked_notes(rows: Sequence[Row], words: Words) -> list[tuple[str, bool]]:
    names = [words.dimension(r.blocked_dimension or "") for r in blocked(rows)]
    return [(words.text("note-blocked", groups="; ".join(names)), False)] if names else []


def draw_curves(drawing: Drawing, figure: CurveFigure) -> None:
    """Up to four lines share axes; more get a small pair each."""
    (draw_incidence if len(figure.lines) <= MOST_LINES else draw_panels)(drawing, figure)
