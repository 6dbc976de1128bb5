"""Notebooks in clean kernels: parameters are checked, a failure names its notebook and cell, and nobody's number."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from research_kit.errors import RunError
from research_kit.reporting.run_notebooks import Job, run_notebooks


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
