"""An entry of the ledger: a folder of files, and `entry.json`, which ties it to the entry before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from research_kit.provenance import hash_text

ENTRY = "entry.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing that was published: its place, its files by hash, and the hash of the entry before it.

    `number` counts from 1; `label` says what it is about in a word (a quarter); `facts` are short texts about it, such
    as who approved it; `files` holds the hash of each file beside `entry.json`; `previous` is empty for the first.
    No clock is read: the same things entered in the same order give the same bytes.
    """

    number: int
    label: str
    previous: str
    files: Mapping[str, str]
    facts: Mapping[str, str] = field(default_factory=dict)
    folder: Path = field(default=Path(), compare=False)

    @property
    def name(self) -> str:
        """The name of its folder, such as `0003-2011-Q2`."""
        return f"{self.number:04d}-{self.label}"

    @property
    def hash(self) -> str:
        """SHA-256 of everything the entry says, the entry before it included."""
        return hash_text(_written(self._said()))

    def text(self) -> str:
        """The whole of `entry.json`: there is one way to write an entry, so any other text was changed."""
        return _written({**self._said(), "hash": self.hash})

    def kept(self) -> dict[str, object]:
        """What to keep elsewhere, so that the entry can be put back from its files and be known to be the same."""
        facts = dict(self.facts)
        return {
            "number": self.number,
            "label": self.label,
            "previous": self.previous,
            "facts": facts,
            "hash": self.hash,
        }

    def _said(self) -> dict[str, object]:
        plain = {"number": self.number, "label": self.label, "previous": self.previous}
        return {**plain, "facts": dict(self.facts), "files": dict(self.files)}


def read_entry(folder: Path) -> Entry | None:
    """The entry in a folder; nothing where `entry.json` is not, letter for letter, what its own hash covers."""
    try:
        text = (folder / ENTRY).read_bytes().decode()
        said = json.loads(text)
        known = {key: said[key] for key in ("number", "label", "previous", "facts", "files")}
        entry = Entry(**known, folder=folder)
        return entry if entry.text() == text and type(entry.number) is int else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _written(said: Mapping[str, object]) -> str:
    return json.dumps(said, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
