"""What changed in an edition since the one before: decisions measured again, what is new and certain, definitions.

It is read from what each edition released of the loop, and from the manifests; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research_kit import display
from research_kit.display.words import Words, capital
from research_kit.ledger.told_loop import ToldLoop, read_told_loop
from research_kit.reporting.manifest import read_manifest
from research_kit.results.finding import Claim

_MOST = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What changed, in words: sentences, and the findings that are new and certain, each with its place to be followed.

    `since` is empty for the first edition.
    """

    since: str
    said: tuple[str, ...]
    certain: str = ""
    findings: tuple[tuple[str, str], ...] = ()
    more: str = ""


def changes_in(edition: Path, before: Path | None, words: Words, *, findings_page: str | None) -> Changes:
    """What changed in an edition.

    Parameters
    ----------
    edition, before
        Its folder, and that of the edition before it; null for the first.
    words
        The language, and the study's own words.
    findings_page
        The address of the page on which findings are followed; null where nothing is told of the loop.
    """
    told = ToldLoop() if findings_page is None else read_told_loop(edition / "released")
    said = [*_measured(told, words), *_definitions(edition, before, words)]
    if before is None:
        said.insert(0, words.text("archive-first"))
    elif findings_page is not None and not (said or told.certain):
        said.append(words.text("archive-same"))
    count = len(told.certain)
    return Changes(
        since="" if before is None else words.text("archive-since", quarter=quarter_in_words(before.name, words)),
        said=tuple(said),
        certain=words.text("archive-certain", count=count, n=words.number.plain(count)) if count else "",
        findings=tuple(
            (f"{findings_page}#{one.finding.claim.short}", name_of(one.finding.claim, words))
            for one in told.certain[:_MOST]
        ),
        more=words.text("archive-more", count=count - _MOST, n=words.number.plain(count - _MOST))
        if count > _MOST
        else "",
    )


def name_of(claim: Claim, words: Words) -> str:
    """A claim in words, without its number: what is measured, and of whom."""
    what, group = display.what_is_measured(claim, words), display.whom(claim, words)
    return words.text("archive-claim", what=capital(str(what)), group=str(group))


def quarter_in_words(quarter: str, words: Words) -> str:
    """A quarter such as `2011-Q2` as a reader says it; any other name as it is."""
    year, _, number = quarter.partition("-Q")
    key = f"quarter-{number}"
    return words.text(key, year=year) if words.known(key) else quarter


def _measured(told: ToldLoop, words: Words) -> list[str]:
    said = []
    for one in told.decisions:
        if one.is_new and one.remeasurement is not None:
            verdict = words.text(f"archive-verdict-{one.remeasurement.verdict}")
            said.append(words.text("archive-measured", text=one.decision.text.rstrip(". "), verdict=verdict))
    return said


def _definitions(edition: Path, before: Path | None, words: Words) -> list[str]:
    """The answers that both editions have, with other definitions."""
    if before is None:
        return []
    now, then = _defined(edition), _defined(before)
    other = [answer for answer in now if answer in then and now[answer] != then[answer]]
    names = [words.text(key) for answer in other if words.known(key := f"archive-answer-{answer}")]
    return [words.text("archive-definitions", list=words.listed(names))] if names else []


def _defined(edition: Path) -> Mapping[str, Any]:
    found = read_manifest(edition).get("definitions", {})
    return found if isinstance(found, Mapping) else {}
