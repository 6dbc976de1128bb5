"""How strong the evidence of a finding is: computed from what was released of it, never chosen (METHODS 11).

Five levels: E0 not enough data, E1 description, E2 difference or association, E3 adjusted, E4 by design.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from research_kit.results.finding import Level
from research_kit.results.status import OK, WIDE

Design = Literal["described", "associated", "adjusted", "randomised"]
LEVELS: tuple[Level, ...] = ("E0", "E1", "E2", "E3", "E4")
LEAST_RESPONSE, MOST_UNKNOWN, LEAST_E_VALUE = 0.60, 0.20, 1.5
ANSWERED = ("G-CAUSE",)
"""Guards of severity error that a method has answered by what it does: competing outcomes are counted in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What a grade rests on.

    Attributes
    ----------
    status
        Of the released number.
    design
        A group on its own (`described`), a difference between groups (`associated`), a comparison by a protocol of
        which every check was passed (`adjusted`), or one where a lot or a start moved step by step decided
        (`randomised`).
    alarm_lower, alarm_upper, no_difference
        The alarm bar, and the value that stands for no difference: 0, or 1 of a ratio.
    open_guards
        Guards of severity error that travel with the number and that its method does not answer.
    is_registered
        Whether the protocol was written down before anybody looked.
    e_value_limit, is_stable
        Of an adjusted comparison: the E-value of the limit nearer to no difference, and whether the estimate stays
        within its interval whichever confounder is left out. Null: not told.
    response, unknown
        The share that answered, and the share whose outcome is not known; null where that has no bearing on it, or
        was not told.
    is_exploratory
        Whether the claim was suggested by the same data: nobody had registered it.
    changed_at_once
        What else was changed within a quarter of the change that it is about (METHODS M4.5).
    """

    status: str
    design: Design = "described"
    alarm_lower: float | None = None
    alarm_upper: float | None = None
    no_difference: float = 0.0
    open_guards: tuple[str, ...] = ()
    is_registered: bool = False
    e_value_limit: float | None = None
    is_stable: bool | None = None
    response: float | None = None
    unknown: float | None = None
    is_exploratory: bool = False
    changed_at_once: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """A level, and in codes what it rests on and what keeps it from being higher."""

    level: Level
    reasons: tuple[str, ...]


def grade_of(evidence: Evidence) -> Grade:
    """The grade of a finding.

    By design and alarm bar first; one level less where fewer than 60 % answered or the outcome of more than 20 % is not
    known; and no more than a description where the same data suggested the claim, or something else was changed at the
    same time. In this order, so that a lead with few answers is not lowered twice.

    Parameters
    ----------
    evidence
        Everything the grade rests on, all of it released.

    Notes
    -----
    A description needs the status `ok`; a number told only as a range is E0. A difference is E2 by its alarm bar,
    however wide. One whose alarm bar holds no difference is a description of it.

    References
    ----------
    METHODS 5.3, 5.5, 7.5, 11. VanderWeele TJ, Ding P (2017). Ann Intern Med 167:268-274.
    """
    level, reasons = _by_design(evidence)
    lowered = [*_lowering(evidence)]
    capped = [*_capping(evidence)]
    reached = max(level - 1, 0) if lowered else level
    return Grade(LEVELS[min(reached, 1) if capped else reached], (*reasons, *lowered, *capped))


def _by_design(evidence: Evidence) -> tuple[int, tuple[str, ...]]:
    if evidence.status not in (OK, WIDE):
        return 0, ("NOT_ENOUGH",)
    lacks = _lacks_of_a_difference(evidence)
    if not lacks:
        return _of_a_difference(evidence)
    return (1, lacks) if evidence.status == OK else (0, ("ONLY_A_RANGE", *lacks))


def _lacks_of_a_difference(evidence: Evidence) -> tuple[str, ...]:
    """Why it is no established difference; empty where it is one."""
    if evidence.design == "described":
        return ("OWN_GROUP",)
    if evidence.alarm_lower is None or evidence.alarm_upper is None:
        return ("NO_ALARM_BAR",)
    holds_none = evidence.alarm_lower <= evidence.no_difference <= evidence.alarm_upper
    return (*(("ALARM_HOLDS_NONE",) if holds_none else ()), *evidence.open_guards)


def _of_a_difference(evidence: Evidence) -> tuple[int, tuple[str, ...]]:
    if evidence.design == "randomised" and evidence.is_registered:
        return 4, ("BY_DESIGN",)
    if evidence.design != "adjusted":
        return 2, ("ALARM_EXCLUDES_NONE",)
    weak = [] if (evidence.e_value_limit or 0) >= LEAST_E_VALUE else ["E_VALUE_LOW"]
    weak += [] if evidence.is_stable else ["NOT_STABLE"]
    return (2, ("ALARM_EXCLUDES_NONE", *weak)) if weak else (3, ("CHECKS_PASSED",))


def _lowering(evidence: Evidence) -> tuple[str, ...]:
    few = evidence.response is not None and evidence.response < LEAST_RESPONSE
    many = evidence.unknown is not None and evidence.unknown > MOST_UNKNOWN
    return (*(("LOW_RESPONSE",) if few else ()), *(("UNKNOWN_OUTCOMES",) if many else ()))


def _capping(evidence: Evidence) -> tuple[str, ...]:
    exploratory = ("EXPLORATORY",) if evidence.is_exploratory else ()
    return (*exploratory, *(("CHANGED_AT_ONCE",) if evidence.changed_at_once else ()))
