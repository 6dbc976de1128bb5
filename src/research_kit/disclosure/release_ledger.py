"""Releases in the ledger: what was published before, as what the next release is compared with (METHODS 10.5).

An entry holds the files of `write_release`: one CSV per table, one row per cell, with `n`, `events`, the value and
the status, null where withheld; so a person can read it, and compare two quarters line by line.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from research_kit.disclosure.released_table import Release
from research_kit.disclosure.stored_release import read_release, write_release
from research_kit.errors import LedgerError
from research_kit.ledger.entry import Entry
from research_kit.ledger.store import append_entry, head_of, read_entries

RELEASES = "releases"
"""The folder of the releases in a study's ledger."""


def read_releases(folder: str | Path) -> tuple[Release, ...]:
    """Everything that was ever published of a study, oldest first.

    Ordered by the quarter it is about; what was published of one quarter more than once, in the order in which it was.

    Parameters
    ----------
    folder
        The study's ledger, such as `ledger/samba`.

    Raises
    ------
    LedgerError
        There is no such folder, or the ledger is damaged: to go on as if nothing had been published would tell too
        much.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise LedgerError(
            f"there is no ledger {folder}. If the study has published before, bring its ledger back "
            f"(`git checkout -- {folder}`, or a backup). A new study has none until its first run: leave `earlier` out."
        )
    return releases_of(read_entries(folder / RELEASES))


def releases_of(entries: tuple[Entry, ...]) -> tuple[Release, ...]:
    """The releases of entries of the ledger, by quarter and then as they were published."""
    return tuple(sorted((read_release(entry.folder) for entry in entries), key=lambda release: release.quarter))


def append_release(folder: str | Path, release: Release, *, facts: Mapping[str, str] | None = None) -> Entry:
    """Enter a release as the latest one published.

    Parameters
    ----------
    folder
        The study's ledger, such as `ledger/samba`; made where it is missing.
    release
        The release, made with everything in the ledger as `earlier`.
    facts
        Short texts kept with it, such as `approved_by`.

    Raises
    ------
    LedgerError
        The ledger is damaged, or another run is adding to it.
    """
    chain = Path(folder) / RELEASES
    head = head_of(read_entries(chain))
    with tempfile.TemporaryDirectory(prefix="release-") as files:
        write_release(release, files)
        return enter_released(Path(folder), Path(files), label=release.quarter, facts=facts or {}, after=head)


def enter_released(folder: Path, files: Path, *, label: str, facts: Mapping[str, str], after: str) -> Entry:
    """Enter a folder that `write_release` wrote, as it is, if the ledger still ends as it did when it was made."""
    return append_entry(folder / RELEASES, files, label=label or "release", facts=facts, after=after)
