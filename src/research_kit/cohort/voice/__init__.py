"""What participants said themselves: follow-ups, answers to questions and needs, as frames; never printed."""

from __future__ import annotations

from research_kit.cohort.voice.voice_records import VoiceRecords

__all__ = ["VoiceRecords"]
