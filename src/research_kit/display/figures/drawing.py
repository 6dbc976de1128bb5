"""An SVG drawing made of few kinds of marks, styled by the page's CSS tokens and read by screen readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from research_kit.display.figures.text_width import text_width, wrap

Anchor = Literal["start", "middle", "end"]
Layout = Literal["wide", "narrow"]
WIDTH: dict[Layout, int] = {"wide": 720, "narrow": 340}
LINE = 20
_PATTERNS = {
    "hatch": ("h", 45, '<line x1="0" y1="0" x2="0" y2="7" class="hatch-line"/>'),
    "squared": ("s", 0, '<path d="M0 .5H7M.5 0V7" class="squared-line"/>'),
    "dotted": ("o", 45, '<circle cx="3.5" cy="3.5" r="1.4" class="dotted-mark"/>'),
}
"""Looks that are patterns: the end of their id, how far they are turned, and their marks."""
_FEWEST_TO_WALK = 3
"""With fewer rows there is nothing to go through."""
_SIZES = {"ax": 15, "sm": 15, "big": 19}


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _attributes(**values: float | str | None) -> str:
    written = (
        f' {name.rstrip("_").replace("_", "-")}="{escape(v) if isinstance(v, str) else _number(v)}"'
        for name, v in values.items()
        if v is not None
    )
    return "".join(written)


def size_of(cls: str) -> int:
    """The size of text of these CSS classes, as in `style/items.css`."""
    return next((_SIZES[name] for name in cls.split() if name in _SIZES), 16)


def width_of(text: str, cls: str = "") -> float:
    """The width of text of these CSS classes."""
    return text_width(text, size=size_of(cls), bold="bold" in cls or "big" in cls)


def lines_of(text: str, width: float, cls: str = "") -> list[str]:
    """The text in lines that fit the width."""
    return wrap(text, width, size=size_of(cls), bold="bold" in cls or "big" in cls)


@dataclass(slots=True)
class Drawing:
    """Marks on a canvas of one of two widths; the height is set when everything has found its place."""

    layout: Layout
    height: float = 0
    parts: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    walk: str = ""
    """What `rows` are introduced with, where a reader may go through them one by one."""

    @property
    def width(self) -> int:
        """The canvas's width in drawing units."""
        return WIDTH[self.layout]

    @property
    def narrow(self) -> bool:
        """Whether this is the drawing for a phone."""
        return self.layout == "narrow"

    @contextmanager
    def row(self, said: str) -> Iterator[None]:
        """The marks and words of one row, told together as `said`."""
        self.rows.append(said)
        self.parts.append('<g class="row">')
        yield
        self.parts.append("</g>")

    def line(self, start: tuple[float, float], end: tuple[float, float], cls: str) -> None:
        """A straight line."""
        (x1, y1), (x2, y2) = start, end
        self.parts.append(f"<line{_attributes(x1=x1, y1=y1, x2=x2, y2=y2, class_=cls)}/>")

    def rect(self, corner: tuple[float, float], size: tuple[float, float], cls: str) -> None:
        """A rectangle from its upper left corner."""
        (x, y), (width, height) = corner, size
        self.parts.append(f"<rect{_attributes(x=x, y=y, width=max(width, 0), height=height, class_=cls)}/>")

    def circle(self, centre: tuple[float, float], radius: float, cls: str) -> None:
        """A circle."""
        self.parts.append(f"<circle{_attributes(cx=centre[0], cy=centre[1], r=radius, class_=cls)}/>")

    def path(self, commands: str, cls: str) -> None:
        """A path, given as SVG path commands made of numbers."""
        self.parts.append(f"<path{_attributes(d=commands, class_=cls)}/>")

    def text(self, at: tuple[float, float], text: str, cls: str = "", *, anchor: Anchor = "start") -> None:
        """One line of text; `at` is its baseline."""
        self.runs(at, [(text, "")], cls, anchor=anchor)

    def runs(
        self, at: tuple[float, float], runs: Sequence[tuple[str, str]], cls: str = "", *, anchor: Anchor = "start"
    ) -> None:
        """One line of text made of pieces with classes of their own."""
        inner = "".join(
            f'<tspan class="{escape(own)}">{escape(text)}</tspan>' if own else escape(text) for text, own in runs
        )
        where = _attributes(x=at[0], y=at[1], text_anchor=None if anchor == "start" else anchor, class_=cls or None)
        self.parts.append(f"<text{where}>{inner}</text>")

    def paragraph(
        self, at: tuple[float, float], lines: Sequence[str], cls: str = "", *, anchor: Anchor = "start"
    ) -> float:
        """Lines of text under each other; gives the baseline after the last."""
        x, y = at
        for index, text in enumerate(lines):
            self.text((x, y + index * LINE), text, cls, anchor=anchor)
        return y + len(lines) * LINE

    def render(self, title: str, description: str, *, id_: str) -> str:
        """The drawing as an SVG element with its text alternative."""
        cls = "n" if self.narrow else "w"
        view = f"0 0 {self.width} {_number(self.height)}"
        names = f"{id_}-{cls}t {id_}-{cls}d"
        marks = "".join(self.parts)
        for name in _PATTERNS:
            marks = _patterned(marks, name, id_=f"{id_}-{cls}")
        return (
            f'<svg class="{cls}" viewBox="{view}" role="img" aria-labelledby="{escape(names)}" focusable="false">'
            f'<title id="{escape(id_)}-{cls}t">{escape(title)}</title>'
            f'<desc id="{escape(id_)}-{cls}d">{escape(description)}</desc>{marks}</svg>'
        )


def _patterned(marks: str, name: str, *, id_: str) -> str:
    """The marks with a pattern in them, with an id of its own so that figures do not depend on each other."""
    end, turn, line = _PATTERNS[name]
    used = f'class="{name}"'
    if used not in marks:
        return marks
    key = escape(id_ + end)
    turned = f'patternTransform="rotate({turn})"' if turn else ""
    pattern = (
        f'<defs><pattern id="{key}" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'{turned}><rect width="7" height="7" class="{name}-paper"/>{line}</pattern></defs>'
    )
    return pattern + marks.replace(used, f'{used} fill="url(#{key})"')


def draw_both(draw: Callable[[Drawing], None], title: str, description: str, *, id_: str) -> str:
    """The same figure drawn wide and narrow; the page's CSS shows one of them."""
    drawings = [Drawing("wide"), Drawing("narrow")]
    for drawing in drawings:
        draw(drawing)
    drawn = "".join(drawing.render(title, description, id_=id_) for drawing in drawings)
    return drawn + _walk(drawings[0], id_=id_)


def _walk(drawing: Drawing, *, id_: str) -> str:
    """The rows as a group of radio buttons, so that the arrow keys go from one to the next: one stop for a figure.

    The page's CSS shows it while it has the focus, and fades the rows of the drawing that it is not at.
    """
    if not drawing.walk or len(drawing.rows) < _FEWEST_TO_WALK:
        return ""
    labels = "".join(
        f'<label><input type="radio" name="{escape(id_)}-walk"> {escape(said)}</label>' for said in drawing.rows
    )
    return f'<fieldset class="walk"><legend>{escape(drawing.walk)}</legend>{labels}</fieldset>'
