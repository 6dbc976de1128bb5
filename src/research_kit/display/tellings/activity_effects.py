"""The tables of the answer `activity_effects` (METHODS 5)."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.display.tellings.by_group import ByGroup, by_group
from research_kit.display.tellings.effect_checks import EFFECT_CHECKS, EFFECT_RATIOS
from research_kit.display.tellings.effect_questions import EFFECT_QUESTIONS
from research_kit.display.tellings.effects import EFFECTS
from research_kit.display.tellings.outside import OUTSIDE
from research_kit.display.tellings.outside_alike import OUTSIDE_CHECKS, OUTSIDE_OVERLAP
from research_kit.display.tellings.telling import Telling

_STARTS = ByGroup(name="activity_starts", about=(("time", 6.0),), beside="time", apart="outcome")

ACTIVITY_EFFECTS: Mapping[str, Telling] = {
    "activity_starts": by_group(_STARTS),
    "effects": EFFECTS,
    "effect_ratios": EFFECT_RATIOS,
    "effect_checks": EFFECT_CHECKS,
    "outside_comparison": OUTSIDE,
    "outside_checks": OUTSIDE_CHECKS,
    "outside_overlap": OUTSIDE_OVERLAP,
    "effect_questions": EFFECT_QUESTIONS,
}
"""By the name of the table."""
