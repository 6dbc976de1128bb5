"""Kernels forked from a process that has imported the libraries: as clean as any other, and gone when the run is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from research_kit.reporting.kernels import kept_warm, kernel_manager, nursery, warm
from research_kit.reporting.run_notebooks import run_notebooks
from tests.unit.reporting.test_run_notebooks import job

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")

WHAT_IS_THERE = "import os, sys; print(os.getppid(), 'research_kit.analyses' in sys.modules, 'planted' in globals())"
COUNTS = (
    "import polars as pl; print(pl.DataFrame({'a': [1, 2] * 5000}).lazy().group_by('a').len().collect()['len'].sum())"
)


def printed(one) -> list[str]:
    return nbformat.read(one.output, 4).cells[-1].outputs[0].text.split()


def test_a_kernel_has_the_libraries_and_nothing_of_the_kernel_before_it(tmp_path):
    planting = job(tmp_path, "planted = 1; import research_kit; research_kit.planted = 1; print(1)", name="first")
    after = job(tmp_path, WHAT_IS_THERE + "; import research_kit; print(hasattr(research_kit, 'planted'))", name="then")
    with kept_warm():
        run_notebooks([planting])
        run_notebooks([after])
        nursery = warm._KEPT.nursery._process.pid
    assert printed(after) == [str(nursery), "True", "False", "False"]


def test_polars_counts_in_a_forked_kernel(tmp_path):
    counting = [job(tmp_path, COUNTS, name=name) for name in ("one", "two", "three")]
    run_notebooks(counting)
    assert [printed(one) for one in counting] == [["10000"]] * 3


def test_the_nursery_has_read_nothing_and_has_no_threads_at_work():
    with kept_warm():
        assert kernel_manager() is warm.WarmKernelManager
        pid = warm._KEPT.nursery._process.pid
        threads = [(task / "comm").read_text().strip() for task in Path(f"/proc/{pid}/task").iterdir()]
        files = [str(f.readlink()) for f in Path(f"/proc/{pid}/fd").iterdir()]
    assert not [name for name in threads if name.startswith(("polars-0", "tokio", "async"))]
    assert not [name for name in files if name.endswith((".parquet", ".csv", ".xlsx", ".key"))]
    assert warm._KEPT.nursery is None, "it ends with the run"


def test_without_a_nursery_kernels_are_started_as_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(warm.Nursery, "is_ready", lambda _: False)
    ordinary = job(tmp_path, "import os; print(os.getppid())")
    run_notebooks([ordinary])
    assert printed(ordinary) == [str(os.getpid())]


RUN = """
from pathlib import Path
from research_kit.reporting.run_notebooks import Job, run_notebooks
folder = Path({folder!r})
hangs = Job(notebook=folder / "hangs.ipynb", output=folder / "out.ipynb", parameters={{}}, working_folder=folder)
run_notebooks([hangs])
"""


def test_a_run_that_is_killed_leaves_no_kernel_behind(tmp_path):
    pid_file = tmp_path / "pid"
    job(
        tmp_path,
        f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(300)",
        name="hangs",
    )
    run = subprocess.Popen([sys.executable, "-c", RUN.format(folder=str(tmp_path))], stderr=subprocess.DEVNULL)
    assert _within(60, lambda: pid_file.exists() and pid_file.read_text())
    run.send_signal(signal.SIGKILL)
    run.wait()
    kernel = Path("/proc") / pid_file.read_text()
    assert _within(20, lambda: not kernel.exists())


def _within(seconds: float, happens) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.1)
    return False


def test_a_kernel_that_has_ended_is_not_killed_under_its_number_again(monkeypatch):
    killed: list[int] = []
    monkeypatch.setattr(nursery, "_KERNELS", {701: 0, 702: None, 703: -9})
    monkeypatch.setattr(os, "killpg", lambda kernel, _: killed.append(kernel))
    nursery._kill_those_that_run()
    assert killed == [702]
