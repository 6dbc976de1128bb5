"""The loop in the ledger: findings, decisions and re-measurements in the order in which they were entered.

One chain, tied to that of the releases: an entry of findings or of a re-measurement names the release that it is made
from, and a decision the last one that was there. So neither can be exchanged or cut off behind the other's back.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from research_kit.errors import LedgerError
from research_kit.ledger.decision import Decision
from research_kit.ledger.entry import Entry
from research_kit.ledger.lines import changed_line, lines_of, records_of
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.ledger.store import append_entry, damaged, head_of, read_entries
from research_kit.results.finding import Finding, Voice

LOOP, RELEASES = "loop", "releases"
"""The folders of a study's ledger that hold this chain, and that of the releases."""
FINDINGS, DECISION, REMEASUREMENT = "findings", "decision", "remeasurement"
_MODELS: Mapping[str, type[Finding | Decision | Remeasurement]] = {
    FINDINGS: Finding,
    DECISION: Decision,
    REMEASUREMENT: Remeasurement,
}
Record = Finding | Decision | Remeasurement


@dataclass(frozen=True, kw_only=True)
class LoopRecord:
    """Everything that was found, decided and measured again in a study, oldest first.

    `releases`: the quarters of everything that was released, before there was a loop too.
    """

    entries: tuple[Entry, ...] = ()
    records: tuple[Record, ...] = ()
    releases: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return head_of(self.entries)

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """Every finding by its id."""
        return {one.id: one for one in self.records if isinstance(one, Finding)}

    @cached_property
    def decisions(self) -> dict[str, Decision]:
        """Every decision by its id."""
        return {one.id: one for one in self.records if isinstance(one, Decision)}

    @cached_property
    def remeasurements(self) -> dict[str, Remeasurement]:
        """Every re-measurement by the id of its decision."""
        return {one.decision_id: one for one in self.records if isinstance(one, Remeasurement)}

    @cached_property
    def current(self) -> dict[str, Finding]:
        """Of each claim, by its key, the finding of the latest quarter; of one quarter the one entered last."""
        return self.known_at()

    def known_at(self, quarter: str | None = None) -> dict[str, Finding]:
        """The findings that stood at the report of a quarter, by claim key; all there are where it is left out."""
        latest: dict[str, Finding] = {}
        for one in self.findings.values():
            known = latest.get(one.claim.key)
            is_later = quarter is not None and one.as_of > quarter
            if not is_later and (known is None or one.as_of >= known.as_of):
                latest[one.claim.key] = one
        return latest

    def followed(self, claim_key: str) -> tuple[Finding, ...]:
        """The findings of one claim over the quarters, oldest first."""
        found = [one for one in self.findings.values() if one.claim.key == claim_key]
        return tuple(sorted(found, key=lambda one: one.as_of))

    def is_superseded(self, finding: Finding) -> bool:
        """Whether a newer finding of the same claim has taken its place."""
        return self.current[finding.claim.key].id != finding.id

    def view_of(self, finding: Finding) -> Voice:
        """What participants say of a finding: as entered with it, or else beside the latest decision on it."""
        said = [one.participants_view for one in self.decisions.values() if finding.id in one.finding_ids]
        asked = [voice for voice in (*said, finding.voice) if voice.view != "not_asked"]
        return asked[-1] if asked else finding.voice

    def due(self, as_of: date, *, quarter: str = "") -> tuple[Decision, ...]:
        """The decisions that the first release after their review date is to measure again.

        A release of the quarter that they were measured at measures them again: made anew, it comes out the same.
        """
        replaced = {one.replaces for one in self.decisions.values() if one.decided_on <= as_of}
        found = []
        for one in self.decisions.values():
            measured = self.remeasurements.get(one.id)
            waits = one.is_measured and one.review_on <= as_of and one.id not in replaced
            if waits if measured is None else bool(quarter) and measured.release == quarter:
                found.append(one)
        return tuple(found)


def read_loop(folder: str | Path) -> LoopRecord:
    """Everything that was found, decided and measured again in a study.

    Parameters
    ----------
    folder
        The study's ledger, such as `ledger/samba`; where nothing was entered, it is empty.

    Raises
    ------
    LedgerError
        An entry is missing or was changed (which, and at which line); or it names a release that is not there, or a
        release names an entry that is not there.
    """
    chain = Path(folder) / LOOP
    try:
        entries = read_entries(chain)
    except LedgerError as error:
        raise _with_the_line(chain, error) from None
    releases = _tied_releases(Path(folder), entries)
    records = tuple(one for entry in entries for one in _records(chain, entry))
    return LoopRecord(entries=entries, records=records, releases=tuple(one.label for one in releases))


def enter(folder: Path, what: str, records: Iterable[Record], *, label: str, facts: Mapping[str, str]) -> Entry:
    """Records of one kind as the last entry of the loop."""
    chain = folder / LOOP
    head = read_loop(folder).head
    with tempfile.TemporaryDirectory(prefix="loop-") as files:
        path = Path(files, _file_of(what))
        path.write_bytes(_written(what, [plain(one) for one in records]).encode())
        return append_entry(chain, Path(files), label=f"{label}-{what}", facts={"what": what, **facts}, after=head)


def last_release(folder: Path) -> str:
    """The hash of the last release of a study; empty where there is none."""
    return head_of(read_entries(folder / RELEASES))


def plain(record: Record) -> dict[str, Any]:
    """A record as it is written: what is empty is left out."""
    return record.model_dump(mode="json", exclude_defaults=True)


def _file_of(what: str) -> str:
    return f"{what}.jsonl" if what == FINDINGS else f"{what}.json"


def _written(what: str, records: list[dict[str, Any]]) -> str:
    """Findings a line each; the others, of which an entry has one, a key a line."""
    return lines_of(records) if what == FINDINGS else json.dumps(records[0], indent=1, ensure_ascii=False) + "\n"


def _records(chain: Path, entry: Entry) -> list[Record]:
    what = entry.facts.get("what", "")
    if what not in _MODELS or set(entry.files) != {_file_of(what)}:
        raise damaged(chain, f"`{entry.name}` is neither findings nor a decision nor a re-measurement")
    try:
        return list(_read(what, (entry.folder / _file_of(what)).read_text(encoding="utf-8")))
    except (ValueError, AttributeError, TypeError) as error:
        raise damaged(chain, f"`{entry.name}` is not readable: {type(error).__name__}") from None


@lru_cache(maxsize=128)
def _read(what: str, text: str) -> tuple[Record, ...]:
    """The records of a text: a run reads the loop several times, and what was entered stays what it is."""
    read = records_of(text) if what == FINDINGS else [json.loads(text)]
    return tuple(_MODELS[what].model_validate(one) for one in read)


def _tied_releases(folder: Path, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The releases, where each chain has what the other names, so that no end of either was cut off."""
    releases = read_entries(folder / RELEASES)
    for chain, other, named in ((LOOP, RELEASES, "release"), (RELEASES, LOOP, "loop")):
        here, there = (entries, releases) if chain == LOOP else (releases, entries)
        hashes = {entry.hash for entry in there} | {""}
        lost = [entry for entry in here if entry.facts.get(named, "") not in hashes]
        if lost:
            raise damaged(folder / other, f"`{chain}/{lost[0].name}` was made with an entry that is not there any more")
    return releases


def _with_the_line(chain: Path, error: LedgerError) -> LedgerError:
    """The error, with the place of the first line of findings that is not as it was written."""
    for path in sorted(chain.glob(f"*/{_file_of(FINDINGS)}")):
        number = changed_line(path)
        if number is not None:
            return LedgerError(f"{path}, line {number}: it was changed. {error}")
    return error
