"""Faulty records of the process are named by file, row and column, never by a value (METHODS section 1)."""

from __future__ import annotations

import pytest

from tests.unit.study.conftest import PNR
from tests.unit.study.test_faulty_inputs import only, replaced

VERSIONS = (
    "act_id;ver;type;valid_from;valid_to\nsprak;1;language;2010-01-01;{until}\npraktik;1;vocational;2010-01-01;\n"
)


def add(small_study, table, file, text, *, id_scheme="samba"):
    small_study.add_source(partner="projekt", table=table, file=file, id_scheme=id_scheme, recorded_on="2010-06-01")
    (small_study.folder / file).write_text(text, encoding="utf-8")


def test_a_referral_decided_before_it_was_made(small_study, faults_of):
    small_study.referrals = replaced(small_study.referrals, 3, "2010-01-08", "2010-01-01")
    report = small_study.check()
    assert only(faults_of, report, "decided_not_before_referred")[:3] == ("remisser.csv", 3, "decided_on")
    assert report.blocking
    assert "2010-01-01" not in report.to_text()
    assert PNR["britt"] not in report.to_text()


@pytest.mark.parametrize(
    ("row", "column"),
    [("e2;1;utredning;2010-01-01;2010-03-01", "start"), ("e2;1;utredning;2010-01-15;2010-05-02", "end"),
     ("e2;1;utredning;2010-05-02;", "start")],
)  # fmt: skip
def test_a_phase_outside_its_enrolment(small_study, faults_of, row, column):
    add(small_study, "phase", "faser.csv", f"enr_id;seq;phase;start;end\ne1;1;utredning;2010-01-10;\n{row}\n")
    report = small_study.check()
    assert only(faults_of, report, "outside_enrolment")[:3] == ("faser.csv", 3, column)
    assert report.blocking


def test_more_hours_than_planned_where_none_were_planned(small_study, faults_of):
    small_study.participations = replaced(small_study.participations, 3, ",40,10,", ",0,10,")
    report = small_study.check()
    assert only(faults_of, report, "attended_at_most_planned")[:3] == ("narvaro.csv", 3, "attended_h")
    assert not report.blocking


def test_an_activity_with_no_version_on_the_day_of_a_participation(small_study, faults_of):
    add(small_study, "activity_version", "insatser.csv", VERSIONS.format(until="2010-02-01"), id_scheme=None)
    report = small_study.check()
    assert [fault[:3] for fault in faults_of(report, "outside_version")] == [
        ("narvaro.csv", 2, "start"), ("narvaro.csv", 3, "start"),
    ]  # fmt: skip
    assert report.blocking


def test_a_participation_in_a_version_that_nobody_registered(small_study, faults_of):
    text = VERSIONS.format(until="").replace("praktik;1", "praktik;2")
    add(small_study, "activity_version", "insatser.csv", text, id_scheme=None)
    assert only(faults_of, small_study.check(), "orphan")[:3] == ("narvaro.csv", 4, "ver")


def test_a_participation_that_goes_on_after_its_version(small_study, faults_of):
    add(small_study, "activity_version", "insatser.csv", VERSIONS.format(until="2010-04-15"), id_scheme=None)
    report = small_study.check()
    assert only(faults_of, report, "beyond_version")[:3] == ("narvaro.csv", 2, "end")
    assert not report.blocking


def test_an_enrolment_before_the_referral_it_came_from(small_study, faults_of):
    small_study.enrolments = replaced(small_study.enrolments, 5, "2010-02-10", "2010-01-31")
    report = small_study.check()
    assert only(faults_of, report, "enrolled_before_referred")[:3] == ("inskrivna.csv", 5, "start")
    assert not report.blocking


def test_a_meeting_outside_its_enrolment(small_study, faults_of):
    text = "id;enr_id;on;kind\nk1;e2;2010-01-15;held\nk2;e2;2010-05-02;held\nk3;e1;2010-01-09;no_show\n"
    add(small_study, "coach_contact", "moten.csv", text)
    report = small_study.check()
    faults = [fault[:3] for fault in faults_of(report, "meeting_outside_enrolment")]
    assert faults == [("moten.csv", 3, "on"), ("moten.csv", 4, "on")]
    assert not report.blocking


def test_a_benchmark_without_a_sample_size_and_one_without_a_source(small_study, faults_of):
    head = "dim;level;reference;date;n_ref;share\n"
    rows = "gender;woman;SCB;2009-01-01;;0,5\ngender;man;;2009-01-01;1200;0,5\n"
    add(small_study, "benchmark", "jamforelse.csv", head + rows, id_scheme=None)
    small_study.source("benchmark")["csv"] = {"decimal": ","}
    report = small_study.check()
    assert only(faults_of, report, "benchmark_has_size")[:3] == ("jamforelse.csv", 2, "n_ref")
    assert only(faults_of, report, "missing_value")[:3] == ("jamforelse.csv", 3, "reference")
    assert report.blocking
