"""The tables of the answer `participants_voice` (METHODS 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from research_kit.display.tellings.between import BETWEEN_CHANGE, BETWEEN_CLOSER, CHANGE_BOUNDS
from research_kit.display.tellings.by_group import ByGroup, by_group
from research_kit.display.tellings.by_theme import OVER_TIME, UNMET
from research_kit.display.tellings.changed import changed_sentences
from research_kit.display.tellings.listed import CODING, LANGUAGES, RELIABILITY
from research_kit.display.tellings.matched import matched_sentences
from research_kit.display.tellings.questions import with_questions
from research_kit.display.tellings.telling import Telling

_RESPONSES = ByGroup(name="responses", about=(("time", 12.0),), beside="statistic", apart="time")
_SCALES = ByGroup(name="scales", about=(("time", 12.0),), beside="statistic", apart=("outcome", "time"))
_AGREE = ByGroup(name="agree", about=(("cause", "agree"), ("time", 12.0)), beside="cause", apart=("outcome", "time"))
_CHANGE = ByGroup(
    name="change", about=(("cause", "improved"), ("time", 12.0)), beside="cause", apart=("outcome", "time")
)
_CHANGE_MEAN = ByGroup(
    name="change_mean",
    about=(("statistic", "mean_change"), ("time", 12.0)),
    beside="statistic",
    apart=("outcome", "time"),
)
_MATCH = ByGroup(name="needs_match", about=(("statistic", "match_received"),), beside="statistic")

PARTICIPANTS_VOICE: Mapping[str, Telling] = {
    "responses": by_group(_RESPONSES),
    "reliability": RELIABILITY,
    "scales": by_group(_SCALES),
    "agree": with_questions(_AGREE),
    "languages": LANGUAGES,
    "change": with_questions(_CHANGE, replace(by_group(_CHANGE), sentences=changed_sentences(_CHANGE))),
    "change_mean": with_questions(_CHANGE_MEAN),
    "change_bounds": with_questions(CHANGE_BOUNDS, BETWEEN_CHANGE),
    "closer": BETWEEN_CLOSER,
    "coding": CODING,
    "needs_match": replace(by_group(_MATCH), sentences=matched_sentences(_MATCH)),
    "unmet": UNMET,
    "needs_over_time": OVER_TIME,
}
"""By the name of the table."""
