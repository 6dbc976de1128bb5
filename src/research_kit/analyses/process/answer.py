"""How the way through the project works: who waits, who leaves, who comes, and how many at a time (METHODS 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from research_kit.analyses.answer_table import TableMaker, definition_of, guard_definition, subject_of
from research_kit.analyses.counted_groups import plan_counted_groups
from research_kit.analyses.groups import Groups, plan_groups
from research_kit.analyses.process.attendance_rows import (
    ATTENDANCE,
    DECLINED,
    attendance_rows,
    dose_guards,
    hours_to_check,
    offers_rows,
)
from research_kit.analyses.process.chart_points import CHARTS
from research_kit.analyses.process.chart_rows import chart_rows
from research_kit.analyses.process.contacts_rows import HELD, contacts_rows
from research_kit.analyses.process.dropout_rows import STATISTIC as DROPPED_OUT
from research_kit.analyses.process.dropout_rows import dropout_rows
from research_kit.analyses.process.flow_balance_rows import MEAN, flow_balance_rows
from research_kit.analyses.process.phases_rows import STATISTIC as IN_PHASE
from research_kit.analyses.process.phases_rows import phases_rows
from research_kit.analyses.process.series_rows import LEVEL, series_rows
from research_kit.analyses.process.setting import ProcessSetting, process_setting
from research_kit.analyses.process.stock_rows import AT_ONCE, stock_rows
from research_kit.analyses.process.version_changes import changed_at_once, version_changes
from research_kit.analyses.process.version_rows import STATISTIC as AFTER_VERSION
from research_kit.analyses.process.version_rows import version_rows
from research_kit.analyses.process.waits_rows import MEDIAN, WITHIN, late_guards, open_waits, waits_tables
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.results import Answer, GuardHit, History, ResultTable
from research_kit.results.look_plan import WatchRule, watch_rule
from research_kit.results.result_table import Kind

NAME = "process"
_TABLES: dict[str, tuple[Kind, str, str]] = {
    "waits": ("share", "M4.1", WITHIN),
    "waits_median": ("time", "M4.1", MEDIAN),
    "dropout": ("share", "M4.2", DROPPED_OUT),
    "attendance": ("rate", "M4.2", ATTENDANCE),
    "offers": ("share", "M4.2", DECLINED),
    "contacts": ("rate", "M4.2", HELD),
    "charts": ("rate", "M4.3", CHARTS[0].statistic),
    "versions": ("gap", "M4.5", AFTER_VERSION),
    "series": ("gap", "M4.5", LEVEL),
    "phases": ("share", "M4.6", IN_PHASE),
    "stock": ("count", "M4.7", AT_ONCE),
    "flow_balance": ("mean", "M4.7", MEAN),
}
"""The tables in the order of the answer: kind, method, and first statistic."""


def process(
    cohort: Cohort | CountedStudy,
    *,
    by: Sequence[str] | None = None,
    undisaggregated_reason: str | None = None,
    history: History | None = None,
) -> Answer:
    """How long people wait, how many leave early, how much they attend, and how many are there at a time.

    Parameters
    ----------
    cohort
        The participants, from `build_cohort`, with the records of the project. Of partners' tables (`CountedStudy`)
        every table says that it cannot be made from them.
    by
        Columns to split by: the total, each of them, and every crossing of two. Null: as the cohort file says. Charts
        and changes of activities are told for everybody and by gender alone.
    undisaggregated_reason
        Why the result is not split, where `by` is empty.
    history
        Which look this is, for which the alarm bar allows; and what earlier releases fixed: the population's
        definition may not change unseen.

    Returns
    -------
    An `Answer` with the tables `waits` and `waits_median` (from the referral: of everybody referred), `dropout`,
    `attendance`, `offers`, `contacts`, `charts` (control charts quarter by quarter), `versions` and `series` (after a
    change of an activity against before), `phases` (where those referred are), `stock` and `flow_balance`.

    Raises
    ------
    DisaggregationError
        `by` is empty without a reason, or names a column that the participants do not have.
    GuardError
        G-DEFSWITCH: the population changed since the latest release, and the cohort file does not say so.

    Notes
    -----
    A wait that is still open counts for as long as it has lasted, and one that the person left competes; no mean of
    completed waits or stays is given (G-COMPLETED, G-ONGOING). Before and after a change are a description: other
    people, and whatever else was changed at that time.

    References
    ----------
    METHODS 4 (M4.1-M4.7). Aalen OO, Johansen S (1978). Montgomery DC (2013). Little JDC (1961).

    Examples
    --------
    >>> answer = rk.process(cohort, by=["gender"])
    >>> list(answer)
    ['waits', 'waits_median', 'dropout', 'attendance', 'offers', 'contacts', 'charts', 'versions', 'series',
    'phases', 'stock', 'flow_balance']
    """
    parts = definition_of(cohort, with_outcome=False)
    guards = guard_definition(cohort, NAME, parts, history)
    rule = _rule(cohort, history)
    if isinstance(cohort, CountedStudy):
        groups = plan_counted_groups(cohort.counted, cohort.definition, by, undisaggregated_reason)
        tables = {name: _maker(cohort, groups, guards, name, rule).without_table(name, kind, said, estimand=said)
                  for name, (kind, _, said) in _TABLES.items()}  # fmt: skip
    else:
        asked = cohort.flow if cohort.records.referrals.height else None
        setting = process_setting(cohort, plan_groups(cohort, by, undisaggregated_reason, others=asked), rule)
        tables = _tables(setting, guards)
    return Answer(name=NAME, tables=tables, subject=subject_of(cohort), guards=guards, definition=parts)


def _tables(setting: ProcessSetting, stated: tuple[GuardHit, ...]) -> dict[str, ResultTable]:
    charted, spread = chart_rows(setting)
    rows = {**_rows(setting), "charts": charted}
    beside = changed_at_once(setting, version_changes(setting))
    told: dict[str, dict[str, Any]] = {
        "waits": {"open_waits": open_waits(setting)},
        "attendance": hours_to_check(setting),
        "charts": spread,
        "versions": {"changed_at_once": beside},
    }
    guards = {"waits": (*stated, *late_guards(setting)), "attendance": (*stated, *dose_guards(setting))}
    made = {}
    for name, (kind, _, said) in _TABLES.items():
        maker = _maker(setting.cohort, setting.groups, guards.get(name, stated), name, setting.rule)
        maker = replace(maker, diagnostics={"lost": setting.records.lost, **told.get(name, {})})
        estimand = _with_changes(said, beside) if name in ("versions", "series") else said
        made[name] = maker.make(name, kind, rows[name], estimand=estimand)
    return made


def _rows(setting: ProcessSetting) -> dict[str, list[pl.DataFrame]]:
    """The rows of every table but the charts."""
    return {
        **waits_tables(setting),
        "dropout": dropout_rows(setting),
        "attendance": attendance_rows(setting),
        "offers": offers_rows(setting),
        "contacts": contacts_rows(setting),
        "versions": version_rows(setting),
        "series": series_rows(setting),
        "phases": phases_rows(setting),
        "stock": stock_rows(setting),
        "flow_balance": flow_balance_rows(setting),
    }


def _with_changes(statistic: str, beside: dict[str, list[str]]) -> str:
    """The estimand, and what else was changed then: `gap_after_version:A2:2=language:2+staff_training`."""
    named = [f"{change}={'+'.join(others)}" for change, others in beside.items()]
    return f"{statistic}:{','.join(named)}" if named else statistic


def _rule(cohort: Cohort | CountedStudy, history: History | None) -> WatchRule:
    """How wide the alarm bar is, at the look that this is."""
    came = cohort.frame.get_column("index_on", default=None) if isinstance(cohort, Cohort) else None
    return watch_rule(cohort.study, history, index_on=came)


def _maker(
    cohort: Cohort | CountedStudy, groups: Groups, guards: tuple[GuardHit, ...], table: str, rule: WatchRule
) -> TableMaker:
    return TableMaker(cohort=cohort, groups=groups, method_id=_TABLES[table][1], guards=guards, alarm_z=rule.single_z)
