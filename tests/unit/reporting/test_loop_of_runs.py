"""The loop in runs: findings are entered with their release, a decision makes what follows it anew, and is measured."""

from __future__ import annotations

import json
import shutil
from datetime import date

import polars as pl
import pytest

from research_kit.analyses.remeasure import answer as again
from research_kit.analyses.remeasure import decide
from research_kit.errors import LedgerError
from research_kit.ledger.told_loop import read_told_loop
from research_kit.reporting import approval, run_edition
from research_kit.reporting.approval import Approval, approve_edition
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.published_before import read_published
from research_kit.reporting.rebuild_edition import export_edition
from research_kit.reporting.restore_ledger import restore_ledger
from research_kit.results import Answer, ResultTable, result_frame
from tests.unit.reporting.made_up_runs import MadeUpStudy, answer, decide_on, make_study

Q1, Q2, Q3, Q4 = "2010-03-31", "2010-06-30", "2010-09-30", "2010-12-31"


@pytest.fixture
def study(tmp_path, monkeypatch) -> MadeUpStudy:
    return make_study(tmp_path, monkeypatch)


def measured_again(cohort, decisions, **asked) -> Answer:
    """In the place of the analysis: 65 of 100 after each change."""
    del cohort, asked
    row = {
        "statistic": "after_change", "n": 100, "events": 65, "unknown": 0, "estimate": 0.65, "lower": 0.55,
        "upper": 0.74, "unit": "share", "status": "ok",
    }  # fmt: skip
    rows = pl.DataFrame([{**row, "outcome": one.id} for one in decisions])
    table = ResultTable(
        name="after_change_share", kind="share", table=result_frame([rows], ()), by=(),
        method_id="M11.1", method_version="1", sentence_key="M11.1",
    )  # fmt: skip
    subject = answer(0, date.fromisoformat(Q4)).subject
    return Answer(name="remeasure", tables={"after_change_share": table}, subject=subject)


def manifest(study: MadeUpStudy, quarter: str) -> dict:
    return json.loads((study.editions / quarter / "manifest.json").read_text())


def told(study: MadeUpStudy, quarter: str):
    return read_told_loop(study.editions / quarter / "released")


def test_each_release_and_its_findings_name_each_other(study):
    study.run(Q1, 40)
    study.run(Q2, 50)
    first, second = study.loop.entries
    releases = read_published(read_plan(study.parameters)).entries
    assert [entry.label for entry in (first, second)] == ["2010-Q1-findings", "2010-Q2-findings"]
    assert [entry.facts["release"] for entry in (first, second)] == [entry.hash for entry in releases]
    assert [entry.facts["loop"] for entry in releases] == ["", first.hash]
    assert [manifest(study, quarter)["ledger"]["loop"] for quarter in ("2010-Q1", "2010-Q2")] == [
        first.hash,
        second.hash,
    ]
    found = study.loop.findings.values()
    assert {one.data_hash for one in found} == {"data with 40", "data with 50"}
    assert {(one.quarter, one.estimate) for one in found} == {("2010-Q1", 0.4), ("2010-Q2", 0.5)}


@pytest.mark.parametrize("kind", ["automatic", "required"])
def test_a_run_that_was_stopped_between_the_two_entries_is_made_good_by_the_same_command(tmp_path, monkeypatch, kind):
    study, other = (make_study(tmp_path / name, monkeypatch, approval=kind) for name in _folders(tmp_path))
    module = run_edition if kind == "automatic" else approval

    def publish(of: MadeUpStudy) -> None:
        if kind == "required":
            approve_edition(of.editions / "2010-Q1", Approval(by="the study lead"))
        else:
            of.run(Q1, 40)

    for of in (study, other):
        monkeypatch.setattr(run_edition, "open_data", _data_of(of))
        if kind == "required":
            of.run(Q1, 40)
    with monkeypatch.context() as stopped:
        stopped.setattr(module, "enter_findings_and_outcomes", _stop)
        with pytest.raises(KeyboardInterrupt):
            publish(study)
    assert (study.entries, study.loop.entries) == (["0001-2010-Q1"], ())
    publish(study)
    publish(other)
    assert study.files() == other.files()
    assert [entry.label for entry in study.loop.entries] == ["2010-Q1-findings"]


def _folders(tmp_path) -> tuple[str, str]:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return "one", "two"


def _data_of(study: MadeUpStudy):
    from tests.unit.reporting import made_up_runs

    return lambda plan: made_up_runs._data(study)


def _stop(*arguments, **named):
    raise KeyboardInterrupt


def test_a_damaged_loop_stops_a_run_before_anything_is_written(study):
    study.run(Q1, 40)
    (path,) = study.ledger.rglob("findings.jsonl")
    path.write_text(path.read_text().replace('"estimate": 0.4', '"estimate": 0.9', 1))
    before = study.files()
    with pytest.raises(LedgerError, match=r"findings\.jsonl, line 1: it was changed"):
        study.run(Q2, 50)
    assert study.files() == before


def test_an_end_of_the_loop_that_was_cut_off_is_missed(study):
    study.run(Q1, 40)
    study.run(Q2, 50)
    shutil.rmtree(study.ledger / "loop" / "0002-2010-Q2-findings")
    with pytest.raises(LedgerError, match=r"2010-Q2 was made with findings and decisions that are not here"):
        study.run(Q3, 60)


def test_a_decision_makes_anew_the_editions_that_tell_of_it_and_no_other(study):
    for day, events in ((Q1, 40), (Q2, 50)):
        study.run(day, events)
    decide_on(study, "2010-05-03")
    assert study.run(Q1, 40).unchanged
    assert told(study, "2010-Q2").decisions == ()
    assert not study.run(Q2, 50).unchanged
    assert [one.decision.id for one in told(study, "2010-Q2").decisions] == ["D1"]
    head = study.loop.head
    assert study.run(Q2, 50).unchanged
    assert study.loop.head == head


def test_what_is_due_is_measured_once_told_as_new_and_the_same_when_it_is_made_anew(study, monkeypatch):
    monkeypatch.setattr(again, "remeasure", measured_again)
    for day, events in ((Q1, 40), (Q2, 50)):
        study.run(day, events)
    decide_on(study, "2010-07-01")
    study.run(Q3, 50)
    assert study.loop.remeasurements == {}
    study.run(Q4, 50, notebooks=["question"])  # a draft measures nothing
    assert study.loop.remeasurements == {}
    study.run(Q4, 50)
    (one,) = study.loop.remeasurements.values()
    assert (one.release, one.verdict, one.estimate_after) == ("2010-Q4", "met", 0.65)
    assert one.release_hash == read_published(read_plan(study.parameters)).head
    (decision,) = told(study, "2010-Q4").decisions
    assert decision.is_new
    assert manifest(study, "2010-Q4")["inputs"]["loop"]["due"] == ["D1"]
    before = study.files()
    assert study.run(Q4, 50).unchanged
    shutil.rmtree(study.editions / "2010-Q4")
    assert not study.run(Q4, 50).unchanged
    assert study.files() == before | {name: text for name, text in study.files().items() if "-draft" in name}


def test_pages_are_made_anew_from_the_loop_as_it_was_released(study):
    study.run(Q1, 40)
    decide_on(study, "2010-05-03")
    study.run(Q2, 50)
    before = (study.editions / "2010-Q2" / "released" / "loop.json").read_bytes()
    export_edition(study.editions / "2010-Q2")
    assert (study.editions / "2010-Q2" / "released" / "loop.json").read_bytes() == before
    path = study.editions / "2010-Q2" / "released" / "loop.json"
    path.write_bytes(before.replace(b"evenings", b"mornings"))
    with pytest.raises(LedgerError, match="is not what entry 2 of the ledger holds"):
        export_edition(study.editions / "2010-Q2")


def test_a_release_that_was_lost_is_put_back_with_what_it_told_of_the_loop(study):
    study.run(Q1, 40)
    study.run(Q2, 50)
    before = study.files()
    shutil.rmtree(study.ledger / "releases" / "0002-2010-Q2")
    restore_ledger(read_plan(study.parameters))
    assert study.files() == before


def test_the_names_of_the_loop_are_offered_where_a_reader_looks_for_them():
    import research_kit as rk

    assert rk.remeasure is again.remeasure
    assert rk.decide is decide
