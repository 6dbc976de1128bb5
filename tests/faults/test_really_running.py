"""A schedule that the command installs really runs: by Debian's cron, and by a systemd manager of this user."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.conftest import SPELLS
from tests.faults.conftest import with_nothing_new, with_schedule

SCRIPT = Path(__file__).parent / "really_running.sh"
SYSTEMD = Path("/lib/systemd/systemd")


def run_really(kind: str, study, *, seconds: int) -> tuple[str, dict[str, object]]:
    """What the script said, and the status of the study after it."""
    may_mount = os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], check=False).returncode == 0
    if not may_mount:
        pytest.skip("a schedule is tried in a mount namespace of its own, which takes root")
    status = study.folder / "reports" / "unemployment_spells" / "status.json"
    done = subprocess.run(
        ["unshare", "-m", "bash", str(SCRIPT), kind, sys.executable, str(study.folder / SPELLS), str(status),
         str(study.folder), str(seconds)],
        check=False, capture_output=True, text=True, timeout=seconds + 120, cwd="/",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, json.loads(status.read_text())


def test_cron_catches_up_with_the_quarter_that_was_missed(study, reports):
    if shutil.which("cron") is None:
        pytest.skip("Debian's package `cron` is not installed (apt-get install cron)")
    with_schedule(study, "look_every_minutes: 1, last_quarter: 1994-Q1")
    said, status = run_really("cron", study, seconds=240)
    assert (status["came_of_it"], status["newest_edition"], status["due_now"]) == ("made", "1994-Q1", [])
    assert (reports / "1994-Q1" / "board_sv.html").is_file()
    shown, after = said.split("--- shown\n")[1].split("--- removed\n")
    assert "* * * * * " in shown
    assert str(study.folder / SPELLS) in shown
    assert after == "removed from cron\n5 4 * * * true # somebody else's\n"


def test_a_systemd_timer_catches_up_after_downtime(study):
    if not SYSTEMD.exists() or shutil.which("systemctl") is None:
        pytest.skip("systemd is not installed (apt-get install systemd)")
    with_schedule(study, "look_every_minutes: 720, last_quarter: 1993-Q4")
    with_nothing_new(study)
    said, status = run_really("systemd", study, seconds=60)
    assert status["came_of_it"] == "nothing_due"
    assert "Persistent=true" in said
    assert "removed from systemd (user)" in said
    assert not said.split("--- removed\n")[1].count(".service")
