"""Sustained work: starts of work that lasts (METHODS M3.6).

Work lasts as long as it was *verified* to last: from the latest day on which it may have begun to the last day on
which somebody confirmed it, or to its first possible end. Short interruptions are bridged, and one job after another
is the same work. What may or may not have lasted is not decided, and nobody is followed past it.
"""

from __future__ import annotations

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.first_events import first_exits

_NEVER = float("inf")


def sustained_exits(
    timed: pl.DataFrame, dated: pl.DataFrame, *, days: int, definition: CohortDefinition
) -> pl.DataFrame:
    """Per person the first start of work that lasts, or of another cause; else censored (G-SUSTAIN).

    Everybody, those with an event included, is followed to `days` before the last verified day at most: of later
    starts nobody can know yet whether they last.

    Parameters
    ----------
    timed
        One row per status under the headline's definition, as `statuses_in_days` gives them.
    dated
        One row per person: `pid, index_on, until_days, verified_days, cut_days`.
    days
        How long work must last.
    definition
        The cohort's definition, for how long an interruption is bridged and a person is followed at most.

    Returns
    -------
    As `first_exits`.
    """
    begun = timed.filter(pl.col("hi_days") > 0)
    jobs = judge_jobs(begun.filter(pl.col("cause") == 1), dated, definition, days=days)
    others = begun.filter(pl.col("cause") > 1).select(_START)
    starts = pl.concat([jobs.filter("lasts").select(_START), others])
    undecided = jobs.filter(~pl.col("lasts") & ~pl.col("ends_before"))
    limits = dated.join(_first_day(undecided, "undecided_days"), on="pid", how="left", validate="1:1")
    limits = limits.join(_first_day(begun.filter("is_unclear"), "unclear_days"), on="pid", how="left", validate="1:1")
    at_most = pl.lit(definition.follow_up.at_most_days, dtype=pl.Float64())
    judged = (pl.col("verified_days").fill_null(0) - days).clip(lower_bound=0)  # never verified: nothing is judged
    still = pl.min_horizontal("until_days", "unclear_days", pl.col("undecided_days") - 1, judged, at_most)
    return first_exits(starts, limits.with_columns(still_days=still, without_days=still))


_START = ("pid", "cause", "precision", "lo_days", "hi_days", "middle_days")


def judge_jobs(jobs: pl.DataFrame, dated: pl.DataFrame, definition: CohortDefinition, *, days: int) -> pl.DataFrame:
    """Each job with whether the work that it begins or belongs to certainly lasts, or certainly does not.

    Parameters
    ----------
    jobs
        One row per start of work after index, as `statuses_in_days` gives them.
    dated
        One row per person: `pid, until_days, verified_days, cut_days`.
    definition
        The cohort's definition, for how long an interruption is bridged.
    days
        How long work must last.

    Returns
    -------
    The jobs in order with `lasts` (verified for that long whatever the true days), `ends_before` (over before that,
    whatever they are, and nothing that would bridge it can still be heard of), and `is_bridged` (begins after an
    interruption that was bridged). Neither: undecided.
    """
    bridge = definition.outcomes.sustained.bridge_days
    people = dated.select("pid", "until_days", "verified_days", "cut_days")
    placed = _ordered(jobs.join(people, on="pid", how="left", validate="m:1"))
    reach = pl.col("known_days").cum_max().shift(1).over("pid")
    may_reach = pl.col("may_days").cum_max().shift(1).over("pid")
    certain = (pl.col("hi_days") - reach > bridge).fill_null(True)  # the first job of a person follows no other
    possible = (pl.col("lo_days") - may_reach > bridge).fill_null(True)
    joined = placed.with_columns(
        is_bridged=~certain & (pl.col("lo_days") > may_reach),
        certain=certain.cum_sum().over("pid"),
        possible=possible.cum_sum().over("pid"),
    )
    known = pl.col("known_days").max().over("pid", "certain")
    may = pl.col("may_days").max().over("pid", "possible")
    is_settled = (may + bridge < pl.col("verified_days")).fill_null(False)  # a later job can no longer bridge it
    return joined.with_columns(
        lasts=known - pl.col("hi_days") >= days, ends_before=(may - pl.col("lo_days") < days) & is_settled
    )


def _ordered(jobs: pl.DataFrame) -> pl.DataFrame:
    """The jobs by start, with the last day each is known to last and the last it may.

    An end after the cut is not known yet; an end before the start contradicts it, and is not believed.
    """
    ended = pl.col("end_hi_days").is_between(pl.col("lo_days"), pl.col("cut_days")).fill_null(False)
    known = pl.max_horizontal("hi_days", pl.min_horizontal("verified_until_days", "until_days"))
    unverified = pl.col("verified_until_days").is_null()
    return jobs.with_columns(
        known_days=pl.when(unverified).then("hi_days").otherwise(known),
        may_days=pl.when(ended).then(pl.max_horizontal("end_hi_days", "hi_days")).otherwise(_NEVER),
    ).sort("pid", "lo_days", "hi_days", "row")


def _first_day(statuses: pl.DataFrame, name: str) -> pl.DataFrame:
    return statuses.group_by("pid").agg(pl.col("lo_days").min().alias(name))
