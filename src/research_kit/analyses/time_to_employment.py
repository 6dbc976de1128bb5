"""Time to employment: who has started work by when, for whom, and how sure that is (METHODS 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from research_kit.analyses.adjusted_rows import adjusted_tables
from research_kit.analyses.answer_table import TableMaker, definition_of, guard_definition, subject_of, thresholds_of
from research_kit.analyses.bounds_rows import bounds_rows
from research_kit.analyses.counted_groups import plan_counted_groups
from research_kit.analyses.diagnostics import causes_add_up, follow_up_by_line
from research_kit.analyses.gap_rows import gap_within_rows
from research_kit.analyses.groups import Groups, plan_groups
from research_kit.analyses.incidence_curves import ALARM_Z
from research_kit.analyses.median_rows import median_rows
from research_kit.analyses.months_rows import gap_months_rows, horizons, months_rows
from research_kit.analyses.outcome_rows import Followed, curve_rows, within_rows
from research_kit.analyses.setting import Counts, Setting, definitions, set_up, set_up_tables
from research_kit.analyses.states_rows import states_rows
from research_kit.analyses.sustained_rows import sustained_rows
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.results import Answer, GuardHit, History, ResultTable
from research_kit.results.result_table import Kind

NAME = "time_to_employment"
_TABLES: dict[str, tuple[Kind, str]] = {
    "within": ("share", "share_within"),
    "curve": ("curve", "cumulative_incidence"),
    "median": ("time", "median"),
    "months": ("months", "months_in_work"),
    "gaps": ("gap", "gap_within"),
}
_FURTHER: dict[str, tuple[Kind, str, str]] = {
    "sustained": ("share", "M3.6", "share_sustained"),
    "bounds": ("share", "M6.3", "share_if_none_started"),
    "standardised": ("share", "M3.5", "share_standardised"),
    "adjusted": ("gap", "M3.5", "gap_standardised"),
    "states": ("share", "M4.6", "share_in_state"),
}
"""The tables beside the headline, in the order of the answer: kind, method, and first statistic."""


def time_to_employment(
    cohort: Cohort | CountedStudy,
    *,
    by: Sequence[str] | None = None,
    undisaggregated_reason: str | None = None,
    history: History | None = None,
) -> Answer:
    """Who has started work within a year of enrolment, for each group, and the gaps between groups.

    Parameters
    ----------
    cohort
        The participants, from `build_cohort`; or the tables that partners made of theirs (`CountedStudy`), for the
        first five tables of the answer. The others need participants, and say so.
    by
        Columns to split by: the total, each of them, and every crossing of two; `target_group` stands for every
        target group, which are never crossed. Null: as the cohort file says.
    undisaggregated_reason
        Why the result is not split, where `by` is empty.
    history
        What earlier releases fixed: the headline's definition may not change unseen.

    Returns
    -------
    An `Answer` with the tables `within` (shares at 3, 6, 9, 12 months), `curve`, `median`, `months` and `gaps`; beside
    them `sustained` (work that lasted 90, 180 days), `bounds` (what those who were lost could change), `standardised`
    and `adjusted` (the gap that is left when groups are alike at the start) and `states` (where people are).

    Raises
    ------
    DisaggregationError
        `by` is empty without a reason, or names a column that the participants do not have.
    GuardError
        G-DEFSWITCH: the definition changed since the latest release, and the cohort file does not say so.

    Notes
    -----
    One route for all groups. More than a tenth of all starts known only as an interval wider than 31 days: a
    piecewise-exponential model of the intervals (M3.3). Otherwise dates: competing outcomes under 5 % of all events
    in every group, Kaplan-Meier (M3.1); else Aalen-Johansen for all of them (M3.2).

    References
    ----------
    METHODS 3.0, M3.1-M3.6, M4.6, M6.3. Kaplan EL, Meier P (1958). Aalen OO, Johansen S (1978).

    Examples
    --------
    >>> answer = rk.time_to_employment(cohort, by=["gender"])
    >>> list(answer)
    ['within', 'curve', 'median', 'months', 'gaps', 'sustained', 'bounds', 'standardised', 'adjusted', 'states']
    """
    parts = definition_of(cohort, with_outcome=True)
    stated = guard_definition(cohort, NAME, parts, history)
    if isinstance(cohort, CountedStudy):
        made = _from_tables(
            cohort, plan_counted_groups(cohort.counted, cohort.definition, by, undisaggregated_reason), stated
        )
    else:
        made = _from_participants(cohort, plan_groups(cohort, by, undisaggregated_reason), stated)
    guards = made["within"].guards
    return Answer(name=NAME, tables=made, subject=subject_of(cohort), guards=guards, definition=parts)


def _from_participants(cohort: Cohort, groups: Groups, stated: tuple[GuardHit, ...]) -> dict[str, ResultTable]:
    if not cohort.has_outcomes:
        maker = TableMaker(cohort=cohort, groups=groups, method_id="M3.2", guards=stated)
        told = {name: maker.without_table(name, kind, said, estimand=said) for name, (kind, said) in _TABLES.items()}
        return told | _without_participants(maker)
    setting = set_up(cohort, groups, thresholds_of(cohort))
    told, maker = _told(setting, stated)
    return told | _further(setting, maker)


def _from_tables(study: CountedStudy, groups: Groups, stated: tuple[GuardHit, ...]) -> dict[str, ResultTable]:
    told, maker = _told(set_up_tables(study, groups, thresholds_of(study)), stated)
    return told | _without_participants(maker)


def _without_participants(maker: TableMaker) -> dict[str, ResultTable]:
    """The tables that need a row per participant, each saying that there is none."""
    made = {}
    for name, (kind, method, said) in _FURTHER.items():
        own = replace(maker, method_id=method, guards=(), diagnostics={})
        made[name] = own.without_table(name, kind, said, estimand=said)
    return made


def _told(setting: Counts, stated: tuple[GuardHit, ...]) -> tuple[dict[str, ResultTable], TableMaker]:
    """The tables that counts by group and time are enough for, and what made them."""
    followed = [setting.follow(name) for name in definitions(setting.cohort)]
    guards = stated + setting.guards(pl.concat([one.blocked for one in followed]))
    horizon = {one.name: horizons(one) for one in followed}
    maker = TableMaker(
        cohort=setting.cohort,
        groups=setting.groups,
        method_id=setting.route.method_id,
        guards=guards,
        alarm_z=ALARM_Z,
        diagnostics=_diagnostics(setting, followed, horizon),
    )
    rows = {name: [part for one in followed for part in _rows(name, one, horizon[one.name])] for name in _TABLES}
    told = {name: maker.make(name, kind, rows[name], estimand=said) for name, (kind, said) in _TABLES.items()}
    return told, maker


def _further(setting: Setting, maker: TableMaker) -> dict[str, ResultTable]:
    """The tables beside the headline, each by a method of its own."""
    made = {}
    rows = {"sustained": sustained_rows, "bounds": bounds_rows, "states": states_rows}
    for name, rows_of in rows.items():
        kind, method, said = _FURTHER[name]
        own = replace(maker, method_id=method, diagnostics={})
        made[name] = own.make(name, kind, rows_of(setting), estimand=said)
    made |= adjusted_tables(setting, maker)
    return {name: made[name] for name in _FURTHER}


def _rows(table: str, one: Followed, horizon: pl.DataFrame) -> list[pl.DataFrame]:
    """The rows of a table for one definition of success."""
    if table == "within":
        return [within_rows(one)]
    if table == "curve":
        return [curve_rows(one)]
    if table == "median":
        return [median_rows(one)]
    if table == "months":
        return [months_rows(one, horizon)]
    compared = one.groups.lines.select("line", "compared_with")
    gaps = (gap_within_rows(one), gap_months_rows(one, horizon))
    return [gap.join(compared, on="line", how="left", validate="m:1", maintain_order="left") for gap in gaps]


def _diagnostics(setting: Counts, followed: list[Followed], horizon: dict[str, pl.DataFrame]) -> dict[str, Any]:
    """The checks of METHODS Annex A, with exact numbers: for the researcher, never released."""
    route = setting.route
    found: dict[str, Any] = {
        "competing_share": route.competing_share,
        "competing_share_highest": route.highest_share,
        "interval_share": route.interval_share,
        "horizon_months": {name: tau.filter(pl.col("line") == 0)["tau"].item() for name, tau in horizon.items()},
        "causes_add_up": {one.name: causes_add_up(one.life_table) for one in followed},
        "follow_up": follow_up_by_line(followed[0].life_table),
        **setting.checks(),
    }
    if followed[0].fits is not None:
        found["distance_to_turnbull"] = followed[0].fits.distances_to_turnbull()
    return found
