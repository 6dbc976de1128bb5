"""Time to employment: who has started work by when, for whom, and how sure that is (METHODS 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from research_kit.analyses.answer_table import TableMaker, definition_of, guard_definition, subject_of, thresholds_of
from research_kit.analyses.diagnostics import causes_add_up, count_already_in, follow_up_by_line, start_precision
from research_kit.analyses.gap_rows import gap_within_rows
from research_kit.analyses.groups import Groups, plan_groups
from research_kit.analyses.incidence_curves import ALARM_Z, incidence_curves
from research_kit.analyses.median_rows import median_rows
from research_kit.analyses.months_rows import gap_months_rows, horizons, months_rows
from research_kit.analyses.outcome_counts import count_never_at_risk, count_outcome, without_competing
from research_kit.analyses.outcome_rows import Followed, curve_rows, within_rows
from research_kit.analyses.routing import Route, blocked_lines, choose_route, guard_outcomes
from research_kit.cohort import Cohort
from research_kit.results import Answer, GuardHit, History, ResultTable, Thresholds
from research_kit.results.result_table import Kind

NAME = "time_to_employment"
_TABLES: dict[str, tuple[Kind, str]] = {
    "within": ("share", "share_within"),
    "curve": ("curve", "cumulative_incidence"),
    "median": ("time", "median"),
    "months": ("months", "months_in_work"),
    "gaps": ("gap", "gap_within"),
}


def time_to_employment(
    cohort: Cohort,
    *,
    by: Sequence[str] | None = None,
    undisaggregated_reason: str | None = None,
    history: History | None = None,
) -> Answer:
    """Who has started work within a year of enrolment, for each group, and the gaps between groups.

    Parameters
    ----------
    cohort
        The participants, from `build_cohort`.
    by
        Columns to split by: the total, each of them, and every crossing of two; `target_group` stands for every
        target group, which are never crossed. Null: as the cohort file says.
    undisaggregated_reason
        Why the result is not split, where `by` is empty.
    history
        What earlier releases fixed: the headline's definition may not change unseen.

    Returns
    -------
    An `Answer` with the tables `within` (shares at 3, 6, 9, 12 months), `curve`, `median`, `months` and `gaps`.

    Raises
    ------
    DisaggregationError
        `by` is empty without a reason, or names a column that the participants do not have.
    GuardError
        G-DEFSWITCH: the definition changed since the latest release, and the cohort file does not say so.

    Notes
    -----
    Competing outcomes under 5 % of all events in every group: Kaplan-Meier (M3.1); else Aalen-Johansen for all
    of them (M3.2). A group in which
    more than a tenth of the starts are known only as an interval wider than 31 days is `blocked/INTERVAL`.

    References
    ----------
    METHODS 3.0, M3.1, M3.2, M3.4. Kaplan EL, Meier P (1958). Aalen OO, Johansen S (1978).
    """
    groups = plan_groups(cohort, by, undisaggregated_reason)
    parts = definition_of(cohort, with_outcome=True)
    stated = guard_definition(cohort, NAME, parts, history)
    made = _made(cohort, groups, stated) if cohort.has_outcomes else _without_statuses(cohort, groups, stated)
    guards = made["within"].guards
    return Answer(name=NAME, tables=made, subject=subject_of(cohort), guards=guards, definition=parts)


def _made(cohort: Cohort, groups: Groups, stated: tuple[GuardHit, ...]) -> dict[str, ResultTable]:
    limits = thresholds_of(cohort)
    route, followed = _follow(cohort, groups, limits)
    guards = stated + guard_outcomes(cohort, route, pl.concat([one.blocked for one in followed]))
    horizon = {one.name: horizons(one) for one in followed}
    maker = TableMaker(
        cohort=cohort,
        groups=groups,
        method_id=route.method_id,
        guards=guards,
        alarm_z=ALARM_Z,
        diagnostics=_diagnostics(cohort, route, followed, horizon),
    )
    rows = {name: [part for one in followed for part in _rows(name, one, horizon[one.name])] for name in _TABLES}
    return {name: maker.make(name, kind, rows[name], estimand=said) for name, (kind, said) in _TABLES.items()}


def _without_statuses(cohort: Cohort, groups: Groups, stated: tuple[GuardHit, ...]) -> dict[str, ResultTable]:
    maker = TableMaker(cohort=cohort, groups=groups, method_id="M3.2", guards=stated)
    return {name: maker.without_table(name, kind, said, estimand=said) for name, (kind, said) in _TABLES.items()}


def _follow(cohort: Cohort, groups: Groups, limits: Thresholds) -> tuple[Route, list[Followed]]:
    """Every definition of success, counted once and estimated by one route; the headline first."""
    outcomes = cohort.definition.outcomes
    names = sorted(outcomes.definitions, key=lambda name: name != outcomes.headline)
    counted = {name: count_outcome(cohort, groups, name, causes=len(outcomes.causes_of(name))) for name in names}
    route = choose_route(list(counted.values()), limits)
    followed = []
    for name, table in counted.items():
        causes = outcomes.causes_of(name)
        shown = len(causes) if route.competes and name == outcomes.headline else 1
        life_table = table if route.competes else without_competing(table)
        followed.append(
            Followed(
                name=name,
                causes=causes,
                life_table=life_table,
                curves=incidence_curves(life_table, causes=shown),
                blocked=blocked_lines(cohort, groups, name, limits),
                groups=groups,
                limits=limits,
            )
        )
    return route, followed


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


def _diagnostics(
    cohort: Cohort, route: Route, followed: list[Followed], horizon: dict[str, pl.DataFrame]
) -> dict[str, Any]:
    """The checks of METHODS Annex A, with exact numbers: for the researcher, never released."""
    return {
        "competing_share": route.competing_share,
        "competing_share_highest": route.highest_share,
        "already_in_at_start": count_already_in(cohort),
        "never_at_risk": {one.name: count_never_at_risk(cohort, one.name) for one in followed},
        "horizon_months": {name: tau.filter(pl.col("line") == 0)["tau"].item() for name, tau in horizon.items()},
        "causes_add_up": {one.name: causes_add_up(one.life_table) for one in followed},
        "follow_up": follow_up_by_line(followed[0].life_table),
        "starts": start_precision(cohort),
    }
