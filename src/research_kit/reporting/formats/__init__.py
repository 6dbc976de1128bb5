"""The report in other formats, made from its finished pages and its release alone, read back before they are kept."""

from __future__ import annotations

from research_kit.reporting.formats.all_formats import write_formats

__all__ = ["write_formats"]
