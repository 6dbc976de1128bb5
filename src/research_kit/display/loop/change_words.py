"""What came of a decision, in the sentence of METHODS 11: the change, and the part of it that chance alone expected."""

from __future__ import annotations

from research_kit.display.loop.claims import change_writer
from research_kit.display.number_format import MINUS
from research_kit.display.words import Words
from research_kit.ledger.decision import Decision
from research_kit.ledger.remeasurement import Remeasurement

_MATTERS = 0.005
_LARGE_PART = 1 / 3
"""The part of a change from which on the verdict itself says that it was expected anyway."""


def is_settled(rebound: float) -> bool:
    """Whether chance alone would have moved the number at all, as it is written."""
    return abs(rebound) >= _MATTERS


def settled_gap(decision: Decision, measured: Remeasurement) -> bool:
    """Whether a large part of a change in the wished direction was expected with nothing changed."""
    change, rebound = measured.difference, measured.expected_rebound
    if decision.expected_direction is None or change is None or rebound is None:
        return False
    sign = 1 if decision.expected_direction == "higher" else -1
    return measured.verdict != "worse" and sign * change > 0 and sign * rebound >= _LARGE_PART * sign * change


def change_sentences(decision: Decision, measured: Remeasurement, words: Words) -> list[str]:
    """Since then so much, of which so much was expected anyway; or why that is not told."""
    if measured.difference is None:
        return [words.text("since-untold", reason=why_untold(measured, words))]
    write = change_writer(decision.unit, words)
    likely = ""
    if measured.lower is not None and measured.upper is not None:
        likely = words.number.range(measured.lower, measured.upper, write.digits)
    change = _signed(measured.difference, write.value(measured.difference))
    return [words.text("since-then", change=change, range=likely, chance=_chance(decision, measured, words))]


def _chance(decision: Decision, measured: Remeasurement, words: Words) -> str:
    """How much of it would have been expected with nothing changed."""
    change, rebound = measured.difference or 0.0, measured.expected_rebound
    if rebound is None:
        return words.text("chance-unknown")
    if not is_settled(rebound):
        return words.text("chance-none")
    write = change_writer(decision.unit, words)
    if change * rebound > 0 and abs(rebound) <= abs(change):
        return words.text("chance-part", size=write.value(abs(rebound)))
    return words.text("chance-apart", size=_signed(rebound, write.value(rebound)))


def _signed(value: float, written: str) -> str:
    """With a plus before what grew."""
    return written if value <= 0 or written.startswith((MINUS, "0 ")) else f"+{written}"


def why_untold(measured: Remeasurement, words: Words) -> str:
    """Why there is no number after the change."""
    key = f"after-{measured.reason}"
    return words.text(key) if measured.reason and words.known(key) else words.text("after-other")
