"""How the tables beside the headline are told: work that lasted, bounds, adjusted comparisons, where people are."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.display.tellings.adjusted import ADJUSTED
from research_kit.display.tellings.bounds import BOUNDS
from research_kit.display.tellings.standardised import STANDARDISED
from research_kit.display.tellings.states import STATES_TOLD
from research_kit.display.tellings.sustained import SUSTAINED_TOLD
from research_kit.display.tellings.telling import Telling

TELLINGS: Mapping[str, Telling] = {
    "sustained": SUSTAINED_TOLD,
    "bounds": BOUNDS,
    "standardised": STANDARDISED,
    "adjusted": ADJUSTED,
    "states": STATES_TOLD,
}
"""By the name of the table."""
