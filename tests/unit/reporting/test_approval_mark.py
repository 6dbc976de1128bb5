"""The mark: on the page that the template makes, in its language, and taken off to the byte."""

from __future__ import annotations

from html.parser import HTMLParser

import nbformat
import pytest

from research_kit.display import catalogue
from research_kit.errors import RunError
from research_kit.reporting.approval_mark import mark_pages, marked, unmark_pages, unmarked


@pytest.fixture(scope="module", params=["sv", "en", "easy-read"])
def page(request) -> str:
    from nbconvert import HTMLExporter

    from research_kit.reporting import edition_index

    templates = edition_index.Path(edition_index.__file__).parent / "templates"
    exporter = HTMLExporter(extra_template_basedirs=[str(templates)], template_name="board")
    kit = {
        "lang": request.param, "tag": catalogue.tag(request.param), "title": "Title", "description": "", "skip": "",
        "css": ".rk {}",
        "header_html": "<h1>Title</h1>", "contents_html": "", "footer_html": "",
    }  # fmt: skip
    html, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(), resources={"research_kit": kit})
    return html


class _Places(HTMLParser):
    """In which element each text stands."""

    def __init__(self, html: str):
        super().__init__()
        self.open, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag != "meta":
            assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.texts.append((tuple(self.open), data))


@pytest.mark.parametrize("mark", ["unapproved", "draft"])
def test_a_marked_page_says_it_first_in_its_banner_and_in_its_title(page, mark):
    words = {
        ("sv", "unapproved"): "Ej godkänd för publicering", ("en", "unapproved"): "Not approved for release",
        ("sv", "draft"): "Utkast, ej godkänt för publicering", ("en", "draft"): "Draft, not approved for release",
        ("sv-simple", "unapproved"): "Ingen har sagt ja till sidan än", ("sv-simple", "draft"): "Det här är ett utkast",
    }[page.split('lang="')[1].split('"')[0], mark]  # fmt: skip
    texts = _Places(marked(page, mark)).texts
    assert next(text for place, text in texts if "body" in place and "header" in place).startswith(words)
    assert next(text for place, text in texts if place[-1] == "title").startswith(words)


@pytest.mark.parametrize("mark", ["unapproved", "draft"])
def test_the_mark_comes_off_to_the_byte(page, mark, tmp_path):
    assert unmarked(marked(page, mark), mark) == page
    (tmp_path / "board_sv.html").write_text(page)
    mark_pages(tmp_path, mark)
    assert (tmp_path / "board_sv.html").read_text() != page
    unmark_pages(tmp_path, mark)
    assert (tmp_path / "board_sv.html").read_text() == page


def test_a_page_without_a_place_for_the_mark_is_refused(page, tmp_path):
    for html in ("<p>a page of something else</p>", page.replace("<header>", "<div>"), page + "<header>"):
        with pytest.raises(RunError, match="has no place"):
            marked(html, "unapproved")
    with pytest.raises(RunError, match="has no place"):
        unmarked(page, "unapproved")
    (tmp_path / "board_sv.html").write_text("<p>a page of something else</p>")
    with pytest.raises(RunError, match=r"board_sv\.html"):
        mark_pages(tmp_path, "unapproved")
