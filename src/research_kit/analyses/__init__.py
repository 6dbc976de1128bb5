"""Analyses: the answer to one question each, from a cohort to result tables with status and intervals."""

from __future__ import annotations

from research_kit.analyses.activity_effects import activity_effects, compare_ever_started
from research_kit.analyses.equity import equity
from research_kit.analyses.esf_plus import esf_plus
from research_kit.analyses.indicators import indicators
from research_kit.analyses.participants import participants
from research_kit.analyses.participants_voice import coding_agreement, participants_voice
from research_kit.analyses.plain_share import plain_share_within
from research_kit.analyses.process.answer import process
from research_kit.analyses.process.plain_means import mean_completed_stay, mean_completed_wait
from research_kit.analyses.remeasure import decide, remeasure, remeasure_outcome
from research_kit.analyses.targets import targets
from research_kit.analyses.time_to_employment import time_to_employment

__all__ = [
    "activity_effects",
    "coding_agreement",
    "compare_ever_started",
    "decide",
    "equity",
    "esf_plus",
    "indicators",
    "mean_completed_stay",
    "mean_completed_wait",
    "participants",
    "participants_voice",
    "plain_share_within",
    "process",
    "remeasure",
    "remeasure_outcome",
    "targets",
    "time_to_employment",
]
