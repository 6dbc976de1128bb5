"""How a group looks: country of birth is hue, gender is shape and dash, so that grey print loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from research_kit.display.figures.drawing import Drawing
from research_kit.display.rows import Group

_HUES = {"yes": "o", "no": "b"}
_SHAPES = {"woman": "circle", "man": "square", "non_binary": "diamond", "unstated": "triangle"}
_DASHES = {"man": "dash", "non_binary": "dots2", "unstated": "dots2"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Hue (`b`, `o` or `g`), shape, and the class of a dashed line."""

    hue: str = "b"
    shape: str = "circle"
    dash: str = ""


TOTAL = Mark()


def mark_of(group: Group, *, birth_is_shown: bool) -> Mark:
    """The look of a group; where hues mean birth, a group of mixed birth other than everybody is grey."""
    gender, birth = group.code("gender"), group.code("foreign_born")
    hue = _HUES.get(birth or "", "g" if group.codes and birth_is_shown else "b")
    return Mark(hue, _SHAPES.get(gender or "", "circle"), _DASHES.get(gender or "", ""))


def birth_is_shown(groups: Iterable[Group]) -> bool:
    """Whether any of the groups is made by country of birth."""
    return any(group.code("foreign_born") is not None for group in groups)


def draw_mark(drawing: Drawing, mark: Mark, at: tuple[float, float], *, size: float = 8) -> None:
    """The mark of a best estimate."""
    x, y = at
    hollow = f"hol s-{mark.hue}"
    if mark.shape == "square":
        side = size * 1.84
        drawing.rect((x - side / 2, y - side / 2), (side, side), hollow)
    elif mark.shape == "diamond":
        r = size * 1.2
        drawing.path(f"M{x:.1f} {y - r:.1f}L{x + r:.1f} {y:.1f}L{x:.1f} {y + r:.1f}L{x - r:.1f} {y:.1f}Z", hollow)
    elif mark.shape == "triangle":
        r = size * 1.1
        drawing.path(f"M{x:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}L{x - r:.1f} {y + r:.1f}Z", hollow)
    else:
        drawing.circle(at, size, f"f-{mark.hue} halo")


def draw_withheld(drawing: Drawing, at: tuple[float, float]) -> None:
    """The dotted circle of a withheld number: it has no position to misread."""
    drawing.circle(at, 7, "dotc")
