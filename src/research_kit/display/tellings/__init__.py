"""How each released table is told that is not a headline: by the name of the table."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.display.tellings.activity_effects import ACTIVITY_EFFECTS
from research_kit.display.tellings.adjusted import ADJUSTED
from research_kit.display.tellings.bounds import BOUNDS
from research_kit.display.tellings.equity import EQUITY
from research_kit.display.tellings.indicators import BOARD_INDICATORS
from research_kit.display.tellings.participants_voice import PARTICIPANTS_VOICE
from research_kit.display.tellings.process import PROCESS
from research_kit.display.tellings.standardised import STANDARDISED
from research_kit.display.tellings.states import STATES_TOLD
from research_kit.display.tellings.sustained import SUSTAINED_TOLD
from research_kit.display.tellings.targets import TARGETS
from research_kit.display.tellings.telling import Telling

TELLINGS: Mapping[str, Telling] = {
    "sustained": SUSTAINED_TOLD,
    "bounds": BOUNDS,
    "standardised": STANDARDISED,
    "adjusted": ADJUSTED,
    "states": STATES_TOLD,
    **PROCESS,
    **PARTICIPANTS_VOICE,
    **EQUITY,
    **ACTIVITY_EFFECTS,
    **TARGETS,
    **BOARD_INDICATORS,
}
"""By the name of the table."""
