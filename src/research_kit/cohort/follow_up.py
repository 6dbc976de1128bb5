"""Until when each participant is observed, and which event ended it (METHODS 2, 3.0).

Exit is the first of success, a terminal event, the last verified status, and the data cut. A temporary status keeps
a person at risk. Where nothing was verified nothing is assumed: no record is never "no".
"""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.cohort.causes import IS_WITHOUT, days_of_date, statuses_in_days, with_causes
from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.first_events import first_exits
from research_kit.cohort.observation import is_lost, is_register_followed
from research_kit.cohort.sustained import sustained_exits

OUTCOME_COLUMNS = (
    *("duration_days", "event", "left_days", "right_days", "interval_days"),
    *("start_precision", "at_follow_up", "lost"),
)


def follow_outcomes(
    observed: pl.DataFrame, spells: pl.DataFrame, visits: pl.DataFrame, *, definition: CohortDefinition, cut: date
) -> pl.DataFrame:
    """How long each person was followed and what ended it, under every definition of success.

    Parameters
    ----------
    observed
        One row per person, as `observe` gives them.
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
    One row per person: `pid`; `verified_on`, the last day on which a status was verified (null: never);
    `potential_days`; `register_followed`; and per outcome (each definition, then sustained work), with its name at
    the end, `duration_days` (0 for who is in such a success already); `event` (0 = censored, else the place of the
    cause in `outcomes.causes_of`); `left_days, right_days`, between which the event lies; `interval_days`, the days
    on which the start may lie (1: the day is known); `start_precision`; `at_follow_up`, whether a start known to the
    day falls on the day of a follow-up; `lost`, whether observation ended early.
    """
    dated = observed.with_columns(cut_days=days_of_date(pl.lit(cut)))
    result = observed.select("pid", "verified_on", "potential_days")
    for name, exits in _exits_by_outcome(dated, spells, definition).items():
        flagged = _at_follow_up(exits, visits)
        if name == definition.outcomes.headline:
            result = _joined(result, _register_followed(flagged, observed, definition))
        columns = (pl.col(column).alias(f"{column}_{name}") for column in OUTCOME_COLUMNS)
        result = _joined(result, flagged.select("pid", *columns))
    return result


def _joined(people: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    return people.join(more, on="pid", how="left", validate="1:1", maintain_order="left")


def _exits_by_outcome(
    dated: pl.DataFrame, spells: pl.DataFrame, definition: CohortDefinition
) -> dict[str, pl.DataFrame]:
    """The exits of each definition, then those of sustained work under the headline's."""
    outcomes, window = definition.outcomes, definition.follow_up.window_days
    due = dated.select("pid", "due_days")
    made: dict[str, pl.DataFrame] = {}
    for name in outcomes.definitions:
        timed = statuses_in_days(spells, definition, name)
        found = {name: (_exits(timed, dated, definition), 0)}
        if name == outcomes.headline:
            for sustained, days in outcomes.sustained_days.items():
                found[sustained] = (sustained_exits(timed, dated, days=days, definition=definition), days)
        already = already_in(spells, definition, name)
        for outcome, (exits, undecided) in found.items():
            made[outcome] = _with_lost(_joined(exits, due), already, undecided, window)
    return {name: made[name] for name in (*outcomes.definitions, *outcomes.sustained_days)}


def _with_lost(exits: pl.DataFrame, already: pl.DataFrame, undecided_days: int, window_days: int) -> pl.DataFrame:
    """Who is in the outcome already is not followed, and so not lost either."""
    due = pl.col("due_days") - undecided_days  # the last start that can be judged
    is_in = pl.col("pid").is_in(already["pid"].implode())
    return _not_followed(exits, is_in).with_columns(lost=~is_in & is_lost(due, window_days))


def _not_followed(exits: pl.DataFrame, is_in: pl.Expr) -> pl.DataFrame:
    """Who is in the outcome on the index date cannot start it: censored on day 0, whatever is heard later."""
    kept = [pl.when(~is_in).then(name).alias(name) for name in ("interval_days", "start_precision", "right_days")]
    zero = [pl.when(is_in).then(0.0).otherwise(name).alias(name) for name in ("duration_days", "left_days")]
    return exits.with_columns(*kept, *zero, event=pl.when(is_in).then(0).otherwise("event"))


def already_in(spells: pl.DataFrame, definition: CohortDefinition, name: str) -> pl.DataFrame:
    """People who were in the outcome `name` on their index date: one row per person, `pid`."""
    cause = with_causes(spells, definition, name).filter(pl.col("cause").is_not_null())
    lasted = (pl.col("end_hi") > pl.col("index_on")).fill_null(True)  # no end known: it lasts
    return cause.filter((pl.col("hi") <= pl.col("index_on")) & lasted).select("pid").unique()


def _exits(timed: pl.DataFrame, dated: pl.DataFrame, definition: CohortDefinition) -> pl.DataFrame:
    """The first start of any cause, or the last day on which a status without this success was verified."""
    begun = timed.filter(pl.col("hi_days") > 0)  # what began by the index date is no start
    unclear = begun.filter("is_unclear").group_by("pid").agg(unclear_days=pl.col("lo_days").min())
    without = timed.filter(IS_WITHOUT).group_by("pid").agg(without_days=pl.col("verified_until_days").max())
    at_most = pl.lit(definition.follow_up.at_most_days, dtype=pl.Float64())
    limits = _joined(_joined(dated, unclear), without).with_columns(
        still_days=pl.min_horizontal("until_days", "unclear_days", at_most),
        without_days=pl.col("without_days").fill_null(0).clip(lower_bound=0),
    )
    return first_exits(begun.filter(pl.col("cause").is_not_null()), limits)


def _register_followed(exits: pl.DataFrame, observed: pl.DataFrame, definition: CohortDefinition) -> pl.DataFrame:
    joined = _joined(exits.drop("due_days"), observed.select("pid", "register_days", "potential_days", "due_days"))
    return joined.select("pid", register_followed=is_register_followed(definition.follow_up.window_days))


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
