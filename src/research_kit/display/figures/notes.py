"""Words under a figure for the groups that have no mark in it: withheld, too few, not comparable."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.display.figures.drawing import LINE, Drawing, lines_of
from research_kit.display.figures.marks import draw_withheld


def draw_notes(drawing: Drawing, y: float, notes: Sequence[tuple[str, bool]]) -> float:
    """Lines of words, with the dotted circle before those about withheld groups; gives the new lower edge."""
    for words, withheld in notes:
        left = 24.0 if withheld else 0.0
        lines = lines_of(words, drawing.width - left, "ax")
        if withheld:
            draw_withheld(drawing, (9, y + 13))
        y = drawing.paragraph((left, y + 18), lines, "ax") - LINE + 12
    return y
