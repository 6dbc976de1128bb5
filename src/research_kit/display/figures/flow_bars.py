"""The way through the project: one bar per stage, and beside it those who did not come this far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from research_kit.display.figures.drawing import LINE, Drawing, lines_of, width_of
from research_kit.display.figures.marks import draw_withheld

_BAR = 30.0
_LEFT = 212.0


@dataclass(frozen=True, slots=True)
class Part:
    """People who are not in the next stage: their number and how they look (grey, hatched, dashed)."""

    n: int
    look: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """A stage: its name, its people (nothing where withheld), those lost before it, and why in words."""

    label: str
    n: int | None
    count: str
    lost: Sequence[Part] = ()
    lost_words: str = ""
    why: str = ""
    known: bool = False


def draw_flow(drawing: Drawing, stages: Sequence[Stage], *, withheld: str) -> None:
    """Bars under each other on one scale; the stage's name stands over its bar on a phone, else at its left."""
    left = 0.0 if drawing.narrow else _LEFT
    room = drawing.width - left - max(56.0, *(width_of(s.lost_words) + 14 for s in stages))
    unit = room / (max((_whole(s) for s in stages), default=1) or 1)
    y = 0.0
    for stage in stages:
        y = _row(drawing, stage, (left, y, unit), withheld=withheld) + 12
    drawing.height = y


def _row(drawing: Drawing, stage: Stage, at: tuple[float, float, float], *, withheld: str) -> float:
    left, y, unit = at
    if drawing.narrow:
        y = drawing.paragraph((0, y + 20), lines_of(stage.label, drawing.width, "bold"), "bold") - LINE + 10
        name_end = y
    else:
        name = lines_of(stage.label, _LEFT - 16, "bold")
        name_end = drawing.paragraph((_LEFT - 16, y + 21), name, "bold", anchor="end") - LINE + 9
    _bar(drawing, stage, (left, y, unit), withheld=withheld)
    y += _BAR
    if stage.why:
        y = drawing.paragraph((left, y + 20), lines_of(stage.why, drawing.width - left, "ax"), "ax") - LINE + 5
    return max(y, name_end)


def _whole(stage: Stage) -> int:
    return (stage.n or 0) + sum(part.n for part in stage.lost)


def _bar(drawing: Drawing, stage: Stage, at: tuple[float, float, float], *, withheld: str) -> None:
    left, y, unit = at
    if stage.n is None:
        draw_withheld(drawing, (left + 9, y + _BAR / 2))
        drawing.text((left + 24, y + _BAR / 2 + 6), withheld)
        return
    length = stage.n * unit
    drawing.rect((left, y), (length, _BAR), "seg-b" if stage.known else "bar-b")
    x = left + length + 2
    for part in stage.lost:
        drawing.rect((x, y), (max(part.n * unit - 2, 1), _BAR), part.look)
        x += part.n * unit
    _counts(drawing, stage, at, x)


def _counts(drawing: Drawing, stage: Stage, at: tuple[float, float, float], end: float) -> None:
    left, y, unit = at
    inside = width_of(stage.count, "big") + 16 <= (stage.n or 0) * unit
    if inside:
        drawing.text((left + 10, y + 22), stage.count, "big inv" if stage.known else "big")
    runs = [] if inside else [(stage.count, "bold")]
    if stage.lost_words:
        runs.append((f" {stage.lost_words}" if runs else stage.lost_words, ""))
    if runs:
        drawing.runs((end + 8, y + 21), runs)
