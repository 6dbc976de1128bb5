"""What a run has started ends with it, however it was started and however the run ended."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from research_kit.reporting.schedule import supervise
from research_kit.reporting.schedule.due import Due
from research_kit.reporting.schedule.supervise import make_supervised

LETS_GO = """
import os, pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sleeps = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(900)"]
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        one = subprocess.Popen(sleeps, start_new_session=True)
        pathlib.Path("pids.new").write_text(f"{os.getpid()} {one.pid}")
        pathlib.Path("pids.new").rename("pids")
        time.sleep(900)
    os._exit(0)
while not pathlib.Path("pids").exists():
    time.sleep(0.05)
"""
"""A notebook's daemon, which has no living parent that the run knows, and its child; both refuse to end."""
ENDS = {"hangs": "time.sleep(900)", "is killed": "os.kill(os.getpid(), 9)", "ends": "os._exit(1)"}


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the system tells of no environment")
@pytest.mark.parametrize("how", ENDS)
def test_what_a_run_let_go_of_ends_with_it(plan_with, tmp_path, monkeypatch, how):
    real = subprocess.Popen

    def instead(command, **options):
        return real([sys.executable, "-c", LETS_GO + ENDS[how]], cwd=tmp_path, **options)

    monkeypatch.setattr(supervise.subprocess, "Popen", instead)
    monkeypatch.setattr(supervise, "_GRACE_SECONDS", 0.5)
    came = make_supervised(plan_with(), Due(quarter="2025-Q4", why="quarter"), seconds=8, say=print)
    assert not came.is_made
    pids = [int(one) for one in (tmp_path / "pids").read_text().split()]
    for _ in range(100):
        if not any(is_alive(pid) for pid in pids):
            break
        time.sleep(0.05)
    assert [pid for pid in pids if is_alive(pid)] == []


ONE_ALONE = """
import pathlib, subprocess, sys, time
command = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(900)"]
one = subprocess.Popen(command, env={}, start_new_session=True)
pathlib.Path("pids").write_text(f"{one.pid}")
time.sleep(900)
"""
"""A child with an environment of its own, as `env -i` makes it."""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system tells of no parents")
def test_what_has_an_environment_of_its_own_ends_with_the_run(plan_with, tmp_path, monkeypatch):
    real = subprocess.Popen
    monkeypatch.setattr(
        supervise.subprocess, "Popen",
        lambda command, **options: real([sys.executable, "-c", ONE_ALONE], cwd=tmp_path, **options),
    )  # fmt: skip
    monkeypatch.setattr(supervise, "_GRACE_SECONDS", 0.5)
    assert not make_supervised(plan_with(), Due(quarter="2025-Q4", why="quarter"), seconds=2, say=print).is_made
    pid = int((tmp_path / "pids").read_text())
    for _ in range(100):
        if not is_alive(pid):
            break
        time.sleep(0.05)
    assert not is_alive(pid)
