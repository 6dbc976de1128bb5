"""What a release adds to the loop: its findings, and what came of the decisions that were due."""

from __future__ import annotations

from pathlib import Path

from research_kit.disclosure.release_findings import FoundFrom, findings_of
from research_kit.disclosure.release_remeasurements import remeasurements_of
from research_kit.disclosure.released_table import Release
from research_kit.ledger.entry import Entry
from research_kit.ledger.findings import enter_findings
from research_kit.ledger.loop import read_loop
from research_kit.ledger.remeasurements import enter_remeasurement


def enter_in_loop(folder: str | Path, release: Release, made_from: FoundFrom) -> tuple[Entry, ...]:
    """Enter the findings of a release and its re-measurements; the same release again adds nothing.

    Parameters
    ----------
    folder
        The study's ledger, such as `ledger/samba`; the release is its entry already.
    release
        What was released to the board.
    made_from
        Its provenance; `release_hash` is the hash of its entry.

    Raises
    ------
    LedgerError
        The ledger is damaged, or another run is adding to it.
    """
    measured = remeasurements_of(release, read_loop(folder), made_from)
    found = findings_of(release, made_from)
    entries = [enter_findings(folder, found, quarter=release.quarter, release=made_from.release_hash)]
    entries += [enter_remeasurement(folder, one) for one in measured]
    return tuple(entry for entry in entries if entry is not None)
