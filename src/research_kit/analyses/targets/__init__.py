"""Whether the project reaches what it promised: attainment at the horizon, progress, and what is to be expected."""

from __future__ import annotations

from research_kit.analyses.targets.answer import targets

__all__ = ["targets"]
