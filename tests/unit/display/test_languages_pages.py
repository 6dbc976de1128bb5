"""Whole items and pages in every language: the same numbers, all filled in, and as easy to read as they promise."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import pytest
from fluent.syntax import ast, parse

from research_kit.display import MIME, catalogue, show, show_questions
from research_kit.display.sentences import row_sentence
from research_kit.display.words import Words
from research_kit.reporting.read_back.html_places import places_of
from research_kit.reporting.read_back.markup_tree import tree_of
from research_kit.reporting.read_back.numbers import numbers_in
from research_kit.reporting.read_back.page_statements import statements_of
from research_kit.reporting.read_back.page_tables import tables_of
from tests.unit.display.lix import lix
from tests.unit.display.made_up import botkyrka, samba, samba_subject, spells
from tests.unit.display.made_up_effects import beside_people
from tests.unit.display.made_up_questions import questions, voices
from tests.unit.display.test_sentences import STATISTICS, STATUSES, row
from tests.unit.reporting.made_up_board import board_notebook, export_in, stored

LANGUAGES = catalogue.languages()
MOST = {"sv": 45, "easy-read": 30}
"""The LIX that a language promises."""
RELEASES = {"samba": samba, "botkyrka": botkyrka, "spells": spells, "questions": questions, "voices": voices}
COUNTS = (0, 1, 2, 5, 21, 1234)


@lru_cache
def items():
    """Every item of the made-up releases, in every language."""
    shown = {f"{name} questions": show_questions(release()) for name, release in RELEASES.items()}
    for name, release in RELEASES.items():
        for answer in release().values():
            shown |= {f"{name} {answer.name} {table}": show(answer, table) for table in answer.tables}
    beside = beside_people()
    shown |= {f"beside {table}": show(beside, table) for table in beside.tables}
    return {name: one._repr_mimebundle_()[MIME]["languages"] for name, one in shown.items()}


def numbers(html, language):
    """The numbers of an item, but those drawn in its figures: axes have room for more of them in some languages."""
    found = Counter()
    for place in places_of(tree_of(html), language=language):
        if place.kind in ("text", "table") or place.place.startswith(("desc", "title")):
            found.update(number.value for number in numbers_in(place.said, language=language))
    return found


def prose(html):
    """Running text: headings, paragraphs and captions, each ending as a sentence."""
    found = re.findall(r"<(p|h1|h2|h3|h4|figcaption|dt|dd)\b[^>]*>(.*?)</\1>", html, flags=re.S)
    said = [re.sub(r"<[^>]+>", " ", part).strip() for _, part in found]
    return " ".join(part if part.endswith((".", "?", ":")) else f"{part}." for part in said if part)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "sv"])
def test_no_digit_differs_between_the_languages(language):
    differs = {
        name: (swedish - other, other - swedish)
        for name, html in items().items()
        if (swedish := numbers(html["sv"], "sv")) != (other := numbers(html[language], language))
    }
    assert differs == {}


@pytest.mark.parametrize("language", sorted(MOST))
def test_every_item_is_as_easy_to_read_as_the_language_promises(language):
    read = {name: lix(prose(html[language])) for name, html in items().items()}
    assert {name: round(value) for name, value in read.items() if value > MOST[language]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_out_of_a_sentence(language):
    for name, html in items().items():
        said = prose(html[language])
        assert not re.search(r"None|\{", said), name
        assert not re.search(r"(?<!\d)\.\.| ,|\(\)|: \.", said), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("statistic", STATISTICS)
def test_every_status_of_every_statistic_is_said(language, status, statistic):
    words, swedish = Words(language, samba_subject()), Words("sv", samba_subject())
    of = row(statistic, status, cause="work" if statistic == "share_in_state" else "employment")
    said, reference = (row_sentence(of, one, k=5) for one in (words, swedish))
    assert not re.search(r"None|\{", said)
    found, expected = numbers_in(said, language=language), numbers_in(reference, language="sv")
    assert Counter(one.value for one in found) == Counter(one.value for one in expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_filled_in(language):
    for key, variables in _variables(language).items():
        for count in COUNTS:
            values = {name: count if name == "count" else "ord" for name in variables}
            assert "{" not in catalogue.text(language, key, **values), key


def _variables(language):
    entries = [one for one in parse(catalogue.source(language)).body if isinstance(one, ast.Message) and one.value]
    return {entry.id.name: _named_in(entry.value) for entry in entries}


def _named_in(pattern):
    found = set()
    for element in pattern.elements:
        expression = getattr(element, "expression", None)
        if isinstance(expression, ast.VariableReference):
            found.add(expression.id.name)
        if isinstance(expression, ast.SelectExpression):
            found.add(expression.selector.id.name)
            found |= {name for variant in expression.variants for name in _named_in(variant.value)}
    return found


def _read_from(page, release):
    """What an outsider reads of people from a page: statements, and tables of counts."""
    subject = next(iter(release.values())).subject
    told = statements_of(page, "2011-Q2", subject=subject)
    tables = {item: table.rows() for item, table in tables_of(page, subject=subject).items()}
    return {(one.key, one.n, one.percent, one.of, one.perhaps) for one in told}, tables


@pytest.mark.parametrize("name", ["samba", "botkyrka", "spells"])
def test_an_easy_read_page_passes_the_audit_and_says_the_same_numbers(name, tmp_path):
    release = stored(tmp_path, RELEASES[name]())
    pages = export_in(("sv", "easy-read"), tmp_path, board_notebook(release))
    swedish, easy = pages["board_sv"], pages["board_easy-read"]
    assert '<html lang="sv-simple">' in easy
    assert _read_from(tmp_path / "board_easy-read.html", release) == _read_from(tmp_path / "board_sv.html", release)
    assert lix(prose(easy)) <= MOST["easy-read"]
    assert lix(prose(swedish)) <= MOST["sv"]
    assert numbers(easy, "easy-read") == numbers(swedish, "sv")
