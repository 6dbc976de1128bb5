"""Numbers taken out of finished artefacts, as an outsider would: the audit runs on what is published."""

from __future__ import annotations

from research_kit.reporting.read_back.numbers import Number, numbers_in
from research_kit.reporting.read_back.page_tables import tables_of
from research_kit.reporting.read_back.read_file import read_back

__all__ = ["Number", "numbers_in", "read_back", "tables_of"]
