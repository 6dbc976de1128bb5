"""An executed notebook of the board room, made without a kernel: every table of a made-up release, shown in turn."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import polars as pl
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from research_kit.disclosure import read_release, write_release
from research_kit.disclosure.released_table import Release
from research_kit.display import show
from research_kit.reporting.export_report import export_pages
from tests.unit.display.made_up import samba

LOST = pl.DataFrame(schema={"answer": pl.String, "table": pl.String, "rule": pl.String, "cells": pl.Int64})
PLAN = SimpleNamespace(report=SimpleNamespace(languages=("sv", "en"), board_report="board_report"))
PARAMETERS = 'parameters = ""\nas_of = ""\nroom = "/released"'


def short_release() -> Release:
    """A made-up release with one table of each kind of figure, so that it is quickly shown."""
    answers = samba().answers
    kept = {"time_to_employment": ("within", "curve", "gaps"), "participants": ("flow", "composition")}
    return Release(
        answers={
            name: replace(answers[name], tables={table: answers[name][table] for table in tables})
            for name, tables in kept.items()
        }
    )


def stored(folder: Path, release: Release | None = None) -> Release:
    """A made-up release, written to a folder and read back as an edition reads it."""
    made = short_release() if release is None else release
    write_release(Release(answers=made.answers, lost=LOST), folder / "released")
    return read_release(folder / "released")


def shown_cell(thing, table=None):
    """A cell that showed a released thing."""
    data = json.loads(json.dumps(show(thing, table)._repr_mimebundle_()))
    return new_code_cell("rk.show(...)", outputs=[new_output("display_data", data=data)])


def board_notebook(release: Release):
    """The board's notebook as Papermill leaves it: parameters, prose, and a cell for each table."""
    cells = [new_markdown_cell("# The board's page\n\nWhat had happened within 12 months (M3.2).")]
    cells.append(new_code_cell(PARAMETERS, metadata={"tags": ["injected-parameters"]}))
    cells += [shown_cell(answer, name) for answer in release.values() for name in answer.tables]
    handed = {"parameters": {"parameters": "", "as_of": "", "room": "/released"}, "version": "2.7.0"}
    metadata = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}, "papermill": handed}
    return new_notebook(cells=cells, metadata=metadata)


def export(folder: Path, notebook) -> dict[str, str]:
    """The pages of a notebook, by name."""
    return export_in(PLAN.report.languages, folder, notebook)


def export_in(languages: tuple[str, ...], folder: Path, notebook) -> dict[str, str]:
    """The same in other languages."""
    plan = SimpleNamespace(report=SimpleNamespace(languages=languages, board_report="board_report"))
    nbformat.write(notebook, folder / "board_report.ipynb")
    pages = export_pages(plan, folder, folder, ["board_report"])
    return {page.stem: page.read_text(encoding="utf-8") for page in pages}
