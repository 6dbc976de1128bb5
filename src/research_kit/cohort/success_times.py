"""When each person is in work, in education, or at a terminal status, as far as it is known."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.outcome_definition import TERMINAL
from research_kit.study.codes import EMPLOYMENT, STUDIES

WORK, EDUCATION = "work", "education"
_CALLED = {"employment": WORK}
_FOREVER = float("inf")
MONTH_DAYS = 31
"""An interval of at most a month stands at its midpoint; a wider one does too, and is counted (METHODS 3.0)."""


def success_states(definition: CohortDefinition) -> tuple[str, ...]:
    """The states that the headline's causes lead to, in order: the first is always work, the last terminal."""
    names = definition.outcomes.causes_of(definition.outcomes.headline)
    called = [_CALLED.get(name, name) for name in names]
    return (WORK, *called[1:])


def success_times(timed: pl.DataFrame, definition: CohortDefinition) -> pl.DataFrame:
    """When each person is in a success or a terminal status of the headline's definition.

    A status lasts to its end; where none is recorded, until a main activity of another kind is known to have begun
    (studies beside work apart); a terminal status for ever. Intervals stand at their midpoints.

    Parameters
    ----------
    timed
        One row per status under the headline's definition, as `statuses_in_days` gives them, with `cut_days`.
    definition
        The cohort's definition.

    Returns
    -------
    One row per such status: `pid, from_days, to_days` (infinite: it lasts), `state`, and `is_wide`: its start or its
    end is known only within more than a month.
    """
    states = dict(enumerate(success_states(definition), start=1))
    begun = timed.with_columns(from_days=pl.when(pl.col("hi_days") > 0).then("middle_days").otherwise("hi_days"))
    known = begun.filter(pl.col("cause").is_not_null() & (pl.col("hi_days") <= pl.col("cut_days")))
    ended = known.with_columns(to_days=_end_days(), is_wide=_is_wide())
    lasting = pl.col("cause").replace_strict(states, return_dtype=pl.String())
    overtaken = ended.join(_overtaken(ended, begun), on="row", how="left", validate="1:1", maintain_order="left")
    until = pl.coalesce("to_days", "overtaken_days").fill_null(_FOREVER)
    placed = overtaken.with_columns(state=lasting)
    is_final = pl.col("state") == TERMINAL
    return placed.select(
        "pid", "from_days", "state", "is_wide", to_days=pl.when(is_final).then(_FOREVER).otherwise(until)
    )


def _end_days() -> pl.Expr:
    """The midpoint of the days on which it may have ended; not before it began, and not after the cut."""
    earliest = pl.max_horizontal(pl.coalesce("end_lo_days", "end_hi_days"), "lo_days")
    middle = (pl.min_horizontal(earliest, "end_hi_days") + pl.col("end_hi_days")) / 2
    is_believed = pl.col("end_hi_days").is_between(pl.col("from_days"), pl.col("cut_days"))
    return pl.when(is_believed).then(pl.max_horizontal(middle, "from_days"))


def _is_wide() -> pl.Expr:
    start = (pl.col("hi_days") - pl.col("lo_days") + 1 > MONTH_DAYS) & (pl.col("hi_days") > 0)
    end = pl.col("end_hi_days") - pl.col("end_lo_days") + 1 > MONTH_DAYS
    return start | end.fill_null(False)


def _overtaken(ended: pl.DataFrame, begun: pl.DataFrame) -> pl.DataFrame:
    """Of statuses without an end, the first day on which a verified status that excludes them began: by `row`."""
    open_ones = ended.filter(pl.col("to_days").is_null()).select("row", "pid", "kind", "from_days")
    known = begun.filter(pl.col("verified_until_days").is_not_null() & (pl.col("role") != "censor")).select(
        "pid", other_kind="kind", other_days="from_days"
    )
    later = open_ones.join(known, on="pid", how="inner").filter(pl.col("other_days") > pl.col("from_days"))
    work, studies = (list(codes) for codes in (EMPLOYMENT, STUDIES))
    beside = pl.col("kind").is_in(work) & pl.col("other_kind").is_in(studies)
    beside |= pl.col("kind").is_in(studies) & pl.col("other_kind").is_in(work)
    return later.filter(~beside).group_by("row").agg(overtaken_days=pl.col("other_days").min())
