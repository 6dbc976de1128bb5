"""Why nothing is told of a group: one reason, the same in the figure, under it and under the table."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.display.rows import Row, headline_measure, headline_time

REASONS = ("note-suppressed", "note-not-reached", "note-blocked", "note-insufficient")
"""Under which words a group stands, in the order in which they are told."""
SUPPRESSED, NOT_REACHED, BLOCKED, INSUFFICIENT = REASONS
IN_CELLS = {SUPPRESSED: "cell-suppressed", BLOCKED: "cell-blocked", INSUFFICIENT: "cell-insufficient"}
"""The same in a cell of a table."""


def silence(row: Row) -> str:
    """Why a row has no estimate to show."""
    if row.withheld:
        return SUPPRESSED
    if row.reason == "NOT_REACHED":
        return NOT_REACHED
    return BLOCKED if row.status == "blocked" else INSUFFICIENT


def deciding_row(of: Sequence[Row], rows: Sequence[Row]) -> Row:
    """The row that says why a group is silent: the headline's, at the headline's time where there is one.

    `of` are the rows of the group, `rows` those of the whole table.
    """
    measure, time = headline_measure(rows), headline_time(rows)
    headline = [row for row in of if row.measure == measure] or list(of)
    candidates = [row for row in headline if row.time == time] or headline
    return next((row for row in candidates if row.status not in ("ok", "wide")), candidates[0])
