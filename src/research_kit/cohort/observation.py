"""Until when each participant was observed: what was verified, by whom, and until when it could have been."""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.cohort.causes import days_after_index, days_of_date
from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.flow import WAVE_DAYS
from research_kit.cohort.status_intervals import STAYS_AT_RISK, with_earliest
from research_kit.cohort.work_abroad import REGISTER


def observe(index: pl.DataFrame, spells: pl.DataFrame, *, definition: CohortDefinition, cut: date) -> pl.DataFrame:
    """One row per person: the last verified day, and where a censoring code or the cut ends observation.

    Parameters
    ----------
    index
        One row per person: `pid, index_on, left_on, exit_reason`.
    spells
        One row per status, as `place_statuses` gives them.
    definition
        The cohort's definition.
    cut
        The last day that is read.

    Returns
    -------
    `pid, index_on, verified_on` (null: never); and in days from index: `until_days`, the end of observation;
    `verified_days`, the last verified day within it; `register_days`, the same of those that a register verified;
    `potential_days`, until when observation could have gone: the cut, or `at_most_days`; `due_days`, the last
    quarterly follow-up by then whose window has passed at the cut.
    """
    per_person = _seen(spells)
    left_lost = pl.col("exit_reason").is_in(definition.outcomes.codes_with("censor")).fill_null(False)
    until = pl.min_horizontal("lost_on", pl.when(left_lost).then("left_on"), pl.lit(cut))
    observed = index.join(per_person, on="pid", how="left", validate="1:1", maintain_order="left")
    at_most = pl.lit(definition.follow_up.at_most_days, dtype=pl.Float64())
    to_cut, window = days_of_date(pl.lit(cut)), definition.follow_up.window_days
    return observed.with_columns(until=until).select(
        "pid",
        "index_on",
        "verified_on",
        days_after_index("until"),
        verified_days=days_of_date(pl.when(pl.col("verified_on").is_not_null()).then(_earlier("verified_on"))),
        register_days=days_of_date(pl.when(pl.col("register_on").is_not_null()).then(_earlier("register_on"))),
        potential_days=pl.min_horizontal(to_cut, at_most),
        due_days=pl.min_horizontal(((to_cut - window) / WAVE_DAYS).floor() * WAVE_DAYS, at_most),
    )


def _seen(spells: pl.DataFrame) -> pl.DataFrame:
    """Per person the last verified day, the last that a register verified, and the day she was lost."""
    lost = pl.col("role") == "censor"
    by_register = (pl.col("verified_by") == REGISTER).fill_null(False)
    seen = pl.col("verified_until").filter(~lost)
    return (
        with_earliest(spells, pl.col("role").is_in(STAYS_AT_RISK))
        .group_by("pid")
        .agg(
            verified_on=seen.max(),
            register_on=pl.col("verified_until").filter(~lost & by_register).max(),
            lost_on=pl.col("lo").filter(lost & (pl.col("lo") >= pl.col("index_on"))).min(),
        )
    )


def _earlier(name: str) -> pl.Expr:
    return pl.min_horizontal(name, "until")


def is_lost(due: pl.Expr, window_days: int) -> pl.Expr:
    """Censored, and not seen within the window of the last follow-up that was due: overdue, not between two of them."""
    return (pl.col("event") == 0) & (pl.col("duration_days") < due - window_days)


def is_register_followed(window_days: int) -> pl.Expr:
    """Verified by a register up to the event, or to the last follow-up due, give or take its window."""
    asked = pl.when(pl.col("event") > 0).then(pl.min_horizontal("duration_days", "potential_days"))
    target = asked.otherwise("due_days") - window_days
    return (pl.col("register_days") >= target).fill_null(False)  # no register ever verified anything
