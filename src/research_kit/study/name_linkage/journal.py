"""The journal of people linked by name: what was compared, which pairs were proposed, what was answered. Only added to.

It holds pseudonyms, days, weights and reasons; no name. Lines are never changed: a later answer overrules a former.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from research_kit.errors import SourceError
from research_kit.study.declaration import DataDeclaration
from research_kit.study.one_at_a_time import one_at_a_time

JOURNAL = "journal.jsonl"
_KINDS = {
    "compared": ("on", "seen"),
    "proposed": ("pair", "weight"),
    "withdrawn": ("pair",),
    "answered": ("pair", "answer", "by", "on", "reason"),
}
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Journal:
    """What the journal says: `seen`, fingerprints of the people compared; `proposed` pairs with weights; `answers`.

    `content` is the file as it is, so that a study knows which decisions it was opened with.
    """

    seen: frozenset[str] = frozenset()
    proposed: Mapping[Pair, float] = field(default_factory=dict)
    answers: Mapping[Pair, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def undecided(self) -> list[Pair]:
        """The pairs that nobody has answered."""
        return [pair for pair in self.proposed if pair not in self.answers]

    def answered(self, answer: str) -> list[Pair]:
        """The pairs with this answer."""
        return [pair for pair, said in self.answers.items() if said == answer]

    def without(self, persons: Collection[str]) -> Journal:
        """The journal as if nothing had been said of these people."""
        gone = set(persons)
        return replace(
            self,
            proposed={pair: weight for pair, weight in self.proposed.items() if gone.isdisjoint(pair)},
            answers={pair: answer for pair, answer in self.answers.items() if gone.isdisjoint(pair)},
        )


def linkage_folder(data: DataDeclaration, parameters: Path) -> Path:
    """Where the decisions are kept: `data.linkage_folder`, else `linkage` beside the key.

    Raises
    ------
    SourceError
        Neither is declared.
    """
    if data.linkage_folder:
        return parameters.parent / data.linkage_folder
    if data.key_file is None:
        raise SourceError("People are linked by name in a folder of their own: name it as `data.linkage_folder`.")
    return (parameters.parent / data.key_file).parent / "linkage"


@contextmanager
def linking_alone(folder: Path) -> Iterator[None]:
    """Hold the folder of a study's decisions while its journal and review file are read and written.

    Raises
    ------
    RunLockedError
        Another command does.
    """
    with one_at_a_time(
        private_folder(folder) / ".lock",
        busy=lambda who: (
            f"people of this study are being linked or erased by another command{who}. Nothing was recorded or erased "
            "here. Wait for it to end, and run the same command again."
        ),
    ):
        yield


def read_journal(folder: Path) -> Journal:
    """The journal of a folder; an empty one where nothing has been linked yet.

    Raises
    ------
    SourceError
        A line of it cannot be read.
    """
    path = folder / JOURNAL
    if not path.is_file():
        return Journal()
    content = _whole_lines(path.read_bytes())
    seen: set[str] = set()
    proposed: dict[Pair, float] = {}
    answers: dict[Pair, str] = {}
    for entry in _entries(path, content):
        if entry["kind"] == "compared":
            seen |= set(entry["seen"])
        elif entry["kind"] == "proposed":
            proposed[_pair(entry["pair"])] = float(entry["weight"])
        elif entry["kind"] == "withdrawn":
            proposed.pop(_pair(entry["pair"]), None)
        else:
            answers[_pair(entry["pair"])] = str(entry["answer"])
    return Journal(seen=frozenset(seen), proposed=proposed, answers=answers, content=content)


def add_to_journal(folder: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    """Add lines to a file that only its owner can read; what an interrupted writing left of a line is taken away."""
    if not entries:
        return
    path = private_folder(folder) / JOURNAL
    if path.is_file():
        os.truncate(path, len(_whole_lines(path.read_bytes())))
    text = "".join(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n" for entry in entries)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def private_folder(folder: Path) -> Path:
    """The folder, made if missing: for its owner alone, and kept out of git whatever the study's own rules say."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", encoding="utf-8")
    return folder


def _whole_lines(content: bytes) -> bytes:
    """What was written to its end: the last line of an interrupted writing has none, and is written again."""
    return content[: content.rfind(b"\n") + 1]


def _entries(path: Path, content: bytes) -> list[dict[str, Any]]:
    entries = []
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n")[:-1], start=1):
        try:
            entry = json.loads(line)
            fits = all(key in entry for key in _KINDS[entry["kind"]]) and _is_well_formed(entry)
        except (ValueError, KeyError, TypeError, AttributeError):
            fits = False
        if not fits:
            raise SourceError(
                f"{path}, line {number}: this line of the journal of linked people cannot be read. Restore the file "
                "from its safe copy; do not write in it by hand."
            )
        entries.append(entry)
    return entries


def _is_well_formed(entry: Mapping[str, Any]) -> bool:
    if entry["kind"] == "compared":
        return all(isinstance(one, str) for one in entry["seen"])
    pair = entry["pair"]
    is_pair = isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) for one in pair)
    return is_pair and (entry["kind"] != "answered" or entry["answer"] in ("yes", "no"))


def _pair(pair: Sequence[str]) -> Pair:
    return min(pair), max(pair)
