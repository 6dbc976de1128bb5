"""Change in the project beside change outside it, from before the index date to after it (METHODS 5.4)."""

from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl

from research_kit.analyses.activity_effects.ladder import FEW_PEOPLE, LEAST_PEOPLE, UNSTABLE
from research_kit.analyses.activity_effects.outside_people import place_of_cause
from research_kit.cohort import Cohort
from research_kit.cohort.causes import with_causes
from research_kit.cohort.status_intervals import place_statuses
from research_kit.errors import EstimateError
from research_kit.statistics import difference_in_differences
from research_kit.study.target_trial import TargetTrial

BEFORE = (-4, -3, -2, -1)
"""Quarters before the index date: the least number that shows whether both moved alike."""
QUARTER = 91.3125
NO_EARLIER, NOTHING_BEFORE = "NO_EARLIER", "NOTHING_BEFORE"
"""Nobody is known a year before; or nobody's state changed then, so that nothing shows whether both moved alike."""
_NUMBERS = ("estimate", "std_error", "lower", "upper")


class Changes(NamedTuple):
    """How much more the share changed in the project, the trend of the difference before, and why there is none."""

    effect: dict[str, float] | None
    pre_trend: dict[str, float] | None
    n: int
    lacks: str | None


def changes_beside(cohort: Cohort, others: Cohort, trial: TargetTrial) -> Changes:
    """Of those of whom it is known how they were in each of four quarters before and in each after."""
    quarters = [*BEFORE, *range(1, trial.follow_up.months // 3 + 1)]
    sides = [
        complete_quarters(each, trial, quarters).with_columns(
            in_project=pl.lit(place, dtype=pl.Int8()), person=pl.concat_str(pl.lit(f"{place} "), "pid")
        )
        for each, place in ((cohort, 1), (others, 0))
    ]
    n = min(side["person"].n_unique() for side in sides)
    if not n:
        return Changes(None, None, 0, NO_EARLIER)
    if n < LEAST_PEOPLE:
        return Changes(None, None, n, FEW_PEOPLE)
    try:
        found = difference_in_differences(
            pl.concat(sides), id="person", period="k", outcome="had", exposed="in_project", change=1
        )
    except EstimateError:
        return Changes(None, None, n, UNSTABLE)
    effect, trend = (one.select(_NUMBERS).row(0, named=True) for one in (found.effect, found.pre_trend))
    if not trend["std_error"] > 0:
        return Changes(None, None, n, NOTHING_BEFORE)
    return Changes(effect, trend, n, None)


def complete_quarters(cohort: Cohort, trial: TargetTrial, quarters: list[int]) -> pl.DataFrame:
    """One row per person known in every quarter and quarter: `pid, k, had` (in the outcome's state on that day)."""
    known = _known_quarters(cohort, trial, quarters)
    complete = known.filter(pl.len().over("pid") == len(quarters))
    return complete.select("pid", "k", pl.col("had").cast(pl.Int8)).sort("pid", "k")


def _known_quarters(cohort: Cohort, trial: TargetTrial, quarters: list[int]) -> pl.DataFrame:
    """A day is known where a status surely had begun by then and was verified on it or later."""
    people = cohort.frame.select("pid", "index_on")
    statuses = cohort.records.statuses
    if not statuses.height:
        return pl.DataFrame(schema={"pid": pl.String(), "k": pl.Int64(), "had": pl.Boolean()})
    placed = place_statuses(statuses, people, definition=cohort.definition, cut=cohort.cut)
    spells = with_causes(placed, cohort.definition, trial.outcome.definition).filter(~pl.col("is_unclear"))
    days = pl.DataFrame({"k": quarters}, schema={"k": pl.Int64()})
    on = pl.col("index_on") + pl.duration(days=(pl.col("k") * QUARTER).round().cast(pl.Int64))
    each = spells.join(days, how="cross").filter((pl.col("hi") <= on) & (on <= pl.col("verified_until")))
    in_it = (pl.col("cause") == place_of_cause(cohort, trial)).fill_null(False)
    return each.group_by("pid", "k").agg(had=in_it.any())


def as_row(changes: Changes, *, statistic: str) -> dict[str, Any]:
    """The numbers of one of the two, for a table; `pre_trend` is per quarter."""
    numbers = changes.effect if statistic != "pre_trend" else changes.pre_trend
    return {"statistic": statistic, "n": changes.n, **(numbers or {})}
