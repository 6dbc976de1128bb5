"""Pages for the board: executed notebooks of the board room through our own nbconvert template, checked when finished.

Only what a released thing showed of itself (one MIME type) reaches a page. Code, Markdown, plain text, streams and
metadata stay behind; a notebook of the board room that holds anything else is refused, and so is a finished page of
which a number, read back from its file, is not one that the release allows at that place.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research_kit.disclosure import read_release
from research_kit.display import MIME, contents, depth_of, entries_of, parts_of, untold_of
from research_kit.display.told_in import pages_in
from research_kit.ledger.told_loop import read_told_loop
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.export_report.audit_pages import audit_page
from research_kit.reporting.export_report.notebook_outputs import require_only_released
from research_kit.reporting.export_report.released_items import ReleasedItems
from research_kit.reporting.kernels import pages_apart

TEMPLATES = Path(__file__).parent.parent / "templates"


def export_pages(plan: RunPlan, board: Path, folder: Path, notebooks: Sequence[str]) -> list[Path]:
    """Every notebook of the board room as a page in every language of the report.

    Parameters
    ----------
    plan
        What the parameters file says: languages, and which notebook is the board's own page.
    board
        The folder of the executed notebooks.
    folder
        Where the pages go; the release they were made from is in its folder `released`.
    notebooks
        Their names, in the order they are told.

    Raises
    ------
    DisclosureError
        A notebook, or a finished page, holds something that was not released; nothing is exported.
    """
    with tempfile.TemporaryDirectory(prefix="pages-") as made, pages_in(plan.report.languages):
        whole = PagesToMake(
            board=board,
            released=folder / "released",
            notebooks=tuple(notebooks),
            board_report=plan.report.board_report,
            languages=tuple(plan.report.languages),
            to=Path(made),
        )
        if len(whole.languages) < 2 or not pages_apart([whole.plain(language) for language in whole.languages]):
            make_pages(whole)
        return [Path(shutil.copyfile(page, folder / page.name)) for page in whole.pages()]


@dataclass(frozen=True, kw_only=True, slots=True)
class PagesToMake:
    """Executed notebooks of a board room, and the languages that they are made pages in."""

    board: Path
    released: Path
    notebooks: tuple[str, ...]
    board_report: str
    languages: tuple[str, ...]
    to: Path

    def plain(self, language: str) -> dict[str, Any]:
        """The same in one language, as it is told to another process."""
        return {
            "board": str(self.board),
            "released": str(self.released),
            "notebooks": self.notebooks,
            "board_report": self.board_report,
            "languages": [language],
            "to": str(self.to),
        }

    @classmethod
    def from_plain(cls, told: Mapping[str, Any]) -> PagesToMake:
        """From what `plain` told."""
        return cls(
            board=Path(told["board"]),
            released=Path(told["released"]),
            notebooks=tuple(told["notebooks"]),
            board_report=told["board_report"],
            languages=tuple(told["languages"]),
            to=Path(told["to"]),
        )

    def page(self, notebook: str, language: str) -> Path:
        """The file of a page."""
        return self.to / f"{'board' if notebook == self.board_report else notebook}_{language}.html"

    def pages(self) -> list[Path]:
        """The files of all pages, in the order of the notebooks."""
        return [self.page(name, language) for name in self.notebooks for language in self.languages]


def make_pages(of: PagesToMake) -> None:
    """Write the pages, each audited as it stands in its file.

    Every notebook is first held against the release, in these languages.
    """
    import nbformat

    executed = {name: nbformat.read(of.board / f"{name}.ipynb", as_version=4) for name in of.notebooks}
    items = ReleasedItems(read_release(of.released), read_told_loop(of.released), of.languages)
    for name, notebook in executed.items():
        require_only_released(name, notebook, items)
        _tell_untold(notebook)
    for name, notebook in executed.items():
        for language in of.languages:
            page, is_board = of.page(name, language), name == of.board_report
            page.write_text(_page(notebook, items, language, is_board=is_board), encoding="utf-8")
            audit_page(page, items, language=language)


def clean_notebook(path: Path) -> None:
    """Take out of an executed notebook what says where and when it ran, so that the same run gives the same bytes.

    It is put in place in one step: a run that is killed here leaves the notebook whole.
    """
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("papermill", None)
    injected = "injected-parameters"
    notebook.cells = [cell for cell in notebook.cells if injected not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
    partial = path.with_suffix(".partial.ipynb")
    nbformat.write(notebook, partial)
    partial.replace(path)


def _page(notebook: Any, items: ReleasedItems, language: str, *, is_board: bool) -> str:
    """The page; if the board's own goes on after its questions, that is its depth, and the contents list its parts."""
    from nbconvert import HTMLExporter, TemplateExporter

    shown = [output.data[MIME] for output in _outputs(notebook) if MIME in output.get("data", {})]
    depth = depth_of(shown, language=language) if is_board else {}
    entries = (parts_of if depth else entries_of)(shown, language=language)
    listed = contents(entries, language=language) if entries else ""
    kit = {**items.furniture(language), "contents_html": listed, "depth": depth}
    exporter = HTMLExporter(extra_template_basedirs=[str(TEMPLATES)], template_name="board")
    # Its own `from_notebook_node` reads the finished page once more, for pictures of notebooks, which no page has.
    html, _ = TemplateExporter.from_notebook_node(exporter, notebook, resources={"research_kit": kit})
    return str(html)


def _tell_untold(notebook: Any) -> None:
    """A last cell: what the released items say that the study has no data on, once for the whole page."""
    from nbformat.v4 import new_code_cell, new_output

    last = untold_of([output.data[MIME] for output in _outputs(notebook) if MIME in output.get("data", {})])
    if last is not None:
        notebook.cells.append(new_code_cell(outputs=[new_output("display_data", data={MIME: last})]))


def _outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
