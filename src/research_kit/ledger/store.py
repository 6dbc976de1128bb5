"""A chain of entries on disk: read whole or not at all, and only ever added to, at its end."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from research_kit.errors import LedgerError
from research_kit.ledger.entry import ENTRY, Entry, read_entry
from research_kit.provenance import hash_file

_PLACE = re.compile(r"(\d{4,})-[\w-]+")
_BEGUN = ".begun-"


def read_entries(chain: Path) -> tuple[Entry, ...]:
    """Every entry, oldest first, once the whole chain and each of its files has been found as it was written.

    Parameters
    ----------
    chain
        The folder of the chain, such as `ledger/samba/releases`; where it is not there, nothing was entered yet.

    Raises
    ------
    LedgerError
        An entry or a file is missing, was changed, moved or put in by hand: which one, and how to restore it.
    """
    entries: list[Entry] = []
    for number, folder in enumerate(_folders(chain), start=1):
        if int(folder.name.split("-")[0]) != number:
            raise damaged(chain, f"entry {number} is missing: after {number - 1} comes `{folder.name}`")
        entries.append(_sound(chain, folder, number, head_of(entries)))
    return tuple(entries)


def head_of(entries: Sequence[Entry]) -> str:
    """The hash of the last entry, which stands for the whole chain; empty where nothing was entered yet."""
    return entries[-1].hash if entries else ""


def append_entry(chain: Path, files: Path, *, label: str, facts: Mapping[str, str], after: str) -> Entry:
    """A copy of a folder's files as the last entry of the chain; it is there whole or not at all.

    Parameters
    ----------
    chain
        The folder of the chain; made where it is missing.
    files
        The folder whose files are entered; it has no folders of its own.
    label
        What the entry is about in a word, such as `2011-Q2`; part of its folder's name.
    facts
        Short texts about it.
    after
        The head that what is entered was made with (`head_of`).

    Raises
    ------
    LedgerError
        The chain is damaged, it has moved on since `after`, or another run is adding to it.
    """
    chain.mkdir(parents=True, exist_ok=True)
    with _alone(chain):
        entries = read_entries(chain)
        if head_of(entries) != after:
            raise LedgerError(
                f"{chain}: {len(entries)} entries are there now, and what is to be entered was made when there were "
                "others. Run again, so that it is compared with all of them. Nothing was published."
            )
        hashes = {path.name: hash_file(path) for path in sorted(files.iterdir())}
        entry = Entry(number=len(entries) + 1, label=label, previous=after, files=hashes, facts=facts)
        return _enter(entry, files, chain)


def put_back(chain: Path, files: Path, *, kept: Mapping[str, Any]) -> Entry:
    """An entry that the chain has lost, written again from a copy of its files; the same entry or none.

    Parameters
    ----------
    chain
        The folder of the chain; made where it is missing.
    files
        A folder with the files that were entered.
    kept
        What `Entry.kept` said of it.

    Raises
    ------
    LedgerError
        Its place is taken, or the files are not those that were entered.
    """
    chain.mkdir(parents=True, exist_ok=True)
    said = {key: kept[key] for key in ("number", "label", "previous", "facts")}
    entry = Entry(**said, files={path.name: hash_file(path) for path in sorted(files.iterdir())})
    if entry.hash != kept["hash"]:
        raise LedgerError(f"{files} is not what was entered as `{entry.name}`: it was changed. Nothing was put back.")
    with _alone(chain):
        if any(int(folder.name.split("-")[0]) == entry.number for folder in _folders(chain)):
            raise LedgerError(f"{chain} has an entry {entry.number}. Nothing was put back.")
        return _enter(entry, files, chain)


def damaged(chain: Path, what: str) -> LedgerError:
    """The error for a ledger that is not as it was written: what is wrong, and how to bring it back."""
    return LedgerError(
        f"the ledger {chain} is damaged: {what}. Nothing was published. The ledger is kept in git: "
        f"`git checkout -- {chain}` brings back what was committed, `git clean -n {chain}` lists what does not belong "
        "there; or copy the folder from a backup. Never correct an entry by hand: what was published stays published."
    )


def _folders(chain: Path) -> list[Path]:
    """The entries' folders in the order of their names; a dot begins what no entry is (one begun by a stopped run)."""
    if not chain.is_dir():
        return []
    found = [path for path in chain.iterdir() if not path.name.startswith(".")]
    strange = sorted(path.name for path in found if not (path.is_dir() and _PLACE.fullmatch(path.name)))
    if strange:
        raise damaged(chain, f"`{strange[0]}` is no entry")
    return sorted(found, key=lambda path: (int(path.name.split("-")[0]), path.name))


def _sound(chain: Path, folder: Path, number: int, before: str) -> Entry:
    """The entry of a folder, if it and every file of it is as it was written, at its own place."""
    entry = read_entry(folder)
    if entry is None:
        raise damaged(chain, f"`{folder.name}/{ENTRY}` is missing or was changed")
    if entry.number != number or entry.name != folder.name:
        raise damaged(chain, f"`{folder.name}` holds entry `{entry.name}`: entries were moved or copied")
    if entry.previous != before:
        raise damaged(chain, f"`{folder.name}` does not follow the entry before it: an entry was exchanged")
    there = {path.name for path in folder.iterdir()} - {ENTRY}
    if there != set(entry.files):
        name = min(there ^ set(entry.files))
        raise damaged(chain, f"`{folder.name}/{name}` {'was added' if name in there else 'is missing'}")
    for name, digest in entry.files.items():
        if not (folder / name).is_file() or hash_file(folder / name) != digest:
            raise damaged(chain, f"`{folder.name}/{name}` was changed")
    return entry


def _enter(entry: Entry, files: Path, chain: Path) -> Entry:
    """Everything is written beside the chain and forced to the disk; then one rename makes it the last entry."""
    for left in chain.glob(f"{_BEGUN}*"):
        shutil.rmtree(left)
    begun, folder = chain / f"{_BEGUN}{entry.name}", chain / entry.name
    begun.mkdir()
    for name in entry.files:
        shutil.copyfile(files / name, begun / name)
    (begun / ENTRY).write_bytes(entry.text().encode())
    for path in (*begun.iterdir(), begun):
        _to_disk(path)
    begun.rename(folder)
    _to_disk(chain)
    return replace(entry, folder=folder)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(chain: Path) -> Iterator[None]:
    """One at a time adds to a chain; the lock is the system's and on the folder itself, so none is left behind."""
    handle = os.open(chain, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise LedgerError(
            f"another run is adding to {chain}. Wait for it to end, and run again. Nothing was published."
        ) from None
    try:
        yield
    finally:
        os.close(handle)
