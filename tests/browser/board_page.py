"""A board page as the exporter makes it: a notebook of shown items through our nbconvert template."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from research_kit.disclosure.released_table import Release
from research_kit.display import (
    MIME,
    depth_of,
    entries_of,
    page_resources,
    parts_of,
    show,
    show_decided,
    show_news,
    show_questions,
)
from research_kit.ledger.told_loop import ToldLoop


def board_page(release: Release, language: str) -> str:
    """The page, with one notebook cell per released table."""
    import nbformat

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
    entries = entries_of(items, language=language)
    kit = page_resources(release, language=language, version="0.1.0", entries=entries)
    return _exported(notebook, kit)


def decided_page(release: Release, loop: ToldLoop, language: str) -> str:
    """The board's own page: decisions and news, an item to decide from, the questions, and the others as its depth."""
    import nbformat

    first = show(release["time_to_employment"], "within")
    others = [show(answer, table) for answer in release.values() for table in answer if table != "within"]
    shown = [show_decided(loop, release), show_news(loop, release), first, show_questions(release), *others]
    bundles = [one._repr_mimebundle_() for one in shown]
    cells = [nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("display_data", data=b)]) for b in bundles]
    items = [bundle[MIME] for bundle in bundles]
    kit = page_resources(
        release, language=language, version="0.1.0", entries=parts_of(items, language=language), loop=loop
    )
    kit["depth"] = depth_of(items, language=language)
    return _exported(nbformat.v4.new_notebook(cells=cells), kit)


def _exported(notebook: Any, kit: dict[str, Any]) -> str:
    from nbconvert import HTMLExporter

    templates = str(Path(str(resources.files("research_kit.reporting"))) / "templates")
    exporter = HTMLExporter(template_name="board", extra_template_basedirs=[templates])
    html, _ = exporter.from_notebook_node(notebook, resources=_resources(kit))
    return str(html)


def _resources(kit: dict[str, Any]) -> dict[str, Any]:
    return {"research_kit": kit}
