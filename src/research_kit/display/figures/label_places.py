"""Where labels stand so that they keep near what they name and never run into each other."""

from __future__ import annotations

from collections.abc import Sequence


def spread(
    wanted: Sequence[float], heights: Sequence[float], *, low: float, high: float, gap: float = 4
) -> list[float]:
    """The centres of labels between `low` and `high`, in the order wanted, with `gap` between them.

    Labels that would overlap are pushed down from the top, then up from the bottom; where there is not room for
    all of them they run on beyond `high`, and the caller makes the drawing taller.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    tops: list[float] = []
    edge = low
    for i in order:
        top = max(wanted[i] - heights[i] / 2, edge)
        tops.append(top)
        edge = top + heights[i] + gap
    edge = max(high, low + sum(heights) + gap * (len(heights) - 1)) + gap if heights else high
    for position in range(len(order) - 1, -1, -1):
        height = heights[order[position]]
        tops[position] = min(tops[position], edge - gap - height)
        edge = tops[position]
    places = [0.0] * len(wanted)
    for position, i in enumerate(order):
        places[i] = tops[position] + heights[i] / 2
    return places
