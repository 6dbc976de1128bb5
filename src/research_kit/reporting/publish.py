"""A run as a transaction: locked, staged beside the reports, and published by one rename."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from research_kit.errors import DiskFullError
from research_kit.study.one_at_a_time import one_at_a_time

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_AT_FDCWD = -100


@contextmanager
def locked(study_folder: Path) -> Iterator[None]:
    """One run of a study at a time; the lock is the system's, so a killed run leaves none behind.

    Raises
    ------
    RunLockedError
        Another run of this study is at work: which process, since when.
    """
    study_folder.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(
        study_folder / ".lock",
        busy=lambda who: (
            f"another run of the study in {study_folder} is at work{who}. Wait for it to end, or stop it; its lock "
            "goes with it."
        ),
    ):
        yield


@contextmanager
def full_disk_is_explained(*folders: Path) -> Iterator[None]:
    """A full disk becomes an error that says which of the folders written to has least room, or the temporary one."""
    try:
        yield
    except Exception as error:
        if not _is_full_disk(error):
            raise
        free, folder = min((_free(one), one) for one in (*folders, Path(tempfile.gettempdir())))
        raise DiskFullError(
            f"the disk is full: {free // 1024} KiB are free at {folder}. The report published before is untouched. "
            "Make room and run the same command again: it goes on where it stopped."
        ) from error


def _free(folder: Path) -> int:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free


def _is_full_disk(error: Exception) -> bool:
    """Whether an error, the system's own or a library's or a kernel's words for it, is that of a full disk."""
    numbers = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if isinstance(error, OSError) and error.errno in numbers:
        return True
    said = str(error)
    return any(os.strerror(number) in said or f"(os error {number})" in said for number in numbers)


def publish(staged: Path, edition: Path) -> None:
    """Put the staged folder in the place of the edition, so that a reader sees the old or the new, never half.

    The two folders change places in one step where the system can do that; elsewhere the old one is set aside
    first, and `recover` puts it back if the process dies between the two renames.
    """
    if not edition.exists():
        staged.rename(edition)
        return
    if _exchange(staged, edition):
        shutil.rmtree(staged)
        return
    aside = _aside(edition)
    edition.rename(aside)
    staged.rename(edition)
    shutil.rmtree(aside)


def recover(edition: Path) -> None:
    """Put back an edition that a run set aside before it died."""
    aside = _aside(edition)
    if aside.exists():
        if edition.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(edition)


def _aside(edition: Path) -> Path:
    return edition.with_name(f".{edition.name}.before")


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system or the file system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    paths = (os.fsencode(one), os.fsencode(other))
    return bool(renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _EXCHANGE) == 0)
