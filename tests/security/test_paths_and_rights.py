"""A name is never a way out of its folder, a link in the reports is never followed, and secrets are their owner's."""

from __future__ import annotations

import contextlib
import stat
from datetime import date

import pytest

from research_kit.declarations import read_section
from research_kit.errors import DeclarationError, KeyFileError, RunError
from research_kit.ledger import append_entry, read_entries
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.edition import staging_for
from research_kit.reporting.publish import locked, publish
from research_kit.study import create_key, open_study
from research_kit.study.declaration import DataDeclaration, StudySection
from research_kit.study.pseudonyms import read_key
from tests.architecture.import_graph import PACKAGE

ROOT = PACKAGE.parents[1]
WAYS_OUT = ["../x", "..", "/etc", "a/b", "a\\b", ".hidden", "a\x00b", "a b", "å", "-rf", "a\n", "CON.", "~"]


@pytest.mark.parametrize("name", WAYS_OUT)
def test_the_name_of_a_study_is_no_path(name, tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(f"study: {{name: {name!r}, title: {{sv: x}}, as_of: 2010-01-01}}\n", encoding="utf-8")
    if name == "a\n":
        path.write_text('study: {name: "a\\nb", title: {sv: x}, as_of: 2010-01-01}\n', encoding="utf-8")
    with pytest.raises(DeclarationError):
        read_section(path, "study", StudySection)


@pytest.mark.parametrize("name", WAYS_OUT)
def test_neither_is_that_of_a_partner_or_an_organisation(name, tmp_path):
    path = tmp_path / "p.yaml"
    quoted = name.replace("\\", "\\\\").replace("\x00", "\\0").replace("\n", "\\nb")
    path.write_text(
        f'data: {{sources: [{{partner: "{quoted}", table: participant, file: x.csv}}]}}\n', encoding="utf-8"
    )
    with pytest.raises(DeclarationError):
        read_section(path, "data", DataDeclaration)
    plan = tmp_path / "plan.yaml"
    study = "study: {name: liten, title: {sv: x}, as_of: 2010-01-01}"
    plan.write_text(f'{study}\norganisation: "{quoted}"\n', encoding="utf-8")
    with pytest.raises(DeclarationError, match="organisation"):
        read_plan(plan)


def test_a_quarter_is_computed_and_no_name():
    plan = read_plan(ROOT / "parameters" / "samba.yaml", date(2011, 6, 30))
    assert plan.quarter == "2011-Q2"
    assert plan.study_folder.name == "samba"


def test_a_link_in_the_place_of_an_edition_is_replaced_and_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_text("years of work")
    reports = tmp_path / "reports" / "samba"
    with locked(reports):
        (reports / "2011-Q2").symlink_to(elsewhere, target_is_directory=True)
        staged = reports / ".staging"
        staged.mkdir()
        (staged / "board_sv.html").write_text("page")
        publish_or_refuse(staged, reports / "2011-Q2")
    assert (elsewhere / "thesis.txt").read_text() == "years of work"
    assert not (elsewhere / "board_sv.html").exists()


def publish_or_refuse(staged, edition):
    """Whether it takes the link's place or refuses: what the link leads to is the same afterwards."""
    try:
        publish(staged, edition)
    except OSError:
        return
    assert (edition / "board_sv.html").is_file()


def test_a_link_in_the_place_of_the_staging_folder_is_not_written_through(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_text("years of work")
    place = tmp_path / "2011-Q2"
    (tmp_path / ".staging-2011-Q2").symlink_to(elsewhere, target_is_directory=True)
    with contextlib.suppress(OSError, RunError):  # whether it refuses or makes a folder of its own
        staging_for(place, "fingerprint")
    assert [path.name for path in elsewhere.iterdir()] == ["thesis.txt"]


def test_a_link_in_an_entry_of_the_ledger_is_no_file_of_it(tmp_path):
    files, chain = tmp_path / "files", tmp_path / "ledger" / "releases"
    files.mkdir()
    (files / "a.csv").write_text("a\n1\n")
    entry = append_entry(chain, files, label="2011-Q2", facts={}, after="")
    written = chain / entry.name / "a.csv"
    assert not written.is_symlink()
    assert read_entries(chain)[0].files.keys() == {"a.csv"}


def test_a_new_key_is_its_owners_alone(tmp_path):
    key = create_key(tmp_path / "deep" / "pseudonyms.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o666])
def test_a_key_that_others_can_read_is_refused(mode, tmp_path):
    key = create_key(tmp_path / "pseudonyms.key")
    key.chmod(mode)
    with pytest.raises(KeyFileError, match="read by others"):
        read_key(key)


def test_a_study_does_not_open_with_a_key_that_others_can_read(tmp_path):
    create_key(tmp_path / "key").chmod(0o644)
    (tmp_path / "a.csv").write_text("pid;gender\n1;woman\n")
    (tmp_path / "p.yaml").write_text(
        "study: {name: liten, title: {sv: x}, as_of: 2010-01-01}\n"
        "data: {key_file: key, sources: [{partner: p, table: participant, file: a.csv}]}\n"
    )
    with pytest.raises(KeyFileError):
        open_study(tmp_path / "p.yaml")


def test_what_is_internal_is_staged_for_its_owner_alone(tmp_path):
    staging = staging_for(tmp_path / "2011-Q2", "fingerprint")
    assert stat.S_IMODE(staging.stat().st_mode) == 0o700
