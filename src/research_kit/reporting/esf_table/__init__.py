"""The ESF+ table of an edition, as a reporting officer expects it: CSV and Excel, from what was released alone."""

from __future__ import annotations

from research_kit.reporting.esf_table.esf_cells import Cell, EsfTable, esf_table
from research_kit.reporting.esf_table.write_tables import ESF_FOLDER, esf_files, write_esf_tables

__all__ = ["ESF_FOLDER", "Cell", "EsfTable", "esf_files", "esf_table", "write_esf_tables"]
