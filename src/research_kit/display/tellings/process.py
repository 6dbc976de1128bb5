"""The tables of the answer `process` (METHODS 4)."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.display.tellings.by_group import ByGroup, by_group
from research_kit.display.tellings.charts import CHARTS
from research_kit.display.tellings.gaps_of import GapsOf, gaps_of
from research_kit.display.tellings.stock import STOCK
from research_kit.display.tellings.telling import Telling

_NUMBERS = (
    ByGroup(name="waits", about=(("outcome", "referral_to_activity"), ("time", 30.0)), apart="outcome", in_days=True),
    ByGroup(name="waits_median", about=(("outcome", "referral_to_activity"),), beside="outcome"),
    ByGroup(name="dropout", about=(("cause", "dropped_out"), ("time", 12.0)), apart="cause"),
    ByGroup(name="attendance", about=(("outcome", None),), beside="outcome"),
    ByGroup(name="offers", about=(), beside="statistic"),
    ByGroup(name="contacts", about=(("statistic", "held_per_month"),), beside="statistic"),
    ByGroup(name="series", about=(("statistic", "level_change"),), beside="statistic", apart="cause"),
    ByGroup(name="phases", about=(("cause", "work"), ("time", 12.0)), beside="cause", apart="time"),
    ByGroup(name="flow_balance", about=(("statistic", "mean_at_once"),), beside="statistic", ranked=False),
)

PROCESS: Mapping[str, Telling] = {
    **{spec.name: by_group(spec) for spec in _NUMBERS},
    "charts": CHARTS,
    "stock": STOCK,
    "versions": gaps_of(GapsOf(name="versions", statistic="gap_after_version")),
}
"""By the name of the table."""
