"""The checker: every condition of this folder on one file. `python -m tests.pdf_ua FILE.pdf` prints what it finds."""

from __future__ import annotations

from pathlib import Path

import pikepdf

import tests.pdf_ua.font_conditions
import tests.pdf_ua.more_conditions  # noqa: F401 - both enter their conditions beside the others
from tests.pdf_ua.conditions import CONDITIONS
from tests.pdf_ua.opened import Opened

NAMED = frozenset(CONDITIONS)


def faults(pdf: pikepdf.Pdf) -> dict[str, list[str]]:
    """What a PDF fails, by the number of the condition; empty where it fails none of those checked."""
    opened = Opened(pdf)
    found = {number: list(condition(opened)) for number, condition in sorted(CONDITIONS.items())}
    return {number: said for number, said in found.items() if said}


def faults_of(path: Path) -> dict[str, list[str]]:
    with pikepdf.open(path) as pdf:
        return faults(pdf)
