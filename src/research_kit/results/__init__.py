"""Results: what every method returns, when a number may be said, and which guards forbid it."""

from __future__ import annotations

from research_kit.results.guards import GUARDS, Guard, GuardHit, raise_guard
from research_kit.results.history import History
from research_kit.results.result_table import RESULT_COLUMNS, Answer, ResultTable, Subject, result_frame
from research_kit.results.splits import Split, plan_splits, require_by
from research_kit.results.status import Thresholds, smallest_visible_gap

__all__ = [
    "GUARDS",
    "RESULT_COLUMNS",
    "Answer",
    "Guard",
    "GuardHit",
    "History",
    "ResultTable",
    "Split",
    "Subject",
    "Thresholds",
    "plan_splits",
    "raise_guard",
    "require_by",
    "result_frame",
    "smallest_visible_gap",
]
