"""What a release shows of itself, item by item: what a page is compared with, word for word and mark for mark."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from research_kit.disclosure import Release
from research_kit.display import MIME, show
from research_kit.display.page import subject_of
from research_kit.display.words import Words
from research_kit.reporting.export_report.page_numbers import NumberGate, number_gate


@dataclass(frozen=True)
class ReleasedItems:
    """The items of a release, each made once."""

    release: Release
    _made: dict[str, Any] = field(default_factory=dict, repr=False)
    _gates: dict[str, NumberGate] = field(default_factory=dict, repr=False)

    @property
    def k(self) -> int:
        """The least number of people that is shown."""
        return min((table.k for answer in self.release.values() for table in answer.values()), default=0)

    def payload(self, item: str) -> Any:
        """What is shown under an item's id, in every language; nothing where the release has no such item."""
        if item not in self._made:
            self._made[item] = _payload(item, self.release)
        return self._made[item]

    def gate(self, language: str) -> NumberGate:
        """The numbers that a page in this language may hold."""
        if language not in self._gates:
            words = Words(language, subject_of(self.release))
            self._gates[language] = number_gate(self.release, words)
        return self._gates[language]

    def html(self, item: str, language: str) -> str | None:
        """The HTML of an item, or nothing."""
        payload = self.payload(item)
        return None if payload is None else payload["languages"].get(language)


def _payload(item: str, release: Release) -> Any:
    for name, answer in release.items():
        prefix = name.replace("_", "-")
        if item == prefix:
            shown = show(answer)
        elif item.startswith(f"{prefix}-"):
            shown = show(answer, item.removeprefix(f"{prefix}-").replace("-", "_"))
        else:
            continue
        return json.loads(json.dumps(shown._repr_mimebundle_()[MIME]))
    return json.loads(json.dumps(show(release)._repr_mimebundle_()[MIME])) if item == "release" else None
