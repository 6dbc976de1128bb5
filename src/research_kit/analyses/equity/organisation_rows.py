"""Organisations that refer people, around the share of the whole project: a funnel, never a ranking (METHODS 7.6)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.equity.watch import Watch
from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.results.status import OK
from research_kit.statistics.process.funnel_plot import funnel_plot
from research_kit.study.equity_plan import Gate

STATISTIC, BY = "share_through_gate", "organisation"
"""No column of a release ends as those of identifiers do."""
SIGNAL = "SIGNAL"
_NOTHING = pl.lit(None, dtype=pl.String())


def organisation_rows(watch: Watch, gate: Gate) -> pl.DataFrame:
    """Per organisation the share of those it referred who came through the gate, by name; first that of the project.

    `lower` and `upper` are the 95 % limits around the project's share for so many people, `alarm_lower` and
    `alarm_upper` the 99.8 % ones: not the uncertainty of the organisation's own share. Both allow for organisations
    that differ more than chance does. Coaches are never shown.

    References
    ----------
    Spiegelhalter DJ (2005). Stat Med 24:1185-1202. doi:10.1002/sim.1970
    """
    counts = _counts(watch, gate)
    events, people = int(counts["events"].sum()), int(counts["known"].sum())
    if counts.height < 2 or not 0 < events < people:
        return pl.DataFrame()
    total = counts.select(pl.col("n", "events", "unknown").sum())
    project = total.with_columns(estimate=pl.lit(events / people), status=pl.lit(OK))
    told = pl.concat([project, _around_the_project(counts, watch)], how="diagonal_relaxed")
    return told.with_columns(
        statistic=pl.lit(STATISTIC),
        outcome=pl.lit(gate),
        time=pl.lit(float(watch.plan.window(gate))),
        unit=pl.lit("share"),
    ).drop("known", "zone")


def _counts(watch: Watch, gate: Gate) -> pl.DataFrame:
    """Per organisation that referred somebody who is due, as `Gates.count`."""
    flags = [flag.sum().cast(pl.Int64).alias(name) for name, flag in watch.gates.flags(gate).items()]
    named = watch.gates.people.rename({"org_id": BY}).filter(pl.col(BY).is_not_null())
    counts = named.group_by(BY).agg(flags).sort(BY)
    return counts.with_columns(known=pl.col("n") - pl.col("unknown")).filter(pl.col("known") > 0)


def _around_the_project(counts: pl.DataFrame, watch: Watch) -> pl.DataFrame:
    funnel = funnel_plot(counts["events"].to_numpy(), counts["known"].to_numpy(), units=counts[BY])
    limits = {"lower": "lower_95", "upper": "upper_95", "alarm_lower": "lower_99_8", "alarm_upper": "upper_99_8"}
    rows = counts.hstack(funnel.select(pl.col("zone"), estimate="value", **limits))
    few = {FEW_PEOPLE: pl.col("known") < watch.limits.share_n}
    judged = judge(rows.with_columns(blocked_by=_NOTHING, too_thin=_NOTHING), few, is_wide=pl.lit(False))
    signal = pl.when(pl.col("zone") == "outside_99_8").then(pl.lit(SIGNAL))
    return judged.with_columns(reason=pl.coalesce("reason", signal))
