"""The tables of the answer `indicators`: what a board decided to follow."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.display.tellings.by_group import ByGroup, by_group
from research_kit.display.tellings.indicator_answers import INDICATOR_ANSWERS
from research_kit.display.tellings.indicator_bounds import INDICATOR_BOUNDS
from research_kit.display.tellings.indicator_periods import indicator_periods
from research_kit.display.tellings.telling import Telling

BOARD_INDICATORS: Mapping[str, Telling] = {
    "indicator_responses": by_group(ByGroup(name="indicator_responses", about=(("time", 12.0),))),
    "indicator_answers": INDICATOR_ANSWERS,
    "indicator_bounds": INDICATOR_BOUNDS,
    **{name: indicator_periods(name) for name in ("indicator_shares", "indicator_counts", "indicator_values")},
}
"""By the name of the table."""
