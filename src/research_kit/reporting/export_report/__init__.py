"""The exporter: pages for the board, refused when they hold anything that was not released."""

from __future__ import annotations

from research_kit.reporting.export_report.audit_pages import audit_pages
from research_kit.reporting.export_report.pages import clean_notebook, export_pages

__all__ = ["audit_pages", "clean_notebook", "export_pages"]
