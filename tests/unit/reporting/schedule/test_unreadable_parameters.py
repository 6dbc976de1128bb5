"""A parameters file that cannot be read any more: it is told by the file as it was, and ends with an error."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.reporting.schedule.one_look import alone
from research_kit.reporting.schedule.run_due import run_due
from research_kit.reporting.schedule.run_log import RunLog
from research_kit.reporting.schedule.state import state_folder
from tests.unit.reporting.schedule.test_tell_and_keep import letterbox, with_mail

__all__ = ["letterbox"]


@pytest.fixture(autouse=True)
def state(monkeypatch, tmp_path) -> Path:
    """Where a user's programs keep what they remember."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "research-kit"


def look(plan, *more: str):
    return CliRunner().invoke(app, ["run-due", "--quiet", *more, str(plan.parameters)])


def damaged(plan, how: str) -> None:
    whole = plan.parameters.read_text()
    content = {
        "misspelt": whole.replace("cohort:", "cohrot:", 1).encode(),
        "cut": whole.encode()[: whole.index("still_minutes") + 4],
        "binary": bytes(range(256)),
        "empty": b"",
    }
    if how == "gone":
        plan.parameters.unlink()
    elif how == "folder":
        plan.parameters.unlink()
        plan.parameters.mkdir()
    elif how == "cohort gone":
        plan.cohort.unlink()
    else:
        plan.parameters.write_bytes(content[how])


@pytest.mark.parametrize("how", ["misspelt", "cut", "binary", "empty", "gone", "folder", "cohort gone"])
def test_it_is_told_once_by_letter_page_and_log_and_so_is_its_end(plan_with, letterbox, how):
    plan = with_mail(plan_with, letterbox.port)
    whole, cohort = plan.parameters.read_text(), plan.cohort.read_text()
    assert look(plan).exit_code == 0
    damaged(plan, how)
    for _ in range(2):
        done = look(plan)
        assert done.exit_code == 1
        assert str(plan.cohort if how == "cohort gone" else plan.parameters) in done.output
    (letter,) = letterbox.letters
    assert letterbox.recipients == [["server@example.se"]]
    said = " ".join(letter.get_content().split())
    assert "Nothing is run until the parameters file can be read." in said
    assert plan.parameters.name in said
    status = json.loads((plan.study_folder / "status.json").read_text())
    assert (status["is_well"], status["came_of_it"]) == (False, "failed")
    assert "Nothing is run until" in (plan.study_folder / "status.html").read_text()
    assert "Nothing is run until" in RunLog(state_folder(plan)).files()[-1].read_text()
    shown = CliRunner().invoke(app, ["status", str(plan.parameters)])
    assert shown.exit_code == 1
    assert "needs somebody" in shown.output
    if how == "folder":
        plan.parameters.rmdir()
    plan.parameters.write_text(whole)
    plan.cohort.write_text(cohort)
    assert look(plan).exit_code == 0
    assert [one["Subject"].rpartition(": ")[2] for one in letterbox.letters[1:]] == ["the unattended run works again"]
    assert json.loads((plan.study_folder / "status.json").read_text())["is_well"]


def test_a_drive_that_is_not_mounted_is_told_once_and_nothing_is_written_where_it_should_be(
    plan_with, letterbox, state
):
    plan = with_mail(plan_with, letterbox.port)
    look(plan)
    project = plan.parameters.parents[1]
    project.rename(project.with_name("elsewhere"))
    for _ in range(2):
        assert look(plan).exit_code == 1
    assert not project.exists()
    assert len(letterbox.letters) == 1
    project.with_name("elsewhere").rename(project)
    assert look(plan).exit_code == 0
    assert letterbox.letters[1]["Subject"].endswith("works again")
    assert [path.suffix for path in state.iterdir()] == [".yaml"]


def test_what_is_kept_is_its_owners_and_what_can_be_read(plan_with, letterbox, state):
    plan = with_mail(plan_with, letterbox.port)
    run_due(plan)
    (copy,) = state.iterdir()
    assert (state.stat().st_mode & 0o777, copy.stat().st_mode & 0o777) == (0o700, 0o600)
    kept = copy.read_text()
    plan.parameters.write_text("study: {")  # it is being edited while a look is at work
    run_due(plan)
    assert [path.read_text() for path in state.iterdir()] == [kept]


def test_where_nothing_is_kept_it_says_that_nobody_was_told(plan_with):
    plan = plan_with()
    damaged(plan, "empty")
    done = CliRunner().invoke(app, ["run-due", str(plan.parameters)])
    assert done.exit_code == 1
    assert "Nobody was told by letter" in " ".join(done.output.split())


@pytest.mark.parametrize("how", ["closed", "no home"])
def test_a_state_that_cannot_be_reached_stops_no_look(plan_with, monkeypatch, state, how):
    plan = plan_with("last_quarter: 2025-Q3")
    real = Path.is_dir

    def refused(path):
        if state in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    def homeless():
        raise RuntimeError("Could not determine home directory.")

    if how == "closed":
        monkeypatch.setattr(Path, "is_dir", refused)
    else:
        monkeypatch.delenv("XDG_STATE_HOME")
        monkeypatch.setattr(Path, "home", homeless)
    assert run_due(plan).outcome == "nothing_due"
    damaged(plan, "empty")
    assert str(plan.parameters) in look(plan).output


def test_a_file_behind_a_link_that_leads_nowhere_is_told_as_it_was(plan_with, letterbox):
    plan = with_mail(plan_with, letterbox.port)
    link = plan.parameters.with_name("link.yaml")
    link.symlink_to(plan.parameters)
    assert CliRunner().invoke(app, ["run-due", "--quiet", str(link)]).exit_code == 0
    plan.parameters.unlink()
    assert CliRunner().invoke(app, ["run-due", "--quiet", str(link)]).exit_code == 1
    assert len(letterbox.letters) == 1


def test_what_could_not_be_told_is_said_also_where_it_is_quiet(plan_with, letterbox, monkeypatch):
    plan = with_mail(plan_with, letterbox.port)
    whole = plan.parameters.read_text()
    damaged(plan, "empty")
    assert "Nobody was told by letter" in " ".join(look(plan).stderr.split())
    plan.parameters.write_text(whole)
    assert look(plan).exit_code == 0
    damaged(plan, "empty")
    with alone(plan):
        said = " ".join(look(plan).stderr.split())
    assert "This could not be told: another look of the schedule is at work" in said
    assert letterbox.letters == []


@pytest.mark.parametrize("gone", ["project", "reports"])
def test_to_ask_how_it_stands_makes_no_folder_and_hides_no_error(plan_with, state, gone, monkeypatch):
    plan = plan_with("last_quarter: 2025-Q3")
    assert look(plan).exit_code == 0
    shutil.rmtree(plan.study_folder)
    damaged(plan, "empty")
    if gone == "project":
        shutil.rmtree(plan.parameters.parents[1])
    shown = CliRunner().invoke(app, ["status", str(plan.parameters)])
    assert (shown.exit_code, str(plan.parameters) in shown.stderr) == (1, True)
    assert not plan.study_folder.exists()
    assert [path.suffix for path in state.iterdir()] == [".yaml"]

    def fails(*_, **__):
        raise OSError(errno.EIO, "Input/output error", "elsewhere")

    monkeypatch.setattr("research_kit.reporting.schedule.status_page.describe_status", fails)
    shown = CliRunner().invoke(app, ["status", str(plan.parameters)])
    assert str(plan.parameters) in shown.stderr
