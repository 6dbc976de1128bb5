"""The process that kernels are forked from: it has imported the libraries, has read nothing, and starts no threads.

It is told on its standard input, a line of JSON each, and answers on its standard output: `{"start": {…}}` with the
process number of a new kernel, `{"pages": {…}}` with that of a process that makes pages, `{"poll": number}` with its
exit code, null while it runs. Where the input ends (the run is over, or was killed) they are killed and it ends too.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIBRARIES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "scipy.optimize",
    "scipy.stats",
    "jinja2",
    "nbformat.v4",
    "nbconvert.exporters.html",
    "research_kit.analyses",
    "research_kit.cohort.coarse_groups",
    "research_kit.display.loop.shown_loop",
    "research_kit.disclosure.stored_release",
    "research_kit.reporting.export_report.pages",
    "research_kit.reporting.open_run",
    "research_kit.reporting.run_data",
)
"""What nearly every notebook, or its page, needs: seconds each time, and no state that one could leave to another."""

WORKERS = ("polars-", "tokio-", "async-exec")
"""Threads of polars at work. A process that has them cannot be forked: the copy would wait for them for ever."""


def main() -> None:
    """Import, say so, and answer until the input ends."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # a kernel ends by itself where this process is gone
    for name in LIBRARIES:
        importlib.import_module(name)
    _read_words()
    gc.freeze()
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else is printed is no answer
    _tell(answer, {"ready": not _at_work()})
    for line in sys.stdin:
        asked = json.loads(line)
        _tell(answer, _answered(asked, answer))
    _kill_those_that_run()


def _answered(asked: dict[str, Any], answer: Any) -> dict[str, Any]:
    if "start" in asked:
        return {"pid": _fork(_be_kernel, asked["start"], answer)}
    if "pages" in asked:
        return {"pid": _fork(_make_pages, asked["pages"], answer)}
    return {"code": _code(asked["poll"])}


def _kill_those_that_run() -> None:
    """Not those that have ended and been asked about: the system may have given their number to another."""
    for kernel in [kernel for kernel, code in _KERNELS.items() if code is None]:
        with contextlib.suppress(OSError):
            os.killpg(kernel, signal.SIGKILL)


def _read_words() -> None:
    """Every language's messages, which each kernel would read anew."""
    from research_kit.display.catalogue import languages, text

    for language in languages():
        text(language, "page-contents")


_KERNELS: dict[int, int | None] = {}


def _tell(answer: Any, what: dict[str, Any]) -> None:
    answer.write(json.dumps(what) + "\n")
    answer.flush()


def _at_work() -> list[str]:
    """Names of threads that would not be in a copy of this process and that it would wait for."""
    threads = [(task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()]
    return [name for name in threads if name.startswith(WORKERS) and not name.startswith("polars-ooc")]


def _code(kernel: int) -> int | None:
    """How a kernel ended, as `subprocess` says it; None while it runs."""
    if _KERNELS.get(kernel, 0) is None:
        done, status = os.waitpid(kernel, os.WNOHANG)
        if done:
            _KERNELS[kernel] = os.waitstatus_to_exitcode(status)
    return _KERNELS.get(kernel, -signal.SIGKILL)


def _fork(become: Callable[[dict[str, Any]], None], asked: dict[str, Any], answer: Any) -> int:
    kernel = os.fork()
    if kernel == 0:
        answer.close()
        _become(become, asked)
    with contextlib.suppress(OSError):  # the kernel does so too: whoever comes first
        os.setpgid(kernel, kernel)
    _KERNELS[kernel] = None
    return kernel


def _become(what: Callable[[dict[str, Any]], None], asked: dict[str, Any]) -> None:
    """In the copy: do what is asked, in its own folder and group. Never returns."""
    code = 1
    try:
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        with open(os.devnull, "r+b") as nothing:  # noqa: PTH123
            for stream in (0, 1, 2):
                os.dup2(nothing.fileno(), stream)
        os.environ.clear()
        os.environ.update(asked["env"])
        os.chdir(asked["cwd"])
        what(asked)
        code = 0
    finally:
        os._exit(code)


def _be_kernel(asked: dict[str, Any]) -> None:
    """A kernel as `python -m ipykernel_launcher` starts it."""
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *asked["arguments"]]
    IPKernelApp.launch_instance(asked["arguments"])


def _make_pages(asked: dict[str, Any]) -> None:
    """The pages of executed notebooks in one language, each audited when it is written."""
    from research_kit.reporting.export_report.pages import PagesToMake, make_pages

    gc.disable()  # it ends when its pages are made
    make_pages(PagesToMake.from_plain(asked["of"]))


if __name__ == "__main__":
    main()
