"""Of a sheet with several tables, each reads the rows that say something in a column of its own."""

from __future__ import annotations

import pytest

from tests.unit.study.conftest import PNR


@pytest.fixture
def one_sheet(small_study):
    """The study's partner af, with participants and activities in one file."""

    def deliver(text: str, *, codes: dict[str, dict[str, str]]):
        common = {"partner": "af", "file": "allt.csv", "recorded_on": "2010-06-01"}
        person = {"column": "pnr", "kind": "personal_number"}
        columns = {"foreign_born": "utrikes", "education": "utbildning"}
        small_study.add_source(**common, table="participant", identifier=person, columns=columns, codes=codes)
        needs = {"need_id": "nr", "stated_on": "dag", "themes": "tema"}
        small_study.add_source(**common, table="need", identifier=person, columns=needs)
        (small_study.folder / "allt.csv").write_text(text)
        return small_study

    return deliver


def test_who_is_listed_is_a_participant_though_nothing_is_said_of_her(one_sheet, faults_of):
    text = f"pnr;utrikes;utbildning;nr;dag;tema\n{PNR['dana']};;;1;2010-05-01;barn\n;;;;;\n"
    study = one_sheet(text, codes={})
    said = [fault[3] for fault in faults_of(study.check(), "of_another_table") if "2" in fault[3]]
    assert not said
    assert study.open().rows.filter(table="participant", reason="delivered")["rows"].item() == 6


def test_a_blank_with_a_meaning_of_its_own_says_something(one_sheet):
    text = f"pnr;utrikes;utbildning;nr;dag;tema\n{PNR['eva']};;;1;2010-05-01;barn\n"
    study = one_sheet(text, codes={"foreign_born": {"": "no"}})
    people = study.open().table("participant")
    assert people.filter(birth_year=1985)["foreign_born"].item() == "no"
