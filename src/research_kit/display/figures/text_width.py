"""How wide a text will be, before any browser has seen it, so that labels can be placed without colliding.

Widths are those of Noto Sans in em, which is wider than most fonts of the page's stack, plus a margin: a reader
with another font gets more air, not a collision. The browser tests measure what really happens.
"""

from __future__ import annotations

_BY_WIDTH = {
    0.27: " !'`,.:;ijlJ()[]|\u202f\u00a0",
    0.37: '"Ift/\\{}-r',
    0.48: "*?_zcs",
    0.53: "vykxFL–",
    0.58: "ETaeåäéSXYZ^$+<=>~−0123456789",
    0.63: "PVoöbdgpqKRhnuüCBAÅÄ#",
    0.76: "DGHNU&",
    0.80: "OQÖw",
    0.94: "%@MWm",
}
_EM = {char: width for width, chars in _BY_WIDTH.items() for char in chars}
_BOLD = 1.07
_MARGIN = 1.03


def text_width(text: str, *, size: float = 16, bold: bool = False) -> float:
    """The width of a text in drawing units, rather a little too wide than too narrow."""
    em = sum(_EM.get(char, 0.63) for char in text)
    return em * size * _MARGIN * (_BOLD if bold else 1)


def wrap(text: str, width: float, *, size: float = 16, bold: bool = False) -> list[str]:
    """The text in lines no wider than `width`; a single longer word is cut with a hyphen."""
    lines: list[str] = []
    for word in _pieces(text.split(" "), width, size=size, bold=bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size=size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def _pieces(words: list[str], width: float, *, size: float, bold: bool) -> list[str]:
    pieces: list[str] = []
    for word in words:
        rest = word
        while text_width(rest, size=size, bold=bold) > width and len(rest) > 2:
            fits = _longest(rest, width, size=size, bold=bold)
            pieces.append(rest[:fits] + "-")
            rest = rest[fits:]
        pieces.append(rest)
    return pieces


def _longest(word: str, width: float, *, size: float, bold: bool) -> int:
    for end in range(len(word) - 1, 1, -1):
        if text_width(word[:end] + "-", size=size, bold=bold) <= width:
            return end
    return 1
