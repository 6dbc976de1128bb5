"""What is new and certain: a row for each finding that passes its alarm bar and did not at the release before."""

from __future__ import annotations

from dataclasses import dataclass

from research_kit.disclosure.released_table import Release
from research_kit.display.loop.claims import claim_sentence, is_gap, row_of, whom, writer_of
from research_kit.display.loop.decision_words import view_of
from research_kit.display.markup import write_html
from research_kit.display.subject import subject_of
from research_kit.display.words import Words, capital
from research_kit.display.written import Written
from research_kit.ledger.told_loop import ToldFinding, ToldLoop
from research_kit.results.finding import Claim

NEWS = "news"
"""The id of the item on the page."""
_MOST = 6
"""Findings that are told; the board has twenty minutes, and the others stand in their own items."""

ON_THE_PAGE = frozenset({
    ("equity", "access_gaps"), ("equity", "results"), ("equity", "screening"), ("participants_voice", "needs_match"),
    ("participants_voice", "unmet"), ("participants_voice", "closer"), ("participants_voice", "change"),
    ("targets", "attainment"), ("targets", "forecast"), ("activity_effects", "effects"),
    ("time_to_employment", "within"), ("time_to_employment", "sustained"), ("time_to_employment", "states"),
    ("time_to_employment", "gaps"), ("time_to_employment", "adjusted"), ("time_to_employment", "months"),
    ("process", "waits"), ("participants", "composition"), ("participants", "known"),
})  # fmt: skip
"""Answer and table of the items of the board's page, which a finding may lead to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsRow:
    """One finding: its number in large, the claim, how strong it is, what participants say, where it stands."""

    number: str
    about: str
    claim: str
    notes: str
    link: str
    link_text: str


def render_news(loop: ToldLoop, release: Release, *, language: str) -> str:
    """The HTML of the item that tells what is new and certain."""
    words = Words(language, subject_of(release))
    rows = [row for told in loop.certain for row in _row(told, release, words)]
    key = "news-nothing-else" if rows else "news-nothing"
    more = len(rows) - _MOST
    last = words.text("news-more", count=more) if more > 0 else words.text(key)
    first = "news-intro-unkept" if loop.follows else "news-intro-first"
    intro = "news-intro" if loop.compared_with else first
    return write_html("news", id=NEWS, intro=words.text(intro), rows=rows[:_MOST], last=last)


def _row(told: ToldFinding, release: Release, words: Words) -> list[NewsRow]:
    """The row of a finding; none where this release does not tell its number."""
    finding, claim = told.finding, told.finding.claim
    sentence = claim_sentence(claim, release, language=words.language)
    found = row_of(claim, release)
    if not sentence or found is None:
        return []
    write = writer_of(claim, finding.unit, words)
    level = words.text("news-level", level=words.text(f"level-{finding.grade}"))
    view = words.text("news-view", view=view_of(told.voice, words))
    is_here = (claim.answer, claim.table) in ON_THE_PAGE
    number, unit = _in_large(found[1].estimate or 0.0, write, is_gap=is_gap(claim))
    return [
        NewsRow(
            number=number,
            about=f"{unit}, {whom(claim, words)}" if unit else capital(whom(claim, words)),
            claim=sentence,
            notes=f"{level} {view}",
            link=_item_id(claim) if is_here else "",
            link_text=words.text("news-link", part=words.text(f"part-{claim.answer.replace('_', '-')}")),
        )
    ]


def _in_large(value: float, write: Written, *, is_gap: bool) -> tuple[str, str]:
    """A number, and of a gap its unit apart from it, which would not have room beside it."""
    said, digits = write.value(value), write.digits(value)
    return (digits, said.removeprefix(digits).strip()) if is_gap else (said, "")


def _item_id(claim: Claim) -> str:
    return f"{claim.answer}-{claim.table}".replace("_", "-")
