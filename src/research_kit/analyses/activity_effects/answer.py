"""Which activities go together with earlier work? The answer, table by table (METHODS 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from research_kit.analyses.activity_effects.check_rows import CHECKS, check_rows
from research_kit.analyses.activity_effects.comparison_rows import (
    CHANCE,
    OUTSIDE,
    OUTSIDE_CHECKS,
    Outside,
    chance_rows,
    comparison_rows,
    outside_check_rows,
    outside_of,
)
from research_kit.analyses.activity_effects.contrasts import NO_START
from research_kit.analyses.activity_effects.effect_rows import effect_rows, ratio_rows
from research_kit.analyses.activity_effects.ladder import Ladder
from research_kit.analyses.activity_effects.question_rows import MORE, question_rows
from research_kit.analyses.activity_effects.setting import METHOD, EffectSetting, effect_setting
from research_kit.analyses.activity_effects.starts_rows import STARTED, starts_rows
from research_kit.analyses.activity_effects.wording import GRADES, highest_grade, share_unknown
from research_kit.analyses.answer_table import (
    TableMaker,
    blocked_row,
    definition_of,
    guard_definition,
    subject_of,
)
from research_kit.analyses.counted_groups import plan_counted_groups
from research_kit.analyses.groups import plan_groups
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.provenance import hash_values
from research_kit.results import Answer, History, ResultTable
from research_kit.results.look_plan import watch_rule
from research_kit.results.result_table import Kind

NAME = "activity_effects"
NO_PROTOCOL, NO_TABLE = "NO_PROTOCOL", "NO_TABLE"
_TABLES: dict[str, tuple[Kind, str, str]] = {
    "activity_starts": ("share", "M5.0", STARTED),
    "effects": ("gap", "M5.2", NO_START.gap),
    "effect_ratios": ("gap", "M5.2", NO_START.ratio),
    "effect_checks": ("gap", "M5.3", CHECKS),
    "outside_comparison": ("gap", "M5.4", OUTSIDE),
    "outside_checks": ("gap", "M5.4", OUTSIDE_CHECKS),
    "outside_overlap": ("share", "M5.4", CHANCE),
    "effect_questions": ("mean", "M5.3", MORE),
}
"""Table -> kind, method and first statistic, in the order of the answer."""

_GRADED = ("effects", "effect_ratios")
"""Tables of which no finding has a higher grade than the best of their comparisons; the others describe."""


def activity_effects(
    cohort: Cohort | CountedStudy,
    *,
    by: Sequence[str] | None = None,
    undisaggregated_reason: str | None = None,
    history: History | None = None,
    comparison: Cohort | None = None,
) -> Answer:
    """What goes together with starting an activity, as far as a protocol, the people and the checks allow it.

    Parameters
    ----------
    cohort
        The participants; the study's `effects` section holds one protocol per activity. Without one everything is
        blocked; of partners' tables, or lengths of time without activities, no table can be made, and each says so.
    by, undisaggregated_reason
        As for `time_to_employment`; a group is told of only where both sides have 60 people and 20 events.
    history
        Which look this is: the alarm bar allows for all that are planned.
    comparison
        People who were not in the project, for the protocols whose `comparison` is `microdata`.

    Returns
    -------
    An `Answer` with the tables `activity_starts` (who started what), `effects` (differences in points),
    `effect_ratios` (the ladder as ratios of rates, for the appendix), `effect_checks`, `outside_comparison` (with the
    difference in changes), `outside_checks`, `outside_overlap` and `effect_questions` (what was seen, or how many more
    would have to start). `reason` says which words an estimate may be told with, `evidence_cap` the highest grade.

    Raises
    ------
    GuardError
        G-MEDIATOR: a confounder was measured after enrolment. G-DEFSWITCH: the definition changed unseen.
    CohortError
        A protocol names an outcome, a phase or a confounder that the study does not have.
    DisaggregationError
        As for `time_to_employment`.

    References
    ----------
    METHODS 5. Hernán MA, Robins JM (2016). Am J Epidemiol 183:758-764. doi:10.1093/aje/kwv254

    Examples
    --------
    >>> answer = rk.activity_effects(cohort, by=["gender"])
    >>> list(answer)
    ['activity_starts', 'effects', 'effect_ratios', 'effect_checks', 'outside_comparison', 'outside_checks',
    'outside_overlap', 'effect_questions']
    """
    parts = definition_of(cohort, with_outcome=False) | {"protocols": hash_values(_protocols(cohort))}
    guards = guard_definition(cohort, NAME, parts, history)
    rule = watch_rule(cohort.study, history)
    if isinstance(cohort, CountedStudy):
        groups = plan_counted_groups(cohort.counted, cohort.definition, by, undisaggregated_reason)
    else:
        groups = plan_groups(cohort, by, undisaggregated_reason)
    maker = TableMaker(cohort=cohort, groups=groups, method_id=METHOD, guards=guards, alarm_z=rule.single_z)
    if isinstance(cohort, CountedStudy):
        made = _blocked(maker, NO_TABLE)
    elif (why := _why_not(cohort)) is not None:
        made = _blocked(maker, why)
    else:
        made = _made(effect_setting(cohort, groups, rule), maker, comparison)
    return Answer(name=NAME, tables=made, subject=subject_of(cohort), guards=guards, definition=parts)


def _protocols(cohort: Cohort | CountedStudy) -> list[object]:
    """What may not change between looks: the protocols, but for what is only said of them in words."""
    return [one.model_dump(mode="json", exclude=_IN_WORDS) for one in cohort.study.promises.effects]


_IN_WORDS = {"eligibility": {"who"}, "assignment": {"described"}}


def _why_not(cohort: Cohort) -> str | None:
    """Without dates of activities and statuses nothing can be told; without a protocol nothing may."""
    if not cohort.records.activity_starts.height or not cohort.has_outcomes:
        return NO_TABLE
    return None if cohort.study.promises.effects else NO_PROTOCOL


def _blocked(maker: TableMaker, why: str) -> dict[str, ResultTable]:
    return {
        name: _own(maker, method).plain(name, kind, [blocked_row(statistic, why)], estimand=statistic)
        for name, (kind, method, statistic) in _TABLES.items()
    }


def _own(maker: TableMaker, method: str, **more: Any) -> TableMaker:
    return replace(maker, method_id=method, **more)


def _made(setting: EffectSetting, maker: TableMaker, comparison: Cohort | None) -> dict[str, ResultTable]:
    outside = outside_of(setting, comparison)
    rows = {
        "activity_starts": starts_rows(setting),
        "effects": effect_rows(setting),
        "effect_ratios": ratio_rows(setting),
        "effect_checks": check_rows(setting),
        "outside_comparison": comparison_rows(setting, outside),
        "outside_checks": outside_check_rows(outside),
        "outside_overlap": chance_rows(outside),
        "effect_questions": question_rows(setting),
    }
    diagnostics = {"effects": {"protocols": _diagnostics(setting)}, "outside_comparison": _beside(outside, comparison)}
    made = {
        name: _own(maker, method, diagnostics=diagnostics.get(name, {})).make(
            name, kind, rows[name], estimand=statistic
        )
        for name, (kind, method, statistic) in _TABLES.items()
    }
    cap = highest_grade(ladder.wording for ladder in setting.ladders if ladder.lacks is None)
    return made | {name: replace(made[name], evidence_cap=cap) for name in _GRADED}


def _diagnostics(setting: EffectSetting) -> dict[str, Mapping[str, Any]]:
    """Exact and for the researcher alone: who is left out, what is allowed for, the checks and the models' tables."""
    return {ladder.of.trial.activity: _of_protocol(ladder) for ladder in setting.ladders}


def _beside(outside: tuple[Outside, ...], comparison: Cohort | None) -> dict[str, Any]:
    """Whose data were beside the participants, and how alike they are, term by term."""
    balances = {one.trial.outcome.definition: one.beside.balance for one in outside if one.beside is not None}
    return {} if comparison is None else {"data": comparison.data_hash, "balance": balances}


def _of_protocol(ladder: Ladder) -> dict[str, Any]:
    found: dict[str, Any] = {
        "conditions": ladder.conditions,
        "excluded": ladder.of.excluded,
        "allowed_for": ladder.of.confounding.names,
        "not_allowed_for": ladder.of.confounding.left_out,
        "described": ladder.described,
        "grade": "E0" if ladder.lacks else GRADES[ladder.wording],
        "share_unknown": share_unknown(ladder.of),
    }
    if ladder.fitted is not None:
        rates = ladder.fitted.rates
        found |= {"trials": rates.trials, "balance": rates.balance, "overlap": rates.overlap, "checks": ladder.checks}
    if ladder.clones is not None:
        found |= {
            "weights": ladder.clones.weights,
            "shares": ladder.clones.shares,
            "clone_balance": ladder.clones.balance,
        }
    return found
