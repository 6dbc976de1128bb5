"""An edition's folder with two pages made from a made-up release: what the other formats are made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from research_kit.disclosure.released_table import Release
from research_kit.reporting.format_files import FORMATS
from tests.unit.reporting.made_up_board import board_notebook, export, short_release, stored

INJECTED = "=HYPERLINK(A1)"


def edition(folder: Path) -> Path:
    """The folder, with `released` and the board's page in Swedish and English."""
    folder.mkdir()
    export(folder, board_notebook(stored(folder, _with_a_dangerous_name(short_release()))))
    (folder / "board_report.ipynb").unlink()
    return folder


def _with_a_dangerous_name(release: Release) -> Release:
    """A study whose own word for an outcome begins as a formula does."""
    named = {"self_support": {"sv": INJECTED, "en": INJECTED}}
    kept = {"time_to_employment": ("within", "gaps"), "participants": ("flow",)}
    answers = {}
    for name, answer in release.answers.items():
        subject = replace(answer.subject, title={"sv": INJECTED, "en": INJECTED}, outcomes=named)
        tables = {table: answer.tables[table] for table in kept[name]}
        answers[name] = replace(answer, subject=subject, tables=tables)
    return Release(answers=answers)


def plan(*formats: str, languages: tuple[str, ...] = ("sv", "en")) -> Any:
    """What a parameters file says of the formats."""
    return SimpleNamespace(report=SimpleNamespace(languages=languages, formats=formats or FORMATS, contact=None))
