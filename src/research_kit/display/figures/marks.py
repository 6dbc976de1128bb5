"""How a group looks: country of birth is hue, gender is shape and dash, so that grey print loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from research_kit.display.figures.drawing import Drawing
from research_kit.display.rows import Group

_HUES = {"yes": "o", "no": "b"}
_SHAPES = {"woman": "circle", "man": "square", "non_binary": "diamond", "unstated": "triangle"}
_DASH_OF = {"circle": "", "square": "dash", "diamond": "dots2", "triangle": "dashdot"}
_ORDER = tuple(_DASH_OF)
_STANDARD = frozenset({"gender", "foreign_born"})


@dataclass(frozen=True, slots=True)
class Mark:
    """Hue (`b`, `o` or `g`) and shape; a line of the same group is dashed as the shape says."""

    hue: str = "b"
    shape: str = "circle"

    @property
    def dash(self) -> str:
        """The class of the group's line."""
        return _DASH_OF[self.shape]


TOTAL = Mark()


def marks_of(groups: Iterable[Group], *, tell_apart: bool = False) -> dict[Group, Mark]:
    """The look of every group drawn together.

    Birth is hue and gender is shape; a study's own dimensions take what is left, the first one shape and the
    second one hue. Where hues mean birth, a group of mixed birth other than everybody is grey. Rows that have
    their name beside them need no shapes of their own; lines in the same axes do (`tell_apart`).
    """
    drawn = list(dict.fromkeys(groups))
    birth = any(group.code("foreign_born") is not None for group in drawn)
    levels: dict[str, list[str]] = {}
    for dimension, code in (pair for group in drawn for pair in group.codes):
        seen = levels.setdefault(dimension, [])
        if code not in seen:
            seen.append(code)
    return {g: Mark(_hue(g, levels, birth=birth), _shape(g, levels, tell_apart=tell_apart)) for g in drawn}


def _own(group: Group) -> list[tuple[str, str]]:
    return [(dimension, code) for dimension, code in group.codes if dimension not in _STANDARD]


def _shape(group: Group, levels: dict[str, list[str]], *, tell_apart: bool) -> str:
    gender = group.code("gender")
    if gender is not None:
        return _SHAPES.get(gender, "circle")
    own = _own(group)
    if not own or not (tell_apart or len(group.codes) > 1):
        return "circle"
    dimension, code = own[0]
    return _ORDER[levels[dimension].index(code) % len(_ORDER)]


def _hue(group: Group, levels: dict[str, list[str]], *, birth: bool) -> str:
    if group.code("foreign_born") is not None:
        return _HUES.get(group.code("foreign_born") or "", "g")
    if birth and group.codes:
        return "g"
    others = _own(group) if group.code("gender") is not None else _own(group)[1:]
    if not others:
        return "b"
    dimension, code = others[0]
    return "b" if levels[dimension].index(code) == 0 else "g"


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
