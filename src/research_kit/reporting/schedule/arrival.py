"""Whether partners have delivered something, and all of it: a file that is still being written is not data."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from research_kit.reporting.counted_data import CountedData
from research_kit.reporting.declaration import RunPlan
from research_kit.study.declaration import DataDeclaration, read_data_declaration
from research_kit.study.erased_people import REGISTER, register_file
from research_kit.study.name_linkage.journal import JOURNAL, linkage_folder

Seen = dict[str, list[int]]
"""For each file: its size, and when it was last written to (ns)."""
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".incomplete", ".upload")
_ABANDONED_SECONDS = 24 * 3600
_SQLITE = "sqlite:///"


def delivered_files(plan: RunPlan) -> tuple[Path, ...]:
    """Every file that a run reads data from: of the partners, and of the people outside the project."""
    folder = plan.parameters.parent
    named = [*_named(plan.data, folder), *_own(plan)]
    for other in {one.comparison.parameters for one in plan.study.promises.effects if one.comparison.parameters}:
        path = folder / str(other)
        named += _named(read_data_declaration(path), path.parent) if path.is_file() else []
    within = [sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path] for path in named]
    return tuple(dict.fromkeys(file for files in within for file in files))


def has_servers(plan: RunPlan) -> bool:
    """Whether some data are on a database server, where no file tells that they changed."""
    if isinstance(plan.data, CountedData):
        given = plan.data.participants
        return given is not None and given.engine == "spark"
    return any(source.database and not source.database.startswith(_SQLITE) for source in plan.data.sources)


def seen_now(plan: RunPlan, now: datetime) -> Seen:
    """What the files look like, without reading them; where there is a database server, it also tells the day."""
    seen = {str(path): _looks(path) for path in delivered_files(plan)}
    return seen | ({"(database server)": [now.toordinal(), 0]} if has_servers(plan) else {})


def still_arriving(plan: RunPlan, seen: Mapping[str, list[int]], now: datetime) -> tuple[str, ...]:
    """The names of the files that are not fully here: written to a moment ago, still open, or with an unfinished twin.

    A partner's file is open for writing as long as its writer lives, which the system knows; a copy that is made in
    pieces shows in the time of its last change; and most programs that transfer files call them something else until
    they are whole.
    """
    least, clock = plan.schedule.still_minutes * 60, now.timestamp()
    files = [Path(name) for name in seen if name != "(database server)" and not name.endswith((REGISTER, JOURNAL))]
    arriving = {path.name for path in files if -1 < clock - seen[str(path)][1] / 1e9 < least}
    arriving |= {path.name for path in files if is_being_written(path)}
    folders = {path.parent for path in files}
    twins = _unfinished(folders, {path.name for path in files})
    arriving |= {twin.name for twin in twins if clock - twin.stat().st_mtime < _ABANDONED_SECONDS}
    return tuple(sorted(arriving))


def is_being_written(path: Path) -> bool:
    """Whether some process has the file open for writing; False where the system cannot say."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        # Should somebody open it for writing in this very moment, the system's word to us is one that is ignored.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(handle)


def _named(data: DataDeclaration | CountedData, folder: Path) -> Iterator[Path]:
    if isinstance(data, CountedData):
        given = data.participants
        places: Iterable[str | None] = data.counts if given is None else (given.file, given.database)
        yield from (folder / place for place in places if place)
        return
    for source in data.sources:
        if source.file:
            yield folder / source.file
        elif source.database and source.database.startswith(_SQLITE):
            yield folder / source.database.removeprefix(_SQLITE)


def _own(plan: RunPlan) -> list[Path]:
    """What the researcher changes: the register of erased people, and the decisions on people linked by name.

    Who is entered or linked there changes the report as if a partner had delivered anew.
    """
    if isinstance(plan.data, CountedData) or plan.data.key_file is None:
        return []
    register = register_file(plan.parameters.parent / plan.data.key_file)
    journal = linkage_folder(plan.data, plan.parameters) / JOURNAL
    return [path for path in (register, journal) if path.is_file()]


def _looks(path: Path) -> list[int]:
    try:
        said = path.stat()
        return [said.st_size, said.st_mtime_ns]
    except OSError:
        return [-1, 0]


def _unfinished(folders: Iterable[Path], names: set[str]) -> Iterator[Path]:
    """Files beside the partners' that a transfer has not given their last name yet."""
    for folder in folders:
        for path in folder.iterdir() if folder.is_dir() else ():
            stem = path.name.removeprefix(".")
            of = [name for name in names if stem != name and (stem.startswith(f"{name}.") or path.stem == name)]
            is_named_so = path.suffix.casefold() in _UNFINISHED
            if path.is_file() and path.name not in names and (is_named_so or (path.name.startswith(".") and of)):
                yield path
