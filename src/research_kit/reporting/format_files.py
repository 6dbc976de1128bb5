"""How the files of an edition's other formats are called, and which of them an edition has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal

Format = Literal["pdf", "large", "text", "numbers", "accessibility"]
FORMATS: Final[tuple[Format, ...]] = ("pdf", "large", "text", "numbers", "accessibility")
_NAMES: Final[dict[Format, str]] = {
    "pdf": "board_{}.pdf",
    "large": "board_{}_large.html",
    "text": "board_{}.txt",
    "numbers": "numbers_{}.xlsx",
    "accessibility": "accessibility_{}.html",
}
_KNOWN = re.compile("|".join(re.escape(name).replace(r"\{\}", r"[a-z]+(?:-[a-z]+)*") for name in _NAMES.values()))


def file_name(what: Format, language: str) -> str:
    """The file of a format in a language."""
    return _NAMES[what].format(language)


def is_format(name: str) -> bool:
    """Whether a file is one of these, and not a page of the report."""
    return _KNOWN.fullmatch(name) is not None


def formats_in(folder: Path, language: str) -> list[tuple[Format, str]]:
    """The formats that a folder has in a language, each with the name of its file."""
    named = [(what, file_name(what, language)) for what in FORMATS]
    return [(what, name) for what, name in named if (folder / name).is_file()]


def board_page(language: str) -> str:
    """The file of the board's page, which the others are made from."""
    return f"board_{language}.html"
