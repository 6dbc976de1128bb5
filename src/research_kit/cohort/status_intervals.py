"""Each status as far as it is known: an interval in which it began, and the last day it was verified.

Date precision turns into an interval, never into an invented day (METHODS 0.5).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.work_abroad import without_blind_register
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
    One row per status that began by the cut: `row, pid, index_on, kind, role, hours_pct, income_source, work_place,
    verified_by, precision`; `lo` and `hi`, the first (null: none is given, see `with_earliest`) and the last day on
    which it may have begun; `end_lo` and `end_hi`, those on which it may have ended; `verified_until`, the last day on
    which the person is known to have been in it (null: nobody verified it, or a register alone that cannot know).
    """
    _refuse_unknown_codes(statuses, definition)
    spells = (
        statuses.join(index.select("pid", "index_on"), on="pid", how="inner", validate="m:1", maintain_order="left")
        .with_row_index("row")
        .with_columns(
            role=pl.col("kind").replace_strict(dict(definition.outcomes.map), return_dtype=pl.String()),
            lo=pl.coalesce("start", "start_lo"),
            hi=_latest_start(),
            verified_until=_verified_until(cut),
        )
        # A start without a first possible day may have been before the cut; without a last one either it says nothing.
        .filter((pl.col("lo") <= cut).fill_null(True) & pl.col("hi").is_not_null())
    )
    return without_blind_register(spells.select(_PLACED))


_PLACED = (
    *("row", "pid", "index_on", "kind", "role", "hours_pct", "income_source", "work_place", "verified_by", "precision"),
    *("lo", "hi", "end_lo", "end_hi", "verified_until"),
)


def _latest_start() -> pl.Expr:
    """A status has begun by its last possible start, by the day it was verified itself, and by its end.

    A verification or an end before the first possible start contradicts it, and is not believed.
    """
    given = pl.coalesce("start_hi", "verified_on")
    first = pl.coalesce("start_lo", pl.date(1, 1, 1))
    seen = [pl.when(pl.col(name) >= first).then(name) for name in ("verified_on", "end_hi")]
    return pl.coalesce("start", pl.when(given.is_not_null()).then(pl.min_horizontal(given, *seen)))


def _verified_until(cut: date) -> pl.Expr:
    """A status is known to last until it was last confirmed, or until the first day it may have ended."""
    until = pl.min_horizontal("verified_on", "end_lo", pl.lit(cut))
    return pl.when(pl.col("verified_on").is_not_null()).then(until)


def with_earliest(spells: pl.DataFrame, is_without: pl.Expr) -> pl.DataFrame:
    """The statuses with `lo`, the first day on which each may have begun, narrowed by what was verified before.

    It is the day after the last one on which another status was verified that is none of the successes asked for;
    failing that the first day given, or the index date where none is.

    Parameters
    ----------
    spells
        As `place_statuses` gives them.
    is_without
        True for a status that counts as without the success asked for.
    """
    undecided = spells.filter((pl.col("lo") < pl.col("hi")).fill_null(True)).select("row", "pid", "hi")
    known = pl.min_horizontal("verified_until", pl.col("end_lo") - pl.duration(days=1))  # the day it ended is after
    others = spells.filter(is_without & pl.col("verified_until").is_not_null()).select("pid", other="row", known=known)
    before = (
        undecided.join(others, on="pid", how="inner")
        .filter((pl.col("known") < pl.col("hi")) & (pl.col("other") != pl.col("row")))
        .group_by("row")
        .agg(after=pl.col("known").max() + pl.duration(days=1))
    )
    joined = spells.join(before, on="row", how="left", validate="1:1", maintain_order="left")
    earliest = pl.coalesce(pl.max_horizontal("lo", "after"), "index_on")
    return joined.with_columns(lo=pl.min_horizontal(earliest, "hi")).drop("after")


def _refuse_unknown_codes(statuses: pl.DataFrame, definition: CohortDefinition) -> None:
    strange = statuses.filter(~pl.col("kind").is_in(list(definition.outcomes.map)))["kind"].unique().sort()
    if len(strange):
        raise CohortError(
            f"The status {', '.join(f'`{code}`' for code in strange)} occurs in `status_spell` but not in the outcome "
            f"map of `{definition.name}`. Add it under `outcomes.map`, with what it means."
        )
