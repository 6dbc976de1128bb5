"""Who takes part: how far everybody referred came, who the participants are, and of whom the outcome is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from research_kit.analyses.answer_table import (
    TableMaker,
    blocked_row,
    definition_of,
    guard_definition,
    subject_of,
    thresholds_of,
)
from research_kit.analyses.counted_groups import plan_counted_groups
from research_kit.analyses.groups import GROUP, Groups, grouping_frame, plan_groups
from research_kit.analyses.outcome_counts import count_people
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.results import Answer, GuardHit, History, ResultTable
from research_kit.results.result_table import Kind
from research_kit.results.status import INSUFFICIENT, OK, WIDE
from research_kit.statistics import wilson

NAME = "participants"
METHOD_ID = "M2"
_WITHOUT: dict[str, tuple[Kind, str, str]] = {
    "flow": ("count", "referred", "flow"),
    "composition": ("share", "share_of_participants", "composition"),
    "known": ("share", "outcome_known_12_months", "outcome_known_12_months"),
}
"""Table -> kind, statistic and estimand of the row that says that there is nothing to make it from."""


def participants(
    cohort: Cohort | CountedStudy,
    *,
    by: Sequence[str] | None = None,
    undisaggregated_reason: str | None = None,
    history: History | None = None,
) -> Answer:
    """How many were referred, came in and were followed, who they are, and for how many the outcome is known.

    Parameters
    ----------
    cohort
        The participants, from `build_cohort`, with the flow of everybody the study knows. Of partners' tables
        (`CountedStudy`) every table says that it cannot be made from them.
    by
        Columns to split by: the total, each of them, and every crossing of two. Null: as the cohort file says.
    undisaggregated_reason
        Why the result is not split, where `by` is empty.
    history
        What earlier releases fixed: the population's definition may not change unseen.

    Returns
    -------
    An `Answer` with the tables `flow` (people at each stage, and lost before it by reason; in = out + lost),
    `composition` (each group's share of the participants) and `known` (of those enrolled at least 12 months before
    the cut, the share whose outcome is known).

    Raises
    ------
    DisaggregationError
        `by` is empty without a reason, or names a column that the participants do not have.
    GuardError
        G-DEFSWITCH: the population changed since the latest release, and the cohort file does not say so.

    References
    ----------
    METHODS section 2 (M2). Wilson EB (1927). J Am Stat Assoc 22:209-212.

    Examples
    --------
    >>> answer = rk.participants(cohort, by=["gender"])
    >>> list(answer)
    ['flow', 'composition', 'known']
    """
    parts = definition_of(cohort, with_outcome=False)
    guards = guard_definition(cohort, NAME, parts, history)
    if isinstance(cohort, CountedStudy):
        groups = plan_counted_groups(cohort.counted, cohort.definition, by, undisaggregated_reason)
        without = TableMaker(cohort=cohort, groups=groups, method_id=METHOD_ID, guards=guards)
        tables = {name: _absent(name, without) for name in _WITHOUT}
    else:
        referred = cohort.flow if cohort.flow_stages else None
        tables = _tables(cohort, plan_groups(cohort, by, undisaggregated_reason, others=referred), guards)
    return Answer(name=NAME, tables=tables, subject=subject_of(cohort), guards=guards, definition=parts)


def _tables(cohort: Cohort, groups: Groups, guards: tuple[GuardHit, ...]) -> dict[str, ResultTable]:
    checks = _diagnostics(cohort)
    maker = TableMaker(cohort=cohort, groups=groups, method_id=METHOD_ID, guards=guards, diagnostics=checks)
    parts_of = {"flow": _flow, "composition": _composition, "known": _known}
    return {name: make(cohort, groups, maker) for name, make in parts_of.items()}


def _absent(name: str, maker: TableMaker) -> ResultTable:
    kind, statistic, estimand = _WITHOUT[name]
    return maker.without_table(name, kind, statistic, estimand=estimand)


def _diagnostics(cohort: Cohort) -> dict[str, Any]:
    """The checks of METHODS Annex A, with exact numbers: for the researcher, never released."""
    checks: dict[str, Any] = {"attrition": cohort.attrition, "absent_tables": cohort.absent_tables}
    if "is_mature" in cohort.frame.columns:
        mature = cohort.frame.filter("is_mature")
        checks["unknown_outcomes_over_a_fifth"] = (~mature["outcome_known"]).sum() > 0.2 * mature.height
    return checks


def _flow(cohort: Cohort, groups: Groups, maker: TableMaker) -> ResultTable:
    if not cohort.flow_stages:
        return _absent("flow", maker)
    stages = cohort.flow_stages
    frame = grouping_frame(cohort, groups.used, cohort.flow)
    place = pl.col("stage").replace_strict({name: i for i, name in enumerate(stages)}, return_dtype=pl.Int64())
    frame = frame.with_columns(_place=place)
    reached = {name: pl.col("_place") >= i for i, name in enumerate(stages)}
    lost = frame.filter(pl.col("lost").is_not_null()).select("_place", "lost").unique().sort("_place", "lost")
    reasons = {
        (stages[i + 1], reason): (pl.col("_place") == i) & (pl.col("lost") == reason) for i, reason in lost.iter_rows()
    }
    flags = {**reached, **{f"lost_before_{stage}|{reason}": flag for (stage, reason), flag in reasons.items()}}
    counts = count_people(frame, groups, flags).filter(pl.col("part") == GROUP).drop("part")
    long = counts.unpivot(index="line", variable_name="key", value_name="n")
    order = pl.col("key").replace_strict({key: i for i, key in enumerate(flags)}, return_dtype=pl.Int64())
    named = long.sort("line", order).with_columns(
        pl.col("key").str.split_exact("|", 1).struct.rename_fields(["statistic", "cause"]).alias("_named")
    )
    rows = named.unnest("_named").select(
        "line", "statistic", "cause", "n", unit=pl.lit("participants"), status=pl.lit(OK)
    )
    absent = [blocked_row(stage, "NO_TABLE") for stage in _absent_stages(stages)]
    made = maker.make("flow", "count", [rows], estimand="flow")
    return made if not absent else maker.plain("flow", "count", [made.table, *absent], estimand="flow")


def _absent_stages(stages: Sequence[str]) -> list[str]:
    """The steps that cannot be told because the study lacks a table."""
    first = {"any_activity": "any_activity", "followed_1": "followed_1", "outcome_known": "outcome_known"}
    return [name for name in first if name not in stages]


def _composition(cohort: Cohort, groups: Groups, maker: TableMaker) -> ResultTable:
    frame = grouping_frame(cohort, groups.used)
    counts = _of_group(count_people(frame, groups, {"events": pl.col("pid").is_not_null()}))
    shares = _with_wilson(counts.with_columns(n=pl.lit(cohort.frame.height, dtype=pl.Int64)), maker)
    return maker.make(
        "composition", "share", [shares.with_columns(statistic=pl.lit("share_of_participants"))], estimand="composition"
    )


def _known(cohort: Cohort, groups: Groups, maker: TableMaker) -> ResultTable:
    statistic = "outcome_known_12_months"
    if "is_mature" not in cohort.frame.columns:
        return _absent("known", maker)
    mature = pl.col("is_mature")
    flags = {"n": mature, "events": mature & pl.col("outcome_known")}
    counts = _of_group(count_people(grouping_frame(cohort, groups.used), groups, flags))
    shares = _with_wilson(counts.with_columns(unknown=pl.col("n") - pl.col("events")), maker)
    return maker.make(
        "known", "share", [shares.with_columns(statistic=pl.lit(statistic), time=pl.lit(12.0))], estimand=statistic
    )


def _of_group(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.filter(pl.col("part") == GROUP).drop("part").sort("line")


def _with_wilson(counts: pl.DataFrame, maker: TableMaker) -> pl.DataFrame:
    """Shares with Wilson's interval; of fewer than ten people nothing is said."""
    limits = thresholds_of(maker.cohort)
    interval = wilson(counts["events"].to_numpy(), counts["n"].to_numpy())
    few = pl.col("n") < limits.share_n
    wide = ((pl.col("upper") - pl.col("lower")) / 2 > limits.half_width).fill_null(True)
    status = pl.when(few).then(pl.lit(INSUFFICIENT)).when(wide).then(pl.lit(WIDE)).otherwise(pl.lit(OK))
    reason = pl.when(few).then(pl.lit("FEW_PEOPLE")).when(wide).then(pl.lit("WIDE"))
    return counts.hstack(interval).with_columns(
        *(pl.when(~few).then(name).alias(name) for name in ("estimate", "lower", "upper")),
        unit=pl.lit("share"),
        status=status,
        reason=reason,
    )
