"""Do we reach what we promised? The answer for every target, by gender, age and target group (METHODS 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import polars as pl

from research_kit.analyses.answer_table import TableMaker, blocked_row, definition_of, subject_of, thresholds_of
from research_kit.analyses.counted_groups import plan_counted_groups
from research_kit.analyses.groups import Groups, plan_groups
from research_kit.analyses.targets.attainment_rows import FEW_MATURE, attainment_rows
from research_kit.analyses.targets.backtest_rows import backtest_rows
from research_kit.analyses.targets.forecast_rows import forecast_rows
from research_kit.analyses.targets.progress_rows import progress_rows
from research_kit.analyses.targets.stated_targets import guard_targets, targets_definition
from research_kit.analyses.told_of_a_part import require_everybody
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.results import Answer, GuardHit, History, ResultTable
from research_kit.results.look_plan import WatchRule, watch_rule
from research_kit.results.result_table import Kind

NAME = "targets"
METHOD_ID = "M9"
NO_TARGETS, PROJECT_OVER = "NO_TARGETS", "PROJECT_OVER"
_TABLES: dict[str, tuple[Kind, str, str]] = {
    "attainment": ("share", "M9.1", "share_attained"),
    "progress": ("count", "M9.1", "reached"),
    "forecast": ("count", "M9.2", "forecast_final"),
    "backtest": ("share", "M9.2", "hit_rate_95"),
}


def targets(
    cohort: Cohort | CountedStudy,
    *,
    by: Sequence[str] | None = None,
    undisaggregated_reason: str | None = None,
    history: History | None = None,
) -> Answer:
    """The share of each group that has reached what was promised, how many have come, and what is to be expected.

    Parameters
    ----------
    cohort
        The participants, with the study's targets (`targets` of the parameters file). Of partners' tables every table
        says that it cannot be made from them.
    by, undisaggregated_reason
        As for `time_to_employment`; every target also by gender, age and target group.
    history
        Which look this is: the alarm bar allows for all that are planned.

    Returns
    -------
    An `Answer` with the tables `attainment` (`reason` of a row that is told: ABOVE, BELOW or CANNOT_TELL, by the alarm
    bar; `cause` is the reading, where the text has two), `progress` (people so far, and the numbers promised),
    `forecast` (people at the project's end, and the chance of reaching the target) and `backtest` (how often earlier
    forecasts held).

    Raises
    ------
    CohortError
        The cohort is a part of the participants (`part_of`).
    GuardError
        G-EVER: a target counts who has ever worked. G-DEFSWITCH: it changed under the same version.
    DisaggregationError
        As for `time_to_employment`.

    References
    ----------
    METHODS M9.1, M9.2, M4.6. Wilson EB (1927). J Am Stat Assoc 22:209-212.

    Examples
    --------
    >>> answer = rk.targets(cohort, by=["gender"])
    >>> list(answer)
    ['attainment', 'progress', 'forecast', 'backtest']
    """
    require_everybody(cohort, NAME)
    parts = definition_of(cohort, with_outcome=False) | targets_definition(cohort)
    guards = guard_targets(cohort, parts, history, answer=NAME)
    came = cohort.frame.get_column("index_on", default=None) if isinstance(cohort, Cohort) else None
    rule = watch_rule(cohort.study, history, index_on=came)
    if isinstance(cohort, CountedStudy):
        groups = plan_counted_groups(cohort.counted, cohort.definition, by, undisaggregated_reason)
        made = {name: _absent(_maker(cohort, groups, guards, rule, name), name, "NO_TABLE") for name in _TABLES}
    else:
        made = _tables(cohort, plan_groups(cohort, by, undisaggregated_reason), guards, rule)
    return Answer(name=NAME, tables=made, subject=subject_of(cohort), guards=guards, definition=parts)


def _tables(cohort: Cohort, groups: Groups, guards: tuple[GuardHit, ...], rule: WatchRule) -> dict[str, ResultTable]:
    rows = {
        "attainment": _attainment(cohort, groups, rule),
        "progress": progress_rows(cohort, groups, cohort.study.promises.targets),
        "forecast": forecast_rows(cohort, cohort.study.promises.targets),
        "backtest": backtest_rows(cohort, cohort.study.promises.targets),
    }
    made = {}
    for name, (kind, _, estimand) in _TABLES.items():
        maker = _maker(cohort, groups, guards, rule, name)
        told = [part for part in rows[name] if part.height]
        made[name] = (
            maker.make(name, kind, told, estimand=estimand) if told else _absent(maker, name, _why_not(cohort, name))
        )
    return made


def _why_not(cohort: Cohort, name: str) -> str:
    """Nothing of the kind was promised, or the study lacks what it would be told from."""
    promised = [one for one in cohort.study.promises.targets if name == "progress" or one.counted == "share"]
    if not promised:
        return NO_TARGETS
    is_over = cohort.study.ends_on is not None and cohort.study.ends_on <= cohort.cut
    if name == "forecast" and is_over:
        return PROJECT_OVER
    has_history = cohort.study.starts_on is not None and cohort.histories.height > 0
    return FEW_MATURE if name == "backtest" and has_history else "NO_TABLE"


def _attainment(cohort: Cohort, groups: Groups, rule: WatchRule) -> list[pl.DataFrame]:
    if not cohort.histories.height:
        return []
    return attainment_rows(cohort, groups, cohort.study.promises.targets, rule=rule, limits=thresholds_of(cohort))


def _maker(
    cohort: Cohort | CountedStudy, groups: Groups, guards: tuple[GuardHit, ...], rule: WatchRule, name: str
) -> TableMaker:
    told: dict[str, Any] = {"watch": asdict(rule)}
    return TableMaker(
        cohort=cohort, groups=groups, method_id=_TABLES[name][1], guards=guards, alarm_z=rule.single_z, diagnostics=told
    )


def _absent(maker: TableMaker, name: str, reason: str) -> ResultTable:
    kind, _, statistic = _TABLES[name]
    return maker.plain(name, kind, [blocked_row(statistic, reason)], estimand=statistic)
