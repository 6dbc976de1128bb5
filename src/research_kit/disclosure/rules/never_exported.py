"""What no release ever holds, whatever its numbers are (METHODS 10.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from research_kit.errors import DisclosureError

NEVER_EXPORTED = (
    "free_text",
    "own_words",
    "identifiers",
    "dates",
    "coach_id",
    "country",
    "rare_categories",
    "notebook_inputs",
    "notebook_metadata",
    "intermediate_frames",
    "error_values",
    "plot_data",
)
"""What is in no release: by kind, or as the name of a column. A policy may add to the list and takes nothing away."""

_COLUMNS = {
    "free_text": re.compile(r"(^|_)(text|comment|note|notes)$"),
    "identifiers": re.compile(r"^(pid|pnr|id)$|_id$"),
    "dates": re.compile(r"_(on|at|date|lo|hi)$|^(start|end)$"),
    "country": re.compile(r"(^|_)country(_|$)"),
    "coach_id": re.compile(r"^coach(_|$)"),
}
"""Kinds of the list that can be told from a column's name."""


def left_out(listed: Sequence[str]) -> tuple[str, ...]:
    """What of the house's list is not in another."""
    return tuple(name for name in NEVER_EXPORTED if name not in listed)


def require_exportable(columns: Iterable[str], listed: Sequence[str]) -> None:
    """Refuse a table by a column that may not leave the analysis room.

    Parameters
    ----------
    columns
        The columns a table is split by.
    listed
        What is never exported (`Policy.never_exported`): kinds, and names of columns.

    Raises
    ------
    DisclosureError
        A column is on the list, or is of a kind that is.
    """
    for column in columns:
        kind = next((name for name in listed if _is_of(column, name)), None)
        if kind is not None:
            raise DisclosureError(
                f"a table is split by `{column}`, which is never exported (`{kind}` in `never_exported`). "
                "Take it out of `split_by` in the cohort file, or of `report.by`."
            )


def _is_of(column: str, name: str) -> bool:
    return column == name or (name in _COLUMNS and _COLUMNS[name].search(column) is not None)
