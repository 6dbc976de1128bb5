"""What is fuzzed: every reader of a file that somebody else wrote, as a function of the file's bytes.

Each gives the words that a person would see, or raises one of the package's own errors. Anything else that happens is
a fault of ours, and so is a participant's value in those words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from research_kit.cohort.definition import read_cohort_definition
from research_kit.counts.count_site import count_outcomes
from research_kit.counts.counted_cohort import SiteCounts
from research_kit.counts.stored_counts import read_counts, write_counts
from research_kit.counts.stored_life_table import read_life_table
from research_kit.desk.partner_file import read_partner_file
from research_kit.disclosure.stored_release import read_release
from research_kit.errors import ResearchKitError
from research_kit.ledger import append_entry, read_entries, read_loop
from research_kit.ledger.alerts import read_alerts
from research_kit.ledger.decision_file import read_decision
from research_kit.ledger.lines import changed_line
from research_kit.provenance import hash_file
from research_kit.reporting.declaration import read_plan
from research_kit.study import check_study, contains_identity_number

ROOT = Path(__file__).parents[2]
CANARY = "Kanariefågel-7391"
"""A value that only a participant's cell holds: it may be in no message."""
OURS = "fault of research-kit"
"""By these words the intake says that it met what it did not know."""

Reader = Callable[[bytes, Path], str]


class Broken(AssertionError):
    """A reader did what it may not do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A reader with a name; `ending` is that of the file it reads."""

    name: str
    ending: str
    read: Reader


def require_kept(target: Target, content: bytes) -> None:
    """Feed the bytes to a reader: it must give a result or one of our errors, and tell nothing of a person."""
    with TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        try:
            said = target.read(content, Path(folder))
        except ResearchKitError as error:
            said = str(error)
    if OURS in said:
        raise Broken(f"{target.name}: {said}")
    if contains_identity_number(said):
        raise Broken(f"{target.name}: an identity number stands in its words")
    if CANARY in said:
        raise Broken(f"{target.name}: a participant's value stands in its words")


_MEMORY = Path("/dev/shm")

_STUDY = """study: {name: liten, title: {sv: Liten}, as_of: 2010-12-31, starts_on: 2010-01-01}
data:
  legal_basis: not_personal
  target_groups: {unemployed: {sv: arbetslösa}, long_term_sick: {sv: långtidssjuka}}
  sources:
    - partner: kommun
      table: participant
      FILE
      identifier: {column: Nr, kind: own_id}
      columns: {gender: Kön, foreign_born: Född utomlands, birth_year: Födelseår, target_groups: Målgrupper,
        education: Utbildning, recorded_at: Registrerad}
      codes: {gender: {K: woman, M: man}}
"""


def _partner(file: str, place: str) -> Reader:
    """A partner's file through the whole intake, and through the mapping assistant's eyes."""

    def read(content: bytes, folder: Path) -> str:
        (folder / file).write_bytes(content)
        parameters = folder / "parameters.yaml"
        parameters.write_text(_STUDY.replace("FILE", place), encoding="utf-8")
        report = check_study(parameters).to_text()
        names = "" if file.endswith(".db") else _names(folder / file)
        return "" if CANARY in names else report  # a column may be called anything, and is named

    return read


def _names(file: Path) -> str:
    try:
        tables = read_partner_file(file)
    except ResearchKitError as error:
        return str(error)
    return " ".join([*(name for table in tables for name in table.raw.columns.columns), *tables[0].told])


def _yaml(read_file: Callable[[Path], object]) -> Reader:
    def read(content: bytes, folder: Path) -> str:
        (folder / "declared.yaml").write_bytes(content)
        read_file(folder / "declared.yaml")
        return ""

    return read


def _parameters(content: bytes, folder: Path) -> str:
    """All sections of a parameters file; the files it names stand where the demonstration's do."""
    (folder / "parameters").mkdir()
    for name in ("cohorts", "notebooks"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "parameters" / "samba.yaml").write_bytes(content)
    read_plan(folder / "parameters" / "samba.yaml")
    return ""


def _ledger(chain: str, file: str, facts: Mapping[str, str], read_back: Callable[[Path], object]) -> Reader:
    """What a chain holds: an entry with these bytes in it, once entered rightly, once changed afterwards."""

    def read(content: bytes, folder: Path) -> str:
        files = folder / "files"
        files.mkdir()
        (files / file).write_bytes(content)
        entry = append_entry(folder / chain, files, label="2011-Q2", facts=facts, after="")
        changed_line(folder / chain / entry.name / file)
        read_back(folder)
        return ""

    return read


def _entry(content: bytes, folder: Path) -> str:
    """The head of an entry, with the file it may name beside it."""
    place = folder / "loop" / "0001-2011-Q2-findings"
    place.mkdir(parents=True)
    (place / "entry.json").write_bytes(content)
    (place / "findings.jsonl").write_text("", encoding="utf-8")
    read_entries(folder / "loop")
    read_loop(folder)
    return ""


def _alerts(folder: Path) -> object:
    """Every alert that stands open; what an entry holds is read when it is asked for."""
    record = read_alerts(folder)
    return record.open, record.untold, record.latest_load


def _counts(content: bytes, folder: Path) -> str:
    """A partner's table of counts: head and rows in one text, parted by an empty line; the hash is right."""
    head, _, rows = content.partition(b"\n\n")
    (folder / "table.csv").write_bytes(rows)
    facts = head.replace(b"HASH", hash_file(folder / "table.csv").encode())
    (folder / "table.json").write_bytes(facts)
    read_life_table(folder / "table.json")
    return ""


@lru_cache(maxsize=1)
def sound_site() -> dict[str, bytes]:
    """The files of a partner's folder of counts, by name; each line ends where it ends in the file."""
    people = pl.DataFrame(
        {"gender": list("wmwm"), "duration_days_work": [10.0, 40.0, 70.0, 5.0], "event_work": [1, 0, 2, 1]}
    ).with_columns(entry_days=pl.lit(0.0))
    outcomes = {"work": ("employment", "terminal")}
    tables, never = count_outcomes(people, outcomes, [(), ("gender",)], step_days=None)
    about = {"site": "north", "study": "s", "definition": "d", "cut": date(2011, 6, 30)}
    with TemporaryDirectory() as folder:
        counts = SiteCounts(**about, outcomes=outcomes, tables=tables, never_at_risk=never)
        written = write_counts(counts, Path(folder) / "north")
        return {path.name: path.read_bytes() for path in written.iterdir()}


def _site(content: bytes, folder: Path) -> str:
    """A partner's folder of counts, with another head."""
    for name, text in {**sound_site(), "counts.json": content}.items():
        (folder / name).write_bytes(text)
    read_counts(folder)
    return ""


def _release(content: bytes, folder: Path) -> str:
    """What the board room is given: the index and its table of what was withheld."""
    (folder / "lost.csv").write_text("answer,table,cells\n", encoding="utf-8")
    (folder / "release.json").write_bytes(content.replace(b"HASH", hash_file(folder / "lost.csv").encode()))
    read_release(folder)
    return ""


def _loop(what: str, ending: str) -> Reader:
    return _ledger("loop", f"{what}.{ending}", {"what": what}, read_loop)


_DATABASE = "database: 'sqlite:///file.db'\n      table_name: deltagare"
_ALL = [
    Target(name="csv", ending="csv", read=_partner("file.csv", "file: file.csv")),
    Target(name="excel", ending="xlsx", read=_partner("file.xlsx", "file: file.xlsx")),
    Target(name="parquet", ending="parquet", read=_partner("file.parquet", "file: file.parquet")),
    Target(name="sqlite", ending="db", read=_partner("file.db", _DATABASE)),
    Target(name="parameters", ending="yaml", read=_parameters),
    Target(name="cohort", ending="yaml", read=_yaml(read_cohort_definition)),
    Target(name="decision", ending="yaml", read=_yaml(read_decision)),
    Target(name="ledger_entry", ending="json", read=_entry),
    Target(name="ledger_findings", ending="jsonl", read=_loop("findings", "jsonl")),
    Target(name="ledger_decision", ending="json", read=_loop("decision", "json")),
    Target(name="ledger_remeasurement", ending="json", read=_loop("remeasurement", "json")),
    Target(
        name="ledger_alerts",
        ending="json",
        read=_ledger("alerts", "alerts.json", {"what": "look", "as_of": "2011-06-30", "data": "d"}, _alerts),
    ),
    Target(name="counts", ending="json", read=_counts),
    Target(name="counts_of_site", ending="json", read=_site),
    Target(name="release", ending="json", read=_release),
]
TARGETS = {target.name: target for target in _ALL}
