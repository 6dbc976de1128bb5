"""Approval: until somebody has looked at it an edition is marked, in no index, and nothing that was told."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.errors import DisclosureError, LedgerError, RunError
from research_kit.reporting import approval, publication
from research_kit.reporting.approval import Approval, approve_edition
from research_kit.reporting.export_report import audit_pages
from tests.unit.reporting.made_up_runs import MadeUpStudy, make_study

Q1, Q2 = "2010-03-31", "2010-06-30"
LEAD = Approval(by="the study lead", note="seen with the steering group")


@pytest.fixture
def study(tmp_path, monkeypatch) -> MadeUpStudy:
    return make_study(tmp_path, monkeypatch, approval="required")


def pages(folder) -> dict[str, str]:
    return {page.name: page.read_text() for page in sorted(folder.glob("*.html"))}


def index(study: MadeUpStudy) -> str:
    path = study.editions / "index.html"
    return path.read_text() if path.is_file() else ""


def test_an_edition_that_waits_is_marked_on_every_page_in_no_index_and_in_no_ledger(study):
    made = study.run(Q1, 40)
    assert made.standing == "proposed"
    assert made.folder == study.editions / "2010-Q1"
    told = pages(made.folder)
    assert set(told) == {"board_en.html", "board_sv.html"}
    assert "Ej godkänd för publicering" in re.sub(r"<(style|title)>.*?</\1>", "", told["board_sv.html"], flags=re.S)
    assert "Not approved for release" in re.sub(r"<(style|title)>.*?</\1>", "", told["board_en.html"], flags=re.S)
    assert "<title>Ej godkänd för publicering" in told["board_sv.html"]
    assert study.entries == []
    assert "2010-Q1" not in index(study)


def test_approved_it_is_what_an_automatic_run_would_have_published(study, tmp_path, monkeypatch):
    study.run(Q1, 40)
    approved = approve_edition(study.editions / "2010-Q1", LEAD)
    assert approved.standing == "approved"
    (tmp_path / "other").mkdir()
    automatic = make_study(tmp_path / "other", monkeypatch)
    automatic.run(Q1, 40)
    assert pages(approved.folder) == pages(automatic.editions / "2010-Q1")
    assert 'href="2010-Q1/board_sv.html"' in index(study)
    assert index(study) == index(automatic)


def test_who_approved_is_kept_in_the_ledger_and_in_the_manifest(study):
    study.run(Q1, 40)
    approve_edition(study.editions / "2010-Q1", LEAD)
    said = json.loads((study.ledger / "releases" / "0001-2010-Q1" / "entry.json").read_text())["facts"]
    assert (said["approval"], said["approved_by"], said["note"]) == ("required", LEAD.by, LEAD.note)
    manifest = json.loads((study.editions / "2010-Q1" / "manifest.json").read_text())
    assert manifest["approval"] == {"approval": "required", "approved_by": LEAD.by, "note": LEAD.note}
    assert manifest["ledger"]["entry"]["number"] == 1


def test_what_nobody_approved_is_not_compared_with(study):
    study.run(Q1, 40)
    study.run(Q2, 50)
    assert study.compared_with == [(), ()]


def test_an_approved_edition_stays_until_the_new_one_is_approved(study):
    study.run(Q1, 40)
    approve_edition(study.editions / "2010-Q1", LEAD)
    before = pages(study.editions / "2010-Q1")
    again = study.run(Q1, 45)
    assert again.folder == study.editions / "2010-Q1-proposed"
    assert pages(study.editions / "2010-Q1") == before
    assert "proposed" not in index(study)
    approve_edition(again.folder, LEAD)
    assert not again.folder.exists()
    assert pages(study.editions / "2010-Q1") != before
    assert study.entries == ["0001-2010-Q1", "0002-2010-Q1"]


def test_an_approved_edition_that_lost_its_manifest_stays_too(study):
    study.run(Q1, 40)
    approve_edition(study.editions / "2010-Q1", LEAD)
    (study.editions / "2010-Q1" / "manifest.json").unlink()
    before = pages(study.editions / "2010-Q1")
    assert study.run(Q1, 45).folder.name == "2010-Q1-proposed"
    assert pages(study.editions / "2010-Q1") == before


def test_running_again_leaves_an_edition_that_waits_or_is_approved_as_it_is(study):
    study.run(Q1, 40)
    before = study.files()
    assert study.run(Q1, 40).unchanged
    assert study.files() == before
    approve_edition(study.editions / "2010-Q1", LEAD)
    before = study.files()
    assert study.run(Q1, 40).unchanged
    assert study.files() == before


def test_an_edition_is_not_approved_when_something_was_published_since(study):
    study.run(Q1, 40)
    study.run(Q2, 50)
    approve_edition(study.editions / "2010-Q1", LEAD)
    with pytest.raises(RunError, match=r"something else was published since .*research-kit run"):
        approve_edition(study.editions / "2010-Q2", LEAD)
    assert study.entries == ["0001-2010-Q1"]
    assert not study.run(Q2, 50).unchanged  # made anew, compared with the first
    approve_edition(study.editions / "2010-Q2", LEAD)
    assert len(study.compared_with[-1]) == 1
    assert study.entries == ["0001-2010-Q1", "0002-2010-Q2"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("board_sv.html", "another number"),
        ("released/participants.t.csv", "x"),
        ("more.html", "x"),
        ("released/more.csv", "x"),
    ],
)
def test_an_edition_that_was_touched_is_not_approved(study, name, text):
    study.run(Q1, 40)
    (study.editions / "2010-Q1" / name).write_text(text)
    with pytest.raises(RunError, match=re.escape(name)):
        approve_edition(study.editions / "2010-Q1", LEAD)
    assert study.entries == []
    assert "2010-Q1" not in index(study)


def test_a_page_that_holds_what_was_not_released_is_not_approved(study, monkeypatch):
    study.run(Q1, 40)
    monkeypatch.setattr(approval, "audit_pages", audit_pages)
    with pytest.raises(DisclosureError, match=r"board_\w\w\.html"):  # whose text no released item says
        approve_edition(study.editions / "2010-Q1", LEAD)
    assert study.entries == []
    assert "Ej godkänd" in pages(study.editions / "2010-Q1")["board_sv.html"]


def test_an_edition_made_under_other_parameters_is_not_approved(study):
    study.run(Q1, 40)
    study.parameters.write_text(study.parameters.read_text() + "disclosure: {k: 10}\n")
    with pytest.raises(RunError, match="was changed since"):
        approve_edition(study.editions / "2010-Q1", LEAD)
    assert study.entries == []


def test_a_damaged_ledger_stops_an_approval(study):
    study.run(Q1, 40)
    approve_edition(study.editions / "2010-Q1", LEAD)
    study.run(Q2, 50)
    (study.ledger / "releases" / "0001-2010-Q1" / "lost.csv").write_text("")
    before = study.files()
    with pytest.raises(LedgerError, match=r"lost\.csv` was changed"):
        approve_edition(study.editions / "2010-Q2", LEAD)
    assert study.files() == before


@pytest.mark.parametrize("finished_by", ["approve", "run"])
def test_an_approval_that_dies_half_way_is_finished_by_the_next_and_entered_once(study, monkeypatch, finished_by):
    def dies(staged, edition):
        raise KeyboardInterrupt

    study.run(Q1, 40)
    monkeypatch.setattr(publication, "publish", dies)
    with pytest.raises(KeyboardInterrupt):
        approve_edition(study.editions / "2010-Q1", LEAD)
    monkeypatch.undo()
    study = make_study(study.folder, monkeypatch, approval="required")
    assert "Ej godkänd" in pages(study.editions / "2010-Q1")["board_sv.html"]
    if finished_by == "approve":
        approve_edition(study.editions / "2010-Q1", Approval(by="somebody else"))
    else:
        study.run(Q1, 40)
    assert study.entries == ["0001-2010-Q1"]
    assert "Ej godkänd" not in pages(study.editions / "2010-Q1")["board_sv.html"]
    manifest = json.loads((study.editions / "2010-Q1" / "manifest.json").read_text())
    assert (manifest["standing"], manifest["approval"]["approved_by"]) == ("approved", LEAD.by)
    assert [path.name for path in study.editions.iterdir() if path.name.startswith(".approving")] == []


def test_there_is_nothing_to_approve_twice_and_a_draft_is_never_published(study):
    study.run(Q1, 40)
    approve_edition(study.editions / "2010-Q1", LEAD)
    with pytest.raises(RunError, match=r"approved already \(by the study lead\)"):
        approve_edition(study.editions / "2010-Q1", LEAD)
    draft = study.run(Q2, 50, notebooks=["question"])
    assert (draft.standing, draft.folder.name) == ("draft", "2010-Q2-draft")
    assert "Utkast" in pages(draft.folder)["board_sv.html"]
    with pytest.raises(RunError, match="is a draft"):
        approve_edition(draft.folder, LEAD)
    with pytest.raises(RunError, match="is no edition"):
        approve_edition(study.folder, LEAD)


@pytest.mark.parametrize(("by", "says"), [("  ", "--by"), ("19640823-3234", "identity number")])
def test_an_approval_has_a_name_and_no_identity_number(by, says):
    with pytest.raises(RunError, match=says):
        Approval(by=by)


def test_a_draft_beside_an_automatic_edition_is_marked_and_not_entered(tmp_path, monkeypatch):
    study = make_study(tmp_path, monkeypatch)
    study.run(Q1, 40)
    before = study.files()
    study.run(Q1, 45, notebooks=["question"])
    assert {name: text for name, text in study.files().items() if "-draft" not in name} == before
    assert "Draft, not approved for release" in pages(study.editions / "2010-Q1-draft")["board_en.html"]


def test_the_commands_say_what_to_do_next(study):
    made = study.run(Q1, 40)
    runner = CliRunner()
    refused = runner.invoke(app, ["approve", str(made.folder), "--by", " "])
    assert refused.exit_code == 1
    done = runner.invoke(app, ["approve", str(made.folder), "--by", "lead"])
    assert done.exit_code == 0, done.output
    told = runner.invoke(app, ["ledger", str(study.parameters)])
    assert re.search(r"1 +2010-Q1 +board +2 tables, 2 cells, 0 withheld +lead", told.output)
    (study.ledger / "releases" / "0001-2010-Q1" / "entry.json").unlink()
    broken = runner.invoke(app, ["ledger", str(study.parameters)])
    assert broken.exit_code == 1
    assert "git checkout" in broken.output


def test_an_exception_is_kept_in_the_manifest_with_who_asked_and_who_agreed_and_named_nowhere_else(study):
    study.parameters.write_text(
        study.parameters.read_text()
        + "disclosure: {exceptions: [{answer: participants, table: t, cell: {statistic: share}, reason: "
        "the funder asked, requested_by: Anna, approved_by: Berit}]}\n"
    )
    made = study.run(Q1, 40)
    (kept,) = json.loads((made.folder / "manifest.json").read_text())["policy"]["exceptions"]
    assert (kept["reason"], kept["requested_by"], kept["approved_by"]) == ("the funder asked", "Anna", "Berit")
    approve_edition(made.folder, LEAD)
    assert not any("Berit" in path.read_text() for path in study.ledger.rglob("*") if path.is_file())
    assert not any("Berit" in page for page in pages(study.editions / "2010-Q1").values())
