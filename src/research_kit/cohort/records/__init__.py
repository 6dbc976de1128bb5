"""What happened to people in the project, as frames for the questions about process and access; never printed."""

from __future__ import annotations

from research_kit.cohort.records.project_records import ProjectRecords

__all__ = ["ProjectRecords"]
