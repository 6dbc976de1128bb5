"""What was published of a study before this run: its ledger, found whole, and known to every edition that is there.

The ledger's own hashes show that nothing in it was changed. That its end was not cut off, or all of it lost, is
shown by the editions: each manifest keeps the head of the ledger that it was made with, and its own entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from research_kit.disclosure import Release
from research_kit.disclosure.release_ledger import RELEASES, releases_of
from research_kit.errors import LedgerError
from research_kit.ledger import Entry, head_of, read_entries
from research_kit.ledger.loop import LOOP, LoopRecord, read_loop
from research_kit.provenance import hash_file
from research_kit.reporting.declaration import RunPlan, quarters_since
from research_kit.reporting.manifest import read_manifest
from research_kit.results import History

QUARTER = re.compile(r"\d{4}-Q[1-4]")
_EDITION = re.compile(r"\d{4}-Q[1-4](-draft|-proposed)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedBefore:
    """The releases in a study's ledger, oldest first, and what was found, decided and measured again beside them."""

    entries: tuple[Entry, ...] = ()
    loop: LoopRecord = field(default_factory=LoopRecord)

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return head_of(self.entries)

    def made_from(self, inputs_hash: str) -> Entry | None:
        """The latest entry of an edition that was made from the same inputs."""
        found = (entry for entry in reversed(self.entries) if entry.facts.get("made_from") == inputs_hash)
        return next(found, None)

    def before(self, entry: Entry) -> PublishedBefore:
        """What had been published when an entry was made."""
        return replace(self, entries=self.entries[: entry.number - 1])

    def same_as(self, released: Path, *, label: str) -> Entry | None:
        """The entry that already told just this of the same quarter."""
        found = (entry for entry in self.entries if entry.label == label and holds(entry, released))
        return next(found, None)

    def releases(self) -> tuple[Release, ...]:
        """The releases themselves."""
        return releases_of(self.entries)

    def history(self, plan: RunPlan) -> History:
        """What the latest release of an earlier quarter fixed, and which look this is."""
        earlier = [entry for entry in self.entries if entry.label < plan.quarter]
        quarters = {entry.label for entry in earlier}
        look = quarters_since(plan.study.starts_on, plan.as_of) if plan.study.starts_on else len(quarters) + 1
        if not earlier:
            return History(look=max(look, 1))
        latest = [entry for entry in earlier if entry.label == max(quarters)][-1]
        (release,) = releases_of((latest,))
        definitions = {name: dict(answer.definition) for name, answer in release.items()}
        return History(look=max(look, 1), release=latest.label, definitions=definitions)


def read_published(plan: RunPlan) -> PublishedBefore:
    """Everything that was ever published of the study.

    Raises
    ------
    LedgerError
        The ledger is damaged or missing, or an edition was made with entries that it does not have.
    """
    published = PublishedBefore(entries=read_entries(plan.ledger / RELEASES))
    hashes = {entry.hash for entry in published.entries}
    for edition in editions_in(plan.study_folder):
        manifest = read_manifest(edition)
        told = ledger_told(manifest)
        heads = {str(told.get("against", "")), str(own_entry(manifest).get("hash", ""))} - {""}
        is_unknown = (
            manifest.get("standing") != "proposed" and not own_entry(manifest) and _holds_none(edition, published)
        )
        if heads - hashes or is_unknown:
            raise _cut_off(plan.ledger, edition, own_entry(manifest), len(published.entries))
    return replace(published, loop=_loop_of(plan))


def _loop_of(plan: RunPlan) -> LoopRecord:
    """What was found, decided and measured again, whole, and known to every edition that is there."""
    loop = read_loop(plan.ledger)
    hashes = {entry.hash for entry in loop.entries} | {""}
    for edition in editions_in(plan.study_folder):
        if str(ledger_told(read_manifest(edition)).get("loop", "")) not in hashes:
            raise _loop_cut_off(plan.ledger, edition, len(loop.entries))
    return loop


def ledger_told(manifest: dict[str, Any]) -> dict[str, Any]:
    """What a manifest says of the ledger: the head that the edition was compared with, and its own entry."""
    told = manifest.get("ledger")
    return told if isinstance(told, dict) else {}


def own_entry(manifest: dict[str, Any]) -> dict[str, Any]:
    """What a manifest says of the edition's own entry; empty where it has none."""
    own = ledger_told(manifest).get("entry")
    return own if isinstance(own, dict) else {}


def describe_published(plan: RunPlan) -> str:
    """What was published of the study, line by line, and the head by which anybody can know that it is all.

    Raises
    ------
    LedgerError
        The ledger is damaged or missing.
    """
    published = read_published(plan)
    if not published.entries:
        return f"{plan.study.name}: nothing has been published yet ({plan.ledger} will be made by the first run)."
    lines = [_line(entry) for entry in published.entries]
    return "\n".join([*lines, f"{plan.ledger} is whole. Head: {published.head}"])


def _line(entry: Entry) -> str:
    (release,) = releases_of((entry,))
    tables = [table.table for answer in release.values() for table in answer.values()]
    cells = sum(table.height for table in tables)
    withheld = sum(int((table["status"] == "suppressed").sum()) for table in tables)
    who = entry.facts.get("approved_by") or "no approval required"
    note = f" ({entry.facts['note']})" if entry.facts.get("note") else ""
    counted = f"{len(tables)} tables, {cells} cells, {withheld} withheld"
    return f"{entry.number:>4}  {entry.label}  {release.audience}  {counted}  {who}{note}  {entry.hash[:12]}"


def holds(entry: Entry, released: Path) -> bool:
    """Whether an entry's files are those of a folder, byte for byte."""
    return {path.name: hash_file(path) for path in released.iterdir() if path.is_file()} == dict(entry.files)


def editions_in(study_folder: Path) -> Iterator[Path]:
    """The folders of a study's editions, those of them that nobody has approved included."""
    if study_folder.is_dir():
        yield from sorted(path for path in study_folder.iterdir() if path.is_dir() and _EDITION.fullmatch(path.name))


def _holds_none(edition: Path, published: PublishedBefore) -> bool:
    """Whether a published edition, whose manifest names no entry, released what the ledger has no entry for."""
    if not QUARTER.fullmatch(edition.name):
        return False
    released = edition / "released"
    return not released.is_dir() or published.same_as(released, label=edition.name) is None


def _loop_cut_off(ledger: Path, edition: Path, entries: int) -> LedgerError:
    return LedgerError(
        f"the edition {edition} was made with findings and decisions that are not here: {ledger / LOOP} has {entries} "
        f"entries, and not the last one that it knew. Nothing was published. The ledger is kept in git: "
        f"`git checkout -- {ledger}`, or `git pull` where it was written elsewhere, or copy it from a backup."
    )


def _cut_off(ledger: Path, edition: Path, own: dict[str, Any], entries: int) -> LedgerError:
    which = f"its entry {own.get('number')}" if own else "an entry it was made with"
    state = f"has {entries} entries, and not that" if entries else "is missing or empty"
    return LedgerError(
        f"the edition {edition} was made with a ledger that is not here: {ledger} {state} ({which}). Without it nobody "
        "can know what was published before, so nothing was published now. The ledger is kept in git: "
        f"`git checkout -- {ledger}`, or `git pull` where it was written elsewhere, or copy it from a backup. What was "
        "never committed can be put back from the editions: `research-kit ledger PARAMETERS --restore`. If the edition "
        "was never published with this ledger (an older version made it, or it was copied here), move it away."
    )
