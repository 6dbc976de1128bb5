"""More than four groups: one small pair of axes each, everybody in grey behind."""

from __future__ import annotations

from dataclasses import replace

from research_kit.display.figures.curve_lines import CurveFigure, CurveLine, Frame, draw_axes, step_path, tick_room
from research_kit.display.figures.drawing import LINE, Drawing, lines_of, width_of
from research_kit.display.figures.marks import draw_mark
from research_kit.display.figures.notes import draw_notes

_PLOT = 132.0


def draw_panels(drawing: Drawing, figure: CurveFigure) -> None:
    """Small multiples with the same axes; the numbers followed at the start, middle and end under each."""
    columns = 2 if drawing.narrow else 3
    gutter = 20.0 if drawing.narrow else 30.0
    left = max(46.0, tick_room(figure))
    width = (drawing.width - left - gutter * (columns - 1)) / columns
    y = 0.0
    for start in range(0, len(figure.lines), columns):
        group = figure.lines[start : start + columns]
        titles = max(len(lines_of(line.label, width, "bold")) for line in group)
        for index, line in enumerate(group):
            corner = (left + index * (width + gutter), y)
            _panel(drawing, figure, line, (*corner, width, titles))
        y += titles * LINE + 24 + _PLOT + 84
    lines = lines_of(figure.panels_words, drawing.width, "ax")
    y = drawing.paragraph((0, y + 4), lines, "ax") - LINE + 8
    drawing.height = draw_notes(drawing, y, figure.notes) + 4


def _panel(drawing: Drawing, figure: CurveFigure, line: CurveLine, box: tuple[float, float, float, int]) -> None:
    x, y, width, titles = box
    lines = lines_of(line.label, width, "bold")
    drawing.paragraph((x, y + 16 + (titles - len(lines)) * LINE), lines, "bold")
    _value(drawing, line, (x, y + 16 + titles * LINE), width)
    frame = Frame(x, x + width - 16, y + titles * LINE + 38, y + titles * LINE + 38 + _PLOT)
    sparse = _sparse(figure, width)
    draw_axes(drawing, sparse, frame, grid_right=x + width, bare=x > max(46.0, tick_room(figure)))
    if figure.total is not None:
        drawing.path(step_path(figure, figure.total, frame), "curve thin2 s-g")
    _curve(drawing, figure, line, frame)
    for time, words in zip(sparse.times, sparse.tick_words, strict=True):
        if words and time in line.followed:
            drawing.text((frame.x(figure, time), frame.bottom + 46), line.followed[time], "sm bold", anchor="middle")


def _value(drawing: Drawing, line: CurveLine, at: tuple[float, float], width: float) -> None:
    detail = f" ({line.until})" if line.until else f" {line.range}"
    fits = width_of(line.value, "bold") + width_of(detail) <= width
    drawing.runs(at, [(line.value, "bold"), (detail if fits else "", "")], f"t-{line.mark.hue}")


def _curve(drawing: Drawing, figure: CurveFigure, line: CurveLine, frame: Frame) -> None:
    whole = line.end[0] >= figure.horizon
    x = frame.right + 8 if whole else frame.x(figure, line.end[0])
    drawing.path(
        step_path(figure, line, frame, reach=x if whole else None), f"curve s-{line.mark.hue} {line.mark.dash}".strip()
    )
    if line.limits is not None:
        low, high = (frame.y(figure, v) for v in line.limits)
        drawing.line((x, low), (x, high), f"band s-{line.mark.hue}")
    draw_mark(drawing, line.mark, (x, frame.y(figure, line.end[1])), size=4)


def _sparse(figure: CurveFigure, width: float) -> CurveFigure:
    """The same axes with words only at the start, the middle and the end where the panel is small."""
    if width / len(figure.times) >= 44:
        return figure
    keep = {0, len(figure.times) // 2, len(figure.times) - 1}
    return replace(figure, tick_words=[w if i in keep else "" for i, w in enumerate(figure.tick_words)])
