"""The figure of a decision: no label outside it, none over another, whatever the numbers are."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_kit.display.figures.drawing import Drawing, size_of, width_of
from research_kit.display.figures.scale import SHARE_STEPS, scale_of
from research_kit.display.loop.rebound_figure import ReboundFigure

SHARES = st.floats(0.0, 1.0)
TEXT = re.compile(r'<text x="([\d.]+)" y="([\d.]+)"(?: text-anchor="(\w+)")?(?: class="([^"]*)")?>(.*?)</text>')


def percent(value: float) -> str:
    return f"{100 * value:.0f}\u202f%"


def figure(before: float, after: float, expected: float) -> ReboundFigure:
    return ReboundFigure(
        before=(before, f"Före {percent(before)}"),
        after=(after, f"Efter {percent(after)}"),
        scale=scale_of([before, after, expected], percent, steps=SHARE_STEPS),
        axis="andel av de hänvisade som hade börjat en aktivitet inom 60 dagar",
        expected=(expected, f"väntat även utan ändring: {abs(expected - before) * 100:.0f} punkter"),
    )


def boxes(drawing: Drawing) -> list[tuple[float, float, float, float]]:
    """Left, right, top and bottom of each text."""
    found = []
    for x, y, anchor, cls, said in TEXT.findall("".join(drawing.parts)):
        width = width_of(unescape(said), cls)
        left = float(x) - {"middle": width / 2, "end": width, "": 0.0}[anchor]
        found.append((left, left + width, float(y) - 0.8 * size_of(cls), float(y) + 0.2 * size_of(cls)))
    return found


@pytest.mark.parametrize("layout", ["wide", "narrow"])
@given(before=SHARES, after=SHARES, expected=SHARES)
@settings(max_examples=150, deadline=None)
def test_no_label_leaves_the_figure_and_no_two_meet(layout, before, after, expected):
    drawing = Drawing(layout)
    figure(before, after, expected).draw(drawing)
    placed = boxes(drawing)
    assert all(left >= -0.5 and right <= drawing.width + 0.5 for left, right, _, _ in placed)
    assert all(top >= 0 and bottom <= drawing.height for _, _, top, bottom in placed)
    for index, (left, right, top, bottom) in enumerate(placed):
        for other in placed[index + 1 :]:
            beside = right <= other[0] + 0.5 or other[1] <= left + 0.5
            assert beside or bottom <= other[2] + 0.5 or other[3] <= top + 0.5


@pytest.mark.parametrize(("before", "expected"), [(0.2, 0.36), (0.36, 0.2)])
def test_the_hatched_stretch_lies_between_before_and_what_chance_expects(before, expected):
    drawing = Drawing("wide")
    drawn = figure(before, 0.55, expected)
    drawn.draw(drawing)
    hatch = next(part for part in drawing.parts if 'class="hatch"' in part)
    left, width = (float(re.search(rf' {name}="([\d.]+)"', hatch)[1]) for name in ("x", "width"))
    ends = sorted(drawn.scale.place(value, 10, 710) for value in (before, expected))
    assert left == pytest.approx(ends[0] + 1, abs=0.1)
    assert left + width == pytest.approx(ends[1] - 1, abs=0.1)
