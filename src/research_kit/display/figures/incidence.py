"""The curve of up to four groups in one pair of axes, each named at its right end."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.display.figures.curve_lines import CurveFigure, CurveLine, Frame, draw_axes, step_path, tick_room
from research_kit.display.figures.drawing import LINE, Drawing, lines_of, width_of
from research_kit.display.figures.label_places import spread
from research_kit.display.figures.marks import draw_mark
from research_kit.display.figures.notes import draw_notes

_LINE = 19


def draw_incidence(drawing: Drawing, figure: CurveFigure) -> None:
    """Curves with direct labels, the likely range of each at its end, and the numbers followed underneath."""
    frame, columns, labels_at = _places(drawing, figure)
    labels = _labels(drawing, figure, labels_at)
    places = _label_places(figure, frame, labels)
    draw_axes(drawing, figure, frame, grid_right=max(columns))
    for line, column in zip(figure.lines, columns, strict=True):
        _curve(drawing, figure, line, frame, column)
    for line, column, place, label in zip(figure.lines, columns, places, labels, strict=True):
        _end(drawing, figure, line, frame, (column, labels_at, place))
        _label(drawing, line, label, (labels_at, place))
    lowest = max(p + len(label) * _LINE / 2 - 30 for p, label in zip(places, labels, strict=True))
    middle = (frame.left + frame.right) / 2
    axis = lines_of(figure.axis, 2 * middle, "ax")
    y = drawing.paragraph((middle, frame.bottom + 48), axis, "ax", anchor="middle")
    y = _followed(drawing, figure, frame, (labels_at, max(y, lowest + 40)))
    drawing.height = draw_notes(drawing, y, figure.notes) + 4


def _places(drawing: Drawing, figure: CurveFigure) -> tuple[Frame, list[float], float]:
    """The axes, the column where each line's interval stands, and where the labels begin."""
    count = len(figure.lines)
    if drawing.narrow:
        frame, pitch = Frame(max(46, tick_room(figure)), 188, 16, 316), 7.0
    else:
        frame, pitch = Frame(56, 420, 24, 330), 14.0
    highest_first = sorted(range(count), key=lambda i: -figure.lines[i].end[1])
    columns = [0.0] * count
    for position, i in enumerate(highest_first):
        columns[i] = frame.right + pitch * (position + 1)
    return frame, columns, frame.right + pitch * count + (10 if drawing.narrow else 20)


def _labels(drawing: Drawing, figure: CurveFigure, left: float) -> list[list[str]]:
    """The lines of each label: share and name on one line where that suits all of them, else under each other."""
    room = drawing.width - left
    names = [f"{line.name} ({line.until})" if line.until else line.name for line in figure.lines]
    widths = [width_of(line.value, "bold") + width_of(f" {line.name}") for line in figure.lines]
    if not drawing.narrow and max(widths) <= room:
        return [[line.name, *([line.until] if line.until else [])] for line in figure.lines]
    return [["", *lines_of(name, room, "sm")] for name in names]


def _label_places(figure: CurveFigure, frame: Frame, labels: Sequence[Sequence[str]]) -> list[float]:
    wanted = [frame.y(figure, line.end[1]) for line in figure.lines]
    heights = [float(len(label) * _LINE) for label in labels]
    return spread(wanted, heights, low=frame.top - 12, high=frame.bottom + 12)


def _curve(drawing: Drawing, figure: CurveFigure, line: CurveLine, frame: Frame, column: float) -> None:
    whole = line.end[0] >= figure.horizon
    strong = " hero" if line.strong else ""
    path = step_path(figure, line, frame, reach=column if whole else None)
    drawing.path(path, f"curve s-{line.mark.hue}{strong} {line.mark.dash}".strip())


def _end(
    drawing: Drawing, figure: CurveFigure, line: CurveLine, frame: Frame, where: tuple[float, float, float]
) -> None:
    column, labels_at, place = where
    y = frame.y(figure, line.end[1])
    x = column if line.end[0] >= figure.horizon else frame.x(figure, line.end[0])
    if line.limits is not None:
        low, high = (frame.y(figure, v) for v in line.limits)
        dash = " dash2" if line.mark.dash else ""
        drawing.line((x, low), (x, high), f"band s-{line.mark.hue}{dash}")
    drawing.path(f"M{x + 7:.1f} {y:.1f}L{labels_at - 6:.1f} {place:.1f}", f"lead s-{line.mark.hue}")
    draw_mark(drawing, line.mark, (x, y), size=4 if drawing.narrow else 5)


def _label(drawing: Drawing, line: CurveLine, lines: Sequence[str], at: tuple[float, float]) -> None:
    left, centre = at
    y = centre + 5.5 - (len(lines) - 1) * _LINE / 2
    hue = f"t-{line.mark.hue}"
    first = [(line.value, "bold"), (f" {lines[0]}", "")] if lines[0] else [(line.value, "bold")]
    drawing.runs((left, y), first, hue)
    for index, text in enumerate(lines[1:], start=1):
        drawing.text((left, y + index * _LINE), text, f"{hue} sm")


def _followed(drawing: Drawing, figure: CurveFigure, frame: Frame, at: tuple[float, float]) -> float:
    """The numbers still followed, under the times they belong to."""
    labels_at, y = at
    if not any(time in line.followed for line in figure.lines for time in figure.times if time > 0):
        return y
    y = drawing.paragraph((0, y + 12), lines_of(figure.followed_heading, drawing.width, "bold"), "bold") + 6
    for line in figure.lines:
        y = _followed_row(drawing, figure, line, frame, (labels_at, y + 6))
    return y


def _followed_row(
    drawing: Drawing, figure: CurveFigure, line: CurveLine, frame: Frame, at: tuple[float, float]
) -> float:
    labels_at, y = at
    if drawing.narrow:
        draw_mark(drawing, line.mark, (8, y - 5), size=5)
        y = drawing.paragraph((22, y), lines_of(line.label, drawing.width - 22, "ax"), "ax")
    else:
        draw_mark(drawing, line.mark, (labels_at - 20, y - 5), size=5)
        below = drawing.paragraph((labels_at, y), lines_of(line.label, drawing.width - labels_at))
    _numbers(drawing, figure, line, frame, y)
    return y + LINE if drawing.narrow else below


def _numbers(drawing: Drawing, figure: CurveFigure, line: CurveLine, frame: Frame, y: float) -> None:
    shown = [t for t in figure.times if t in line.followed]
    for time in _with_room(figure, frame, line, shown):
        drawing.text((frame.x(figure, time), y), line.followed[time], anchor="middle")


def _with_room(figure: CurveFigure, frame: Frame, line: CurveLine, times: Sequence[float]) -> list[float]:
    """The times whose numbers stand clear of each other; the last one always stays."""
    kept: list[float] = []
    for time in reversed(times):
        half = width_of(line.followed[time]) / 2
        if not kept:
            kept.append(time)
            continue
        neighbour = frame.x(figure, kept[-1]) - width_of(line.followed[kept[-1]]) / 2
        if frame.x(figure, time) + half + 5 <= neighbour:
            kept.append(time)
    return kept[::-1]
