"""Notebooks in clean kernels: parameters are checked, a failure names its notebook and cell, and nobody's number."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from research_kit.errors import NotebookTimeoutError, RunError
from research_kit.reporting.kernels import kept_warm
from research_kit.reporting.run_notebooks import Job, run_notebooks


@pytest.fixture(autouse=True, scope="module")
def _one_nursery():
    """For all tests here, as a run keeps one for all its notebooks."""
    with kept_warm():
        yield


def job(folder: Path, *cells: str, name: str = "01_question", parameters: str = 'room = ""') -> Job:
    first = new_code_cell(parameters, metadata={"tags": ["parameters"]})
    path = folder / f"{name}.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    nbformat.write(new_notebook(cells=[first, *map(new_code_cell, cells)], metadata=kernel), path)
    return Job(notebook=path, output=folder / "out" / path.name, parameters={"room": "r"}, working_folder=folder)


def test_notebooks_run_in_kernels_of_their_own_with_their_parameters(tmp_path):
    done: list[str] = []
    jobs = [job(tmp_path, "x = room", "print(x)", name=n) for n in ("one", "two")]
    run_notebooks(jobs, done=done.append)
    assert sorted(done) == ["one", "two"]
    outputs = [nbformat.read(j.output, 4).cells[-1].outputs[0].text for j in jobs]
    assert outputs == ["r\n", "r\n"]


def test_each_kernel_stands_in_its_own_folder_and_the_process_stays_where_it_is(tmp_path):
    here, jobs = Path.cwd(), []
    for name in ("one", "two", "three", "four"):
        (tmp_path / name).mkdir()
        wait = "import time; time.sleep(0.3 if room and 'one' in __import__('os').getcwd() else 0)"
        jobs.append(job(tmp_path / name, wait, "import os; print(os.path.basename(os.getcwd()))", name=name))
    stood: list[Path] = []
    run_notebooks(jobs, done=lambda _: stood.append(Path.cwd()))
    told = [nbformat.read(j.output, 4).cells[-1].outputs[0].text.strip() for j in jobs]
    assert told == ["one", "two", "three", "four"]
    assert set(stood) == {here}, "a process that moves takes the kernel that starts beside it along"


def test_a_failing_notebook_is_named_with_its_cell_and_without_anybodys_number(tmp_path):
    failing = job(tmp_path, "1 + 1", "raise ValueError('person 19121212-1212 is missing')", name="02_time")
    with pytest.raises(RunError, match=r"02_time\.ipynb stopped at cell 3") as error:
        run_notebooks([failing, job(tmp_path, "1")])
    assert "run the same command again" in str(error.value)
    assert "1212-1212" not in str(error.value)
    assert not failing.output.exists()
    assert (tmp_path / "out" / "01_question.ipynb").exists(), "the others are let to their end"


def test_a_parameter_the_notebook_does_not_have_is_an_error_not_a_warning(tmp_path):
    with pytest.raises(RunError, match="has no parameter `room`"):
        run_notebooks([job(tmp_path, "1", parameters='rum = ""')])


def test_what_another_library_says_of_somebody_is_not_told(tmp_path):
    quoting = job(tmp_path, "import polars as pl; who = ['Aisha Andersson']", "pl.Series(who).cast(pl.Int64)")
    with pytest.raises(RunError, match=r"stopped at cell 3") as error:
        run_notebooks([quoting])
    assert "Aisha" not in str(error.value)
    assert "InvalidOperationError" in str(error.value)


def test_a_notebook_that_hangs_is_ended_whatever_time_each_of_its_cells_takes(tmp_path):
    slow = [f"import time; time.sleep({seconds})" for seconds in (1.5, 60)]
    hanging = replace(job(tmp_path, *slow), minutes=3 / 60)
    before = time.monotonic()
    with pytest.raises(NotebookTimeoutError, match="no answer within"):
        run_notebooks([hanging])
    assert time.monotonic() - before < 40, "not the minute that the cell would take"
    assert list((tmp_path / "out").iterdir()) == []


def test_a_kernel_that_is_killed_is_an_error_that_says_so(tmp_path):
    with pytest.raises(RunError, match="ended from outside, or ran out of memory"):
        run_notebooks([job(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")])
    assert list((tmp_path / "out").iterdir()) == []
