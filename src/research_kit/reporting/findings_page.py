"""A page on which each finding that was ever certain, or decided on, is followed over the quarters.

It holds what the ledger holds of them: released numbers, each as it was told then, and the words of decisions.
"""

from __future__ import annotations

from dataclasses import dataclass

from research_kit.disclosure.release_told import directed
from research_kit.display.rows import EVERYBODY, Row
from research_kit.display.words import Words
from research_kit.display.written import written
from research_kit.ledger.decision import Decision
from research_kit.ledger.loop import LoopRecord
from research_kit.reporting.edition_changes import name_of, quarter_in_words
from research_kit.results.finding import Claim, Finding

_DIFFERENCES = ("gap_", "interaction")
_COLUMNS = ("quarter", "number", "likely", "level", "standing")


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """One claim over the quarters, in words: its name, the decisions on it, and a table with a row per finding."""

    id: str
    name: str
    decisions: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def page_name(language: str) -> str:
    """The name of the page in a language."""
    return f"findings_{language}.html"


def followed_claims(record: LoopRecord) -> list[Claim]:
    """Those that were certain at any time, or that the board has decided on, the latter first."""
    decided = [one.metric for one in record.decisions.values()]
    decided += [
        record.findings[name].claim
        for one in record.decisions.values()
        for name in one.finding_ids
        if name in record.findings
    ]
    certain = [one.claim for one in record.findings.values() if directed(one)]
    certain.sort(key=lambda claim: (claim.answer, claim.table, bool(claim.group), claim.key))
    return list({claim.key: claim for claim in (*decided, *certain)}.values())


def followed(claim: Claim, record: LoopRecord, words: Words) -> Followed:
    """A claim over the quarters, the newest first.

    Parameters
    ----------
    claim
        One of `followed_claims`.
    record
        Everything in the ledger.
    words
        The language, and the study's own words.
    """
    about = [one for one in record.decisions.values() if _is_about(one, claim, record)]
    found = record.followed(claim.key)
    return Followed(
        id=claim.short,
        name=name_of(claim, words),
        decisions=tuple(_decided(one, record, words) for one in about),
        columns=tuple(words.text(f"archive-column-{name}") for name in _COLUMNS),
        rows=tuple(_row(one, record, words) for one in reversed(found)),
    )


def _is_about(decision: Decision, claim: Claim, record: LoopRecord) -> bool:
    found = [record.findings[name].claim for name in decision.finding_ids if name in record.findings]
    return claim in (decision.metric, *found)


def _decided(decision: Decision, record: LoopRecord, words: Words) -> str:
    measured = record.remeasurements.get(decision.id)
    came = words.text("archive-came-waits") if decision.is_measured else ""
    if measured is not None:
        quarter = quarter_in_words(measured.release, words)
        came = words.text(f"archive-came-{measured.verdict}", quarter=quarter)
    day, text = words.number.day(decision.decided_on), decision.text.rstrip(". ")
    return words.text("archive-decided", day=day, text=text, came=came).strip()


def _row(one: Finding, record: LoopRecord, words: Words) -> tuple[str, ...]:
    number, likely = _number(one, words)
    standing = "superseded" if record.is_superseded(one) else "current"
    return (
        quarter_in_words(one.as_of, words),
        number,
        likely,
        words.text(f"archive-level-{one.grade}"),
        words.text(f"archive-standing-{standing}"),
    )


def _number(one: Finding, words: Words) -> tuple[str, str]:
    """The number and its likely range, in its unit."""
    if one.estimate is None:
        return words.text("archive-untold"), ""
    write = written(one.unit or "share", words, gap=one.claim.statistic.startswith(_DIFFERENCES))
    row = Row(group=EVERYBODY, statistic=one.claim.statistic, lower=one.lower, upper=one.upper)
    return write.value(one.estimate), write.range(row, words)
