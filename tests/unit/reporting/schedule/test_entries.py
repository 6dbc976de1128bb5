"""What is written for systemd and cron is read back by them as it was meant, whatever the paths are called."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.errors import DeclarationError, ScheduleError
from research_kit.reporting.schedule.command import command_of
from research_kit.reporting.schedule.cron_entry import cron_entry
from research_kit.reporting.schedule.due import Due
from research_kit.reporting.schedule.install import needs_environment, proposed
from research_kit.reporting.schedule.schedule_plan import LOOKS
from research_kit.reporting.schedule.supervise import make_supervised
from research_kit.reporting.schedule.systemd_units import calendar_of, unit_files

STRANGE = "a \"study\" of 100 % & $HOME; `x` 'y' \\z é"


@pytest.fixture
def strange(plan_with):
    """A plan whose folder has every sign that means something to systemd, cron or a shell."""
    plan = plan_with()
    folder = plan.parameters.parents[1].with_name(STRANGE)
    plan.parameters.parents[1].rename(folder)
    return replace(plan, parameters=folder / "parameters" / plan.parameters.name)


def printed(command):
    """The same command, which prints its words, one a line, instead of running anything."""
    words = ("/usr/bin/printf", r"%s\n", *command.words[1:])
    return replace(command, words=words)


def test_cron_and_the_shell_read_the_words_back(strange):
    command = command_of(strange)
    line = cron_entry(strange, printed(command)).splitlines()[1]
    called = line.split("* * * *", 1)[1].replace(r"\%", "%").replace(">/dev/null", "")  # as cron hands it to the shell
    assert not re.search(r"(?<!\\)%", line)
    done = subprocess.run(["/bin/sh", "-c", called], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == list(command.words[1:])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("manager", ["user", "system"])
def test_systemd_verifies_the_units(strange, tmp_path, manager):
    texts = unit_files(strange, command_of(strange), manager=manager)
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "runtime").mkdir(mode=0o700)
    done = subprocess.run(
        ["systemd-analyze", f"--{manager}", "verify", *(str(tmp_path / name) for name in texts)],
        env={"XDG_RUNTIME_DIR": str(tmp_path / "runtime"), "PATH": "/usr/bin:/bin"},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    service = next(text for name, text in texts.items() if name.endswith(".service"))
    assert ("User=" in service) == (manager == "system")
    assert "TimeoutStartSec=22200" in service


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_reads_every_calendar_that_can_be_declared(plan_with):
    said = [when for every in LOOKS for when in calendar_of(plan_with(f"look_every_minutes: {every}"))]
    assert subprocess.run(["systemd-analyze", "calendar", *said], check=False, capture_output=True).returncode == 0


def test_two_studies_of_the_same_name_do_not_meet(plan_with, tmp_path):
    plan = plan_with()
    other = replace(plan, parameters=tmp_path / "elsewhere" / plan.parameters.name)
    assert command_of(plan).name != command_of(other).name


def test_a_line_break_in_a_path_is_refused(plan_with, tmp_path):
    with pytest.raises(ScheduleError, match="Rename the folder"):
        command_of(replace(plan_with(), parameters=tmp_path / "a\nb" / "study.yaml"))


def test_the_note_on_jupyter_names_the_command(plan_with):
    plan = plan_with()
    assert "run-due" in proposed(plan, using="jupyter-note")
    assert str(plan.parameters.name) in proposed(plan, using="jupyter-note")


def test_the_command_of_the_note_really_runs(plan_with):
    plan = plan_with("last_quarter: 2025-Q3")
    line = next(line for line in proposed(plan, using="jupyter-note").splitlines() if "  !" in line)
    environment = {**os.environ, **dict(command_of(plan).environment)}
    done = subprocess.run(["/bin/sh", "-c", line.partition("!")[2]], check=False, capture_output=True, env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert '"came_of_it": "nothing_due"' in (plan.study_folder / "status.json").read_text()


def test_the_command_line_shows_what_would_be_installed(plan_with):
    plan = plan_with()
    for action in ("show", "--show"):
        done = CliRunner().invoke(app, ["schedule", str(plan.parameters), action, "--with", "cron"])
        assert done.exit_code == 0
        assert "Not installed" in done.output
        assert command_of(plan).name in done.output
    for wrong in (["instal"], ["show", "--with", "at"]):
        assert CliRunner().invoke(app, ["schedule", str(plan.parameters), *wrong]).exit_code == 1
    said = CliRunner().invoke(app, ["status", str(plan.parameters)])
    assert "It has not looked yet" in said.output


def test_an_interval_that_no_clock_keeps_is_refused(plan_with):
    with pytest.raises(DeclarationError, match="7 minutes do not divide"):
        plan_with("look_every_minutes: 7")


def test_a_password_in_the_environment_is_warned_of(plan_with):
    smtp = "{host: mail.example, user: x, password_variable: SECRET}"
    plan = plan_with(more=f"alerts: {{recipients: [a@b.se], sender: c@d.se, smtp: {smtp}}}\n")
    assert "SECRET" in needs_environment(plan)
    assert needs_environment(plan_with()) == ""


def test_a_folder_that_is_called_as_the_package_is_not_run(plan_with):
    plan = plan_with("last_quarter: 2025-Q3")
    other = plan.parameters.parent / "research_kit"
    other.mkdir()
    (other / "__init__.py").write_text("raise SystemExit(7)")
    command = command_of(plan)
    environment = {**os.environ, **dict(command.environment)}
    done = subprocess.run(command.words, check=False, cwd=plan.parameters.parent, env=environment)
    assert done.returncode == 0


def test_an_edition_is_not_made_by_a_folder_that_is_called_as_the_package(plan_with, monkeypatch):
    plan = plan_with()
    other = plan.parameters.parent / "research_kit"
    other.mkdir()
    (other / "__init__.py").write_text("open('was_run', 'w'); raise SystemExit(7)")
    monkeypatch.chdir(plan.parameters.parent)
    make_supervised(plan, Due(quarter="2025-Q4", why="quarter"), seconds=0.7, say=print)
    assert not (plan.parameters.parent / "was_run").exists()
