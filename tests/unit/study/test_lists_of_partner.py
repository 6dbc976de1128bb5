"""Lists of one partner with other columns: the latest list that has an attribute is right, blank or not."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.unit.study.conftest import PNR

DISABILITY = {
    "funktion": {"labels": {"sv": "Funktion"}, "codes": {"ja": {"sv": "Ja"}, "nej": {"sv": "Nej"}}}
}  # fmt: skip


@pytest.fixture
def two_lists(small_study):
    """A study, and how to deliver a second and a third list of the people of a partner."""
    small_study.parameters["data"]["dimensions"] = DISABILITY

    def deliver(name: str, text: str, day: str, partner: str = "af") -> None:
        header = text.partition("\n")[0].split(";")[1:]
        small_study.add_source(
            partner=partner, table="participant", file=name, recorded_on=day,
            identifier={"column": "pnr", "kind": "personal_number"}, columns={ours: ours for ours in header},
        )  # fmt: skip
        (small_study.folder / name).write_text(text)

    return small_study, deliver


def dana(study) -> pl.DataFrame:
    return study.table("participant").filter(pl.col("birth_year").is_in([1990, 1991]))


def test_a_value_that_a_wider_list_withdraws_is_gone(two_lists):
    study, deliver = two_lists
    deliver("en.csv", f"pnr;gender;funktion\n{PNR['dana']};woman;ja\n", "2010-04-01")
    deliver("tva.csv", f"pnr;gender;education;funktion\n{PNR['dana']};woman;;\n", "2010-05-01")
    assert dana(study.open(date(2010, 4, 30)))["funktion"].item() == "ja"
    assert dana(study.open())["funktion"].item() is None


def test_what_a_later_list_does_not_have_stays(two_lists):
    study, deliver = two_lists
    deliver("en.csv", f"pnr;gender;funktion\n{PNR['dana']};woman;ja\n", "2010-04-01")
    deliver("tva.csv", f"pnr;gender;education\n{PNR['dana']};woman;\n", "2010-05-01")
    assert dana(study.open())["funktion"].item() == "ja"


def test_a_wider_list_may_correct_a_birth_year(two_lists, faults_of):
    study, deliver = two_lists
    deliver("en.csv", f"pnr;birth_year\n{PNR['dana']};1991\n", "2010-04-01")
    deliver("tva.csv", f"pnr;birth_year;gender\n{PNR['dana']};1990;woman\n", "2010-05-01")
    assert not faults_of(study.check(), "conflicting_birth_year")
    assert dana(study.open())["birth_year"].item() == 1990


def test_lists_of_one_day_that_disagree_are_a_fault(two_lists, faults_of):
    study, deliver = two_lists
    deliver("en.csv", f"pnr;gender;funktion\n{PNR['dana']};woman;ja\n", "2010-04-01")
    deliver("tva.csv", f"pnr;education;funktion\n{PNR['dana']};;nej\n", "2010-04-01")
    report = study.check()
    found = [fault[:3] for fault in faults_of(report, "duplicate_key")]
    assert found == [("en.csv", 2, "funktion"), ("tva.csv", 2, "funktion")]
    assert report.blocking


def test_lists_of_one_day_complete_each_other(two_lists, faults_of):
    study, deliver = two_lists
    deliver("en.csv", f"pnr;gender;funktion\n{PNR['dana']};woman;ja\n", "2010-04-01")
    deliver("tva.csv", f"pnr;gender;education\n{PNR['dana']};woman;post_sec\n", "2010-04-01")
    assert not faults_of(study.check(), "duplicate_key")


def test_a_blank_that_only_says_what_another_list_of_the_day_says_still_withdraws(two_lists):
    study, deliver = two_lists
    deliver("en.csv", f"pnr;gender;funktion\n{PNR['dana']};woman;ja\n", "2010-04-01")
    deliver("tva.csv", f"pnr;gender\n{PNR['dana']};woman\n", "2010-05-01")
    deliver("tre.csv", f"pnr;gender;funktion\n{PNR['dana']};woman;\n", "2010-05-01")
    assert dana(study.open())["funktion"].item() is None
