"""What was decided, and what came of it: a card for each decision measured again, and the others in short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from research_kit.disclosure.released_table import Release
from research_kit.display.loop.decision_card import card_of
from research_kit.display.loop.decision_words import quarter_of, review_of, takes_of, title_of, view_of
from research_kit.display.markup import write_html
from research_kit.display.subject import subject_of
from research_kit.display.words import Words, capital
from research_kit.ledger.remeasurement import Verdict
from research_kit.ledger.told_loop import ToldDecision, ToldLoop

DECIDED = "decided"
"""The id of the item on the page."""
_MOST_CARDS = 4
"""Decisions that are told with a figure; more would take the whole meeting."""
_VERDICTS: tuple[Verdict, ...] = ("met", "not_met", "worse", "cannot_be_told")


@dataclass(frozen=True, kw_only=True, slots=True)
class Short:
    """A decision in two lines."""

    title: str
    said: Sequence[str]


def render_decided(loop: ToldLoop, release: Release, *, language: str) -> str:
    """The HTML of the item that tells what came of the board's decisions."""
    words = Words(language, subject_of(release))
    again = _measured(loop)
    cards = [
        card_of(told, words, id_=f"{DECIDED}-{place}-{language}")
        for place, told in enumerate(again[:_MOST_CARDS], start=1)
    ]
    earlier = [_short_of_measured(told, words) for told in again[_MOST_CARDS:]]
    waiting = [_short(told, words) for told in loop.decisions if told.remeasurement is None]
    return write_html(
        "decided",
        id=DECIDED,
        intro=decided_message(loop, words),
        cards=cards,
        new=words.text("mark-new"),
        table_heading=words.text("table-heading"),
        sure_heading=words.text("notes-sure"),
        not_said_heading=words.text("notes-not-said"),
        lists=[(words.text(key), of) for key, of in (("earlier-heading", earlier), ("waiting-heading", waiting)) if of],
    )


def decided_message(loop: ToldLoop, words: Words) -> str:
    """How many decisions have been measured again, with what verdicts, and how many wait."""
    if not loop.decisions:
        return words.text("decided-none")
    again = _measured(loop)
    waiting = len(loop.decisions) - len(again)
    said = [verdicts_sentence(again, words)] if again else [words.text("decided-none-measured")]
    said += [words.text("decided-waiting", count=waiting)] if waiting else []
    return " ".join(said)


def verdicts_sentence(again: Sequence[ToldDecision], words: Words) -> str:
    """One sentence on how decisions turned out that have been measured again."""
    counts = Counter(told.remeasurement.verdict for told in again if told.remeasurement is not None)
    if len(again) == 1:
        return words.text(f"one-measured-{next(iter(counts))}")
    which = "of-them" if len(counts) > 1 else "all-of-them"
    parts = [words.text(f"{which}-{verdict}", count=counts[verdict]) for verdict in _VERDICTS if counts[verdict]]
    return words.text("several-measured", count=len(again), list=words.listed(parts))


def _measured(loop: ToldLoop) -> list[ToldDecision]:
    return [told for told in loop.decisions if told.remeasurement is not None]


def _short_of_measured(told: ToldDecision, words: Words) -> Short:
    """One that was measured again, of which the page shows no figure."""
    decision, measured = told.decision, told.remeasurement
    verdict = words.text(f"decided_then-{measured.verdict}") if measured is not None else ""
    said = words.text("short-measured", quarter=quarter_of(decision.decided_on, words), verdict=verdict)
    return Short(title=title_of(decision), said=[said])


def _short(told: ToldDecision, words: Words) -> Short:
    """One that waits for its review, or that nothing can be measured of."""
    decision = told.decision
    owner = words.text(f"role-{decision.owner_role}")
    when = words.text("short-decided", quarter=quarter_of(decision.decided_on, words), owner=owner)
    takes = takes_of(told, words)
    view = words.text("short-view", view=view_of(decision.participants_view, words))
    said = [when, " ".join([review_of(decision, words), *([f"{capital(takes)}."] if takes else [])]), view]
    return Short(title=title_of(decision), said=said)
