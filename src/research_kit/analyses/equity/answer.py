"""Does everybody have the same access and the same chance of a result? The answer, table by table (METHODS 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

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
from research_kit.analyses.equity.access_rows import access_gap_rows, access_rows
from research_kit.analyses.equity.organisation_rows import BY, organisation_rows
from research_kit.analyses.equity.pooled_rows import pooled_rows
from research_kit.analyses.equity.representation_rows import representation_rows
from research_kit.analyses.equity.result_rows import gap_rows, in_results_rows, interaction_rows, occupancy_of
from research_kit.analyses.equity.screening_rows import one_by_one, screening_rows
from research_kit.analyses.equity.watch import Watch, watch_of
from research_kit.analyses.groups import EVERY_TARGET_GROUP, Groups, plan_groups
from research_kit.analyses.targets.occupancy import Occupancy
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.provenance import hash_values
from research_kit.results import Answer, GuardHit, History, ResultTable
from research_kit.results.look_plan import watch_rule
from research_kit.results.result_table import Kind

NAME = "equity"
_TABLES: dict[str, tuple[Kind, str, str]] = {
    "access": ("share", "M4.4", "share_through_gate"),
    "access_gaps": ("gap", "M4.4", "gap_access"),
    "results": ("gap", "M7.4", "gap_results"),
    "interaction": ("gap", "M7.2", "interaction"),
    "in_results": ("rate", "M7.4", "representation_in_results"),
    "representation": ("rate", "M4.4", "representation_ratio"),
    "pooled": ("share", "M7.3", "share_raw"),
    "organisations": ("share", "M7.6", "share_through_gate"),
    "screening": ("gap", "M7.7", "gap_screening"),
}
"""Table -> kind, method and first statistic, in the order of the answer."""
_OF_TWO_DIMENSIONS = ("interaction", "in_results", "pooled")
NO_BENCHMARK = "NO_BENCHMARK"
SCREENED = ("age_band", "disability", EVERY_TARGET_GROUP)
"""Beside the registered family: each on its own, never crossed."""


def equity(
    cohort: Cohort | CountedStudy,
    *,
    by: Sequence[str] | None = None,
    undisaggregated_reason: str | None = None,
    history: History | None = None,
) -> Answer:
    """Who gets in, how soon, and who reaches the goal: the gaps between groups, and how sure they are.

    Parameters
    ----------
    cohort
        The participants and everybody referred; the study's `equity` section says which gaps are watched. Of partners'
        tables every table says that it cannot be made from them.
    by, undisaggregated_reason
        As for `time_to_employment`; age, disability and target groups are screened besides.
    history
        Which look this is: the alarm bar allows for all that are planned.

    Returns
    -------
    An `Answer` with the tables `access` and `access_gaps` (gates passed within their windows), `results` (the gap in
    the share who reach the goal, and the interaction), `in_results`, `representation` (against benchmarks), `pooled`
    (for display only), `organisations` (a funnel) and `screening`. Rows with an alarm bar are those registered before
    the first look; `results.alerts.alerts_of` reads them.

    Raises
    ------
    GuardError
        G-DEFSWITCH: the population changed since the latest release, and the cohort file does not say so.
    DisaggregationError
        As for `time_to_employment`.

    References
    ----------
    METHODS M4.4, 7.1-7.7, 8. Newcombe RG (1998). Koopman PAR (1984). Spiegelhalter DJ (2005).

    Examples
    --------
    >>> answer = rk.equity(cohort, by=["gender"])
    >>> list(answer)
    ['access', 'access_gaps', 'results', 'interaction', 'in_results', 'representation', 'pooled', 'organisations',
    'screening']
    """
    parts = definition_of(cohort, with_outcome=False) | {"watched": hash_values(_watched(cohort))}
    guards = guard_definition(cohort, NAME, parts, history)
    if isinstance(cohort, CountedStudy):
        groups = plan_counted_groups(cohort.counted, cohort.definition, by, undisaggregated_reason)
        maker = TableMaker(
            cohort=cohort,
            groups=groups,
            method_id="M7",
            guards=guards,
            alarm_z=watch_rule(cohort.study, history).family_z,
        )
        made = {name: _absent(maker, name, "NO_TABLE") for name in _TABLES}
    else:
        groups = _plan(cohort, by, undisaggregated_reason)
        made = _made(watch_of(cohort, groups, thresholds_of(cohort), history), guards)
    return Answer(name=NAME, tables=made, subject=subject_of(cohort), guards=guards, definition=parts)


def _watched(cohort: Cohort | CountedStudy) -> object:
    """What may not change between looks: the family, what is claimed of it, and the windows."""
    plan = cohort.study.promises.equity
    return plan.model_dump(mode="json", include={"family", "claims", "windows_days", "registered_on"})


def _plan(cohort: Cohort, by: Sequence[str] | None, reason: str | None) -> Groups:
    """The groups of everybody referred: one of which nobody came in is a group all the same."""
    if not cohort.flow_stages:
        return plan_groups(cohort, by, reason)
    groups = [name for name in cohort.flow.columns if name in cohort.frame.columns and name != "pid"]
    everybody = pl.concat([cohort.frame.select(groups), cohort.flow.select(groups)])
    return plan_groups(replace(cohort, frame=everybody), by, reason)


def _made(watch: Watch, guards: tuple[GuardHit, ...]) -> dict[str, ResultTable]:
    absent = sorted({"accepted", "enrolled", "activity"} - set(watch.gates.told))
    maker = TableMaker(
        cohort=watch.cohort,
        groups=watch.groups,
        method_id="M7",
        guards=guards,
        alarm_z=watch.rule.family_z,
        diagnostics={"watch": asdict(watch.rule), "absent_gates": absent},
    )
    occupancy = occupancy_of(watch) if watch.cohort.histories.height else None
    screened = _screened(watch)
    rows = _access(watch) | _results(watch, occupancy)
    rows["screening"] = screening_rows(screened, occupancy)
    others = {"organisations": replace(watch.groups, columns=(BY,)), "screening": screened.groups}
    made = {}
    for name in _TABLES:
        own = replace(maker, groups=others.get(name, watch.groups))
        made[name] = _table(own, name, [part for part in rows[name] if part.height], _why_not(watch, name))
    return made


def _why_not(watch: Watch, name: str) -> str:
    """Everybody belongs to one group; there is no benchmark; or the study lacks what the table is made from."""
    if name in _OF_TWO_DIMENSIONS and watch.groups.blocked:
        return "ONE_LEVEL"
    return NO_BENCHMARK if name == "representation" and watch.cohort.has_outcomes else "NO_TABLE"


def _table(maker: TableMaker, name: str, rows: list[pl.DataFrame], why_not: str) -> ResultTable:
    kind, method, statistic = _TABLES[name]
    if not rows:
        return _absent(maker, name, why_not)
    own = replace(maker, method_id=method)
    if name == "organisations":
        return own.plain(name, kind, rows, estimand=statistic)
    return own.make(name, kind, rows, estimand=statistic)


def _access(watch: Watch) -> dict[str, list[pl.DataFrame]]:
    gates = watch.gates.told
    return {
        "access": [access_rows(watch, gate) for gate in gates],
        "access_gaps": access_gap_rows(watch),
        "pooled": [part for gate in gates for part in pooled_rows(watch, gate)],
        "organisations": [organisation_rows(watch, gate) for gate in gates],
    }


def _results(watch: Watch, occupancy: Occupancy | None) -> dict[str, list[pl.DataFrame]]:
    found = {"representation": representation_rows(watch, occupancy)}
    if occupancy is None:
        return found | {name: [] for name in ("results", "interaction", "in_results")}
    return found | {
        "results": gap_rows(watch, occupancy),
        "interaction": interaction_rows(watch, occupancy),
        "in_results": in_results_rows(watch, occupancy),
    }


def _screened(watch: Watch) -> Watch:
    """The same watch over the groups that are screened, as far as the participants have them."""
    cohort = watch.cohort
    dimensions = [name for name in SCREENED if name == EVERY_TARGET_GROUP or name in cohort.frame.columns]
    return replace(watch, groups=one_by_one(_plan(cohort, dimensions, "screened one by one")), is_screening=True)


def _absent(maker: TableMaker, name: str, reason: str) -> ResultTable:
    kind, method, statistic = _TABLES[name]
    own = replace(maker, method_id=method)
    return own.plain(name, kind, [blocked_row(statistic, reason)], estimand=statistic)
