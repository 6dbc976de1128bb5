"""Entries that a ledger has lost, put back from the editions that were published as them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from research_kit.disclosure.release_ledger import RELEASES
from research_kit.ledger import Entry, put_back
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.manifest import read_manifest
from research_kit.reporting.publish import locked
from research_kit.reporting.published_before import editions_in, own_entry, read_published


def restore_ledger(plan: RunPlan) -> list[Entry]:
    """Put back every missing entry that an edition was published as; each is known by its hash to be the same.

    An entry that is there but damaged is not touched: take it away first, or bring it back from git. An edition that
    was published and later replaced is not in `reports` any more, so that its entry can come from git alone.

    Raises
    ------
    LedgerError
        Something is still missing or damaged afterwards, or an edition was changed since it was published.
    """
    chain = plan.ledger / RELEASES
    with locked(plan.study_folder):
        there = {path.name for path in chain.iterdir()} if chain.is_dir() else set()
        lost = [(kept, edition) for kept, edition in _published(plan) if _name(kept) not in there]
        restored = {entry.number: entry for entry in (_put_back(chain, kept, edition) for kept, edition in lost)}
        read_published(plan)
    return [restored[number] for number in sorted(restored)]


def _published(plan: RunPlan) -> list[tuple[dict[str, Any], Path]]:
    """What each edition keeps of its entry, by the entry's number; several editions of one entry once."""
    kept = {}
    for edition in editions_in(plan.study_folder):
        own = own_entry(read_manifest(edition))
        if {"number", "label", "previous", "facts", "hash"} <= set(own):
            kept[own["number"]] = (own, edition)
    return [kept[number] for number in sorted(kept)]


def _name(kept: dict[str, Any]) -> str:
    return Entry(number=kept["number"], label=kept["label"], previous="", files={}).name


def _put_back(chain: Path, kept: dict[str, Any], edition: Path) -> Entry:
    return put_back(chain, edition / "released", kept=kept)
