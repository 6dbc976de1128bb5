"""What goes together with starting an activity, as far as a protocol and the data allow it to be said."""

from __future__ import annotations

from research_kit.analyses.activity_effects.answer import activity_effects
from research_kit.analyses.activity_effects.ever_started import compare_ever_started

__all__ = ["activity_effects", "compare_ever_started"]
