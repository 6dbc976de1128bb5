"""Before and after a decision on one line, with the stretch that chance alone would have gone (METHODS 11, G-RTM)."""

from __future__ import annotations

from dataclasses import dataclass

from research_kit.display.figures.drawing import LINE, Drawing, lines_of, width_of
from research_kit.display.figures.scale import Scale

_BAR, _HATCH = 12.0, 20.0
_ROOM = 2.0
_SHORT = 3.0
"""A stretch shorter than this, in drawing units, is not drawn: the words beside it say how small it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReboundFigure:
    """Two numbers and their labels, the likely range of the later one, and where chance alone would have led.

    `expected` is the number that would have been expected with nothing changed; null where it is not known.
    """

    before: tuple[float, str]
    after: tuple[float, str]
    scale: Scale
    axis: str
    likely: tuple[float, float] | None = None
    expected: tuple[float, str] | None = None
    nought: str = ""

    def draw(self, drawing: Drawing) -> None:
        """Draw it, wide or narrow."""
        ends = (10.0, drawing.width - 10.0)
        y = self._labels(drawing, ends) + 26
        self._ruled(drawing, y, ends)
        self._marks(drawing, y, ends)
        below = self._expected_label(drawing, y + 40, ends)
        self._ticks(drawing, below, ends)
        lines = lines_of(self.axis, drawing.width, "ax")
        end = drawing.paragraph((drawing.width / 2, below + 26), lines, "ax", anchor="middle")
        drawing.height = end - LINE + 8

    def _at(self, value: float, ends: tuple[float, float]) -> float:
        return self.scale.place(value, *ends)

    def _labels(self, drawing: Drawing, ends: tuple[float, float]) -> float:
        """Before and after beside each other where there is room, else after above before; gives the last baseline."""
        placed = []
        for (value, text), cls in ((self.before, ""), (self.after, "bold")):
            half = width_of(text, cls) / 2
            x = min(max(self._at(value, ends), half), drawing.width - half)
            placed.append((x, half, text, cls))
        (x, half, *_), (other, other_half, *_) = placed
        collide = abs(x - other) < half + other_half + 12
        for index, (centre, _, text, cls) in enumerate(placed):
            y = 18 + LINE if collide and index == 0 else 18
            drawing.text((centre, y), text, cls, anchor="middle")
        return 18 + (LINE if collide else 0)

    def _ruled(self, drawing: Drawing, y: float, ends: tuple[float, float]) -> None:
        for value, _ in self.scale.ticks:
            x = self._at(value, ends)
            is_nought = abs(value) < 1e-9
            cls = "zero" if is_nought and self.nought else "axis" if is_nought else "grid"
            drawing.line((x, y - 20), (x, y + 22), cls)
        drawing.line((ends[0], y), (ends[1], y), "axis")

    def _marks(self, drawing: Drawing, y: float, ends: tuple[float, float]) -> None:
        start, end = self._at(self.before[0], ends), self._at(self.after[0], ends)
        if self.expected is not None:
            there = self._at(self.expected[0], ends)
            if abs(there - start) > _SHORT:
                size = (abs(there - start) - _ROOM, _HATCH)
                drawing.rect((min(start, there) + _ROOM / 2, y - _HATCH / 2), size, "hatch")
        if self.likely is not None:
            low, high = (self._at(value, ends) for value in self.likely)
            drawing.rect((low, y - _BAR / 2), (high - low, _BAR), "bar-b")
        drawing.circle((start, y), 8, "hol s-g")
        drawing.circle((end, y), 9, "f-b halo")

    def _expected_label(self, drawing: Drawing, y: float, ends: tuple[float, float]) -> float:
        """The words of the hatched stretch under it; gives the baseline of the ticks."""
        if self.expected is None:
            return y + 4
        value, text = self.expected
        lines = lines_of(text, drawing.width, "ax")
        widest = max(width_of(line, "ax") for line in lines)
        x = min(self._at(self.before[0], ends), self._at(value, ends), drawing.width - widest)
        return drawing.paragraph((max(x, 0.0), y), lines, "ax") + 8

    def _ticks(self, drawing: Drawing, y: float, ends: tuple[float, float]) -> None:
        edge = float("-inf")
        for value, words in self.scale.ticks:
            half = width_of(words, "ax") / 2
            x = min(max(self._at(value, ends), half), drawing.width - half)
            if x - half >= edge + 6:
                drawing.text((x, y), words, "ax", anchor="middle")
                edge = x + half
