"""`read_back`: every number in a finished artefact, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from research_kit.display import catalogue
from research_kit.errors import RunError
from research_kit.reporting.read_back.csv_places import read_csv_places
from research_kit.reporting.read_back.figure_values import figure_values
from research_kit.reporting.read_back.found import Found, Place, as_table, numbers_at
from research_kit.reporting.read_back.html_places import places_of
from research_kit.reporting.read_back.markup_tree import Node, tree_of
from research_kit.reporting.read_back.pdf_places import read_pdf_places
from research_kit.reporting.read_back.sheet_places import read_sheet_places
from research_kit.reporting.read_back.text_places import read_text_places


def read_back(path: str | Path) -> pl.DataFrame:
    """Every number that can be read in a finished artefact, and where it stands.

    Parameters
    ----------
    path
        A page (`.html`, `.svg`), a `.pdf`, a `.txt`, a spreadsheet (`.xlsx`), or a `.csv` or `.json` file of a release.

    Returns
    -------
    One row per number: `page` (the file), `item` (the id on the page, the sheet, or the page of a PDF), `place`,
    `kind` (`table`, `text`, `attribute`, `figure` or `metadata`), `text` (as written), `value`, `unit` (`%`, `points`,
    `months`, `days`, `years`, `people`, `groups`, `times`, `of`, or empty), `of` (the whole of "7 av 13"), and for a
    cell the headers of its `row` and `column`. Values drawn in a figure are read off its own axes, with `precision`.

    Raises
    ------
    RunError
        The file is of a kind that cannot be read back: such a file must not be published.
    """
    path = Path(path)
    if path.suffix.lower() in (".html", ".htm", ".svg"):
        return as_table(read_page(path.name, tree_of(path.read_text(encoding="utf-8"))))
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise RunError(
            f"{path.name}: numbers cannot be read back from a file of this kind ({path.suffix or 'no ending'}). It can "
            f"be done from: .html, .svg, {', '.join(_READERS)}. Leave it out of what is published."
        )
    places, language = reader(path)
    return as_table(numbers_at(path.name, places, language=language))


def read_page(name: str, page: Node) -> list[Found]:
    """The numbers of a parsed page: as written, then as drawn."""
    language = language_of(page)
    written = numbers_at(name, places_of(page, language=language), language=language)
    return [*written, *figure_values(name, page, language=language)]


def language_of(page: Node) -> str:
    """The language that a page says it is in, by the name of its catalogue; empty where there is none such."""
    return next((catalogue.of_tag(node.get("lang")) for node in page.find("html") if node.get("lang")), "")


_READERS: dict[str, Callable[[Path], tuple[list[Place], str]]] = {
    ".pdf": read_pdf_places,
    ".txt": read_text_places,
    ".xlsx": read_sheet_places,
    ".csv": read_csv_places,
    ".json": read_csv_places,
}
