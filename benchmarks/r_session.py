"""R beside us in the same rounds: one R process that keeps its data and runs an expression each time it is asked."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import polars as pl

from benchmarks.peers import why_not_r

_DONE = "-- done --"


class RSession(AbstractContextManager["RSession"]):
    """An R process with survival loaded."""

    def __init__(self) -> None:
        command = ["R", "--vanilla", "--slave"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.run("suppressMessages(library(survival))")

    def run(self, expression: str) -> list[str]:
        """Run an expression to its end; gives the lines it printed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f'invisible({{{expression}}})\ncat("{_DONE}\\n")\n')
        self._process.stdin.flush()
        printed = []
        for line in self._process.stdout:
            if line.strip() == _DONE:
                return printed
            printed.append(line.rstrip("\n"))
        raise RuntimeError(f"R stopped at: {expression}")

    def read(self, name: str, table: pl.DataFrame, csv: Path) -> None:
        """A data frame in R; levels of enums keep their order."""
        table.write_csv(csv)
        self.run(f'{name} <- read.csv("{csv}", stringsAsFactors = TRUE)')
        for column, dtype in table.schema.items():
            if isinstance(dtype, pl.Enum):
                levels = ", ".join(f'"{level}"' for level in dtype.categories)
                self.run(f"{name}${column} <- factor({name}${column}, c({levels}))")

    def numbers(self, expression: str) -> list[float]:
        """The value of an expression to the last digit."""
        printed = self.run(f'cat(formatC({expression}, digits = 17, format = "g"), "\\n")')
        return [float(word) for word in printed[-1].split()]

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@contextmanager
def r_or_nothing() -> Iterator[RSession | None]:
    """A session, or None where there is no R with survival on this machine."""
    if why_not_r() is not None:
        yield None
        return
    with RSession() as session:
        yield session


def skipped(session: RSession | None) -> dict[str, str]:
    """What to say of R where it did not take part."""
    return {} if session is not None else {"R": why_not_r() or ""}
