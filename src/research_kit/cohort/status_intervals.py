"""Each status as far as it is known: an interval in which it began, and the last day it was verified.

Date precision turns into an interval, never into an invented day (METHODS 0.5).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.errors import CohortError

STAYS_AT_RISK = ("at_risk", "temporary")


def place_statuses(
    statuses: pl.DataFrame, index: pl.DataFrame, *, definition: CohortDefinition, cut: date
) -> pl.DataFrame:
    """The statuses of the people in `index`, as known at the cut.

    Parameters
    ----------
    statuses
        One row per status of a person: the study's table `status_spell`.
    index
        One row per person: `pid, index_on`.
    definition
        The cohort's definition, for what each status means.
    cut
        The last day that is read.

    Returns
    -------
    One row per status that began by the cut: `pid, index_on, kind, role, hours_pct, precision`; `lo` and `hi`, the
    first and the last day on which it may have begun; `end_hi`, the last day on which it may have ended;
    `verified_until`, the last day on which the person is known to have been in it (null: nobody verified it).
    """
    _refuse_unknown_codes(statuses, definition)
    spells = (
        statuses.join(index.select("pid", "index_on"), on="pid", how="inner", validate="m:1", maintain_order="left")
        .with_row_index("row")
        .with_columns(
            role=pl.col("kind").replace_strict(dict(definition.outcomes.map), return_dtype=pl.String()),
            lo=pl.coalesce("start", "start_lo"),
            hi=pl.coalesce("start", "start_hi", "verified_on"),
            verified_until=_verified_until(cut),
        )
        # A start without a first possible day may have been before the cut; without a last one either it says nothing.
        .filter((pl.col("lo") <= cut).fill_null(True) & pl.col("hi").is_not_null())
    )
    bounded = _with_lower_bounds(spells)
    return bounded.select(
        "pid", "index_on", "kind", "role", "hours_pct", "precision", "lo", "hi", "end_hi", "verified_until"
    )


def _verified_until(cut: date) -> pl.Expr:
    """A status is known to last until it was last confirmed, or until the first day it may have ended."""
    until = pl.min_horizontal("verified_on", "end_lo", pl.lit(cut))
    return pl.when(pl.col("verified_on").is_not_null()).then(until)


def _with_lower_bounds(spells: pl.DataFrame) -> pl.DataFrame:
    """Where no first possible start is given: the last day another status without success was verified, or index."""
    undated = spells.filter(pl.col("lo").is_null()).select("row", "pid", "hi")
    if not undated.height:
        return spells
    others = spells.filter(pl.col("role").is_in(STAYS_AT_RISK)).select("pid", other="row", known="verified_until")
    before = (
        undated.join(others, on="pid", how="inner")
        .filter((pl.col("known") < pl.col("hi")) & (pl.col("other") != pl.col("row")))
        .group_by("row")
        .agg(not_before=pl.col("known").max())
    )
    joined = spells.join(before, on="row", how="left", validate="1:1", maintain_order="left")
    lowest = pl.min_horizontal(pl.coalesce("lo", "not_before", "index_on"), "hi")
    return joined.with_columns(lo=lowest)


def _refuse_unknown_codes(statuses: pl.DataFrame, definition: CohortDefinition) -> None:
    strange = statuses.filter(~pl.col("kind").is_in(list(definition.outcomes.map)))["kind"].unique().sort()
    if len(strange):
        raise CohortError(
            f"The status {', '.join(f'`{code}`' for code in strange)} occurs in `status_spell` but not in the outcome "
            f"map of `{definition.name}`. Add it under `outcomes.map`, with what it means."
        )
