"""The pages of an edition made anew from what it released; nothing is computed, nothing more is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from research_kit.errors import LedgerError, RunError
from research_kit.reporting.approval_mark import MARKS, mark_pages
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.edition import Edition, edition_in, pages_of, remove, require_nothing_else
from research_kit.reporting.formats import write_formats
from research_kit.reporting.manifest import read_manifest, write_manifest
from research_kit.reporting.publish import full_disk_is_explained, locked, publish
from research_kit.reporting.published_before import PublishedBefore, holds, read_published
from research_kit.reporting.rooms import run_board_room


def export_edition(folder: Path, *, progress: Callable[[str], None] = lambda _: None) -> Edition:
    """Rebuild the pages of an edition from what it released; nothing is computed anew.

    Raises
    ------
    RunError
        The folder is no edition, or what it released was changed since.
    LedgerError
        The ledger is damaged, or holds something else than the edition's release.
    """
    edition = folder.resolve()
    manifest = read_edition_manifest(folder)
    plan = read_plan(edition / manifest["parameters_file"], date.fromisoformat(manifest["inputs"]["as_of"]))
    with locked(plan.study_folder), full_disk_is_explained(plan.study_folder, plan.ledger):
        require_as_entered(edition, manifest, read_published(plan))
        staging = edition.with_name(f".export-{edition.name}")
        remove(staging)
        shutil.copytree(edition, staging)
        for page in pages_of(staging):
            page.unlink()
        run_board_room(plan, staging, tuple(manifest["inputs"]["notebooks"]), progress)
        write_formats(plan, staging, mark=MARKS.get(manifest["standing"]), progress=progress)
        require_nothing_else(staging)
        if manifest["standing"] in MARKS:
            mark_pages(staging, MARKS[manifest["standing"]])
        write_manifest(staging, {key: value for key, value in manifest.items() if key != "files"})
        publish(staging, edition)
    return edition_in(edition)


def read_edition_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an edition that this version can go on with.

    Raises
    ------
    RunError
        The folder is no edition, or one that was made before there was a ledger.
    """
    manifest = read_manifest(folder.resolve())
    if not manifest:
        raise RunError(f"{folder} is no edition: it has no manifest. Name a folder such as reports/samba/2011-Q2.")
    if "ledger" not in manifest:
        raise RunError(f"{folder} was made by a version without a ledger. Make it anew with `research-kit run`.")
    return manifest


def require_as_entered(edition: Path, manifest: dict[str, Any], published: PublishedBefore) -> None:
    """What an approved edition says it released is what the ledger says was published."""
    told = manifest["ledger"]["entry"]
    if told is None:
        return
    entry = published.entries[told["number"] - 1]
    if not holds(entry, edition / "released"):
        raise LedgerError(
            f"{edition / 'released'} is not what entry {entry.number} of the ledger holds: it was changed after it was "
            "published. Make the edition anew with `research-kit run`. Nothing was published."
        )
