"""What participants say themselves, and whether what is done matches what they need."""

from __future__ import annotations

from research_kit.analyses.participants_voice.answer import participants_voice
from research_kit.analyses.participants_voice.coding_agreement import coding_agreement

__all__ = ["coding_agreement", "participants_voice"]
