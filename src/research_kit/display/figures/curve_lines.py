"""What the curve figures draw: one line per group, on the quarterly grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from research_kit.display.figures.drawing import Drawing, width_of
from research_kit.display.figures.marks import Mark
from research_kit.display.figures.scale import Scale

QUARTER_MONTHS = 3.0


@dataclass(frozen=True, kw_only=True, slots=True)
class CurveLine:
    """A group's curve: its steps, the likely range at its end, and how many are followed at each time."""

    label: str
    name: str
    mark: Mark
    points: Sequence[tuple[float, float]]
    limits: tuple[float, float] | None
    value: str
    range: str
    until: str = ""
    followed: dict[float, str] = field(default_factory=dict)
    strong: bool = False
    by_gender: bool = False

    @property
    def end(self) -> tuple[float, float]:
        """The last time and the share there."""
        return self.points[-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class CurveFigure:
    """The lines, their common axes, and the words around them."""

    lines: Sequence[CurveLine]
    scale: Scale
    times: Sequence[float]
    tick_words: Sequence[str]
    axis: str
    followed_heading: str
    panels_words: str
    notes: Sequence[tuple[str, bool]] = ()
    total: CurveLine | None = None

    @property
    def horizon(self) -> float:
        """The last time on the axis."""
        return self.times[-1]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the axes lie in the drawing."""

    left: float
    right: float
    top: float
    bottom: float

    def x(self, figure: CurveFigure, time: float) -> float:
        """The horizontal place of a time."""
        return self.left + min(time, figure.horizon) / figure.horizon * (self.right - self.left)

    def y(self, figure: CurveFigure, share: float) -> float:
        """The vertical place of a share."""
        return figure.scale.place(share, self.bottom, self.top)


def step_path(figure: CurveFigure, line: CurveLine, frame: Frame, *, reach: float | None = None) -> str:
    """The path of a step function; `reach` carries its last level on to where its interval stands.

    Where quarters were merged nobody knows when in between it happened: a level line would say "not until the end",
    so the path runs straight from one known point to the next.
    """
    (before, first), *rest = line.points
    path = f"M{frame.x(figure, before):.1f} {frame.y(figure, first):.1f}"
    for time, share in rest:
        x, y = frame.x(figure, time), frame.y(figure, share)
        path += f"L{x:.1f} {y:.1f}" if time - before > QUARTER_MONTHS else f"H{x:.1f}V{y:.1f}"
        before = time
    return path if reach is None else f"{path}H{reach:.1f}"


def tick_room(figure: CurveFigure) -> float:
    """How far from the drawing's edge the axes begin, so that their percent have room."""
    return max(width_of(words, "ax") for _, words in figure.scale.ticks) + 9


def draw_axes(drawing: Drawing, figure: CurveFigure, frame: Frame, *, grid_right: float, bare: bool = False) -> None:
    """Share lines with their percent at the left, and times under the axis."""
    for share, words in figure.scale.ticks:
        y = frame.y(figure, share)
        drawing.line((frame.left, y), (grid_right, y), "axis" if share == 0 else "grid")
        if not bare:
            drawing.text((frame.left - 8, y + 5), words, "ax", anchor="end")
    for time, words in zip(figure.times, figure.tick_words, strict=True):
        x = frame.x(figure, time)
        drawing.line((x, frame.bottom), (x, frame.bottom + 6), "axis")
        if words:
            drawing.text((x, frame.bottom + 24), words, "ax", anchor="middle")
