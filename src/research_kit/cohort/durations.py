"""Studies that have lengths of time but no dates (METHODS 1, table `spell_duration`)."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.index_dates import Tables, need

DAYS_PER_UNIT = {"day": 1.0, "week": 7.0, "month": 30.4375}
_INTERVAL_DAYS = {"day": 1, "week": 7, "month": 31}
"""A length in whole units is known to the unit."""


def spell_durations(tables: Tables, definition: CohortDefinition) -> pl.DataFrame:
    """Each person's length of time in days, and whether it ended, with the columns of `follow_outcomes`.

    There is nothing to verify: the source itself says which spells were still going on. Its lengths are taken as it
    counted them (`left_days` and `right_days` are the length itself); how long observation could have gone on, and who
    was lost, it does not say.
    """
    spells = need(tables, "spell_duration", "the length of time")
    (name,) = definition.outcomes.definitions
    ended = pl.col("event")
    most = definition.follow_up.at_most_days
    days = pl.col("duration") * pl.col("unit").replace_strict(DAYS_PER_UNIT, return_dtype=pl.Float64())
    length = days if most is None else days.clip(upper_bound=most)
    within = pl.lit(True) if most is None else days <= most
    interval = pl.col("unit").replace_strict(_INTERVAL_DAYS, return_dtype=pl.Int64())
    return spells.select(
        "pid",
        pl.lit(None, dtype=pl.Date()).alias("verified_on"),
        pl.lit(None, dtype=pl.Float64()).alias("potential_days"),
        pl.lit(None, dtype=pl.Boolean()).alias("register_followed"),
        length.alias(f"duration_days_{name}"),
        length.alias(f"left_days_{name}"),
        pl.when(ended & within).then(length).alias(f"right_days_{name}"),
        (ended & within).cast(pl.Int64).alias(f"event_{name}"),
        pl.when(ended & within).then(interval).alias(f"interval_days_{name}"),
        pl.when(ended & within).then("unit").alias(f"start_precision_{name}"),
        pl.lit(None, dtype=pl.Boolean()).alias(f"at_follow_up_{name}"),
        pl.lit(None, dtype=pl.Boolean()).alias(f"lost_{name}"),
    )
