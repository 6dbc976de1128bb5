"""Until when each participant is observed, and which event ended it (METHODS 2, 3.0).

Exit is the first of success, a terminal event, the last verified status, and the data cut. A temporary status keeps
a person at risk. Where nothing was verified nothing is assumed: no record is never "no".
"""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.cohort.definition import TERMINAL, CohortDefinition, FollowUp
from research_kit.cohort.status_intervals import STAYS_AT_RISK, with_earliest

OUTCOME_COLUMNS = ("duration_days", "event", "interval_days", "start_precision", "at_follow_up")


_IS_WITHOUT = (
    pl.col("role").is_in(["success", "at_risk", "temporary"]) & pl.col("cause").is_null() & ~pl.col("is_unclear")
)
"""A status that is known to be none of the successes of a definition, though it may be one of another."""


def follow_outcomes(
    index: pl.DataFrame, spells: pl.DataFrame, visits: pl.DataFrame, *, definition: CohortDefinition, cut: date
) -> pl.DataFrame:
    """How long each person was followed and what ended it, under every definition of success.

    Parameters
    ----------
    index
        One row per person: `pid, index_on, left_on, exit_reason`.
    spells
        One row per status, as `place_statuses` gives them.
    visits
        One row per follow-up that took place: `pid, actual_on`.
    definition
        The cohort's definition.
    cut
        The last day that is read.

    Returns
    -------
    One row per person: `pid`; `verified_on`, the last day on which a status was verified (null: never); and per
    definition of success, with its name at the end, `duration_days` (0 for who is in such a success already); `event`
    (0 = censored, else the place of the cause in `outcomes.causes_of`); `interval_days`, the days on which the start
    may lie (1: the day is known); `start_precision`; `at_follow_up`, whether a start known to the day falls on the day
    of a follow-up.
    """
    observed = _observation(index, spells, definition=definition, cut=cut)
    result = observed.select("pid", "verified_on")
    for name in definition.outcomes.definitions:
        caused = _with_cause(spells, definition, name)
        found = _exits(with_earliest(caused, _IS_WITHOUT), observed, follow_up=definition.follow_up, cut=cut)
        exits = _not_followed(found, already_in(spells, definition, name))
        flagged = _at_follow_up(exits, visits).select("pid", *(pl.col(c).alias(f"{c}_{name}") for c in OUTCOME_COLUMNS))
        result = result.join(flagged, on="pid", how="left", validate="1:1", maintain_order="left")
    return result


def _not_followed(exits: pl.DataFrame, already: pl.DataFrame) -> pl.DataFrame:
    """Who is in the outcome on the index date cannot start it: censored on day 0, whatever is heard later."""
    is_in = pl.col("pid").is_in(already["pid"].implode())
    kept = [pl.when(~is_in).then(name).alias(name) for name in ("interval_days", "start_precision")]
    return exits.with_columns(
        *kept,
        duration_days=pl.when(is_in).then(0.0).otherwise("duration_days"),
        event=pl.when(is_in).then(0).otherwise("event"),
    )


def already_in(spells: pl.DataFrame, definition: CohortDefinition, name: str) -> pl.DataFrame:
    """People who were in the outcome `name` on their index date: one row per person, `pid`."""
    cause = _with_cause(spells, definition, name).filter(pl.col("cause").is_not_null())
    lasted = (pl.col("end_hi") > pl.col("index_on")).fill_null(True)  # no end known: it lasts
    return cause.filter((pl.col("hi") <= pl.col("index_on")) & lasted).select("pid").unique()


def _observation(index: pl.DataFrame, spells: pl.DataFrame, *, definition: CohortDefinition, cut: date) -> pl.DataFrame:
    """Per person the last verified day, and the day on which a censoring code or the cut ends observation."""
    lost = pl.col("role") == "censor"
    per_person = (
        with_earliest(spells, pl.col("role").is_in(STAYS_AT_RISK))
        .group_by("pid")
        .agg(
            verified_on=pl.col("verified_until").filter(~lost).max(),
            lost_on=pl.col("lo").filter(lost & (pl.col("lo") >= pl.col("index_on"))).min(),
        )
    )
    left_lost = pl.col("exit_reason").is_in(definition.outcomes.codes_with("censor")).fill_null(False)
    return index.join(per_person, on="pid", how="left", validate="1:1", maintain_order="left").select(
        "pid",
        "index_on",
        "verified_on",
        observed_until=pl.min_horizontal("lost_on", pl.when(left_lost).then("left_on"), pl.lit(cut)),
    )


def _with_cause(spells: pl.DataFrame, definition: CohortDefinition, name: str) -> pl.DataFrame:
    """What each status is under one definition: the code of a cause, unclear (hours unknown), or none of it."""
    outcome = definition.outcomes.definitions[name]
    causes = definition.outcomes.causes_of(name)
    code_of = {code: i for i, cause in enumerate(outcome.causes, start=1) for code in outcome.causes[cause]}
    if TERMINAL in causes:
        code_of |= dict.fromkeys(definition.outcomes.codes_with("competing"), len(causes))
    asked = [code for cause in outcome.hours_apply_to for code in outcome.causes[cause]]
    needs_hours = pl.col("kind").is_in(asked) & (outcome.hours_pct_at_least > 0)
    enough = ~needs_hours | (pl.col("hours_pct") >= outcome.hours_pct_at_least)
    cause = pl.col("kind").replace_strict(code_of, default=None, return_dtype=pl.Int64())
    return spells.with_columns(
        cause=pl.when(enough.fill_null(False)).then(cause),
        is_unclear=enough.is_null(),  # hours that nobody wrote down
    )


def _exits(spells: pl.DataFrame, observed: pl.DataFrame, *, follow_up: FollowUp, cut: date) -> pl.DataFrame:
    """Per person the first event, or the last day without one that is verified; in days from index."""
    timed = (
        spells.with_columns(_days_after_index("lo"), _days_after_index("hi"))
        .with_columns(
            lo_days=pl.col("lo_days").clip(lower_bound=1)  # of a start after index, the first day it can have
        )
        .with_columns(middle_days=(pl.col("lo_days") + pl.col("hi_days")) / 2)
    )
    begun = timed.filter(pl.col("hi_days") > 0)  # what began by the index date is no start
    exits = observed.with_columns(until_days=_days(pl.col("observed_until")))
    for part in (_first_events(begun), _first_unclear(begun), _last_verified(timed)):
        exits = exits.join(part, on="pid", how="left", validate="1:1", maintain_order="left")
    still_followed = pl.min_horizontal("until_days", "unclear_days", pl.lit(follow_up.at_most_days, dtype=pl.Float64))
    is_over = pl.col("known_by_days") <= _days(pl.lit(cut))  # an interval that is not over may still be corrected
    happened = ((pl.col("event_days") <= still_followed) & is_over).fill_null(False)
    without = pl.min_horizontal(pl.col("verified_days").fill_null(0).clip(lower_bound=0), still_followed).clip(
        lower_bound=0
    )
    return exits.select(
        "pid",
        "index_on",
        duration_days=pl.when(happened).then("event_days").otherwise(without).cast(pl.Float64),
        event=pl.when(happened).then("cause").otherwise(0).cast(pl.Int64),
        interval_days=pl.when(happened).then("interval_days").cast(pl.Int64),
        start_precision=pl.when(happened).then("precision"),
    )


def _first_events(begun: pl.DataFrame) -> pl.DataFrame:
    """The first start after index, at the midpoint of the days on which it may lie; ties go to the first cause."""
    events = begun.filter(pl.col("cause").is_not_null()).sort("pid", "middle_days", "cause", "hi_days")
    width = pl.col("hi_days") - pl.col("lo_days") + 1
    return events.unique("pid", keep="first", maintain_order=True).select(
        "pid", "cause", "precision", event_days="middle_days", known_by_days="hi_days", interval_days=width
    )


def _first_unclear(begun: pl.DataFrame) -> pl.DataFrame:
    unclear = begun.filter("is_unclear")
    return unclear.group_by("pid").agg(unclear_days=pl.col("lo_days").min())


def _last_verified(timed: pl.DataFrame) -> pl.DataFrame:
    """The last day on which a status without this success was verified."""
    return timed.filter(_IS_WITHOUT).group_by("pid").agg(verified_days=_days(pl.col("verified_until")).max())


def _at_follow_up(exits: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Whether a start that is known to the day falls on the day of a follow-up of the same person."""
    exact = (pl.col("event") > 0) & (pl.col("interval_days") == 1)
    dated = exits.with_columns(
        actual_on=pl.when(exact).then(pl.col("index_on") + pl.duration(days=pl.col("duration_days").cast(pl.Int64)))
    )
    met = visits.select("pid", "actual_on").unique().with_columns(found=pl.lit(True))
    return dated.join(met, on=["pid", "actual_on"], how="left", validate="m:1", maintain_order="left").with_columns(
        at_follow_up=pl.when(exact).then(pl.col("found").fill_null(False))
    )


def _days_after_index(name: str) -> pl.Expr:
    return _days(pl.col(name)).alias(f"{name}_days")


def _days(column: pl.Expr) -> pl.Expr:
    return (column - pl.col("index_on")).dt.total_days().cast(pl.Float64)
