"""README, the site and the tutorial begin with how to install, and how `research-kit` becomes a command."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.unit.docs.blocks import ROOT, blocks, is_commands, pages

ACTIVATE = ". .venv/bin/activate"
ENTRANCES = ("README.md", "docs/index.md", "docs/tutorial/first_fifteen_minutes.md")
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]


@pytest.mark.parametrize("page", ENTRANCES)
def test_it_is_activated_before_the_first_command(page):
    typed = "\n".join(block.text for block in blocks() if block.page == page and is_commands(block))
    makes, _, after = typed.partition(ACTIVATE)
    assert after, f"{page} does not say `{ACTIVATE}`"
    assert re.search(r"\bmake (setup|demo)\b", makes)
    assert not re.search(r"^(\$ )?research-kit ", makes, flags=re.MULTILINE)


def test_the_command_is_called_in_one_way():
    assert [str(page) for page in pages() if ".venv/bin/research-kit" in page.read_text(encoding="utf-8")] == []


def test_no_page_asks_a_public_index_for_a_package_of_our_name():
    for page in pages():
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"pip install (?:--?[\w-]+ )*[\"']?research-kit", text), page


def test_the_extras_that_are_named_are_there():
    named = {
        extra
        for page in pages()
        for extra in re.findall(r"pip install --editable \"\.\[([\w-]+)\]\"", page.read_text(encoding="utf-8"))
    }
    assert {"postgres", "linkage", "duckdb", "spark"} <= named
    assert named <= set(EXTRAS)


def test_no_command_needs_one_kind_of_sed():
    """GNU's takes `-i` alone; that of macOS wants the ending of the copy that it keeps, joined or not."""
    typed = [block for block in blocks() if is_commands(block) and re.search(r"\bsed -i\b(?!\.)", block.text)]
    assert typed == []
