"""Values of indicators and questions that do not fit the board's registry are named by file, row and column."""

from __future__ import annotations

import pytest

from tests.unit.study.conftest import PNR
from tests.unit.study.test_faulty_inputs import only

DECIDED = {"by": {"sv": "styrgruppen"}, "on": "2009-12-01", "why": {"sv": "Det går att ändra."}}


def counted(version=1, from_on="2010-01-01", question="Hur många?", **more):
    return {
        "version": version, "from_on": from_on, "question": {"sv": question}, "unit": {"sv": "anställda"},
        "decided": DECIDED, **more,
    }  # fmt: skip


def indicator(code, *versions):
    return {"code": code, "labels": {"sv": code}, "versions": list(versions)}


REGISTRY = [
    indicator("women", counted()),
    indicator("trained", counted(), counted(2, "2010-07-15", "Hur många ordentligt?")),
    indicator("contacts", counted(measure="count", counts="things")),
    indicator("equality", counted(measure="score", range=[1, 5])),
]
HEADER = "indicator;period;org_id;value;n;reference;recorded_at\n"
ASKED = {
    "scale": "closeness", "items": [{"item": "close_1", "ver": 1, "wording": "Jag har kommit närmare."}],
    "range": [1, 5], "at_least": 4,
}  # fmt: skip
ITEMS = "item;ver;scale;text_sv;range_lo;range_hi;reverse;first_used;recorded_at\n"
CLOSE = "close_1;1;closeness;{};1;5;nej;2010-01-01;{}\n"


def with_values(small_study, *rows, registry=REGISTRY):
    if registry:
        small_study.parameters["indicators"] = registry
    small_study.add_source(partner="projekt", table="indicator_value", file="indikatorer.csv")
    text = HEADER + "".join(f"{row};;2011-01-10\n" for row in rows)
    (small_study.folder / "indikatorer.csv").write_text(text, encoding="utf-8")
    return small_study.check()


def with_items(small_study, *rows, asked=ASKED, header=ITEMS):
    if asked:
        small_study.parameters["indicators"] = [
            indicator("closer", {k: v for k, v in counted(answers=asked).items() if k != "unit"})
        ]
    small_study.add_source(partner="projekt", table="item", file="fragor.csv")
    (small_study.folder / "fragor.csv").write_text(header + "".join(rows), encoding="utf-8")
    return small_study.check()


def test_values_that_fit_are_no_fault(small_study):
    report = with_values(
        small_study, "women;2010-Q1;all;0.62;13", "trained;2010-Q2;all;0.5;12", "trained;2010-Q4;all;0.75;12",
        "contacts;2010-Q1;all;23;", "equality;2010;all;3.42;11",
    )  # fmt: skip
    assert report.to_text() == "No faults: the study can be opened."


@pytest.mark.parametrize(
    ("row", "rule", "column", "sentence"),
    [
        ("wimen;2010-Q1;all;0.6;10", "unknown_indicator", "indicator", "contacts, equality, trained, women"),
        ("women;2010-q1;all;0.6;10", "indicator_period", "period", "2011, 2011-Q2 or 2011-04"),
        ("women;2010-Q1;all;62;13", "indicator_out_of_range", "value", "Write a share as 0.62, not 62"),
        ("equality;2010;all;5.5;11", "indicator_out_of_range", "value", "correct the value"),
        ("contacts;2010-Q1;all;-1;", "indicator_out_of_range", "value", "correct the value"),
        ("contacts;2010-Q1;all;2.5;", "indicator_not_whole", "value", "make the indicator a score"),
        ("women;2010-Q1;all;0.65;10", "indicator_half_a_person", "value", "Check both numbers"),
    ],
)
def test_a_value_that_does_not_fit_keeps_the_study_closed(small_study, faults_of, row, rule, column, sentence):
    report = with_values(small_study, "women;2010-Q2;all;0.6;10", row)
    file, line, ours, _, remedy = only(faults_of, report, rule)
    assert (file, line, ours) == ("indikatorer.csv", 3, column)
    assert sentence in remedy
    assert report.blocking


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        ("women;2010-Q1;all;0.6;", "indicator_without_n", "n"),
        ("trained;2010-Q3;all;0.5;12", "indicator_without_version", "period"),
        ("women;2009;all;0.5;12", "indicator_without_version", "period"),
    ],
)
def test_a_value_that_is_not_told_is_a_warning(small_study, faults_of, row, rule, column):
    report = with_values(small_study, row)
    assert only(faults_of, report, rule)[:3] == ("indikatorer.csv", 2, column)
    assert not report.blocking


def test_organisations_cannot_count_more_than_the_project(small_study, faults_of):
    rows = ("women;2010-Q1;all;0.5;10", "women;2010-Q1;af;0.5;8", "women;2010-Q1;fk;0.5;4")
    report = with_values(small_study, *rows)
    assert only(faults_of, report, "indicator_parts_exceed")[:3] == ("indikatorer.csv", 2, "value")
    assert report.blocking


def test_values_without_a_registry_are_told_nowhere(small_study, faults_of):
    report = with_values(small_study, "women;2010-Q1;all;0.6;10", registry=None)
    assert "section `indicators`" in only(faults_of, report, "no_indicator_registry")[4]
    assert not report.blocking


def test_what_participants_answer_comes_in_no_value(small_study, faults_of):
    asked = indicator("closer", {k: v for k, v in counted(answers=ASKED).items() if k != "unit"})
    report = with_values(small_study, "closer;2010-Q1;all;0.6;10", registry=[asked])
    assert only(faults_of, report, "indicator_of_participants")[:3] == ("indikatorer.csv", 2, "indicator")


def test_questions_as_decided_are_no_fault(small_study):
    report = with_items(small_study, CLOSE.format("Jag har  kommit närmare", "2010-01-01"))
    assert report.to_text() == "No faults: the study can be opened."


def test_an_indicator_that_asks_what_nobody_asks(small_study, faults_of):
    asked = ASKED | {"items": [{"item": "close_2", "ver": 1, "wording": "Jag har kommit närmare."}]}
    report = with_items(small_study, CLOSE.format("Jag har kommit närmare.", "2010-01-01"), asked=asked)
    file, row, _, message, _ = only(faults_of, report, "unknown_item")
    assert (file, row) == ("the parameters file, `indicators`", None)
    assert message == "indicator `closer` asks the question `close_2`, version 1, which no partner has"
    assert report.blocking


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        ("closeness;Jag har blivit närmare.;1;5", "item_worded_otherwise", "text_sv"),
        ("closeness;Jag har kommit närmare.;0;10", "item_range_otherwise", "range_hi"),
        ("empowerment;Jag har kommit närmare.;1;5", "item_scale_otherwise", "scale"),
    ],
)
def test_a_question_that_is_not_as_decided(small_study, faults_of, row, rule, column):
    row = f"close_1;1;{row};nej;2010-01-01;2010-01-01\n"
    report = with_items(small_study, row)
    assert only(faults_of, report, rule)[:3] == ("fragor.csv", 2, column)
    assert report.blocking


def test_a_wording_changed_without_a_new_version(small_study, faults_of):
    rows = (
        CLOSE.format("Jag har kommit närmare.", "2010-01-01"),
        CLOSE.format("Jag har kommit mycket närmare.", "2010-06-01"),
    )
    report = with_items(small_study, *rows, asked=None)
    assert [fault[:3] for fault in faults_of(report, "item_changed")] == [
        ("fragor.csv", 2, "ver"), ("fragor.csv", 3, "ver"),
    ]  # fmt: skip
    assert "a version of its own" in report.to_text()
    assert report.blocking


def test_a_new_wording_that_the_board_has_not_decided_on_is_a_warning(small_study, faults_of):
    rows = (
        CLOSE.format("Jag har kommit närmare.", "2010-01-01"),
        "close_1;2;closeness;Jag är närmare.;1;5;nej;2010-06-01;2010-06-01\n",
    )
    report = with_items(small_study, *rows)
    assert only(faults_of, report, "item_version_not_decided")[:3] == ("fragor.csv", 3, "ver")
    assert not report.blocking


def test_no_value_of_anybody_is_in_what_is_said(small_study):
    report = with_values(small_study, "women;2010-Q1;all;0.65;10")
    assert "0.65" not in report.to_text()
    assert not any(number in report.to_text() for number in PNR.values())
