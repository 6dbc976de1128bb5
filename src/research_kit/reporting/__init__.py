"""Reporting: notebooks run in two rooms with the gate between them, and what comes out of them as pages."""

from __future__ import annotations

from research_kit.reporting.iri_grammar import parse_when_asked
from research_kit.reporting.open_run import AnalysisRoom, BoardRoom, open_run

parse_when_asked()

__all__ = ["AnalysisRoom", "BoardRoom", "open_run"]
