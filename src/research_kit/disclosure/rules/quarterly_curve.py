"""Curves of interval-censored follow-up (METHODS M3.3), brought to the form that safe steps are made from.

Such a curve has one row per quarter: people known to have started since the quarter before, and those still followed
at its end. A life table instead has its events at a time and those at risk just before.
"""

from __future__ import annotations

import polars as pl

from research_kit.results import ResultTable

INTERVAL_CENSORED = "M3.3"
_AFTER = 1e-6


def life_table_like(curve: ResultTable, within: ResultTable | None) -> pl.DataFrame:
    """The rows of a curve as `safe_steps` reads them: at risk just before `time`, events at `time`.

    Each quarter of an interval-censored curve becomes two rows: its events, among those followed at its end and
    those who started before it, and just after it the people still followed. The whole group stands before them.

    Parameters
    ----------
    curve
        The exact curve of an answer.
    within
        The shares at given times of the same answer, which know how many the group is.
    """
    table = curve.table
    if curve.method_id != INTERVAL_CENSORED:
        return table
    told = pl.col("time").is_not_null() & pl.col("estimate").is_not_null()
    quarters = table.with_row_index("_row").with_columns(_told=told)
    at_risk = pl.when("_told").then(pl.col("n") + pl.col("events").fill_null(0)).otherwise("n")
    nobody = pl.lit(0, dtype=pl.Int64)
    parts = [
        quarters.with_columns(n=at_risk, _part=pl.lit(1)),
        quarters.filter("_told").with_columns(time=pl.col("time") + _AFTER, events=nobody, _part=pl.lit(2)),
    ]
    if within is not None:
        parts.append(_whole_groups(quarters, within, curve.by))
    return pl.concat(parts).sort("_row", "_part").select(table.columns)


def _whole_groups(quarters: pl.DataFrame, within: ResultTable, by: tuple[str, ...]) -> pl.DataFrame:
    """The start of each line: the whole group, nobody with an event yet."""
    line = [*by, "outcome", "cause"]
    people = within.table.filter(pl.col("cause").is_not_null()).group_by(line).agg(_people=pl.col("n").max())
    level = pl.when(pl.col("statistic") == "not_yet").then(1.0).otherwise(0.0)
    first = quarters.filter("_told").unique([*line, "statistic"], keep="first", maintain_order=True)
    joined = first.join(people, on=line, how="inner", nulls_equal=True, maintain_order="left")
    return joined.with_columns(
        time=pl.lit(0.0),
        n=pl.col("_people"),
        events=pl.lit(0, dtype=pl.Int64),
        estimate=level,
        lower=level,
        upper=level,
        _part=pl.lit(0),
    ).select([*quarters.columns, "_part"])
