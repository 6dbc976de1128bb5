"""Why a table is not told of a part of the participants, as reasons that its row gives."""

from __future__ import annotations

import polars as pl

OF_WHOLE = "OF_WHOLE"
"""It would stand beside the plan, the calendar or the reference population of the whole project."""
OF_REFERRED = "OF_REFERRED"
"""It is about everybody referred, and the part was chosen by a day that only those enrolled have."""


def is_left_out(rows: pl.DataFrame) -> bool:
    """Whether nothing of a table is told because the answer is about a part."""
    return bool(rows.height) and rows["reason"].is_in([OF_WHOLE, OF_REFERRED]).fill_null(False).all()
