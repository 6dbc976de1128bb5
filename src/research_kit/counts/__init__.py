"""Counts: the bridge between participants and estimates.

A table of counts holds everything the survival estimators need, however many participants there are and wherever
they live; tables of separate sites add up without anybody sharing a row.
"""

from __future__ import annotations

from research_kit.counts.life_table import life_table, life_tables
from research_kit.counts.life_table_type import LifeTable
from research_kit.counts.regrouped import on_grid, regrouped
from research_kit.counts.stored_life_table import read_life_table, write_life_table

__all__ = [
    "LifeTable",
    "life_table",
    "life_tables",
    "on_grid",
    "read_life_table",
    "regrouped",
    "write_life_table",
]
