"""The transaction: what a reader of `reports/` sees while a run works, dies, or meets a full disk."""

from __future__ import annotations

import errno
import multiprocessing
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from research_kit.errors import RunError, RunLockedError
from research_kit.reporting import publish as transaction
from research_kit.reporting.publish import full_disk_is_explained, locked, publish, recover


def folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "page.html").write_text(text)
    return path


def test_the_first_edition_appears_by_one_rename(tmp_path):
    publish(folder(tmp_path / "staged", "new"), tmp_path / "2011-Q2")
    assert (tmp_path / "2011-Q2" / "page.html").read_text() == "new"


@pytest.mark.parametrize("system_can_exchange", [True, False])
def test_a_new_edition_takes_the_place_of_the_old(tmp_path, monkeypatch, system_can_exchange):
    if not system_can_exchange:
        monkeypatch.setattr(transaction, "_exchange", lambda one, other: False)
    edition = folder(tmp_path / "2011-Q2", "old")
    publish(folder(tmp_path / "staged", "new"), edition)
    assert (edition / "page.html").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["2011-Q2"]


def test_a_run_that_died_between_two_renames_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(transaction, "_exchange", lambda one, other: False)
    edition, staged = folder(tmp_path / "2011-Q2", "old"), folder(tmp_path / "staged", "new")
    real = Path.rename

    def dies_at_the_second(self, target):
        if self == staged:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "rename", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        publish(staged, edition)
    monkeypatch.undo()
    recover(edition)
    assert (edition / "page.html").read_text() == "old"


def _hold(path, entered, leave):
    with locked(path):
        entered.set()
        leave.wait(30)


def test_a_second_run_of_the_same_study_is_refused_while_the_first_works(tmp_path):
    context = multiprocessing.get_context("spawn")
    entered, leave = context.Event(), context.Event()
    first = context.Process(target=_hold, args=(tmp_path, entered, leave))
    first.start()
    assert entered.wait(30)
    with pytest.raises(RunLockedError, match="another run"), locked(tmp_path):
        pass
    first.kill()  # a killed run leaves no lock behind
    first.join()
    with locked(tmp_path):
        pass


def test_a_full_disk_says_what_happened_and_what_to_do(tmp_path):
    says = r"the disk is full.*untouched.*run the same command again"
    with pytest.raises(RunError, match=says), full_disk_is_explained(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_of_several_disks_the_full_one_is_named(tmp_path, monkeypatch):
    free = {
        tmp_path / "reports": 5_000_000,
        tmp_path: 2048,
    }  # the ledger is not there yet: its disk is that of tmp_path
    (tmp_path / "reports").mkdir()
    monkeypatch.setattr("shutil.disk_usage", lambda place: SimpleNamespace(free=free.get(place, 9_000_000)))
    says = rf"2 KiB are free at {re.escape(str(tmp_path / 'ledger'))}\."
    with pytest.raises(RunError, match=says), full_disk_is_explained(tmp_path / "reports", tmp_path / "ledger"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_other_errors_of_the_system_stay_what_they_are(tmp_path):
    with pytest.raises(PermissionError), full_disk_is_explained(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied")
