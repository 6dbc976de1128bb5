"""A new study: all of its files or none, a key for its owner alone, and nothing secret in git."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.cohort import read_cohort_definition
from research_kit.declarations import read_yaml
from research_kit.desk import jupyter_lab, new_study
from research_kit.desk.jupyter_lab import lab_command
from research_kit.desk.new_study import make_study
from research_kit.desk.shipped_files import notebook_of, shipped_notebooks
from research_kit.errors import DeclarationError
from research_kit.reporting.declaration import ReportSection
from research_kit.reporting.schemas import schema_texts
from research_kit.study.declaration import read_study_declaration
from research_kit.study.pseudonyms import read_key

TODAY = date(2026, 11, 23)


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("desk") / "Kvinnor i arbete", today=TODAY)


def test_it_has_everything_a_run_reads(study):
    assert study.name == "kvinnor_i_arbete"
    assert files_in(study.folder) == set(study.files)
    assert {f"notebooks/{name}" for name in shipped_notebooks()} < set(study.files)
    assert set(schema_texts()) < set(study.files)
    assert read_cohort_definition(study.folder / "cohorts" / f"{study.name}.yaml").name == study.name


def test_its_parameters_lack_nothing_but_the_sources(study):
    assert read_study_declaration(study.parameters).as_of == date(2026, 9, 30)
    document = read_yaml(study.parameters)
    assert document["data"]["sources"] == []
    report = ReportSection.model_validate(dict(document["report"]))
    assert all((study.folder / "notebooks" / f"{name}.ipynb").is_file() for name in report.notebooks)
    assert report.notebooks[0] == "01_participants"


def test_its_key_is_for_its_owner_alone(study):
    key = study.folder / "data" / study.name / "pseudonyms.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((study.folder / "data").stat().st_mode) == 0o700
    assert read_key(key)


def test_its_notebooks_read_its_parameters_and_are_otherwise_the_shipped_ones(study):
    for name, shipped in shipped_notebooks().items():
        own = (study.folder / "notebooks" / name).read_text(encoding="utf-8")
        lines = [line for cell in json.loads(own)["cells"] for line in cell["source"]]
        ours = [line for cell in json.loads(shipped)["cells"] for line in "".join(cell["source"]).splitlines(True)]
        changed = [(one, other) for one, other in zip(lines, ours, strict=True) if one != other]
        assert [one.partition("  #")[0] for one, _ in changed] == ['parameters = "../parameters/kvinnor_i_arbete.yaml"']


def test_git_keeps_data_keys_and_reports_out(study):
    subprocess.run(
        ["git", "init", "-q", str(study.folder)], check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    )
    secret = ["data/kvinnor_i_arbete/kommunen/deltagare.csv", "data/kvinnor_i_arbete/pseudonyms.key", "other.key",
              "reports/kvinnor_i_arbete/2026-Q3/board.html"]  # fmt: skip
    kept = [
        "parameters/kvinnor_i_arbete.yaml",
        "ledger/kvinnor_i_arbete/releases/1.json",
        "notebooks/board_report.ipynb",
    ]
    ignored = subprocess.run(
        ["git", "-C", str(study.folder), "check-ignore", *secret, *kept], capture_output=True, text=True, check=False
    )
    assert ignored.stdout.split() == secret


def test_the_readme_names_commands_that_there_are(study):
    readme = (study.folder / "README.md").read_text(encoding="utf-8")
    commands = [line.split()[1] for line in readme.splitlines() if line.startswith("research-kit ")]
    there = {command.name or command.callback.__name__ for command in _commands()}
    assert len(commands) == 5
    assert set(commands) <= there
    assert study.name in readme


def _commands():
    for group in app.registered_groups:
        yield from group.typer_instance.registered_commands
    yield from app.registered_commands


def test_a_folder_with_a_file_of_the_same_name_is_refused_and_left_as_it_was(tmp_path):
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(DeclarationError, match=r"such as README\.md: nothing is ever overwritten"):
        make_study(tmp_path, name="liten")
    assert files_in(tmp_path) == {"README.md"}


def test_beside_other_files_it_is_written_where_nothing_is_overwritten(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "protocol.docx").write_text("mine")
    study = make_study(folder, name="liten")
    assert files_in(folder) == {*study.files, "protocol.docx"}
    assert stat.S_IMODE((folder / "data" / "liten" / "pseudonyms.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_disk_that_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    def full(path):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(new_study, "create_key", full)
    with pytest.raises(OSError, match="No space left"):
        make_study(tmp_path / "ny", name="liten")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_comes_in_the_meantime_is_not_overwritten(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "protocol.docx").write_text("mine")
    monkeypatch.setattr(new_study, "_require_room", lambda *_: (folder / "README.md").write_text("hers"))
    with pytest.raises(FileExistsError):
        make_study(folder, name="liten")
    assert files_in(folder) == {"protocol.docx", "README.md"}
    assert (folder / "README.md").read_text() == "hers"


@pytest.mark.parametrize("name", ["Stor", "9liv", "med-streck", "åäö", ""])
def test_a_name_that_cannot_be_used_is_refused_before_anything_is_written(tmp_path, name):
    given = name or "åäö!"
    with pytest.raises(DeclarationError, match="cannot be a study's name"):
        make_study(tmp_path / "ny", name=given)
    assert list(tmp_path.iterdir()) == []


def test_init_says_what_comes_next(tmp_path):
    done = CliRunner().invoke(app, ["init", str(tmp_path / "ny"), "--name", "liten"])
    assert done.exit_code == 0
    assert "research-kit map data/liten/*/* --write parameters/liten.yaml" in done.output
    again = CliRunner().invoke(app, ["init", str(tmp_path / "ny"), "--name", "liten"])
    assert again.exit_code == 1


def test_lab_opens_jupyterlab_in_the_study(study):
    command = lab_command(study.folder, "--no-browser")
    assert command == [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={study.folder}", "--no-browser"]
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout[0].isdigit()


@pytest.mark.parametrize(
    ("arguments", "folder", "options"),
    [
        ([], ".", ()),
        (["mystudy"], "mystudy", ()),
        (["--no-browser"], ".", ("--no-browser",)),
        (["mystudy", "--no-browser", "--port", "9999"], "mystudy", ("--no-browser", "--port", "9999")),
    ],
)
def test_lab_takes_a_folder_and_jupyterlab_s_own_options(monkeypatch, arguments, folder, options):
    opened = []
    monkeypatch.setattr(jupyter_lab, "open_lab", lambda *given: opened.append(given) or 3)
    assert CliRunner().invoke(app, ["lab", *arguments]).exit_code == 3
    assert opened == [(folder, *options)]


def test_lab_refuses_a_folder_that_is_no_study(tmp_path):
    with pytest.raises(DeclarationError, match="it is no study"):
        lab_command(tmp_path)


def test_a_notebook_without_a_cell_of_parameters_is_left_as_it_is():
    text = json.dumps({"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# A"]}]})
    assert json.loads(notebook_of(text, "../parameters/x.yaml")) == json.loads(text)
