"""The indicators that the board decided on, each version by itself."""

from __future__ import annotations

from research_kit.analyses.indicators.answer import indicators

__all__ = ["indicators"]
