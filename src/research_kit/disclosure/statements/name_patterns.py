"""Declared relations between names with blanks in them, and the names that fill these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from research_kit.disclosure.statements.table_statements import Relation

_AT = r"(?P<at>@[^@/:]*)?"
_EACH = "{each}"
_TEXT = r"[^/@: ]+"

Filled = dict[str, str]


class Names:
    """The names of all quantities known, each with the one that it goes by."""

    def __init__(self, known_as: Mapping[str, str]) -> None:
        self._known_as = dict(known_as)

    def add(self, name: str) -> None:
        """One more, such as the rest of a relation."""
        self._known_as.setdefault(name, name)

    def called(self, name: str) -> str:
        """The one name of a quantity."""
        return self._known_as.get(name, name)

    def filling(self, template: str, filled: Filled) -> Iterator[Filled]:
        """Every way of filling the blanks of a template that are left, so that it is a name."""
        text = _with(template, filled)
        if "{" not in text:
            if text in self._known_as:
                yield filled
            return
        pattern = _pattern(text)
        for name in list(self._known_as):
            found = pattern.fullmatch(name)
            if found is not None:
                yield {**filled, **{blank: said or "" for blank, said in found.groupdict().items()}}


def matched(relation: Relation, names: Names) -> Iterator[tuple[str, tuple[str, ...], str | None]]:
    """Whole, parts and rest, once for every way of filling the blanks with names that there are."""
    ways: list[Filled] = [{}]
    for template in (relation.whole, *relation.given, *relation.parts):
        if _EACH not in template:
            ways = [more for filled in ways for more in names.filling(template, filled)]
    for filled in ways:
        whole = names.called(_with(relation.whole, filled))
        parts = tuple(part for template in relation.parts for part in _parts(template, filled, names))
        rest = None if relation.rest is None else _with(relation.rest, filled)
        if parts and whole not in parts:
            yield whole, parts, rest


def _parts(template: str, filled: Filled, names: Names) -> list[str]:
    """The parts that a template stands for: one, or with `{each}` all that fill it."""
    if _EACH not in template:
        return [names.called(_with(template, filled))]
    return [names.called(_with(template, each)) for each in names.filling(template, filled)]


def _with(template: str, filled: Filled) -> str:
    for blank, said in filled.items():
        template = template.replace(f"{{{blank}}}", said)
    return template


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """The template as a pattern: each blank is any text without the signs that part a name."""
    seen: set[str] = set()
    parts = []
    for piece in re.split(r"(\{\w+\})", template):
        blank = piece[1:-1] if piece.startswith("{") else ""
        if not blank:
            parts.append(re.escape(piece))
        elif blank in seen:
            parts.append(f"(?P={blank})")
        else:
            parts.append(_AT if blank == "at" else f"(?P<{blank}>{_TEXT})")
            seen.add(blank)
    return re.compile("".join(parts))
