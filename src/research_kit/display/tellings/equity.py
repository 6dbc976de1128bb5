"""The tables of the answer `equity` (METHODS 4.4 and 7)."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.display.tellings.by_group import ByGroup, by_group
from research_kit.display.tellings.gaps_of import GapsOf, gaps_of
from research_kit.display.tellings.organisations import ORGANISATIONS
from research_kit.display.tellings.telling import Telling

_NUMBERS = (
    ByGroup(name="access", about=(("outcome", "activity"),), beside="outcome", in_days=True),
    ByGroup(name="in_results", about=(), beside="outcome"),
    ByGroup(name="representation", about=(("outcome", "referred"),), beside="outcome", apart="compared_with"),
    ByGroup(
        name="pooled",
        about=(("statistic", "share_pooled"), ("outcome", "activity")),
        beside="statistic",
        apart="outcome",
        ranked=False,
    ),
)
_GAPS = (
    GapsOf(name="access_gaps", statistic="gap_access", ratio="ratio_access"),
    GapsOf(name="results", statistic="gap_results"),
    GapsOf(name="interaction", statistic="interaction"),
    GapsOf(name="screening", statistic="gap_screening", search=True),
)

GAP_TABLES: Mapping[str, GapsOf] = {spec.name: spec for spec in _GAPS}
"""Those of differences, by the name of the table."""

EQUITY: Mapping[str, Telling] = {
    **{spec.name: by_group(spec) for spec in _NUMBERS},
    **{spec.name: gaps_of(spec) for spec in _GAPS},
    "organisations": ORGANISATIONS,
}
"""By the name of the table."""
