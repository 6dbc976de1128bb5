"""Whether everybody has the same access and the same chance of reaching the goal."""

from __future__ import annotations

from research_kit.analyses.equity.answer import equity

__all__ = ["equity"]
