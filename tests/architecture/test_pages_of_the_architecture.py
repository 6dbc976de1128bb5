"""What the pages on architecture say is what the source is: layers, folders, modules, tests."""

from __future__ import annotations

import re

import pytest

from tests.architecture.import_graph import LAYERS, PACKAGE, imports_between_layers, modules

ROOT = PACKAGE.parents[1]
PAGES = ROOT / "docs" / "architecture"
LAYERS_PAGE = (PAGES / "layers.md").read_text(encoding="utf-8")


def rows_under(head: str, text: str) -> list[list[str]]:
    """The first cells of a table, each as the names in it."""
    table = text[text.index(head) :].partition("\n\n")[0]
    return [re.findall(r"`([\w/]+)`", line.split("|")[1]) for line in table.splitlines()[2:]]


def test_the_table_names_every_layer_in_the_order_that_the_imports_keep():
    named = [name for row in rows_under("| layer |", LAYERS_PAGE) for name in row]
    assert named == LAYERS
    there = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir() if path.name[0] not in "_."}
    assert there - {"data", "notebooks", "py"} == set(LAYERS)


def test_nothing_in_the_matrix_of_imports_stands_right_of_the_diagonal():
    counted = imports_between_layers()
    assert len(counted) > 30
    assert [pair for pair in counted if LAYERS.index(pair[0]) < LAYERS.index(pair[1])] == []
    assert "<!-- imports between layers -->" in LAYERS_PAGE


def test_every_folder_of_the_estimators_is_told():
    named = {name.rstrip("/") for row in rows_under("| folder | holds |", LAYERS_PAGE) for name in row}
    folder = PACKAGE / "statistics"
    there = {path.stem for path in folder.iterdir() if path.name[0] not in "_."}
    assert named == there


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_every_file_and_module_that_is_named_is_there(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    quoted = set(re.findall(r"`([^`\n]+)`", text))
    paths = {name for name in quoted if re.fullmatch(r"[\w-]+(/[\w-]+)*(/|\.\w+)", name) and "/" in name}
    roots = (ROOT, PACKAGE, PACKAGE / "statistics", ROOT / "tests" / "simulation")
    made = {"internal/"}
    assert sorted(name for name in paths - made if not any((root / name).exists() for root in roots)) == []
    called = {name for name in quoted if re.fullmatch(r"[a-z]+_[a-z_]+", name)}
    words = {name.rsplit(".", maxsplit=1)[-1] for name in modules()} | names_in_source()
    assert sorted(called - words) == []


def names_in_source() -> set[str]:
    """Functions, classes and constants of the package."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in modules().values())
    return set(re.findall(r"\b(?:def|class) (\w+)", text)) | set(re.findall(r"\"(\w+)\"", text))
