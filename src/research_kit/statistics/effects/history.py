"""What was known of each participant at a month: the last value measured by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.effects.time_zero import require_columns
from research_kit.statistics.regression.column_names import several_names
from research_kit.statistics.regression.given_frame import given_frame


@dataclass(frozen=True, kw_only=True)
class History:
    """One row per participant and time of measurement: `_id`, `_measured` (months since index), the covariates."""

    rows: pl.DataFrame
    names: tuple[str, ...]

    def known_at(self, asked: pl.DataFrame, month: str) -> pl.DataFrame:
        """The rows asked for (`_id` and a month), with the last values measured at that month or before.

        Raises
        ------
        EstimateError
            Somebody has no value by then.
        """
        if not self.names:
            return asked
        if asked.schema["_id"] != self.rows.schema["_id"]:
            raise EstimateError("Participants are of another type in `history` than in the frame: give both one type.")
        left = asked.with_row_index("_row").with_columns(pl.col(month).cast(pl.Float64).alias("_asked")).sort("_asked")
        right = self.rows.sort("_measured")
        found = left.join_asof(
            right, left_on="_asked", right_on="_measured", by="_id", strategy="backward", check_sortedness=False
        )
        unknown = found.filter(pl.any_horizontal(pl.col(self.names).is_null())).height
        if unknown:
            raise EstimateError(
                f"{unknown:,} of {asked.height:,} rows have no value in {', '.join(map(repr, self.names))} measured by "
                "the month asked for. Give everybody a row of `history` at month 0."
            )
        return found.sort("_row").drop("_row", "_asked", "_measured")


def read_history(history: Any, id: str, covariates: Sequence[str] | str, month: str = "month") -> History:
    """The covariates that change, by participant and month of measurement."""
    names = several_names("history_covariates", covariates)
    if history is None:
        if names:
            raise EstimateError("`history_covariates` are named, but `history` is None.")
        return History(rows=pl.DataFrame(), names=())
    if not names:
        raise EstimateError("`history` is given: name its columns as `history_covariates`.")
    rows = given_frame(history)
    require_columns(rows, [id, month, *names])
    chosen = rows.select(
        pl.col(id).alias("_id"), pl.col(month).cast(pl.Float64).alias("_measured"), *dict.fromkeys(names)
    )
    unknown = chosen.filter(pl.any_horizontal(pl.all().is_null())).height
    if unknown:
        raise EstimateError(
            f"{unknown:,} of {rows.height:,} rows of `history` lack a value. Complete or leave them out."
        )
    return History(rows=chosen, names=names)
