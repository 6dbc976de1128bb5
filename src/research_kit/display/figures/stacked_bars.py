"""A whole group as one bar made of parts, one bar per time or group: where people are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from research_kit.display.figures.drawing import LINE, Drawing, lines_of, width_of
from research_kit.display.figures.marks import draw_withheld
from research_kit.display.figures.share_bars import draw_scale

_LEFT = 212.0
_BAR = 30.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A part between 0 and 1: how it looks and how it is written."""

    share: float
    look: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StackedBar:
    """A group or a time with its parts; or, without them, the words that stand in their place."""

    label: str
    pieces: Sequence[Piece] = ()
    words: str = ""
    withheld: bool = False
    strong: bool = False
    new_split: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class StackedBars:
    """The bars, what each look means, and the axis with its unit in words."""

    bars: Sequence[StackedBar]
    legend: Sequence[tuple[str, str]]
    axis: str
    ticks: Sequence[str]

    def draw(self, drawing: Drawing) -> None:
        """Draw it, wide or narrow."""
        left, right = (0.0, float(drawing.width)) if drawing.narrow else (_LEFT, drawing.width - 8.0)
        y = _legend(drawing, self.legend, left)
        for bar in self.bars:
            y += 14 if bar.new_split else 0
            y = _row(drawing, bar, y, (left, right))
        draw_scale(drawing, y, (left, right), self.ticks)
        lines = lines_of(self.axis, drawing.width, "ax")
        middle = (left + right) / 2
        drawing.height = drawing.paragraph((middle, y + 54), lines, "ax", anchor="middle") - LINE + 8


def _legend(drawing: Drawing, legend: Sequence[tuple[str, str]], left: float) -> float:
    """What each look means, as many on a line as there is room for."""
    x, y = left, 18.0
    for look, words in legend:
        lines = lines_of(words, drawing.width - left - 36, "ax")
        width = 36 + max(width_of(line, "ax") for line in lines)
        if x > left and x + width > drawing.width:
            x, y = left, y + 26
        drawing.rect((x, y - 13), (26, 16), look)
        y = drawing.paragraph((x + 34, y), lines, "ax") - LINE
        x += width + 16
    return y + 20


def _row(drawing: Drawing, bar: StackedBar, y: float, ends: tuple[float, float]) -> float:
    left, right = ends
    cls = "bold" if bar.strong else ""
    if drawing.narrow:
        top = drawing.paragraph((0, y + 18), lines_of(bar.label, drawing.width, cls), cls) - LINE + 8
    else:
        lines = lines_of(bar.label, _LEFT - 16, cls)
        middle = y + _BAR / 2 + 6 - (len(lines) - 1) * LINE / 2
        drawing.paragraph((_LEFT - 16, middle), lines, cls, anchor="end")
        top = y
    if not bar.pieces:
        _words(drawing, bar, (left, top))
    _pieces(drawing, bar.pieces, (left, top, right))
    return top + _BAR + 10


def _words(drawing: Drawing, bar: StackedBar, at: tuple[float, float]) -> None:
    left, top = at
    if bar.withheld:
        draw_withheld(drawing, (left + 9, top + _BAR / 2))
    drawing.text((left + (24 if bar.withheld else 0), top + _BAR / 2 + 6), bar.words, "" if bar.withheld else "ax")


def _pieces(drawing: Drawing, pieces: Sequence[Piece], at: tuple[float, float, float]) -> None:
    left, top, right = at
    whole = sum(piece.share for piece in pieces) or 1.0
    x = left
    for piece in pieces:
        width = piece.share / whole * (right - left)
        if width > 0:
            drawing.rect((x + 1, top), (max(width - 2, 1.0), _BAR), piece.look)
        if width_of(piece.value, "bold") + 8 <= width:
            cls = "bold inv" if piece.look == "seg-b" else "bold on"
            drawing.text((x + width / 2, top + _BAR / 2 + 6), piece.value, cls, anchor="middle")
        x += width
