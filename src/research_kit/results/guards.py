"""The guard catalogue: what the design of a study forbids to be said (METHODS section 13).

A guard that only warns travels with its result; one of severity error stops the number. The texts that readers
see are in the language catalogue under the guard's code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NoReturn

from research_kit.errors import GuardError


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: its code, how severe it is, and in one sentence what is wrong and what to do instead."""

    code: str
    severity: Literal["error", "warn"]
    remedy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardHit:
    """A guard that was met, with the counts it concerns (never a person's values)."""

    code: str
    severity: Literal["error", "warn"]
    facts: Mapping[str, float | int | str] = field(default_factory=dict)


_CATALOGUE = (
    Guard(
        "G-ABSENCE",
        "error",
        "Absence of a record is never 'no': use statuses verified by a follow-up or a register.",
    ),
    Guard(
        "G-MATURE",
        "error",
        "Not everybody has been followed that long; use cumulative incidence, not a plain share.",
    ),
    Guard("G-CUT", "error", "Censor at the last verified status, not at the data cut."),
    Guard("G-DETECT", "error", "The date of a follow-up is not the date of a start: ask 'from which date?'."),
    Guard(
        "G-CAUSE",
        "error",
        "Other outcomes compete; one minus Kaplan-Meier overstates. Use cumulative incidence.",
    ),
    Guard(
        "G-DEFSWITCH",
        "error",
        "A headline keeps its definition; state the change in the cohort file (`changed: {version, why}`).",
    ),
    Guard(
        "G-SUSTAIN",
        "error",
        "A start in the last days before the last verified status cannot be judged: censor that many days earlier.",
    ),
    Guard(
        "G-COMPLETED",
        "error",
        "Short waits finish first: count those still open for as long as they have lasted (`process`, table `waits`).",
    ),
    Guard(
        "G-ONGOING",
        "error",
        "Short stays end first: count those still going on too (`process`, table `flow_balance`).",
    ),
    Guard("G-DOSE", "warn", "More than 1.1 times the planned hours were attended: check both with the partner."),
    Guard("G-EVER", "error", "Having had work is not being in work: a target is judged by the state at its horizon."),
    Guard("G-DENOM", "warn", "The target can be read in two ways: both are told until `reading` says which."),
    Guard("G-LOOK", "error", "A claim needs the alarm bar, which allows for all looks; the thick bar only describes."),
    Guard("G-CEILING", "warn", "Groups have not the same room to gain: compare shares that agree, not gains."),
    Guard("G-CODING", "error", "Let a second coder code at least a fifth of the needs, until kappa is at least 0.6."),
    Guard("G-SHRINK", "error", "Pooled values are drawn towards the others: alerts and targets use the raw ones."),
    Guard(
        "G-RTM", "warn", "A group chosen because it was extreme moves back by chance: compare with its pooled value."
    ),
    Guard("G-IMMORTAL", "error", "The group was formed after time zero; use what was known at the index date."),
    Guard("G-MEDIATOR", "error", "The variable is measured after time zero; adjust only for what precedes it."),
    Guard(
        "G-CAUSAL",
        "error",
        "Say what goes together with what. A cause may be named where a lot decided who started: give the cell the "
        "finding it is about.",
    ),
    Guard("G-PH", "warn", "The ratio changes over time; the hazard ratio is hidden and the months are shown."),
    Guard("G-MIDPOINT", "warn", "Some starts are known only as a wide interval and stand at its midpoint."),
    Guard(
        "G-TRUNC",
        "warn",
        "Some enrolments precede the study's data; they enter the risk set when first observed.",
    ),
)
GUARDS: Mapping[str, Guard] = MappingProxyType({guard.code: guard for guard in _CATALOGUE})


def hit(code: str, **facts: float | int | str) -> GuardHit:
    """The guard `code` as met in these data."""
    return GuardHit(code=code, severity=GUARDS[code].severity, facts=facts)


def raise_guard(code: str, what: str) -> NoReturn:
    """Stop: `what` was asked for and the design forbids it.

    Raises
    ------
    GuardError
        Always, with the guard's code and remedy.
    """
    raise GuardError(f"{code}: {what} {GUARDS[code].remedy}")
