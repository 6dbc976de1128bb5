"""What the schedule calls, when the computer or somebody on it misbehaves: it says so, harms nothing, and goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from research_kit.reporting.declaration import read_plan
from research_kit.reporting.schedule.run_due import Look, run_due
from research_kit.reporting.schedule.state import read_state
from tests.acceptance.conftest import SPELLS, add_cell
from tests.faults.conftest import BEFORE, tree, with_nothing_new, with_schedule

ONE_MORE = "last_quarter: 1994-Q1"
DATA = Path("src") / "research_kit" / "data" / "unemployment.csv"


def look(study, **options) -> Look:
    return run_due(read_plan(study.folder / SPELLS), **options)


def is_alive(pid: int) -> bool:
    """Whether a process works; one that has ended and that nobody has asked about does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def published(reports):
    """What was published, before and after."""
    before = tree(reports / BEFORE)
    yield
    assert tree(reports / BEFORE) == before


@pytest.mark.usefixtures("published")
def test_a_file_that_is_still_being_written_is_not_data(study):
    with_schedule(study, ONE_MORE)
    writer = subprocess.Popen(
        [sys.executable, "-c", f"f = open({str(study.folder / DATA)!r}, 'a'); print('open', flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"open\n"
    came = look(study)
    writer.communicate(b"\n")
    assert (came.outcome, came.exit_code) == ("waiting", 0)
    assert "unemployment.csv" in came.words
    assert "still arriving" in came.words


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("twin", ["unemployment.csv.part", ".unemployment.csv.Xy12ab", "unemployment.csv.filepart"])
def test_an_unfinished_copy_beside_a_file_is_waited_for(study, twin):
    with_schedule(study, ONE_MORE)
    (study.folder / DATA).with_name(twin).write_text("half a")
    assert look(study).outcome == "waiting"


@pytest.mark.usefixtures("published")
def test_a_file_cut_in_half_is_bad_input_and_not_tried_twice(study, reports):
    with_schedule(study, ONE_MORE)
    whole = (study.folder / DATA).read_bytes()
    (study.folder / DATA).write_bytes(whole[:40])
    said: list[str] = []
    assert look(study, say=said.append).exit_code == 1
    assert sum("begun" in line for line in said) == 1
    assert not any("attempt" in line for line in said)
    again: list[str] = []
    came = look(study, say=again.append)
    assert came.exit_code == 1
    assert "Failing since" in came.words
    assert not any("begun" in line for line in again)
    assert not (reports / "1994-Q1").exists()


@pytest.mark.usefixtures("published")
def test_a_clock_set_back_is_refused_until_somebody_has_looked(study):
    with_schedule(study, "last_quarter: 1993-Q4")
    entry = study.folder / "ledger" / "unemployment_spells" / "releases" / f"0001-{BEFORE}" / "entry.json"
    with_nothing_new(study)
    later = time.time() + 90_000
    os.utime(entry, (later, later))
    came = look(study)
    assert came.exit_code == 1
    assert "the clock says" in came.words
    assert "--clock-is-right" in came.words
    assert look(study, clock_is_right=True).exit_code == 0
    assert look(study).exit_code == 0


@pytest.mark.usefixtures("published")
def test_a_clock_that_leaps_ahead_publishes_nothing(study, reports):
    with_schedule(study, "last_quarter: 2100-Q1")
    far = datetime(datetime.now().year + 3, 1, 1)
    with_nothing_new(study)
    came = look(study, now=far)
    assert came.exit_code == 1
    assert "days ago" in came.words
    assert [path.name for path in reports.glob("????-Q?")] == [BEFORE]


@pytest.mark.usefixtures("published")
def test_a_second_run_says_who_is_at_work_and_is_no_failure(study, reports):
    with_schedule(study, ONE_MORE)
    held = "import os, sys; sys.path[:0] = sys.argv[2:]\nfrom research_kit.reporting.publish import locked\n"
    held += "from pathlib import Path\nwith locked(Path(sys.argv[1])):\n print(os.getpid(), flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", held, str(reports), *sys.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    pid = int(other.stdout.readline())
    came = look(study)
    other.communicate(b"\n")
    assert (came.outcome, came.exit_code) == ("busy", 0)
    assert f"process {pid} on " in came.words


@pytest.mark.usefixtures("published")
def test_too_little_room_is_said_before_anything_is_begun(study):
    with_schedule(study, ONE_MORE + ", least_free_mib: 999999999, attempts: 2")
    said: list[str] = []
    came = look(study, say=said.append)
    assert came.exit_code == 1
    assert "MiB are free" in came.words
    assert "999999999 MiB" in came.words
    assert any("attempt 1 of 2 failed" in line for line in said)


@pytest.mark.usefixtures("published")
def test_a_notebook_that_hangs_is_stopped_with_its_kernel(study, reports):
    with_schedule(study, ONE_MORE + ", hours_for_all: 0.005")
    kernel = study.folder / "kernel"
    add_cell(
        study, f"import os, time\nprint(os.getpid(), file=open({str(kernel)!r}, 'w'), flush=True)\ntime.sleep(600)"
    )
    came = look(study)
    assert came.exit_code == 1
    assert "was stopped after" in came.words
    assert "hours_for_all" in came.words
    assert not is_alive(int(kernel.read_text()))
    status = json.loads((reports / "status.json").read_text())
    assert not status["is_well"]
    assert status["failing_quarter"] == "1994-Q1"


@pytest.mark.usefixtures("published")
def test_what_the_schedule_remembers_may_be_lost(study, reports):
    with_schedule(study, "last_quarter: 1993-Q4")
    (reports / ".schedule").mkdir(exist_ok=True)
    (reports / ".schedule" / "state.json").write_text('{"looked": [')
    assert read_state(read_plan(study.folder / SPELLS)).looked == ""
