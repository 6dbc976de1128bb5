"""Approving an edition: somebody has looked at it, and from then on it counts as published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from research_kit.disclosure import read_release
from research_kit.errors import RunError
from research_kit.ledger import Entry
from research_kit.ledger.told_loop import read_told_loop
from research_kit.provenance import hash_file, hash_values
from research_kit.reporting.approval_mark import unmark_pages
from research_kit.reporting.declaration import RunPlan, read_plan
from research_kit.reporting.edition import Edition, approving, pages_of, remove
from research_kit.reporting.export_report import audit_pages
from research_kit.reporting.formats import write_formats
from research_kit.reporting.loop_of_run import enter_findings_and_outcomes
from research_kit.reporting.manifest import added_files, changed_files
from research_kit.reporting.publication import enter, publish_approved
from research_kit.reporting.publish import full_disk_is_explained, locked
from research_kit.reporting.published_before import PublishedBefore, holds, read_published
from research_kit.reporting.rebuild_edition import read_edition_manifest
from research_kit.study.identity_numbers import lines_with_identity_numbers


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    """Who approved an edition, in the words that the ledger keeps, and what they want to be remembered."""

    by: str
    note: str = ""

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise RunError("an edition is approved by somebody: give the name or the role with `--by`.")
        if lines_with_identity_numbers([self.by, self.note]):
            raise RunError("the approval holds a personal identity number, and would keep it for good. Take it out.")

    def facts(self) -> dict[str, str]:
        """As the ledger keeps it."""
        return {"approval": "required", "approved_by": self.by.strip(), "note": self.note.strip()}


def approve_edition(folder: Path, approval: Approval, *, progress: Callable[[str], None] = lambda _: None) -> Edition:
    """Publish an edition that waits for approval: unmarked, in the ledger, in the index.

    Parameters
    ----------
    folder
        The edition's folder.
    approval
        Who approves it.
    progress
        Called with a line of text as each step ends.

    Raises
    ------
    RunError
        There is nothing to approve, or it is not what the run made, or it must be made anew because something
        else was published since, or because the parameters changed. Nothing was published.
    LedgerError
        The ledger is damaged or missing.
    DisclosureError
        A page holds something that was not released.
    """
    edition = folder.resolve()
    manifest = read_edition_manifest(folder)
    _require_waiting(folder, manifest)
    plan = read_plan(edition / manifest["parameters_file"], date.fromisoformat(manifest["inputs"]["as_of"]))
    with locked(plan.study_folder), full_disk_is_explained(plan.study_folder, plan.ledger):
        published = read_published(plan)
        _require_as_made(edition, plan, manifest)
        entry = _entered(edition, manifest, published)
        before = published.before(entry) if entry else published
        staged = approving(edition)
        remove(staged)
        shutil.copytree(edition, staged)
        unmark_pages(staged, "unapproved")
        write_formats(plan, staged, progress=progress)
        audit_pages(pages_of(staged), read_release(staged / "released"), read_told_loop(staged / "released"))
        entry = entry or enter(plan, staged, before, inputs=manifest["inputs"], approval=approval.facts())
        enter_findings_and_outcomes(plan, staged / "released", entry, inputs=manifest["inputs"], progress=progress)
        progress(f"ledger: entry {entry.number} holds this release; keep {plan.ledger} in git")
        kept = {key: value for key, value in manifest.items() if key not in ("files", "standing", "approval", "ledger")}
        return publish_approved(plan, staged, kept, against=before, entry=entry)


def _require_waiting(folder: Path, manifest: dict[str, Any]) -> None:
    if manifest["standing"] == "approved":
        raise RunError(f"{folder} is approved already{_by(manifest)}. There is nothing to do.")
    if manifest["standing"] == "draft":
        raise RunError(
            f"{folder} is a draft of some notebooks, which is never published. Run without `--notebook`, and approve "
            "the edition that this makes."
        )


def _by(manifest: dict[str, Any]) -> str:
    name = (manifest.get("approval") or {}).get("approved_by", "")
    return f" (by {name})" if name else ""


def _require_as_made(edition: Path, plan: RunPlan, manifest: dict[str, Any]) -> None:
    """What is approved is what the run made, under the parameters that are in force."""
    touched = [*changed_files(edition), *added_files(edition)]
    if touched:
        raise RunError(
            f"{len(touched)} file(s) of {edition} are not as the run made them, such as {touched[0]}. Make the edition "
            "anew with `research-kit run`, look at it again, and approve it. Nothing was published."
        )
    if hash_file(plan.parameters) != manifest["inputs"]["parameters"]:
        raise RunError(
            f"{plan.parameters} was changed since {edition} was made. Make the edition anew with `research-kit run`, "
            "look at it again, and approve it. Nothing was published."
        )


def _entered(edition: Path, manifest: dict[str, Any], published: PublishedBefore) -> Entry | None:
    """The edition's own entry, if an approval was stopped when it was there; else the ledger must be as it was."""
    entry = published.made_from(hash_values(manifest["inputs"]))
    if entry is not None and holds(entry, edition / "released"):
        return entry
    if manifest["ledger"]["against"] != published.head:
        raise RunError(
            f"something else was published since {edition} was made, and it was not compared with that. Make the "
            "edition anew with `research-kit run`, look at it again, and approve it. Nothing was published."
        )
    return None
