"""The lists of words: every key is one of ours, and no word means two things in one place."""

from __future__ import annotations

from collections import Counter

import pytest

from research_kit.desk.words.likeness import likeness, plain
from research_kit.desk.words.read_words import read_words
from research_kit.desk.words.vocabulary import Vocabulary, by_convention, study_vocabulary
from research_kit.study.declaration import DataDeclaration
from research_kit.study.schemas import INTAKE_SCHEMAS, specs

SOURCE = {"partner": "p", "table": "wave", "file": "f.csv"}


@pytest.mark.parametrize("name", ["columns", "codes", "tables", "digits"])
def test_no_word_stands_for_two_of_ours_in_one_section(name):
    for section, words in read_words(name).items():
        where = Counter(word for spoken in words.values() for word in {plain(one) for one in spoken})
        assert [word for word, times in where.items() if times > 1] == [], section


def test_every_section_and_every_key_is_one_of_ours():
    assert set(read_words("tables")["*"]) == set(INTAKE_SCHEMAS)
    columns = {table: set(words) for table, words in read_words("columns").items() if table != "*"}
    assert set(columns) == set(INTAKE_SCHEMAS)
    assert all(ours <= set(specs(table)) for table, ours in columns.items())
    for section, words in read_words("codes").items():
        table, _, column = section.rpartition(".")
        known = [spec for one in ([table] if table else INTAKE_SCHEMAS) for spec in specs(one).values()]
        codes = {code for spec in known if spec.name == column for code in spec.codes} | {"self"}
        assert set(words) <= codes, section


def test_every_column_that_a_partner_delivers_has_a_word():
    for table in INTAKE_SCHEMAS:
        wanted = {one.name for one in specs(table).values() if one.id_kind != "person"} - {"source", "recorded_at"}
        assert wanted <= set(read_words("columns")[table]), table


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Utrikes_född (ja/nej)", "utrikes fodd"),
        ("UtrikesFödd", "utrikes fodd"),
        ("  KÖN ", "kon"),
        ("Inskr.nr", "inskr~ nummer"),
        ("Antal barn <18", "antal barn under 18"),
        ("Ärendenr", "arendenummer"),
        ("Fr.o.m.", "fr o m"),
    ],
)
def test_a_name_is_made_plain(written, name):
    assert plain(written) == name


def test_likeness_tells_the_same_from_the_nearly_same_and_from_the_contrary():
    assert likeness("start datum", "startdatum") == pytest.approx(0.98)
    assert likeness("inskr~ nummer", "inskrivningsnummer") == pytest.approx(0.95)
    assert likeness("registrerad datum", "registrerad") == pytest.approx(0.92)
    assert likeness("avslutningsorsak", "orsak") == pytest.approx(0.7)
    assert 0.75 < likeness("utbildningsniva", "utbildningsnivaa") < 0.9
    assert likeness("ej antraffad", "antraffad") == 0.0
    assert likeness("kodare 1", "kodare 2") == 0.0
    assert likeness("kon", "kor") == 0.0


def test_what_the_study_calls_its_own_groups_is_understood():
    groups = {"roma": {"sv": "Romska kvinnor", "en": "Roma women"}}
    data = DataDeclaration.model_validate({"sources": [SOURCE], "target_groups": groups})
    spec = specs("participant")["target_groups"]
    assert study_vocabulary(data).codes("participant", spec)["romska kvinnor"] == "roma"
    assert "romska kvinnor" not in Vocabulary().codes("participant", spec)


def test_digits_are_those_of_the_official_lists():
    # Statistics Sweden: 1 man, 2 woman; SUN: level 3 is upper secondary.
    assert by_convention("gender") == {"1": "man", "2": "woman"}
    assert by_convention("education")["3"] == "upper_sec"
