"""A run and the ledger: compared with everything published before, entered once, and stopped by a damaged ledger."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import research_kit as rk
from research_kit.cli import app
from research_kit.errors import LedgerError
from research_kit.ledger import store
from research_kit.reporting import publication, rooms
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.published_before import describe_published
from research_kit.reporting.rebuild_edition import export_edition
from research_kit.reporting.restore_ledger import restore_ledger
from tests.unit.reporting.made_up_runs import MadeUpStudy, make_study

Q1, Q2, Q3 = "2010-03-31", "2010-06-30", "2010-09-30"


@pytest.fixture
def study(tmp_path, monkeypatch) -> MadeUpStudy:
    return make_study(tmp_path, monkeypatch)


def share(release) -> float:
    return release["participants"]["t"].table["estimate"][0]


def test_the_first_run_begins_the_ledger_and_the_next_is_compared_with_what_it_holds(study):
    study.run(Q1, 40)
    study.run(Q2, 50)
    study.run(Q3, 60)
    assert study.entries == ["0001-2010-Q1", "0002-2010-Q2", "0003-2010-Q3"]
    assert [[share(release) for release in earlier] for earlier in study.compared_with] == [[], [0.4], [0.4, 0.5]]


def test_what_is_read_from_the_ledger_is_what_was_released(study):
    study.run(Q1, 40)
    (entered,) = rk.ledger.read_releases(study.ledger)
    published = rk.disclosure.read_release(study.editions / "2010-Q1" / "released")
    assert list(entered) == list(published)
    assert (entered.quarter, entered.as_of, entered.audience) == (published.quarter, published.as_of, "board")
    assert entered.policy == published.policy
    assert entered["participants"]["t"].table.equals(published["participants"]["t"].table)
    assert entered["participants"].definition == {"version": "1"}


def test_a_release_can_be_entered_and_read_back_without_a_run(study):
    study.run(Q1, 40)
    (first,) = rk.ledger.read_releases(study.ledger)
    other = study.folder / "other"
    rk.ledger.append_release(other, first, facts={"approved_by": "lead"})
    rk.ledger.append_release(other, first)
    again = rk.ledger.read_releases(other)
    assert [share(release) for release in again] == [0.4, 0.4]
    (of_a_run,) = rk.ledger.read_entries(study.ledger / "releases")
    told = {name: digest for name, digest in of_a_run.files.items() if name != "loop.json"}  # a run tells of the loop
    assert rk.ledger.read_entries(other / "releases")[0].files == told


def test_a_ledger_that_is_not_there_is_no_empty_one(tmp_path):
    with pytest.raises(LedgerError, match=r"there is no ledger .*git checkout"):
        rk.ledger.read_releases(tmp_path / "ledger" / "samba")


def test_the_same_inputs_again_change_nothing_also_when_others_followed(study):
    study.run(Q1, 40)
    study.run(Q2, 50)
    before = study.files()
    assert study.run(Q1, 40).unchanged
    assert study.run(Q2, 50).unchanged
    assert study.files() == before


def test_an_edition_that_was_lost_comes_out_the_same_and_is_not_entered_again(study):
    study.run(Q1, 40)
    study.run(Q2, 50)
    before = study.files()
    shutil.rmtree(study.editions / "2010-Q1")
    assert not study.run(Q1, 40).unchanged
    assert study.files() == before
    assert study.compared_with[-1] == ()  # as when it was published; what followed was compared with it


def test_a_quarter_made_anew_from_other_data_is_compared_with_everything_its_own_first_edition_included(study):
    study.run(Q1, 40)
    study.run(Q2, 50)
    study.run(Q1, 45)
    assert [share(release) for release in study.compared_with[-1]] == [0.4, 0.5]
    assert study.entries == ["0001-2010-Q1", "0002-2010-Q2", "0003-2010-Q1"]
    assert [share(release) for release in rk.ledger.read_releases(study.ledger)] == [0.4, 0.45, 0.5]  # by quarter


def test_what_tells_nothing_new_is_not_entered_again(study):
    study.run(Q1, 40)
    study.parameters.write_text(study.parameters.read_text() + "# a remark\n")
    assert not study.run(Q1, 40).unchanged
    assert study.entries == ["0001-2010-Q1"]
    assert study.run(Q1, 40).unchanged


def test_what_an_earlier_quarter_fixed_is_read_from_the_ledger_not_from_the_editions(study):
    study.run(Q1, 40)
    shutil.rmtree(study.editions)
    study.run(Q2, 50)
    manifest = json.loads((study.editions / "2010-Q2" / "manifest.json").read_text())
    history = manifest["inputs"]["history"]
    assert (history["look"], history["release"]) == (2, "2010-Q1")
    assert history["definitions"]["participants"] == {"version": "1"}


def test_a_solver_that_comes_out_otherwise_is_compared_with_everything(study, monkeypatch):
    study.run(Q1, 40)
    study.run(Q2, 50)
    shutil.rmtree(study.editions / "2010-Q1")
    staged = rooms.run_notebooks

    def comes_out_otherwise(jobs, *, done):
        study.events = 41
        staged(jobs, done=done)

    monkeypatch.setattr(rooms, "run_notebooks", comes_out_otherwise)
    study.run(Q1, 40)
    assert [len(earlier) for earlier in study.compared_with[-2:]] == [0, 2]
    assert study.entries[-1] == "0003-2010-Q1"


TAMPERING = {
    "the whole ledger gone": lambda s: shutil.rmtree(s.folder / "ledger"),
    "the study's ledger emptied": lambda s: shutil.rmtree(s.ledger / "releases"),
    "the last entry gone": lambda s: shutil.rmtree(s.ledger / "releases" / "0002-2010-Q2"),
    "all but the last gone": lambda s: shutil.rmtree(s.ledger / "releases" / "0001-2010-Q1"),
    "a table changed": lambda s: (s.ledger / "releases/0001-2010-Q1/participants.t.csv").write_text("statistic\n"),
    "an entry copied": lambda s: shutil.copytree(
        s.ledger / "releases/0002-2010-Q2", s.ledger / "releases/0003-2010-Q3"
    ),
    "another study's ledger": lambda s: rk.ledger.append_release(
        _emptied(s), rk.disclosure.read_release(s.editions / "2010-Q1" / "released")
    ),
}


def _emptied(study):
    shutil.rmtree(study.ledger)
    return study.ledger


@pytest.mark.parametrize("way", TAMPERING)
def test_a_damaged_or_missing_ledger_publishes_nothing(study, way):
    study.run(Q1, 40)
    study.run(Q2, 50)
    TAMPERING[way](study)
    before = study.files()
    for day, events in ((Q3, 60), (Q2, 51), (Q1, 40)):
        with pytest.raises(LedgerError, match=r"git checkout -- .*ledger"):
            study.run(day, events)
    with pytest.raises(LedgerError):
        export_edition(study.editions / "2010-Q2")
    with pytest.raises(LedgerError):
        describe_published(read_plan(study.parameters))
    assert study.files() == before
    assert len(study.compared_with) == 2


def test_an_edition_without_its_manifest_does_not_hide_that_the_ledger_is_gone(study):
    study.run(Q1, 40)
    (study.editions / "2010-Q1" / "manifest.json").unlink()
    shutil.rmtree(study.folder / "ledger")
    with pytest.raises(LedgerError, match=r"2010-Q1 was made with a ledger that is not here"):
        study.run(Q2, 50)


def test_a_ledger_that_moved_while_the_run_worked_stops_it(study, monkeypatch):
    study.run(Q1, 40)
    real = publication.enter_released

    def another_first(folder, files, **said):
        real(folder, files, label="2010-Q4", facts={}, after=said["after"])
        return real(folder, files, **said)

    monkeypatch.setattr(publication, "enter_released", another_first)
    with pytest.raises(LedgerError, match="Run again"):
        study.run(Q2, 50)
    assert not (study.editions / "2010-Q2").exists()


def test_a_run_that_dies_between_ledger_and_edition_is_finished_by_the_next(study, monkeypatch):
    def dies(staged, edition):
        raise KeyboardInterrupt

    study.run(Q1, 40)
    monkeypatch.setattr(publication, "publish", dies)
    with pytest.raises(KeyboardInterrupt):
        study.run(Q2, 50)
    monkeypatch.undo()
    study = make_study(study.folder, monkeypatch)
    assert study.entries == ["0001-2010-Q1", "0002-2010-Q2"]  # counted as told, although nobody has seen it
    assert not (study.editions / "2010-Q2").exists()
    study.run(Q2, 50)
    assert (study.editions / "2010-Q2" / "board_sv.html").is_file()
    assert study.entries == ["0001-2010-Q1", "0002-2010-Q2"]
    assert [share(release) for release in study.compared_with[-1]] == [0.4]


def test_a_run_that_dies_in_the_ledger_has_published_nothing(study, monkeypatch):
    def dies(path):
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "_to_disk", dies)
    with pytest.raises(KeyboardInterrupt):
        study.run(Q1, 40)
    monkeypatch.undo()
    study = make_study(study.folder, monkeypatch)
    assert not (study.editions / "2010-Q1").exists()
    study.run(Q1, 40)
    assert study.entries == ["0001-2010-Q1"]


def test_what_was_released_cannot_be_changed_on_the_way_to_new_pages(study):
    study.run(Q1, 40)
    (study.editions / "2010-Q1" / "released" / "participants.t.csv").write_text("statistic\n")
    with pytest.raises(LedgerError, match="is not what entry 1 of the ledger holds"):
        export_edition(study.editions / "2010-Q1")


def test_the_ledger_is_told_line_by_line(study):
    plan = read_plan(study.parameters)
    assert "nothing has been published yet" in describe_published(plan)
    study.run(Q1, 40)
    study.run(Q2, 50)
    told = describe_published(plan).splitlines()
    assert [line.split()[:3] for line in told[:2]] == [["1", "2010-Q1", "board"], ["2", "2010-Q2", "board"]]
    assert "2 tables, 2 cells, 0 withheld" in told[0]
    assert told[-1].endswith(rk.ledger.read_entries(study.ledger / "releases")[-1].hash)


@pytest.mark.parametrize("lost", [["0001-2010-Q1"], ["0002-2010-Q2"], ["0001-2010-Q1", "0002-2010-Q2", "0003-2010-Q3"]])
def test_what_was_never_committed_is_put_back_from_the_editions_byte_for_byte(study, lost):
    for day, events in ((Q1, 40), (Q2, 50), (Q3, 60)):
        study.run(day, events)
    before = study.files()
    for name in lost:
        shutil.rmtree(study.ledger / "releases" / name)
    restored = restore_ledger(read_plan(study.parameters))
    assert [entry.name for entry in restored] == lost
    assert study.files() == before


def test_what_an_edition_no_longer_shows_is_not_put_back(study):
    study.run(Q1, 40)
    study.run(Q1, 45)
    shutil.rmtree(study.ledger)
    with pytest.raises(LedgerError, match="entry 1 is missing"):
        restore_ledger(read_plan(study.parameters))


def test_a_changed_edition_is_not_put_back_as_what_was_published(study):
    study.run(Q1, 40)
    shutil.rmtree(study.ledger)
    (study.editions / "2010-Q1" / "released" / "participants.t.csv").write_text("statistic\n")
    with pytest.raises(LedgerError, match=r"it was changed\. Nothing was put back"):
        restore_ledger(read_plan(study.parameters))
    assert study.entries == []


def test_an_edition_that_hides_its_entry_does_not_hide_that_it_was_published(study):
    study.run(Q1, 40)
    study.run(Q2, 50)
    shutil.rmtree(study.ledger / "releases" / "0002-2010-Q2")
    path = study.editions / "2010-Q2" / "manifest.json"
    for ledger in (None, {"against": "", "entry": None}, "nothing"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"ledger": ledger}))
        with pytest.raises(LedgerError, match="2010-Q2 was made with a ledger that is not here"):
            study.run(Q3, 60)


def test_other_invented_people_are_not_compared_with_those_before(tmp_path, monkeypatch):
    for name in ("parameters", "cohorts", "notebooks"):
        shutil.copytree(Path(__file__).parents[3] / name, tmp_path / name)
    (tmp_path / "ledger" / "samba" / "releases").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["demo", "samba", "--seed", "5"])
    assert done.exit_code == 1
    assert "people of another seed" in done.output
    assert not (tmp_path / "data").exists()
