"""One value per quarter, with the middle and the limits of what usually varies, or with a plan beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from research_kit.display.figures.drawing import Drawing, lines_of, width_of
from research_kit.display.figures.marks import TOTAL, draw_mark, draw_withheld
from research_kit.display.figures.notes import draw_notes
from research_kit.display.figures.scale import Scale

_HEIGHT, _TOP = 250.0, 16.0
_ACROSS = {"centre": "thin s-g", "plan": "thin s-o dash"}


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesPoint:
    """One quarter: its value, or nothing where it is withheld or not known; `limits` are those of usual variation."""

    label: str
    value: float | None = None
    written: str = ""
    limits: tuple[float, float] | None = None
    signal: bool = False
    withheld: bool = False
    new_way: str = ""
    """Where from here on something else is counted, the words that say so: what was before is not compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesChart:
    """The points, the axis with its unit in words, the lines across (value, look, name), and what each mark means."""

    points: Sequence[SeriesPoint]
    scale: Scale
    axis: str
    lines: Sequence[tuple[float, str, str]] = ()
    legend: Sequence[tuple[str, str]] = ()
    notes: Sequence[tuple[str, bool]] = ()

    def draw(self, drawing: Drawing) -> None:
        """Draw it, wide or narrow."""
        y = drawing.paragraph((0, 18), lines_of(self.axis, drawing.width, "ax"), "ax")
        y = self._legend(drawing, y + 2)
        top = y + _TOP + (20 if any(point.new_way for point in self.points) else 0)
        frame = _Frame(left=self._room(), right=self._right(drawing), top=top, bottom=top + _HEIGHT)
        self._grid(drawing, frame)
        self._limits(drawing, frame)
        self._across(drawing, frame)
        self._new_ways(drawing, frame)
        self._path(drawing, frame)
        self._marks(drawing, frame)
        self._quarters(drawing, frame)
        drawing.height = draw_notes(drawing, frame.bottom + 40, self.notes) + 4

    def _room(self) -> float:
        return max(width_of(text, "ax") for _, text in self.scale.ticks) + 10

    def _right(self, drawing: Drawing) -> float:
        names = 0.0 if drawing.narrow else max((width_of(name, "ax") for _, _, name in self.lines), default=0.0)
        return drawing.width - (names + 12 if names else 12)

    def _legend(self, drawing: Drawing, y: float) -> float:
        x, mark = 0.0, 30.0
        for look, words in self.legend:
            width = mark + width_of(words, "ax") + 18
            if x and x + width > drawing.width:
                x, y = 0.0, y + 26
            _legend_mark(drawing, look, (x, y + 10))
            drawing.text((x + mark, y + 15), words, "ax")
            x += width
        return y + 24 if self.legend else y

    def _grid(self, drawing: Drawing, frame: _Frame) -> None:
        for value, text in self.scale.ticks:
            y = frame.y(self.scale, value)
            drawing.line((frame.left, y), (frame.right, y), "axis" if abs(value) < 1e-9 else "grid")
            drawing.text((frame.left - 8, y + 5), text, "ax", anchor="end")

    def _limits(self, drawing: Drawing, frame: _Frame) -> None:
        """A box per quarter: limits change with how many a quarter's value rests on."""
        half = frame.step(self.points) / 2
        for place, point in enumerate(self.points):
            if point.limits is not None:
                x = frame.x(self.points, place)
                high, low = (frame.y(self.scale, value) for value in reversed(point.limits))
                drawing.rect((x - half, high), (2 * half, low - high), "usual")

    def _across(self, drawing: Drawing, frame: _Frame) -> None:
        for value, look, name in self.lines:
            y = frame.y(self.scale, value)
            drawing.line((frame.left, y), (frame.right, y), _ACROSS[look])
            if not drawing.narrow:
                drawing.text((frame.right + 8, y + 5), name, "ax")

    def _new_ways(self, drawing: Drawing, frame: _Frame) -> None:
        """A line down between two quarters that do not count the same, with the words beside it."""
        for place, point in enumerate(self.points):
            if point.new_way:
                x = frame.x(self.points, place) - frame.step(self.points) / 2
                drawing.line((x, frame.top - 6), (x, frame.bottom), _ACROSS["plan"])
                half = width_of(point.new_way, "ax") / 2
                middle = min(max(x, half), drawing.width - half)
                drawing.text((middle, frame.top - 10), point.new_way, "ax", anchor="middle")

    def _path(self, drawing: Drawing, frame: _Frame) -> None:
        """The line through the quarters that have a value; broken where one has none, or counts something else."""
        commands, pen = [], "M"
        for place, point in enumerate(self.points):
            pen = "M" if point.new_way else pen
            if point.value is None:
                pen = "M"
                continue
            commands.append(f"{pen}{frame.x(self.points, place):.1f} {frame.y(self.scale, point.value):.1f}")
            pen = "L"
        if commands:
            drawing.path("".join(commands), "curve s-b")

    def _marks(self, drawing: Drawing, frame: _Frame) -> None:
        for place, point in enumerate(self.points):
            x = frame.x(self.points, place)
            if point.value is None:
                if point.withheld:
                    draw_withheld(drawing, (x, frame.bottom - 12))
                continue
            at = (x, frame.y(self.scale, point.value))
            draw_mark(drawing, TOTAL, at, size=5)
            if point.signal:
                drawing.circle(at, 11, "ring")
            if point.signal or place == len(self.points) - 1:
                self._value(drawing, point, at, below=self._is_low(place) or at[1] - frame.top < 24)

    def _is_low(self, place: int) -> bool:
        """Whether the line comes down to a point: then its value stands below it."""
        beside = [p.value for p in self.points[max(place - 1, 0) : place + 2] if p.value is not None]
        return beside[-1] < max(beside) if place == len(self.points) - 1 else self.points[place].value == min(beside)

    def _value(self, drawing: Drawing, point: SeriesPoint, at: tuple[float, float], *, below: bool) -> None:
        x = min(at[0], drawing.width - width_of(point.written, "bold") / 2)
        drawing.text((x, at[1] + (27 if below else -15)), point.written, "bold on", anchor="middle")

    def _quarters(self, drawing: Drawing, frame: _Frame) -> None:
        """As many quarters as there is room for, the last one always."""
        widest = max(width_of(point.label, "ax") for point in self.points) + 10
        every = max(1, -(-int(widest) // max(int(frame.step(self.points)), 1)))
        for place in range(len(self.points) - 1, -1, -every):
            label = self.points[place].label
            x = min(frame.x(self.points, place), drawing.width - width_of(label, "ax") / 2)
            drawing.text((x, frame.bottom + 26), label, "ax", anchor="middle")


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the axes stand."""

    left: float
    right: float
    top: float
    bottom: float

    def step(self, points: Sequence[SeriesPoint]) -> float:
        """How far apart two quarters stand."""
        return (self.right - self.left) / max(len(points), 1)

    def x(self, points: Sequence[SeriesPoint], place: int) -> float:
        """Where a quarter stands."""
        return self.left + self.step(points) * (place + 0.5)

    def y(self, scale: Scale, value: float) -> float:
        """Where a value stands."""
        return scale.place(value, self.bottom, self.top)


def _legend_mark(drawing: Drawing, look: str, at: tuple[float, float]) -> None:
    x, y = at
    if look == "usual":
        drawing.rect((x, y - 8), (22, 16), "usual")
    elif look == "signal":
        draw_mark(drawing, TOTAL, (x + 11, y), size=5)
        drawing.circle((x + 11, y), 11, "ring")
    elif look == "new-way":
        drawing.line((x + 11, y - 9), (x + 11, y + 9), _ACROSS["plan"])
    elif look in _ACROSS:
        drawing.line((x, y), (x + 22, y), _ACROSS[look])
    else:
        draw_mark(drawing, TOTAL, (x + 11, y), size=5)
