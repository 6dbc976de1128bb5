"""What a release shows of itself, item by item: what a page is compared with, word for word and mark for mark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from research_kit import __version__, display
from research_kit.disclosure import Release
from research_kit.display import MIME, Shown, page_resources, show, show_questions
from research_kit.display.board_questions import QUESTIONS
from research_kit.display.catalogue import languages
from research_kit.display.page import subject_of
from research_kit.display.told_in import pages_in, told_in
from research_kit.display.words import Words
from research_kit.ledger.told_loop import ToldLoop
from research_kit.reporting.export_report.loop_numbers import DECIDED, NEWS
from research_kit.reporting.export_report.page_numbers import NumberGate, number_gate

OF_THE_LOOP: Mapping[str, str] = {DECIDED: "show_decided", NEWS: "show_news"}
"""The items that tell of the loop, and what of `display` shows each."""


@dataclass(frozen=True)
class ReleasedItems:
    """The items of a release, each made once."""

    release: Release
    loop: ToldLoop = field(default_factory=ToldLoop)
    languages: tuple[str, ...] = ()
    """Those in which they are looked at; all that pages are made in where none is named."""
    _made: dict[tuple[str, tuple[str, ...]], Any] = field(default_factory=dict, repr=False)
    _gates: dict[str, NumberGate] = field(default_factory=dict, repr=False)
    _furniture: dict[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    @property
    def k(self) -> int:
        """The least number of people that is shown."""
        return min((table.k for answer in self.release.values() for table in answer.values()), default=0)

    def payload(self, item: str, languages: Sequence[str] = ()) -> Any:
        """What is shown under an item's id, in its languages; nothing where the release has no such item."""
        wanted = tuple(languages or self.languages or told_in())
        if (item, wanted) not in self._made:
            with pages_in(wanted):
                self._made[item, wanted] = _payload(item, self.release, self.loop, wanted[0])
        return self._made[item, wanted]

    def holds(self, item: Mapping[str, Any]) -> bool:
        """Whether something is an item of the release, word for word, in these languages and all others it has."""
        said = json.loads(json.dumps(item))
        own = self.languages or told_in()
        further = [one for one in languages() if one not in told_in() and one in _languages_of(said)]
        wanted = (*own, *further)
        payload = self.payload(said.get("id", ""), wanted)
        return payload is not None and _in(wanted, said) == payload

    def gate(self, language: str) -> NumberGate:
        """The numbers that a page in this language may hold."""
        if language not in self._gates:
            words = Words(language, subject_of(self.release))
            self._gates[language] = number_gate(self.release, words, self.loop)
        return self._gates[language]

    def furniture(self, language: str) -> Mapping[str, str]:
        """Header, footer, title and style of every page about this release, in one language."""
        if language not in self._furniture:
            self._furniture[language] = page_resources(
                self.release, language=language, version=__version__, loop=self.loop
            )
        return self._furniture[language]

    def html(self, item: str, language: str) -> str | None:
        """The HTML of an item, or nothing."""
        payload = self.payload(item)
        return None if payload is None else payload["languages"].get(language)


def _in(wanted: Sequence[str], item: Any) -> Any:
    """An item in some of its languages; as it is, where it is in one that there is not."""
    try:
        section = item["section"] and {**item["section"], "titles": _some(wanted, item["section"]["titles"])}
        told = {name: _some(wanted, item[name]) for name in ("languages", "contents", "untold")}
    except (KeyError, TypeError, AttributeError, ValueError):
        return item
    return {**item, **told, "section": section}


def _some(wanted: Sequence[str], told: Mapping[str, Any]) -> dict[str, Any]:
    if strange := set(told) - set(languages()):
        raise ValueError(len(strange))
    return {name: one for name, one in told.items() if name in wanted}


def _languages_of(item: Mapping[str, Any]) -> set[str]:
    section = item.get("section")
    titles = section.get("titles") if isinstance(section, Mapping) else None
    told = (titles, item.get("languages"), item.get("contents"), item.get("untold"))
    return {str(name) for one in told if isinstance(one, Mapping) for name in one}


def _payload(item: str, release: Release, loop: ToldLoop, language: str) -> Any:
    name = _answer_of(item, release)
    if name is not None:
        table = item.removeprefix(_prefix(name)).removeprefix("-").replace("-", "_")
        return _carried(show(release[name], table or None, language=language))
    if item == QUESTIONS:
        return _carried(show_questions(release, language=language))
    if item in OF_THE_LOOP:
        return _carried(getattr(display, OF_THE_LOOP[item])(loop, release, language=language))
    return _carried(show(release, language=language)) if item == "release" else None


def _carried(shown: Shown) -> Any:
    return json.loads(json.dumps(shown._repr_mimebundle_()[MIME]))


def _answer_of(item: str, release: Release) -> str | None:
    """The answer that an item is of: the one with the longest name, where that of one begins with another's."""
    of = [name for name in release if item == _prefix(name) or item.startswith(f"{_prefix(name)}-")]
    return max(of, key=len, default=None)


def _prefix(answer: str) -> str:
    return answer.replace("_", "-")
