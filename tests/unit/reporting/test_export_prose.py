"""Numbers in a notebook's prose: how something is done may be said there, how many people may not."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from research_kit.errors import DisclosureError
from research_kit.reporting.export_report.markdown_numbers import counts_in_markdown, require_prose_without_counts

NOTEBOOKS = sorted((Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("k", [3, 5, 10, 20])
def test_the_committed_notebooks_pass_under_every_threshold(notebook, k):
    require_prose_without_counts(notebook, k=k)


@pytest.mark.parametrize(
    "text",
    [
        "The share within 3, 6, 9 and 12 months, and 90, or 180, days (M3.2, M6.3).",
        "## 2. Deltagarna\n\n1. Först\n2. Sedan",
        "As METHODS 10.5 and §10.7 say; the interval is 95 %. Since 2009.",
        "Each step rests on at least five people; färre än 5 personer visas aldrig.",
        "More than one start in ten is known only as an interval.",
        "See [the protocol](https://example.org/v2/page7) and <https://example.org/3>.",
        "Efter ett halvår, 6 månader, och 24 veckor.",
        "",
    ],
)
def test_how_something_is_done_may_be_said(text):
    assert list(counts_in_markdown(text, k=5)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Three people left.", "tre kvinnor", "ingen person svarade", "| kvinnor | 4 |", "**31**", "`n = 17`", "7/31",
        "7 av 31", "about 12 %", "0,4 i snitt", "at least 4 people", "$n=6$", "13 women within 12 months", "2,010",
        "[17](page.html)", "in M3.2 we saw 8",
    ],
)  # fmt: skip
def test_how_many_may_not(text):
    (what,) = counts_in_markdown(f"First line.\n{text}", k=5)
    assert "(line 2)" in what


def test_the_notebook_and_the_cell_are_named_and_the_number_is_not(tmp_path):
    path = tmp_path / "02_time.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Time"), new_markdown_cell("Of 4711 people.")]), path)
    with pytest.raises(DisclosureError, match=r"02_time\.ipynb, cell 2: its text holds 1 number") as error:
        require_prose_without_counts(path, k=5)
    assert "4711" not in str(error.value)
