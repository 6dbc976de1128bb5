"""One row per group: dot = best estimate, thick bar = 95 %, thin capped line = alarm bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from research_kit.display.figures.drawing import LINE, Drawing, lines_of, width_of
from research_kit.display.figures.marks import Mark, draw_mark, draw_withheld
from research_kit.display.figures.notes import draw_notes
from research_kit.display.figures.scale import Scale

_LABEL_RIGHT = 196.0
_GAP = 14.0


@dataclass(frozen=True, kw_only=True, slots=True)
class DotRow:
    """A group's estimate with its bars; or, without one, the words that stand in its place."""

    label: str
    mark: Mark
    estimate: float | None = None
    bar: tuple[float, float] | None = None
    alarm: tuple[float, float] | None = None
    value: str = ""
    range: str = ""
    words: str = ""
    withheld: bool = False
    strong: bool = False
    new_split: bool = False
    note: str = ""

    @property
    def in_words(self) -> str:
        """The row in one line, as it stands beside the marks."""
        return f"{self.label}: {self.words or f'{self.value} {self.range}'}".strip()

    @property
    def value_width(self) -> float:
        """The width of what stands to the right of the plot."""
        if self.withheld:
            return width_of(self.words) + 26
        return width_of(self.value, "bold") + width_of(f" {self.range}" if self.range else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class DotPlot:
    """The rows, their axis with its unit in words, and the words that explain the bars."""

    rows: Sequence[DotRow]
    scale: Scale
    axis: str
    legend: Sequence[tuple[str, str]] = ()
    legend_title: str = ""
    nought: str = ""
    notes: Sequence[tuple[str, bool]] = ()
    walk: str = ""

    def draw(self, drawing: Drawing) -> None:
        """Draw it, wide or narrow."""
        drawing.walk = self.walk
        y = self._legend(drawing)
        left, right = self._plot(drawing)
        if self.nought and not drawing.narrow and not self._only_words:
            y = self._nought_label(drawing, y, left, right)
        bottom = self._rows(drawing, y, left, right)
        if self._only_words:
            drawing.height = bottom + 8
        else:
            self._axis(drawing, bottom, left, right)
        if self.notes:
            drawing.height = draw_notes(drawing, drawing.height + 8, self.notes) + 4

    @property
    def _only_words(self) -> bool:
        return all(row.estimate is None for row in self.rows)

    def _plot(self, drawing: Drawing) -> tuple[float, float]:
        if drawing.narrow:
            return 12, drawing.width - 12
        widest = max((row.value_width for row in self.rows), default=0)
        return _LABEL_RIGHT + 16, drawing.width - min(max(widest, 80), 240) - 14

    def _legend(self, drawing: Drawing) -> float:
        if not self.legend:
            return 8
        x, y = 0.0, 18.0
        if not drawing.narrow:
            drawing.text((_LABEL_RIGHT, y), self.legend_title, "ax", anchor="end")
            x = _LABEL_RIGHT + 16
        start = x
        for kind, words in self.legend:
            mark = 18 if kind == "best" else 34
            width = mark + 8 + width_of(words, "ax")
            if x + width > drawing.width:
                x, y = start, y + 26
            _legend_mark(drawing, kind, x, y - 6)
            drawing.text((x + mark + 8, y), words, "ax")
            x += width + 18
        return y + 22

    def _nought_label(self, drawing: Drawing, y: float, left: float, right: float) -> float:
        x = self.scale.place(0, left, right)
        half = width_of(self.nought, "ax") / 2
        x = min(max(x, half), drawing.width - half)
        drawing.text((x, y + 14), self.nought, "ax", anchor="middle")
        return y + 22

    def _rows(self, drawing: Drawing, y: float, left: float, right: float) -> float:
        blocks: list[tuple[float, float]] = []
        texts: list[tuple[DotRow, float, list[str]]] = []
        for row in self.rows:
            y += _GAP if row.new_split else 0
            lines = self._label_lines(drawing, row)
            top, height, centre = _row_box(drawing, y, lines, row)
            if row.estimate is not None or not (drawing.narrow or self._only_words):
                blocks.append((top, y + height - (12 if drawing.narrow else 0)))
            texts.append((row, centre, lines))
            y += height
        self._grid(drawing, blocks, left, right)
        for row, centre, lines in texts:
            with drawing.row(row.in_words):
                _label(drawing, row, centre, lines)
                self._bars(drawing, row, centre, (left, right))
        return y

    def _label_lines(self, drawing: Drawing, row: DotRow) -> list[str]:
        cls = "bold" if row.strong else ""
        if not drawing.narrow:
            return lines_of(row.label, _LABEL_RIGHT, cls)
        beside = drawing.width - row.value_width - 12
        one_line = width_of(row.label, cls) <= beside
        return [row.label] if one_line else lines_of(row.label, drawing.width, cls)

    def _grid(self, drawing: Drawing, blocks: Sequence[tuple[float, float]], left: float, right: float) -> None:
        if not drawing.narrow and blocks:
            blocks = [(blocks[0][0], blocks[-1][1])]
        for value, _ in self.scale.ticks:
            x = self.scale.place(value, left, right)
            nought = abs(value) < 1e-9
            cls = "zero" if nought and self.nought else "axis" if nought else "grid"
            for top, bottom in blocks:
                drawing.line((x, top), (x, bottom), cls)

    def _bars(self, drawing: Drawing, row: DotRow, y: float, plot: tuple[float, float]) -> None:
        left, right = plot
        if row.estimate is None:
            return
        hue = row.mark.hue
        if row.alarm is not None:
            a, b = (self.scale.place(v, left, right) for v in row.alarm)
            drawing.line((a, y), (b, y), f"thin s-{hue}")
            for x in (a, b):
                drawing.line((x, y - 6), (x, y + 6), f"thin s-{hue}")
        if row.bar is not None:
            a, b = (self.scale.place(v, left, right) for v in row.bar)
            drawing.rect((a, y - 6), (b - a, 12), f"bar-{hue}")
            if row.bar[1] == inf:
                drawing.path(f"M{b:.1f} {y - 9:.1f}L{b + 9:.1f} {y:.1f}L{b:.1f} {y + 9:.1f}Z", f"f-{hue}")
        draw_mark(drawing, row.mark, (self.scale.place(row.estimate, left, right), y))

    def _axis(self, drawing: Drawing, y: float, left: float, right: float) -> None:
        ends = float("-inf")
        for value, words in self.scale.ticks:
            x, half = self.scale.place(value, left, right), width_of(words, "ax") / 2
            x = min(max(x, half), drawing.width - half)
            if x - half < ends + 6:
                continue
            drawing.text((x, y + 22), words, "ax", anchor="middle")
            ends = x + half
        axis = f"{self.axis}, 0 = {self.nought}" if self.nought and drawing.narrow else self.axis
        lines = lines_of(axis, drawing.width if drawing.narrow else right - left + 160, "ax")
        middle = drawing.width / 2 if drawing.narrow else (left + right) / 2
        end = drawing.paragraph((middle, y + 48), lines, "ax", anchor="middle")
        drawing.height = end - LINE + 8


def _row_box(drawing: Drawing, y: float, lines: Sequence[str], row: DotRow) -> tuple[float, float, float]:
    """Top of the grid, height of the row, and the height at which the bar lies."""
    if not drawing.narrow:
        height = max(48.0, len(lines) * LINE + 16)
        return y, height, y + height / 2
    above = len(lines) * LINE + (0 if _beside(drawing, row, lines) else LINE)
    if row.estimate is None:
        return y, above + 20.0, y + above
    return y + above + 2, above + 44.0, y + above + 16


def _beside(drawing: Drawing, row: DotRow, lines: Sequence[str]) -> bool:
    """Whether, on a phone, the value has room on the line of the label."""
    if row.words and not row.withheld:
        return False
    cls = "bold" if row.strong else ""
    return len(lines) == 1 and width_of(lines[0], cls) + row.value_width + 12 <= drawing.width


def _label(drawing: Drawing, row: DotRow, centre: float, lines: Sequence[str]) -> None:
    cls = "bold" if row.strong else ""
    if not drawing.narrow:
        top = centre + 6 - (len(lines) - 1) * LINE / 2
        drawing.paragraph((_LABEL_RIGHT, top), lines, cls, anchor="end")
        _value(drawing, row, centre + 6)
        return
    beside = _beside(drawing, row, lines)
    last = centre - 20 if row.estimate is not None else centre - 4
    first = last - (len(lines) - 1 + (0 if beside else 1)) * LINE
    drawing.paragraph((0, first), lines, cls)
    _value(drawing, row, last)


def _value(drawing: Drawing, row: DotRow, y: float) -> None:
    if row.withheld:
        draw_withheld(drawing, (drawing.width - width_of(row.words) - 14, y - 5))
        drawing.text((drawing.width, y), row.words, anchor="end")
    elif row.words:
        at = (0.0, y) if drawing.narrow else (_LABEL_RIGHT + 28, y)
        drawing.text(at, row.words, "ax on")
    else:
        runs = [(row.value, "bold")] + ([(f" {row.range}", "")] if row.range else [])
        drawing.runs((drawing.width, y), runs, anchor="end")


def _legend_mark(drawing: Drawing, kind: str, x: float, y: float) -> None:
    if kind == "best":
        drawing.circle((x + 9, y), 7, "f-g halo")
    elif kind == "likely":
        drawing.rect((x, y - 6), (34, 12), "bar-g")
    else:
        drawing.line((x, y), (x + 34, y), "thin s-g")
        for end in (x, x + 34):
            drawing.line((end, y - 6), (end, y + 6), "thin s-g")
