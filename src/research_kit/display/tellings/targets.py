"""The tables of the answers `targets` and `esf_plus` (METHODS 9)."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.display.tellings.attainment import ATTAINMENT
from research_kit.display.tellings.by_group import ByGroup, by_group
from research_kit.display.tellings.esf_plus import INDICATORS
from research_kit.display.tellings.forecast import FORECAST
from research_kit.display.tellings.progress import PROGRESS
from research_kit.display.tellings.telling import Telling

TARGETS: Mapping[str, Telling] = {
    "attainment": ATTAINMENT,
    "progress": PROGRESS,
    "forecast": FORECAST,
    "backtest": by_group(ByGroup(name="backtest", about=(("statistic", "hit_rate_95"),), beside="statistic")),
    "indicators": INDICATORS,
}
"""By the name of the table."""
