"""Pages made in processes of their own are the same pages, with the same refusals."""

from __future__ import annotations

import sys

import pytest

from research_kit.display import MIME
from research_kit.errors import DisclosureError
from research_kit.reporting.export_report import pages
from research_kit.reporting.kernels import kept_warm, pages_apart, warm_up
from tests.unit.reporting.made_up_board import board_notebook, export, stored

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")


@pytest.fixture(scope="module", autouse=True)
def _nursery():
    with kept_warm():
        warm_up()
        yield


def test_pages_made_apart_are_the_same_bytes(tmp_path, monkeypatch):
    notebook = board_notebook(stored(tmp_path))
    with monkeypatch.context() as here:
        here.setattr(pages, "pages_apart", lambda _: False)
        expected = export(tmp_path, notebook)
    monkeypatch.setattr(pages, "make_pages", None)  # not here
    assert export(tmp_path, notebook) == expected


@pytest.mark.parametrize("language", ["sv", "en", "easy-read"])
def test_a_word_that_was_not_released_is_refused_in_each_language(tmp_path, language):
    notebook = board_notebook(stored(tmp_path))
    item = notebook.cells[2].outputs[0].data[MIME]
    item["languages"][language] = item["languages"][language].replace("<p", "<p>Anna</p><p", 1)
    with pytest.raises(DisclosureError, match=r"board_report\.ipynb, cell 2: it shows something that is not"):
        export(tmp_path, notebook)
    assert not list(tmp_path.glob("*.html"))


def test_a_language_that_there_is_not_is_refused(tmp_path):
    notebook = board_notebook(stored(tmp_path))
    item = notebook.cells[2].outputs[0].data[MIME]
    item["languages"]["xx"] = "Anna"
    with pytest.raises(DisclosureError, match="not a released result"):
        export(tmp_path, notebook)


def test_processes_that_fail_say_so():
    assert not pages_apart([{"board": "nowhere"}])
