"""A board page as the exporter makes it: a notebook of shown items through our nbconvert template."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from research_kit.disclosure.released_table import Release
from research_kit.display import MIME, entries_of, page_resources, show


def board_page(release: Release, language: str) -> str:
    """The page, with one notebook cell per released table."""
    import nbformat
    from nbconvert import HTMLExporter

    cells, items = [], []
    for answer in release.values():
        for table in answer:
            shown = show(answer, table)
            bundle = shown._repr_mimebundle_()
            output = nbformat.v4.new_output("display_data", data=bundle)
            cells.append(nbformat.v4.new_code_cell("rk.show(answer)", outputs=[output]))
            items.append(bundle[MIME])
    cells.append(nbformat.v4.new_markdown_cell("# A title that must not be on the page"))
    notebook = nbformat.v4.new_notebook(cells=cells)
    templates = str(Path(str(resources.files("research_kit.reporting"))) / "templates")
    exporter = HTMLExporter(template_name="board", extra_template_basedirs=[templates])
    entries = entries_of(items, language=language)
    kit = page_resources(release, language=language, version="0.1.0", entries=entries)
    html, _ = exporter.from_notebook_node(notebook, resources=_resources(kit))
    return str(html)


def _resources(kit: dict[str, str]) -> dict[str, Any]:
    return {"research_kit": kit}
