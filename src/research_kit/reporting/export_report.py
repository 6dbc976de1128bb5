"""Pages for the board: executed notebooks of the board room through our own nbconvert template.

Only what a released thing showed of itself (one MIME type) reaches a page. Code, Markdown, plain text, streams and
metadata stay behind; a notebook of the board room that printed anything else is refused.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from research_kit import __version__
from research_kit.disclosure import Release, read_release
from research_kit.display import MIME, entries_of, page_resources, show, untold_of
from research_kit.errors import DisclosureError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.open_run import BoardRoom

TEMPLATES = Path(__file__).parent / "templates"


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
        A notebook printed something that was not released; nothing is exported.
    """
    import nbformat

    executed = {name: nbformat.read(board / f"{name}.ipynb", as_version=4) for name in notebooks}
    release = read_release(folder / "released")
    for name, notebook in executed.items():
        _require_only_released(name, notebook, release)
        _tell_untold(notebook)
    pages = []
    for name, notebook in executed.items():
        for language in plan.report.languages:
            page = folder / f"{'board' if name == plan.report.board_report else name}_{language}.html"
            page.write_text(_page(notebook, release, language), encoding="utf-8")
            pages.append(page)
    return pages


def clean_notebook(path: Path) -> None:
    """Take out of an executed notebook what says where and when it ran, so that the same run gives the same bytes."""
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("papermill", None)
    injected = "injected-parameters"
    notebook.cells = [cell for cell in notebook.cells if injected not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
    nbformat.write(notebook, path)


def _page(notebook: Any, release: Release, language: str) -> str:
    from nbconvert import HTMLExporter

    shown = [output.data[MIME] for output in _outputs(notebook) if MIME in output.get("data", {})]
    entries = entries_of(shown, language=language)
    resources = page_resources(release, language=language, version=__version__, entries=entries)
    exporter = HTMLExporter(extra_template_basedirs=[str(TEMPLATES)], template_name="board")
    html, _ = exporter.from_notebook_node(notebook, resources={"research_kit": resources})
    return str(html)


def _tell_untold(notebook: Any) -> None:
    """A last cell: what the released items say that the study has no data on, once for the whole page."""
    from nbformat.v4 import new_code_cell, new_output

    last = untold_of([output.data[MIME] for output in _outputs(notebook) if MIME in output.get("data", {})])
    if last is not None:
        notebook.cells.append(new_code_cell(outputs=[new_output("display_data", data={MIME: last})]))


def _outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def _require_only_released(name: str, notebook: Any, release: Release) -> None:
    """Every output is a released thing, word for word, or the board room's own description."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type in ("stream", "error") or not _is_released(output.get("data", {}), release):
                raise DisclosureError(
                    f"{name}.ipynb, cell {number}: it shows something that is not a released result. Show answers of "
                    "the run with `rk.show(...)`; nothing else can be on a board's page. Nothing was published."
                )


def _is_released(data: Any, release: Release) -> bool:
    if MIME in data:
        return bool(json.loads(json.dumps(data[MIME])) == _payload(data[MIME].get("id", ""), release))
    return bool(data.get("text/html") == BoardRoom(release)._repr_html_())


def _payload(item: str, release: Release) -> Any:
    """What the release itself shows under the id of an item; nothing where it has no such item."""
    for name, answer in release.items():
        prefix = name.replace("_", "-")
        if item == prefix:
            shown = show(answer)
        elif item.startswith(f"{prefix}-"):
            shown = show(answer, item.removeprefix(f"{prefix}-").replace("-", "_"))
        else:
            continue
        return json.loads(json.dumps(shown._repr_mimebundle_()[MIME]))
    return json.loads(json.dumps(show(release)._repr_mimebundle_()[MIME])) if item == "release" else None
