"""What participants say themselves: answers, change, needs, and whether they are met (METHODS 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from research_kit.analyses.answer_table import TableMaker, definition_of, guard_definition, subject_of
from research_kit.analyses.counted_groups import plan_counted_groups
from research_kit.analyses.groups import Groups, plan_groups
from research_kit.analyses.participants_voice.agree_rows import STATISTIC as ANSWERING
from research_kit.analyses.participants_voice.agree_rows import agree_rows
from research_kit.analyses.participants_voice.bounds_rows import NONE, change_bounds_rows
from research_kit.analyses.participants_voice.change_mean_rows import STATISTIC as MEAN_CHANGE
from research_kit.analyses.participants_voice.change_mean_rows import change_mean_rows
from research_kit.analyses.participants_voice.change_pairs import Pairs, pairs_of
from research_kit.analyses.participants_voice.change_rows import STATISTIC as CHANGED
from research_kit.analyses.participants_voice.change_rows import change_rows
from research_kit.analyses.participants_voice.checks import checks_of
from research_kit.analyses.participants_voice.closer_rows import STATISTIC as CLOSER
from research_kit.analyses.participants_voice.closer_rows import closer_rows
from research_kit.analyses.participants_voice.coding_rows import KAPPA, coding_guards, coding_rows, why_not_counted
from research_kit.analyses.participants_voice.ends import ceiling_guards
from research_kit.analyses.participants_voice.language_rows import STATISTIC as LANGUAGES
from research_kit.analyses.participants_voice.language_rows import language_rows
from research_kit.analyses.participants_voice.match_rows import OFFERED, match_rows
from research_kit.analyses.participants_voice.over_time_rows import STATISTIC as VOICING
from research_kit.analyses.participants_voice.over_time_rows import over_time_rows, versions_beside
from research_kit.analyses.participants_voice.reliability_rows import STATISTIC as OMEGA
from research_kit.analyses.participants_voice.reliability_rows import reliability_rows, unreliable_scales
from research_kit.analyses.participants_voice.response_rows import STATISTIC as ANSWERED
from research_kit.analyses.participants_voice.response_rows import response_rows
from research_kit.analyses.participants_voice.scale_rows import STATISTIC as MEAN
from research_kit.analyses.participants_voice.scale_rows import scale_rows
from research_kit.analyses.participants_voice.scores import NO_SCALE, Measure, measures_of, scales_asked
from research_kit.analyses.participants_voice.setting import VoiceSetting, voice_setting
from research_kit.analyses.participants_voice.unmet_rows import WITHOUT, unmet_rows
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.results import Answer, GuardHit, History, ResultTable
from research_kit.results.look_plan import WatchRule, watch_rule
from research_kit.results.result_table import Kind

NAME = "participants_voice"
_TABLES: dict[str, tuple[Kind, str, str]] = {
    "responses": ("share", "M6.3", ANSWERED),
    "reliability": ("rate", "M6.1", OMEGA),
    "scales": ("mean", "M6.1", MEAN),
    "agree": ("share", "M6.1", ANSWERING),
    "languages": ("gap", "M6.1", LANGUAGES),
    "change": ("share", "M6.2", CHANGED),
    "change_mean": ("mean", "M6.2", MEAN_CHANGE),
    "change_bounds": ("share", "M6.3", NONE),
    "closer": ("share", "M6.4", CLOSER),
    "coding": ("rate", "M6.5", KAPPA),
    "needs_match": ("rate", "M6.5", OFFERED),
    "unmet": ("share", "M6.5", WITHOUT),
    "needs_over_time": ("share", "M6.5", VOICING),
}
"""The tables in the order of the answer: kind, method, and first statistic."""


def participants_voice(
    cohort: Cohort | CountedStudy,
    *,
    by: Sequence[str] | None = None,
    undisaggregated_reason: str | None = None,
    history: History | None = None,
) -> Answer:
    """What participants answer themselves, how that changes, what they need, and whether what is done matches it.

    Parameters
    ----------
    cohort
        The participants, from `build_cohort`; the study's `voice` section says what is told. Of partners' tables
        (`CountedStudy`) every table says that it cannot be made from them.
    by
        Columns to split by: the total, each of them, and every crossing of two. Null: as the cohort file says.
        Reliability, coding and languages are told of everybody.
    undisaggregated_reason
        Why the result is not split, where `by` is empty.
    history
        Which look this is, for which the alarm bar allows; and what earlier releases fixed: the population's
        definition may not change unseen.

    Returns
    -------
    An `Answer` with the tables `responses` (who answered: beside every other number), `reliability`, `scales`,
    `agree`, `languages` (whether scores may be compared between languages), `change`, `change_mean`, `change_bounds`,
    `closer`, `coding` (how far two coders agree), `needs_match`, `unmet` and `needs_over_time`.

    Raises
    ------
    DisaggregationError
        `by` is empty without a reason, or names a column that the participants do not have.
    GuardError
        G-DEFSWITCH: the population changed since the latest release, and the cohort file does not say so.

    Notes
    -----
    Change without a comparison group describes: regression to the mean and response shift are in it. Under 60 % who
    answered results stand beside bounds, under 40 % only bounds are told. Themes of needs are counted only where two
    coders agree. What participants said word for word is in no table.

    References
    ----------
    METHODS 6 (M6.1-M6.5). Goodman LA (1965). Laird NM, Ware JH (1982). Manski CF (1990). Gwet KL (2008).

    Examples
    --------
    >>> answer = rk.participants_voice(cohort, by=["gender"])
    >>> list(answer)
    ['responses', 'reliability', 'scales', 'agree', 'languages', 'change', 'change_mean', 'change_bounds', 'closer',
    'coding', 'needs_match', 'unmet', 'needs_over_time']
    """
    parts = definition_of(cohort, with_outcome=False)
    guards = guard_definition(cohort, NAME, parts, history)
    rule = _rule(cohort, history)
    if isinstance(cohort, CountedStudy):
        groups = plan_counted_groups(cohort.counted, cohort.definition, by, undisaggregated_reason)
        tables = {name: _maker(cohort, groups, guards, name, rule).without_table(name, kind, said, estimand=said)
                  for name, (kind, _, said) in _TABLES.items()}  # fmt: skip
    else:
        setting = voice_setting(cohort, plan_groups(cohort, by, undisaggregated_reason), rule)
        tables = _tables(setting, guards)
    return Answer(name=NAME, tables=tables, subject=subject_of(cohort), guards=guards, definition=parts)


def _tables(setting: VoiceSetting, stated: tuple[GuardHit, ...]) -> dict[str, ResultTable]:
    reliable, coded = reliability_rows(setting), coding_rows(setting)
    unreliable, why_not = unreliable_scales(reliable), why_not_counted(coded)
    measures = _measures(setting, unreliable)
    pairs = [pairs_of(setting, one) for one in measures]
    rows = {"reliability": reliable, "coding": coded, **_of_answers(setting, measures, pairs, unreliable)}
    rows |= _of_needs(setting, why_not)
    guards, told = _guards(setting, measures, why_not), checks_of(setting, measures, pairs)
    beside = versions_beside(setting) if why_not is None else []
    made = {}
    for name, (kind, _, said) in _TABLES.items():
        maker = _maker(setting.cohort, setting.groups, (*stated, *guards.get(name, ())), name, setting.rule)
        estimand = f"{said}:{','.join(beside)}" if name == "needs_over_time" and beside else said
        made[name] = replace(maker, diagnostics=told).make(name, kind, rows[name], estimand=estimand)
    return made


def _measures(setting: VoiceSetting, unreliable: set[str]) -> list[Measure]:
    """What is measured: scales first, then the questions that are told one by one."""
    found = [
        one
        for scale in scales_asked(setting)
        for one in measures_of(setting, scale, singly=scale in unreliable or scale == NO_SCALE)
    ]
    return sorted(found, key=lambda one: one.is_single)


def _guards(setting: VoiceSetting, measures: list[Measure], why_not: str | None) -> dict[str, tuple[GuardHit, ...]]:
    uncomparable, uncounted = ceiling_guards(setting, measures), coding_guards(why_not)
    of_change = dict.fromkeys(("change", "change_mean"), uncomparable)
    return of_change | dict.fromkeys(("coding", "needs_match", "unmet", "needs_over_time"), uncounted)


def _of_needs(setting: VoiceSetting, why_not: str | None) -> dict[str, list[pl.DataFrame]]:
    """The rows of the tables about being closer to work, and about needs."""
    return {
        "closer": closer_rows(setting),
        "needs_match": match_rows(setting, why_not),
        "unmet": unmet_rows(setting, why_not),
        "needs_over_time": over_time_rows(setting, why_not),
    }


def _of_answers(
    setting: VoiceSetting, measures: list[Measure], pairs: list[Pairs], unreliable: set[str]
) -> dict[str, list[pl.DataFrame]]:
    """The rows of the tables about answers to questions."""
    return {
        "responses": response_rows(setting),
        "scales": scale_rows(setting, measures, unreliable),
        "agree": agree_rows(setting, measures),
        "languages": language_rows(setting),
        "change": change_rows(setting, pairs),
        "change_mean": change_mean_rows(setting, measures),
        "change_bounds": change_bounds_rows(setting, pairs),
    }


def _rule(cohort: Cohort | CountedStudy, history: History | None) -> WatchRule:
    """How wide the alarm bar is, at the look that this is."""
    came = cohort.frame.get_column("index_on", default=None) if isinstance(cohort, Cohort) else None
    return watch_rule(cohort.study, history, index_on=came)


def _maker(
    cohort: Cohort | CountedStudy, groups: Groups, guards: tuple[GuardHit, ...], table: str, rule: WatchRule
) -> TableMaker:
    return TableMaker(cohort=cohort, groups=groups, method_id=_TABLES[table][1], guards=guards, alarm_z=rule.single_z)
