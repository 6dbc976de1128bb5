"""The words around a decision: when, who sees to it, what participants say, and whether its review can tell."""

from __future__ import annotations

from datetime import date

from research_kit.display.amounts import people
from research_kit.display.loop.claims import change_writer, is_gap
from research_kit.display.words import Words, capital
from research_kit.ledger.decision import Decision
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.ledger.told_loop import ToldDecision
from research_kit.results.finding import Voice

_QUARTER = 3


def quarter_of(day: date, words: Words) -> str:
    """The quarter of a day, inside a sentence."""
    number = (day.month - 1) // _QUARTER + 1
    return words.text(f"in-quarter-{number}", year=words.number.plain(day.year))


def view_of(voice: Voice, words: Words) -> str:
    """What participants say of a finding, with what was written about it."""
    said = words.text(f"view-{voice.view}")
    return words.text("view-with-comment", view=said, comment=voice.comment.strip()) if voice.comment else f"{said}."


def title_of(decision: Decision) -> str:
    """The board's own words, as a heading."""
    return decision.text.strip().rstrip(".")


def facts_of(told: ToldDecision, words: Words) -> list[tuple[str, str]]:
    """What stands beside a decision: participants' view, who sees to it, when it is reviewed, what it takes."""
    decision = told.decision
    facts = [
        ("fact-view", view_of(decision.participants_view, words)),
        ("fact-owner", words.text(f"role-{decision.owner_role}")),
    ]
    if told.remeasurement is None:
        facts += [("fact-review", review_of(decision, words))]
    else:
        facts += [("fact-takes", takes_of(told, words))]
    return [(words.text(key), capital(value)) for key, value in facts if value]


def review_of(decision: Decision, words: Words) -> str:
    """From when it is measured again, or that it will not be measurable."""
    if not decision.is_measured and decision.not_measurable in ("", "NOTHING_EXPECTED"):
        return words.text("review-nothing", day=words.number.day(decision.review_on))
    if decision.not_measurable:
        return " ".join([lacks_of(decision, words), *_from_when(decision, words)])
    day = words.number.day(decision.review_on)
    moved = decision.asked_review_on
    if moved is None:
        return words.text("review-after", day=day)
    return words.text("review-moved", day=day, asked=words.number.day(moved))


def lacks_of(decision: Decision, words: Words) -> str:
    """Why its review will not be able to tell."""
    return words.text(f"lacks-{decision.not_measurable}")


def _from_when(decision: Decision, words: Words) -> list[str]:
    if decision.measurable_on is None:
        return []
    return [words.text("measurable-on", day=words.number.day(decision.measurable_on))]


def takes_of(told: ToldDecision, words: Words) -> str:
    """How many people the expected change takes to be seen, in each group of a gap, and how many there are."""
    decision, measured = told.decision, told.remeasurement
    if decision.required_n is None:
        return ""
    required, each = people(decision.required_n, words, k=1), "-gap" if is_gap(decision.metric) else ""
    if measured is not None and measured.n_after is not None and not each:
        return words.text("takes-and-has", required=required, has=words.number.count(measured.n_after))
    if measured is None and decision.expected_n is not None:
        expected = words.number.count(decision.expected_n)
        return words.text(f"takes-and-expects{each}", required=required, expected=expected)
    return words.text(f"takes{each}", required=required)


def unseen_of(decision: Decision, measured: Remeasurement, words: Words) -> list[str]:
    """The smallest change that the review could see, with the people who came."""
    if measured.smallest_visible is None:
        return []
    gap = change_writer(decision.unit, words).value(measured.smallest_visible)
    return [words.text("change-unseen", gap=gap)]


def hoped_for(decision: Decision, words: Words) -> list[str]:
    """What the board hoped that the change would do."""
    if decision.expected_size is None or decision.expected_direction is None:
        return []
    size = change_writer(decision.unit, words).value(decision.expected_size)
    return [words.text(f"hoped-{decision.expected_direction}", size=size)]
