"""Names of groups on a page turned back into dimensions and codes, as anybody with the public catalogue can."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from research_kit.display import catalogue
from research_kit.results import Subject

Codes = tuple[tuple[str, str], ...]
"""Pairs of dimension and code; none for everybody."""
TARGET = "target_"


@lru_cache
def keys_of(language: str) -> tuple[str, ...]:
    """The keys of a catalogue, with those of what it falls back on."""
    from fluent.syntax import ast

    entries = catalogue.entries(language)
    return tuple(dict.fromkeys(entry.id.name for entry in entries if isinstance(entry, ast.Message)))


@dataclass(frozen=True)
class GroupLabels:
    """The names of groups in one language, of the catalogue and, where they are known, of the study."""

    language: str
    subject: Subject | None = None
    _codes: dict[str, Codes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        everybody = ("group-all", "group-all-in-sentence")
        self._codes.update({_plain(catalogue.text(self.language, key)): () for key in everybody})
        self._codes.update({_plain(label): codes for label, codes in (*self._catalogued(), *self._own())})

    def codes_of(self, label: str) -> Codes:
        """The dimensions and codes of a group; an unknown name is a code of the dimension `group`."""
        known = self._codes.get(_plain(label))
        if known is not None:
            return known
        for at in (match.start() for match in re.finditer(", ", label)):
            first, rest = self._codes.get(_plain(label[:at])), self.codes_of(label[at + 2 :])
            if first and rest and rest[0][0] != "group":
                return (*first, *rest)
        return self._named(label) or (("group", label),)

    def _named(self, label: str) -> Codes:
        """A code that the catalogue has no words for stands after the name of its dimension."""
        name, _, code = label.partition(": ")
        for key in keys_of(self.language):
            if code and key.startswith("dimension-") and _plain(catalogue.text(self.language, key)) == _plain(name):
                return ((key.removeprefix("dimension-"), code),)
        return ()

    def _catalogued(self) -> Iterator[tuple[str, Codes]]:
        for key in keys_of(self.language):
            kind, _, rest = key.partition("-")
            name, _, code = rest.partition("-")
            if kind == "code":
                yield catalogue.text(self.language, key), ((name, code),)
            elif kind == "cross":
                yield catalogue.text(self.language, key), (("gender", name), ("foreign_born", code))
            elif kind == "dimension" and rest.startswith(TARGET) and rest != "target_group":
                yield catalogue.text(self.language, key), ((rest, "true"),)

    def _own(self) -> Iterator[tuple[str, Codes]]:
        if self.subject is None:
            return
        dimensions = self.subject.dimensions
        for dimension, codes in sorted(self.subject.codes.items(), key=lambda pair: pair[0] in dimensions):
            for code, labels in codes.items():
                yield self._in_language(labels), ((dimension, code),)
        for dimension, labels in self.subject.dimensions.items():
            if dimension.startswith(TARGET):
                yield self._in_language(labels), ((dimension, "true"),)

    def _in_language(self, labels: Mapping[str, str]) -> str:
        return catalogue.chosen(labels, self.language)


def _plain(label: str) -> str:
    return " ".join(label.lower().split())
