"""The last step before an edition is placed: the intruder reads its pages beside all that was published before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from research_kit.disclosure import read_release
from research_kit.display.page import subject_of
from research_kit.ledger import Entry
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.edition import pages_of
from research_kit.reporting.export_report.artefact_audit import PagesTogether, require_nobody_exposed
from research_kit.reporting.export_report.published_statements import (
    published_statements,
    quarter_of,
    statements_on,
)
from research_kit.reporting.export_report.true_numbers import group_of_cell, true_numbers
from research_kit.results.stored_answer import read_answers


def require_safe_pages(
    plan: RunPlan, staging: Path, entries: Sequence[Entry], *, progress: Callable[[str], None]
) -> None:
    """Refuse a staged edition whose pages, with everything published before, give a few people away.

    Parameters
    ----------
    plan
        What the parameters file says.
    staging
        The staged edition: its pages, the release they were made from, and the exact answers, which say what is a
        secret; the intruder is given the pages alone.
    entries
        Of the ledger, of what was published before, oldest first.
    progress
        Called with a line of text.

    Raises
    ------
    DisclosureError
        Naming the page, the item, the row and whom the number counts, with a remedy; nothing is published.
    """
    pages = pages_of(staging)
    if not pages:
        return
    release = read_release(staging / "released")
    subject = subject_of(release)
    quarter = quarter_of(plan.quarter, sum(entry.label == plan.quarter for entry in entries))
    language = plan.report.languages[0]
    together = PagesTogether(
        own=statements_on(pages, quarter, subject=subject),
        quarter=quarter,
        earlier=published_statements(plan.study_folder, entries, language=language, subject=subject),
        truth=true_numbers(read_answers(staging / "internal" / "results"), quarter),
        excused=frozenset(group_of_cell(one.cell) for one in plan.policy.in_force()),
    )
    asked = require_nobody_exposed(together, plan.policy)
    progress(f"audit of the finished pages: {len(together.own)} statements, {asked} numbers asked for, nobody found")
