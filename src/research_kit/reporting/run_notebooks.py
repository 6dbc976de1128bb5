"""Notebooks executed by Papermill, each in a clean kernel of its own, two at a time."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from research_kit import errors
from research_kit.errors import NotebookTimeoutError, RunError
from research_kit.reporting.kernels import kept_warm, kernel_manager
from research_kit.study.identity_numbers import scrub

AT_ONCE = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One notebook to execute: the file, where the executed copy goes, and its parameters."""

    notebook: Path
    output: Path
    parameters: Mapping[str, str]
    working_folder: Path
    minutes: int = 20


def run_notebooks(jobs: Sequence[Job], *, done: Callable[[str], None] = lambda _: None) -> None:
    """Execute notebooks two at a time, each in a clean kernel.

    Parameters
    ----------
    jobs
        The notebooks, in the order they are told.
    done
        Called with the name of each notebook as it ends, for progress.

    Raises
    ------
    RunError
        A notebook failed: which one, at which cell, with the last line of its error, and what to do. The others
        are let to their end, so that a rerun has less to do.
    """
    for job in jobs:
        _require_parameters(job)
    failures: list[RunError] = []
    _quiet_kernels()
    with kept_warm(), ThreadPoolExecutor(AT_ONCE) as pool:
        running = {pool.submit(_execute, job): job for job in jobs}
        for future in as_completed(running):
            try:
                future.result()
                done(running[future].notebook.stem)
            except RunError as error:
                failures.append(error)
    if failures:
        raise failures[0] if len(failures) == 1 else RunError("\n".join(str(error) for error in failures))


def _execute(job: Job) -> None:
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    partial = job.output.with_suffix(".partial.ipynb")
    job.output.parent.mkdir(parents=True, exist_ok=True)
    try:
        _in_kernel(job, partial)
    except PapermillExecutionError as error:
        raise _notebook_error(job, _told(error.ename, error.evalue), error.cell_index, error.source) from None
    except TimeoutError:
        late = f"no answer within {job.minutes} minutes (`minutes_per_notebook`)."
        raise NotebookTimeoutError(_message(job, late)) from None
    except DeadKernelError:
        raise RunError(_message(job, "its process was ended from outside, or ran out of memory.")) from None
    else:
        partial.replace(job.output)
    finally:
        partial.unlink(missing_ok=True)  # it holds whatever an error says


def _in_kernel(job: Job, output: Path) -> None:
    """Execute in a kernel of its own, within the time for the notebook as a whole."""
    import papermill
    from traitlets.config import Config

    end = time.monotonic() + job.minutes * 60
    # The kernel is told where it stands. Papermill's `cwd` would move this whole process, so that of two notebooks at
    # once one could start where the other was: a kernel of the board room among the exact notebooks.
    # Sockets of the file system, in a folder open to this user alone: nobody else on the server can listen in.
    with tempfile.TemporaryDirectory(prefix="rk-") as sockets:
        papermill.execute_notebook(
            str(job.notebook),
            str(output),
            parameters=dict(job.parameters),
            resources={"metadata": {"path": str(job.working_folder)}},
            kernel_name="python3",
            kernel_manager_class=kernel_manager(),
            progress_bar=False,
            timeout_func=lambda _: max(1.0, end - time.monotonic()),  # a cell has what those before it have left
            config=Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"}}),
        )


def _told(name: str, message: str) -> str:
    """What an error says, if it is one of ours or of names alone: what others say may quote what people are."""
    own = isinstance(kind := getattr(errors, name, None), type) and issubclass(kind, errors.ResearchKitError)
    return f"{name}: {message}" if own or name in _OF_NAMES else f"{name}."


_OF_NAMES = ("NameError", "ImportError", "ModuleNotFoundError", "SyntaxError")


def _notebook_error(job: Job, what: str, cell: int | None, source: str) -> RunError:
    # Counted from 1 in the notebook as committed: the executed copy has one cell more, with the run's parameters.
    where = "" if cell is None else f" at cell {cell} (`{scrub(source.strip().splitlines()[-1])}`)"
    return RunError(_message(job, what, where))


def _message(job: Job, what: str, where: str = "") -> str:
    return (
        f"the notebook {job.notebook.name} stopped{where}: {scrub(what)} "
        f"Nothing was published; what was published before is untouched. Open {job.notebook.name} in JupyterLab, "
        "run it to that cell, correct the cause, and run the same command again."
    )


def _require_parameters(job: Job) -> None:
    """Papermill only warns of a parameter that a notebook does not have; a run must not go on without it."""
    import nbformat

    try:
        notebook = nbformat.read(job.notebook, as_version=4)
    except ValueError as error:
        raise RunError(f"{job.notebook} cannot be read as a notebook ({type(error).__name__}). Restore it.") from None
    tagged = [c for c in notebook.cells if "parameters" in c.get("metadata", {}).get("tags", [])]
    named = {line.split("=")[0].strip() for cell in tagged for line in cell.source.splitlines() if "=" in line}
    missing = sorted(set(job.parameters) - named)
    if missing:
        raise RunError(
            f"the notebook {job.notebook.name} has no parameter {', '.join(f'`{name}`' for name in missing)} in its "
            "cell tagged `parameters`. Add it there, as the other notebooks have it."
        )


def _quiet_kernels() -> None:
    """Kernels that do not warn about the debugger, and Papermill's own log kept out of the terminal."""
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    logging.getLogger("papermill").setLevel(logging.ERROR)
