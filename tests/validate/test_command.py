"""The command itself: what it says of parts that end well, fail, hang, or lack something; made-up parts, in seconds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.simulation import __main__ as simulation
from tests.validate.__main__ import main, validate
from tests.validate.needs import nothing
from tests.validate.parts import ONE_CORE, ROOT, Part, full, parts

SPAWNS = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}]).wait()"
CHILD = "import os, time; open({path!r}, 'w').write(str(os.getpid())); time.sleep(60)"
MEETS = (
    "import pathlib, time\npathlib.Path({own!r}).touch()\nwhile not pathlib.Path({other!r}).exists(): time.sleep(.01)"
)


@pytest.fixture(autouse=True)
def logs(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.validate.__main__.LOGS", tmp_path)
    return tmp_path


def part(name: str, code: str, *, minutes: float = 1.0, needs=nothing) -> Part:
    return Part(name=name, command=("-c", code), minutes=minutes, needs=needs, remedy="Mend it.")


def test_where_every_part_is_green_the_last_line_says_so(capsys):
    assert validate([part("one", "print('all well')"), part("two", "print('as well')")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert any(line.startswith("one ") and " min  green: all well" in line for line in said)
    assert said[-1].startswith("green: 2 parts in 0 minutes")


def test_a_part_that_fails_is_named_with_what_to_do_and_keeps_no_other_from_running(capsys, logs):
    bad = part("bad", "import sys; print('3 of 4 rows'); sys.exit(1)")
    assert validate([bad, part("other", "print('all well')")], at_once=1) == 1
    said = capsys.readouterr().out
    assert "FAILED (1): 3 of 4 rows" in said
    assert "green: all well" in said
    assert f"bad: read {logs.name}/bad.log. Mend it. Alone: `make validate PARTS=bad`." in said
    assert said.splitlines()[-1].startswith("NOT green: 1 of 2 parts in 0 minutes")
    assert said.splitlines()[-1].endswith("failed: bad")


def test_a_part_at_its_limit_is_stopped_with_all_that_it_started(capsys, tmp_path):
    child = tmp_path / "child"
    hangs = part("hangs", SPAWNS.format(child=CHILD.format(path=str(child))), minutes=0.03)
    assert validate([hangs]) == 1
    assert "STOPPED after 0.03 minutes: not finished" in capsys.readouterr().out
    assert is_gone(int(child.read_text()))


def test_a_part_for_which_the_machine_lacks_something_is_skipped_and_not_called_green(capsys, tmp_path):
    lacking = part("lacking", f"open({str(tmp_path / 'ran')!r}, 'w')", needs=lambda: "there is no Java")
    assert validate([lacking, part("other", "print('all well')")]) == 2
    said = capsys.readouterr().out
    assert "SKIPPED: there is no Java" in said
    assert said.splitlines()[-1].startswith("NOT green: 1 of 2 parts")
    assert said.splitlines()[-1].endswith("skipped: lacking")
    assert not (tmp_path / "ran").exists()


def test_two_parts_run_at_once(tmp_path):
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    meeting = [part("one", MEETS.format(own=one, other=two)), part("two", MEETS.format(own=two, other=one))]
    assert validate(meeting) == 0


def test_a_part_that_there_is_not_is_refused_before_any_begins(capsys, logs):
    assert main(["fuzz", "speed"]) == 2
    assert "no part speed: there are simulation, " in capsys.readouterr().out
    assert not list(logs.iterdir())


def test_who_interrupts_the_command_stops_its_parts(tmp_path):
    child = tmp_path / "child"
    hangs = SPAWNS.format(child=CHILD.format(path=str(child)))
    code = (
        "from tests.validate import __main__ as command; from tests.validate.parts import Part; import pathlib\n"
        f"command.LOGS = pathlib.Path({str(tmp_path)!r})\n"
        f"command.validate([Part(name='hangs', command=('-c', {hangs!r}), minutes=1)])\n"
    )
    command = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=-1)
    end = time.monotonic() + 50
    while not (child.exists() and child.read_text()) and time.monotonic() < end:
        time.sleep(0.05)
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=30)
    assert command.returncode != 0
    assert is_gone(int(child.read_text()))


def test_the_usual_size_has_every_part_of_the_full_one_on_one_core_and_writes_no_page():
    usual, campaign = parts(), full()
    assert {each.name for each in usual} == {each.name for each in campaign}
    assert all(ONE_CORE.items() <= dict(each.environment).items() for each in usual)
    assert not any("--write" in each.command for each in usual)
    assert any("--write" in each.command for each in campaign)


@pytest.mark.parametrize("asked", [["--write"], ["--size", "full", "--replications", "10", "--write"]])
def test_only_the_full_size_is_written_to_the_page(asked, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["tests.simulation", *asked])
    with pytest.raises(SystemExit) as ended:
        simulation.main()
    assert ended.value.code == 2
    assert "ask for --size full" in capsys.readouterr().err


def is_gone(process: int) -> bool:
    """Whether a process has ended, or ends within some seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").read_text().split(")")[-1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False
