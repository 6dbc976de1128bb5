"""Decisions and what came of them: recorded with their baseline, measured again with chance taken out (METHODS 11)."""

from __future__ import annotations

from research_kit.analyses.remeasure.answer import remeasure
from research_kit.analyses.remeasure.decide import KnownStudy, decide
from research_kit.analyses.remeasure.verdict import Outcome, remeasure_outcome, verdict_on

__all__ = ["KnownStudy", "Outcome", "decide", "remeasure", "remeasure_outcome", "verdict_on"]
