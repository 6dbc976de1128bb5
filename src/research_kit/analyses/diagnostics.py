"""The checks that run with every answer on time to employment (METHODS Annex A); exact, for the researcher alone."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.groups import GROUP
from research_kit.analyses.incidence_curves import months
from research_kit.analyses.outcome_counts import LINE
from research_kit.cohort import Cohort
from research_kit.counts import LifeTable
from research_kit.statistics import cumulative_incidence, kaplan_meier, quantile

FOLLOW_UP_GAP_MONTHS = 2.0


def causes_add_up(life_table: LifeTable) -> float:
    """How far the incidences of all causes and the share without an event are from 1, at most: 0 but for rounding."""
    free = kaplan_meier(life_table).select(*LINE, "time", free="estimate")
    had = cumulative_incidence(life_table).group_by(*LINE, "time").agg(had=pl.col("estimate").sum())
    joined = free.join(had, on=[*LINE, "time"], how="left", validate="1:1")
    return float(joined.select((pl.col("free") + pl.col("had") - 1).abs().max()).item())


def follow_up_by_line(life_table: LifeTable) -> pl.DataFrame:
    """Median follow-up per line in months, by Kaplan-Meier with events and censorings exchanged.

    Returns
    -------
    `line, months, differs`: differs is true where it is more than two months from the total's.
    """
    still = pl.col("at_risk") - pl.col("events")  # at a tie the events leave before the censorings
    exchanged = life_table.table.filter(pl.col("part") == GROUP).select(
        *LINE, "time", "entered", at_risk=still, censored="events", events="censored"
    )
    median = quantile(kaplan_meier(LifeTable(table=exchanged))).select("line", months=months(pl.col("time")))
    total = median.filter(pl.col("line") == 0)["months"].item()
    away = (pl.col("months") - total).abs() > FOLLOW_UP_GAP_MONTHS if total is not None else pl.lit(False)
    return median.with_columns(differs=away.fill_null(False))


def count_already_in(cohort: Cohort) -> dict[str, int]:
    """People who were in a success already on their index date, per definition: they are followed for 0 days."""
    names = [name for name in cohort.definition.outcomes.definitions if f"already_in_{name}" in cohort.frame.columns]
    return {name: int(cohort.frame[f"already_in_{name}"].sum()) for name in names}


def start_precision(cohort: Cohort) -> dict[str, int]:
    """How the headline's starts are known: number of people by precision."""
    column = f"start_precision_{cohort.definition.outcomes.headline}"
    counts = cohort.frame[column].drop_nulls().value_counts()
    return {str(name): int(count) for name, count in sorted(counts.iter_rows())}
