"""Wherever a run is killed or finds no room: what was published stays as it is, and the next run makes the same."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.acceptance.conftest import SPELLS, Project
from tests.faults.conftest import BEFORE, tree
from tests.faults.run_apart import Ended, Fault, run_apart

DAY, QUARTER = date(1994, 3, 31), "1994-Q1"
PLACES = 6
LEDGER = Path("ledger") / "unemployment_spells"


@dataclass(frozen=True)
class Undisturbed:
    """What a run makes that nobody disturbs: its edition, the ledger after it, the index; and how often it wrote."""

    edition: dict[str, str]
    ledger: dict[str, str]
    index: str
    writes: int


@pytest.fixture(scope="module")
def undisturbed(one_question, tmp_path_factory) -> Undisturbed:
    study = one_question.copy(tmp_path_factory.mktemp("undisturbed") / "a study")
    ended = run_apart(study.folder, SPELLS, DAY)
    assert ended.code == 0, ended.said
    edition, ledger, index = made(study)
    return Undisturbed(edition, ledger, index, ended.writes)


def made(study: Project) -> tuple[dict[str, str], dict[str, str], str]:
    reports = study.folder / "reports" / "unemployment_spells"
    return tree(reports / QUARTER), tree(study.folder / LEDGER), (reports / "index.html").read_text()


def require_same_after(study: Project, reports: Path, undisturbed: Undisturbed) -> Ended:
    """The next run completes, with the edition, the ledger and the index that an undisturbed one has."""
    ended = run_apart(study.folder, SPELLS, DAY)
    assert ended.code == 0, ended.said
    assert made(study) == (undisturbed.edition, undisturbed.ledger, undisturbed.index)
    assert not list(reports.glob(".staging-*"))
    return ended


@pytest.mark.parametrize("place", range(PLACES))
def test_killed_as_it_writes(study, reports, undisturbed, place):
    published = tree(reports / BEFORE)
    at = 1 + round(place * (undisturbed.writes - 1) / (PLACES - 1))
    ended = run_apart(study.folder, SPELLS, DAY, Fault(kill_at=at))
    assert ended.code == -9
    assert tree(reports / BEFORE) == published
    assert tree(reports / QUARTER) in ({}, undisturbed.edition)
    require_same_after(study, reports, undisturbed)
    assert tree(reports / BEFORE) == published


def test_killed_between_the_ledger_and_the_reports(study, reports, undisturbed):
    assert run_apart(study.folder, SPELLS, DAY, Fault(kill_after="ledger: entry")).code == -9
    assert not (reports / QUARTER).exists()
    require_same_after(study, reports, undisturbed)


def test_what_a_stopped_run_left_is_not_believed_when_damaged(study, reports, undisturbed):
    assert run_apart(study.folder, SPELLS, DAY, Fault(kill_after="gate:")).code == -9
    stored = sorted((reports / f".staging-{QUARTER}" / "internal" / "results").glob("*.parquet"))
    damaged = bytearray(stored[0].read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    stored[0].write_bytes(bytes(damaged))
    stored[0].with_name(".participants.json.4711").write_text("begun")
    assert "damaged: it is made anew" in require_same_after(study, reports, undisturbed).said


def test_what_a_stopped_run_had_answered_may_be_lost(study, reports, undisturbed):
    assert run_apart(study.folder, SPELLS, DAY, Fault(kill_after="gate:")).code == -9
    shutil.rmtree(reports / f".staging-{QUARTER}" / "internal" / "results")
    assert "damaged: it is made anew" in require_same_after(study, reports, undisturbed).said


def test_what_a_stopped_run_had_only_begun_to_write_is_not_kept(study, reports, undisturbed):
    assert run_apart(study.folder, SPELLS, DAY, Fault(kill_after="gate:")).code == -9
    (reports / f".staging-{QUARTER}" / "internal" / "results" / ".participants.json.4711").write_text("begun")
    require_same_after(study, reports, undisturbed)


def test_no_room_for_a_file(study, reports, undisturbed):
    published = tree(reports / BEFORE)
    ended = run_apart(study.folder, SPELLS, DAY, Fault(most_bytes=20_000))
    assert ended.code == 1
    assert "the disk is full" in ended.said
    assert "run the same command again" in ended.said
    assert tree(reports / BEFORE) == published
    assert not (reports / QUARTER).exists()
    require_same_after(study, reports, undisturbed)
