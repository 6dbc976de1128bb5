"""Languages in general: a language is a folder, says its own tag, and falls back on another where it lacks a text."""

from __future__ import annotations

import re
from datetime import date

import pytest

from research_kit.display import catalogue
from research_kit.display.number_format import NumberFormat
from research_kit.display.words import Words
from research_kit.errors import DeclarationError, ResearchKitError
from research_kit.reporting.declaration import ReportSection
from research_kit.reporting.read_back.numbers import numbers_in, says_fewer
from tests.unit.display.made_up import samba_subject, spells
from tests.unit.reporting.made_up_board import board_notebook, export_in, stored

FINNISH = {
    "language.ftl": """language-tag = fi
language-name = Suomi
language-falls-back-on = en
language-number-words = yksi 1 kaksi 2 kolme 3
language-unit-months = kuukautta kuukaudessa
language-unit-people = henkilö henkilöä
language-words-fewer = alle, vähemmän kuin
""",
    "words.ftl": """group-all = Kaikki
people = { $count ->
    [one] { $n } henkilö
   *[other] { $n } henkilöä
}
""",
}
COUNTS = {
    "sv": ["0 personer", "1 person", "2 personer", "5 personer", "21 personer", "1 234 personer"],
    "easy-read": ["0 personer", "1 person", "2 personer", "5 personer", "21 personer", "1 234 personer"],
    "en": ["0 people", "1 person", "2 people", "5 people", "21 people", "1,234 people"],
    "fi": ["0 henkilöä", "1 henkilö", "2 henkilöä", "5 henkilöä", "21 henkilöä", "1 234 henkilöä"],
}
POINTS = {
    "sv": ["0 punkter", "1 punkt", "2 punkter", "5 punkter", "21 punkter", "1234 punkter"],
    "easy-read": ["0 punkter", "1 punkt", "2 punkter", "5 punkter", "21 punkter", "1234 punkter"],
    "en": ["0 points", "1 point", "2 points", "5 points", "21 points", "1234 points"],
}


def a_language(folder, name, files):
    """A folder of texts."""
    (folder / name).mkdir()
    for file, said in files.items():
        (folder / name / file).write_text(said, encoding="utf-8")


@pytest.fixture
def finnish(tmp_path_factory, monkeypatch):
    """A third language with a few texts of its own, added as docs/how-to/add_a_language.md says."""
    folder = tmp_path_factory.mktemp("languages")
    a_language(folder, "fi", FINNISH)
    monkeypatch.setenv("RESEARCH_KIT_LANGUAGES", str(folder))
    return folder


def test_the_languages_of_the_package_say_what_they_are():
    assert catalogue.languages() == ("sv", "easy-read", "en")
    assert [catalogue.tag(one) for one in catalogue.languages()] == ["sv", "sv-simple", "en"]
    assert catalogue.chain("easy-read") == ("easy-read", "sv")
    assert [catalogue.locale(one) for one in catalogue.languages()] == ["sv", "sv", "en"]


def test_the_tag_of_a_page_leads_back_to_its_language():
    assert [catalogue.of_tag(tag) for tag in ("sv", "sv-SE", "SV-simple", "en-GB")] == ["sv", "sv", "easy-read", "en"]
    assert catalogue.of_tag("fi") == catalogue.of_tag("") == ""


def test_a_text_that_a_language_lacks_is_said_as_in_the_one_it_falls_back_on(finnish):
    assert catalogue.text("fi", "group-all") == "Kaikki"
    assert catalogue.text("fi", "group-rest") == "all others"
    assert catalogue.chosen({"sv": "Titel", "en": "Title"}, "fi") == "Title"
    assert catalogue.chosen({"sv": "Titel"}, "fi") == "Titel"
    assert catalogue.chosen({"sv": "Titel", "fi": "Otsikko"}, "fi") == "Otsikko"


def test_numbers_and_days_are_written_as_in_the_language(finnish):
    assert NumberFormat("fi", "–").exact(1234.5, decimals=1) == "1\u202f234,5"
    assert NumberFormat("fi", "–").day(date(2011, 6, 30)) == "30 kesäkuuta 2011"


def test_an_easy_range_has_a_word_between_its_limits():
    number = Words("easy-read", samba_subject()).number
    assert number.range(2, 5, number.months) == "2 till 5"
    assert number.range(-2, 5, number.months) == "−2 till 5"


def test_a_page_in_a_third_language_is_made_and_checked_without_touching_code(finnish, tmp_path):
    assert ReportSection(languages=("fi",)).languages == ("fi",)
    release = stored(tmp_path, spells())
    page = export_in(("fi",), tmp_path, board_notebook(release))["board_fi"]
    assert '<html lang="fi">' in page
    for own_or_english in ("Kaikki", "henkilöä", "How sure is this?"):
        assert own_or_english in page


def test_a_language_that_does_not_say_its_number_words_is_refused(tmp_path, monkeypatch):
    without = {name: re.sub(r"language-number-words.*\n", "", said) for name, said in FINNISH.items()}
    a_language(tmp_path, "fi", without)
    monkeypatch.setenv("RESEARCH_KIT_LANGUAGES", str(tmp_path))
    with pytest.raises(DeclarationError, match="does not say its number words"):
        ReportSection(languages=("fi",))
    with pytest.raises(DeclarationError, match="does not say its number words"):
        numbers_in("kolme henkilöä", language="fi")


def test_numbers_of_a_third_language_are_read_in_its_words_and_those_it_falls_back_on(finnish):
    found = numbers_in("kolme henkilöä, 1,234 kuukautta, two people", language="fi")
    assert [(one.value, one.unit) for one in found] == [(3, "people"), (1.234, "months"), (2, "people")]
    assert [says_fewer(said, "fi") for said in ("alle ", "vähemmän kuin ", "fewer than ", "noin ")] == [1, 1, 1, 0]


def test_a_language_without_a_tag_or_that_falls_back_on_itself_says_what_to_correct(tmp_path, monkeypatch):
    a_language(tmp_path, "xx", {"words.ftl": "group-all = Alt\n"})
    a_language(tmp_path, "yy", {"words.ftl": "language-tag = nb\nlanguage-falls-back-on = yy\n"})
    a_language(tmp_path, "zz", {"words.ftl": "language-tag = qqq\n"})
    monkeypatch.setenv("RESEARCH_KIT_LANGUAGES", str(tmp_path))
    with pytest.raises(ResearchKitError, match="does not say which language it is"):
        catalogue.text("xx", "group-all")
    with pytest.raises(ResearchKitError, match="falls back on itself"):
        catalogue.text("yy", "group-all")
    with pytest.raises(ResearchKitError, match="how numbers and days are written"):
        catalogue.text("zz", "group-all")


def test_a_folder_that_is_not_there_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("RESEARCH_KIT_LANGUAGES", str(tmp_path / "none"))
    with pytest.raises(ResearchKitError, match="which is no folder"):
        catalogue.languages()


def test_an_unknown_language_of_the_report_names_those_there_are():
    with pytest.raises(ValueError, match="no catalogue for the language 'fr'; there are: sv, easy-read, en"):
        ReportSection(languages=("sv", "fr"))


@pytest.mark.parametrize("language", sorted(COUNTS))
def test_plural_and_number_forms(language, finnish):
    number = NumberFormat(language, "–")
    said = [catalogue.text(language, "people", count=n, n=number.count(n)) for n in (0, 1, 2, 5, 21, 1234)]
    assert [one.replace("\u202f", " ") for one in said] == COUNTS[language]


@pytest.mark.parametrize("language", sorted(POINTS))
def test_plural_forms_of_points(language):
    said = [catalogue.text(language, "points", count=n, n=str(n)) for n in (0, 1, 2, 5, 21, 1234)]
    assert said == POINTS[language]
