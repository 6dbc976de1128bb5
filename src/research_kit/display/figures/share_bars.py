"""Parts of a whole as plain bars: composition of the participants, and for how many the outcome is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from research_kit.display.figures.drawing import LINE, Drawing, lines_of, width_of
from research_kit.display.figures.marks import draw_withheld

_LEFT = 212.0
_BAR = 22.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareBar:
    """A group's part, between 0 and 1; `rest` shows the remainder up to the whole (the unknown, hatched)."""

    label: str
    share: float | None
    look: str
    value: str
    detail: str = ""
    rest: bool = False
    withheld: bool = False
    new_split: bool = False
    strong: bool = False


def draw_share_bars(drawing: Drawing, bars: Sequence[ShareBar], *, axis: str, ticks: Sequence[str]) -> None:
    """One bar per group on the scale from nought to the whole."""
    values = max((_value_width(bar) for bar in bars), default=60.0)
    left, right = (0.0, float(drawing.width)) if drawing.narrow else (_LEFT, drawing.width - values - 14)
    y = 0.0
    for bar in bars:
        y += 14 if bar.new_split and y else 0
        y = _row(drawing, bar, y, (left, right))
    draw_scale(drawing, y, (left, right), ticks)
    lines = lines_of(axis, drawing.width, "ax")
    middle = drawing.width / 2 if drawing.narrow else (left + right) / 2
    drawing.height = drawing.paragraph((middle, y + 54), lines, "ax", anchor="middle") - LINE + 8


def _value_width(bar: ShareBar) -> float:
    return width_of(bar.value, "bold") + width_of(f" {bar.detail}") + (26 if bar.withheld else 0)


def _row(drawing: Drawing, bar: ShareBar, y: float, ends: tuple[float, float]) -> float:
    left, right = ends
    cls = "bold" if bar.strong else ""
    if drawing.narrow:
        lines = lines_of(bar.label, drawing.width - _value_width(bar) - 10, cls)
        below = drawing.paragraph((0, y + 18), lines, cls) - LINE
        _value(drawing, bar, y + 18)
        if bar.share is not None:
            _bar(drawing, bar, (below + 9, left, right))
            return below + 9 + _BAR + 12
        return below + 16
    lines = lines_of(bar.label, _LEFT - 16, cls)
    height = max(36.0, len(lines) * LINE + 12)
    centre = y + height / 2
    drawing.paragraph((_LEFT - 16, centre + 6 - (len(lines) - 1) * LINE / 2), lines, cls, anchor="end")
    _value(drawing, bar, centre + 6)
    if bar.share is not None:
        _bar(drawing, bar, (centre - _BAR / 2, left, right))
    return y + height


def _bar(drawing: Drawing, bar: ShareBar, at: tuple[float, float, float]) -> None:
    y, left, right = at
    length = (bar.share or 0) * (right - left)
    drawing.rect((left, y), (length, _BAR), bar.look)
    if bar.rest and length + 2 < right - left:
        drawing.rect((left + length + 2, y), (right - left - length - 2, _BAR), "hatch")


def _value(drawing: Drawing, bar: ShareBar, y: float) -> None:
    if bar.withheld:
        draw_withheld(drawing, (drawing.width - width_of(bar.value) - 14, y - 5))
        drawing.text((drawing.width, y), bar.value, anchor="end")
        return
    runs = [(bar.value, "bold")] + ([(f" {bar.detail}", "")] if bar.detail else [])
    drawing.runs((drawing.width, y), runs, anchor="end")


def draw_scale(drawing: Drawing, y: float, ends: tuple[float, float], ticks: Sequence[str]) -> None:
    """The scale from nought to the whole, with its ticks written out."""
    left, right = ends
    drawing.line((left, y + 4), (right, y + 4), "axis")
    for part, words in enumerate(ticks):
        x = left + (right - left) * part / (len(ticks) - 1)
        inside = min(max(x, left + 0.7), right - 0.7)
        drawing.line((inside, y + 4), (inside, y + 10), "axis")
        half = width_of(words, "ax") / 2
        centre = min(max(x, half), drawing.width - half)
        drawing.text((centre, y + 28), words, "ax", anchor="middle")
