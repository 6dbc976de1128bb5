"""Analyses: the answer to one question each, from a cohort to result tables with status and intervals."""

from __future__ import annotations

from research_kit.analyses.participants import participants
from research_kit.analyses.plain_share import plain_share_within
from research_kit.analyses.time_to_employment import time_to_employment

__all__ = ["participants", "plain_share_within", "time_to_employment"]
