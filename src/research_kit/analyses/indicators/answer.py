"""What the board decided to follow, and how it goes: every indicator of its registry, each version by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from research_kit.analyses.answer_table import TableMaker, blocked_row, definition_of, subject_of, thresholds_of
from research_kit.analyses.counted_groups import plan_counted_groups
from research_kit.analyses.groups import Groups, plan_groups
from research_kit.analyses.indicators.asked_rows import AGREE, ANSWERED, IF_NONE, asked_rows
from research_kit.analyses.indicators.stated import guard_indicators, indicators_definition
from research_kit.analyses.indicators.surroundings_rows import count_rows, placed_values, share_rows, value_rows
from research_kit.analyses.told_of_a_part import require_everybody
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.results import Answer, History, ResultTable, Thresholds
from research_kit.results.result_table import Kind

NAME, METHOD_ID = "indicators", "M6.6"
ORGANISATION = "organisation"
_TABLES: dict[str, tuple[Kind, str]] = {
    "indicator_responses": ("share", ANSWERED),
    "indicator_answers": ("share", AGREE),
    "indicator_bounds": ("share", IF_NONE),
    "indicator_shares": ("share", "indicator_share"),
    "indicator_counts": ("count", "indicator_count"),
    "indicator_values": ("rate", "indicator_value"),
}
_ASKED = ("indicator_responses", "indicator_answers", "indicator_bounds")
"""About participants."""


def indicators(
    cohort: Cohort | CountedStudy,
    *,
    by: Sequence[str] | None = None,
    undisaggregated_reason: str | None = None,
    history: History | None = None,
) -> Answer:
    """How what the board decided to follow has gone, indicator by indicator, and from when it was asked otherwise.

    Parameters
    ----------
    cohort
        The participants, with the board's registry (`indicators` of the parameters file) and the values delivered in
        the table `indicator_value`. Of partners' tables every table says that it cannot be made from them.
    by, undisaggregated_reason
        As for `time_to_employment`; they concern what participants answer. What is not about participants is told of
        the whole project and of each organisation.
    history
        What earlier releases fixed.

    Returns
    -------
    An `Answer` with the tables `indicator_responses` (the share of participants who answered each follow-up told of,
    `time` in months since the start), `indicator_answers` (of those the share who agree), `indicator_bounds` (how low
    and how high that share could be among all who were asked), `indicator_shares` and `indicator_counts` (people who
    are no participants, such as staff) and `indicator_values` (things, and mean scores). `outcome` is the indicator and
    its version (`staff_trained.2`): versions are never compared. `cause` is the period of what is not about
    participants. The latest version of an indicator comes first.

    Raises
    ------
    CohortError
        The cohort is a part of the participants (`part_of`).
    GuardError
        G-DEFSWITCH: a version of an indicator asks something else than in the latest release.
    DisaggregationError
        As for `time_to_employment`.

    Notes
    -----
    Staff are people: their numbers are protected as participants' are. A value of people that does not say on how many
    it rests is blocked (NO_SAMPLE_SIZE).

    References
    ----------
    METHODS M6.3, M6.4 and section 1. Wilson EB (1927). J Am Stat Assoc 22:209-212. doi:10.1080/01621459.1927.10502953

    Examples
    --------
    >>> answer = rk.indicators(cohort, by=["gender"])
    >>> list(answer)
    ['indicator_responses', 'indicator_answers', 'indicator_bounds', 'indicator_shares', 'indicator_counts',
    'indicator_values']
    """
    require_everybody(cohort, NAME)
    parts = definition_of(cohort, with_outcome=False) | indicators_definition(cohort)
    guard_indicators(parts, history, answer=NAME)
    if isinstance(cohort, CountedStudy):
        groups = plan_counted_groups(cohort.counted, cohort.definition, by, undisaggregated_reason)
        rows: dict[str, list[pl.DataFrame]] = {name: [] for name in _TABLES}
    else:
        groups = plan_groups(cohort, by, undisaggregated_reason)
        rows = _rows(cohort, groups, thresholds_of(cohort))
    make = partial(_made, cohort=cohort, groups=groups)
    tables = {name: make(name, rows[name]) for name in _TABLES}
    return Answer(name=NAME, tables=tables, subject=subject_of(cohort), definition=parts)


def _rows(cohort: Cohort, groups: Groups, limits: Thresholds) -> dict[str, list[pl.DataFrame]]:
    values, asked = placed_values(cohort), asked_rows(cohort, groups, limits)
    found = {
        "indicator_responses": asked.responses,
        "indicator_answers": asked.answers,
        "indicator_bounds": asked.bounds,
        "indicator_shares": [share_rows(values, limits)],
        "indicator_counts": [count_rows(values)],
        "indicator_values": [value_rows(values)],
    }
    return {name: [part for part in parts if part.height] for name, parts in found.items()}


def _made(name: str, rows: list[pl.DataFrame], *, cohort: Cohort | CountedStudy, groups: Groups) -> ResultTable:
    kind, statistic = _TABLES[name]
    maker = TableMaker(cohort=cohort, groups=groups, method_id=METHOD_ID)
    if name in _ASKED and rows:
        return maker.make(name, kind, rows, estimand=statistic)
    if name not in _ASKED:
        maker = replace(maker, groups=replace(groups, columns=(ORGANISATION,)))
    return maker.plain(name, kind, rows or [blocked_row(statistic, "NO_TABLE")], estimand=statistic)
