"""Files that were cut short on their way, and databases that are damaged or at work: where, and what to do."""

from __future__ import annotations

import sqlite3

import pytest

from research_kit.errors import SourceUnavailableError
from research_kit.study.sources import database


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    ("table", "file", "kind"),
    [
        ("status_spell", "status.xlsx", "Excel"),
        ("wave", "uppf.parquet", "Parquet"),
        ("consent", "fk.db [samtycke]", "an SQLite database: it is damaged, or was cut short"),
    ],
)
def test_a_file_cut_short_is_named(small_study, faults_of, table, file, kind, share):
    path = small_study.write()
    cut = small_study.folder / file.partition(" ")[0]
    content = cut.read_bytes()
    cut.write_bytes(content[: int(len(content) * share)])
    from research_kit.study import check_study

    report = check_study(path)
    assert report.blocking
    found = [fault for fault in faults_of(report, "unreadable") if fault[0] == file]
    assert [fault[3] for fault in found] == [f"the file cannot be read as {kind}"]


@pytest.mark.parametrize(
    ("cut", "rule"), [("e4;1990", "ragged_row"), ('e4;"1990', "open_quote"), ("e4;19900412-2387;r4;2010-02-2", None)]
)
def test_a_text_file_cut_short_names_its_last_row(small_study, faults_of, cut, rule):
    small_study.enrolments = small_study.enrolments.rpartition("e4;")[0] + cut
    report = small_study.check()
    assert [fault[:2] for fault in faults_of(report, "no_last_line_break")] == [("inskrivna.csv", 6)]
    if rule:
        assert [fault[:2] for fault in faults_of(report, rule)] == [("inskrivna.csv", 6)]
    assert report.blocking


def test_a_database_that_another_program_writes_to_may_pass(small_study, monkeypatch):
    monkeypatch.setattr(database, "_WAIT_S", 0.05)
    small_study.write()
    with sqlite3.connect(small_study.folder / "fk.db") as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        from research_kit.study import check_study

        with pytest.raises(SourceUnavailableError, match=r"The database fk\.db is being written to by another program"):
            check_study(small_study.folder / "liten.yaml")
    other.close()
