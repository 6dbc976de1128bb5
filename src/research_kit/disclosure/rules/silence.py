"""What a row that may not be seen says, and the values it does not."""

from __future__ import annotations

import polars as pl

from research_kit.disclosure.exceptions import is_excepted_row

WITHHELD = "WITHHELD"
"""The one reason a reader sees: to say which rule withheld a cell would say how large it is."""

VALUES = ("estimate", "std_error", "lower", "upper", "alarm_lower", "alarm_upper")


def silenced(frame: pl.DataFrame, *, silent: pl.Expr, people: pl.Expr, unknown: pl.Expr) -> pl.DataFrame:
    """The frame without the values of silent rows, nor the numbers of people, and of those not known of, given.

    The size of the group stays in a silent row unless it may not be told either. A row that an exception shows is
    shown.
    """
    silent, people = silent & ~is_excepted_row(), people & ~is_excepted_row()
    told = pl.any_horizontal(pl.col(*VALUES, "events").is_not_null()) | (pl.col("status").is_in(["ok", "wide"]))
    says = silent & told
    return frame.with_columns(
        *(pl.when(~silent).then(name).alias(name) for name in (*VALUES, "events", "smallest_visible_gap")),
        n=pl.when(~people).then("n"),
        unknown=pl.when(~(silent | unknown)).then("unknown"),
        status=pl.when(says).then(pl.lit("suppressed")).otherwise("status"),
        reason=pl.when(says).then(pl.lit(WITHHELD)).otherwise("reason"),
    )
