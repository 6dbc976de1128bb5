"""The lists of words that come with the package, as they stand in its text files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

Words = Mapping[str, tuple[str, ...]]


@cache
def read_words(name: str) -> Mapping[str, Words]:
    """Section -> one of ours -> what partners write for it; `*` is the section of what holds everywhere."""
    text = resources.files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    sections: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            ours, _, words = line.partition(":")
            section[ours.strip()] = tuple(word.strip() for word in words.split("|"))
    return sections
