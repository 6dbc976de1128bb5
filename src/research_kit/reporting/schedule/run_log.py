"""The log of the unattended run: a file a month, open to its owner alone, free of identity numbers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from research_kit.study.identity_numbers import scrub

_MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RunLog:
    """Lines are added to the file of their month; one that grows too long becomes `.1`, and what was there goes."""

    folder: Path

    def add(self, line: str, at: datetime) -> None:
        """One line, with its time."""
        path = self.folder / f"run-{at:%Y-%m}.log"
        if path.is_file() and path.stat().st_size > _MOST_BYTES:
            path.replace(path.with_suffix(".log.1"))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{at:%Y-%m-%d %H:%M:%S}  {' '.join(scrub(line).split())}\n")

    def files(self) -> tuple[Path, ...]:
        """Every file of the log, oldest first."""
        return tuple(sorted(self.folder.glob("run-*.log*")))

    def forget(self, *, months: int, today: datetime) -> int:
        """Files of months that are longer ago than this are deleted; how many."""
        least = today.year * 12 + today.month - 1 - months
        old = [path for path in self.files() if _month(path) is not None and (_month(path) or 0) < least]
        for path in old:
            path.unlink()
        return len(old)


def _month(path: Path) -> int | None:
    year, _, month = path.name.removeprefix("run-")[:7].partition("-")
    return int(year) * 12 + int(month) - 1 if year.isdigit() and month.isdigit() else None
