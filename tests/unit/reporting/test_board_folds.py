"""The depth of the board's page: what is folded, and what the gate refuses in folds, contents and rows of figures."""

from __future__ import annotations

import json
import re

import pytest
from nbformat.v4 import new_code_cell, new_output

from research_kit.display import show_questions
from research_kit.errors import DisclosureError
from research_kit.reporting.export_report import audit_pages
from research_kit.reporting.export_report.page_markup import require_known_markup
from research_kit.reporting.read_back.markup_tree import tree_of
from tests.unit.reporting.made_up_board import board_notebook, export, short_release, shown_cell, stored


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    """A page with one item before the questions and the others after them, its release and its folder."""
    folder = tmp_path_factory.mktemp("folds")
    release = stored(folder, short_release())
    notebook = board_notebook(release)
    data = json.loads(json.dumps(show_questions(release)._repr_mimebundle_()))
    asked = new_code_cell("run.questions()", outputs=[new_output("display_data", data=data)])
    first = shown_cell(release["time_to_employment"], "within")
    notebook.cells = [*notebook.cells[:2], first, asked, *notebook.cells[2:]]
    return export(folder, notebook), release, folder


def refused(board, change, why):
    pages, release, folder = board
    changed = change(pages["board_sv"])
    assert changed != pages["board_sv"]
    path = folder / "changed_sv.html"
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(DisclosureError, match=why):
        audit_pages([path], release)


def test_what_follows_the_questions_is_folded_under_its_own_message(board):
    html = board[0]["board_sv"]
    folds = re.findall(
        r'<details class="fold"><summary>(.*?)</summary>\s*<article[^>]*>.*?<h3[^>]*>(.*?)</h3>', html, re.S
    )
    assert len(folds) == 4
    assert all(line == re.sub(r"<[^>]+>", "", heading) for line, heading in folds)
    before, _, after = html.partition('<section id="depth"')
    assert 'id="time-to-employment-within"' in before
    assert 'class="fold"' not in before
    assert 'id="participants-flow"' in after


def test_the_contents_are_short_and_lead_to_parts(board):
    nav = re.search(r"<nav.*?</nav>", board[0]["board_sv"], re.S)[0]
    assert re.findall(r'<a href="#([^"]+)">([^<]+)</a>', nav) == [
        ("time-to-employment", "Tid till arbete"),
        ("questions-asked", "Frågor att besluta om"),
        ("depth", "Fördjupning"),
        ("depth-time-to-employment", "Tid till arbete"),
        ("depth-participants", "Vilka deltagarna är"),
    ]


def test_a_fold_says_nothing_but_its_item_s_heading(board):
    refused(board, lambda html: html.replace("<summary>", "<summary>Alla ", 1), "board|changed")
    refused(
        board,
        lambda html: re.sub(r'(<details class="fold"><summary>).*?(</summary>)', r"\1Annat\2", html, count=1),
        "a line over a folded item that is not its heading",
    )


@pytest.mark.parametrize(
    ("where", "planted", "why"),
    [
        ('<details class="fold">', '<details class="fold w3">', "a fold that does not hold one item and nothing else"),
        ('<details class="fold">', '<details class="fold" id="n3">', "a fold that does not hold one item"),
        ('class="deep"', 'class="deep w3"', "a part of the page of a kind that no page has"),
    ],
)
def test_a_fold_and_a_part_carry_nothing(board, where, planted, why):
    refused(board, lambda html: html.replace(where, planted, 1), why)


def test_the_contents_say_nothing_of_their_own(board):
    refused(
        board,
        lambda html: html.replace('<a href="#depth">Fördjupning</a>', '<a href="#depth">Bara bra</a>'),
        "a line of the contents that is not a heading",
    )


@pytest.mark.parametrize(
    "field",
    [
        '<input type="text" name="a">',
        '<input type="radio" name="a" value="3">',
        '<input name="a">',
        '<p type="radio">x</p>',
        '<form action="https://example.org"><input type="radio" name="a"></form>',
    ],
)
def test_only_buttons_that_carry_nothing_are_known(field):
    with pytest.raises(DisclosureError):
        require_known_markup("page", tree_of(f"<main>{field}</main>"))
    require_known_markup("page", tree_of('<main><input type="radio" name="a"></main>'))


def test_a_row_of_a_figure_holds_no_number_of_its_own(board):
    refused(
        board, lambda html: re.sub(r"(<fieldset.*?Alla: )\d+", r"\g<1>99", html, count=1, flags=re.S), "does not allow"
    )
