"""What is true in a synthetic study: every parameter that its partner files are drawn from (METHODS 12.1).

Months are of 30.4375 days and count from the person's enrolment, unless a field says that they count from the
project's first day. Hazards are per month. Effects are logarithms of hazard ratios.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

DAYS_PER_MONTH = 30.4375
WAVE_DAYS = 91.3125


@dataclass(frozen=True, kw_only=True, slots=True)
class Composition:
    """Who is referred; shares lie between 0 and 1 and those of one field add up to 1."""

    women: float
    foreign_born_women: float
    foreign_born_men: float
    ages: tuple[tuple[int, int, float], ...]
    """Lower age, upper age (years, both included), share."""
    education: tuple[float, ...]
    """Shares of `<9y, 9y, upper_sec, post_sec, unknown` among the Swedish-born."""
    education_foreign_born: tuple[float, ...]
    mean_years_in_sweden: float
    language_support: float
    """Share of the foreign-born who need it."""
    disability: float
    entry_status: tuple[tuple[str, float], ...]
    """Status at enrolment (METHODS 1.1), share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """How people come in; days are calendar days."""

    participants: int
    intake_days: int
    """Referrals come from the first day of the project until this one."""
    ramp_days: int
    """The inflow grows evenly to its level during these first days."""
    accepted: float
    accepted_foreign_born_women: float
    declined_by_person: float
    """Share of the referred who say no themselves, or do not come."""
    mean_decision_days: float
    mean_start_days: float
    """From decision to enrolment."""
    mean_enrolment_days: float
    foreign_born_women_wait: float
    """Ratio of a foreign-born woman's waits to those of others."""
    withdrawn: float
    """Share who withdraw their consent during the project."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """One cause of leaving the state "not in work": its hazard and what moves it."""

    name: str
    hazards: tuple[float, ...]
    """Per month, one for each piece of `Outcomes.pieces_months`."""
    effects: tuple[tuple[str, float], ...] = ()
    """Covariate of a person, log hazard ratio."""
    kinds: tuple[tuple[str, float], ...]
    """Status at the start (METHODS 1.1), share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcomes:
    """Cause-specific piecewise constant hazards, and what happens after a first start."""

    pieces_months: tuple[float, ...]
    """Left ends of the pieces; the first is 0."""
    causes: tuple[Cause, ...]
    short_jobs: float = 0.25
    """Share of jobs that last less than 90 days."""
    job_loss: float = 0.020
    """Hazard after the first 90 days."""
    studies_end: float = 0.05
    return_to_work: float = 0.06
    """Hazard of a new job after a lost one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityVersion:
    """A version of an activity, from a month of the project until the next version."""

    from_month: float
    changed: str
    reach: float = 1.0
    """Ratio of the start hazard to the activity's own."""
    planned_hours: int = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Activity:
    """An activity: who starts it, how long it lasts, and what it does to the hazard of work."""

    code: str
    kind: str
    name: str
    phase: str | None
    start_hazard: float
    starts: tuple[tuple[str, float], ...] = ()
    """Covariate of a person, log ratio of the start hazard."""
    versions: tuple[ActivityVersion, ...]
    themes: tuple[str, ...]
    capacity: int
    mean_days: float = 80.0
    hazard_ratio: float = 1.0
    lag_days: float = 0.0
    effect_days: float | None = None
    """How long the effect lasts; for good where null."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """What of the truth is seen, how exactly, and when it is written down."""

    waves: int
    wave_sd_days: float = 14.0
    missed: float = 0.20
    """Share of waves missed, on average over the states."""
    missed_in_work: float = 0.25
    lost: float = 0.006
    """Hazard of being lost for good."""
    lost_in_work_ratio: float = 1.2
    precision: tuple[float, float, float, float] = (0.66, 0.29, 0.035, 0.015)
    """Shares of starts known to the `day`, `month`, `quarter`, or `unknown`: only as between two waves."""
    register: float = 0.85
    """Share who agree to a register link."""
    income_known: float = 0.0
    """Share of statuses of which somebody has asked what the person lives on; 0: the study does not ask."""
    late: float = 0.07
    """Share of records written down 30 to 110 days after the event instead of within three weeks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """Items of one scale: answers 1 to 5 of a one-factor model with growth and a ceiling."""

    name: str
    items: tuple[str, ...]
    """Wordings, in Swedish."""
    loading: float = 0.75
    thresholds: tuple[float, float, float, float] = (-1.4, -0.6, 0.3, 1.1)
    growth: float = 0.08
    """Change of the factor per wave, in standard deviations at the start."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question of its own, answered 1 to 5, whose wording was changed."""

    code: str
    wordings: tuple[tuple[float, str], ...]
    """Month of the project from which it is worded so, and the words, in Swedish."""
    agree: float
    """Share who answer 4 or 5 at the first follow-up."""
    growth: float = 0.02
    """What is added to that share at each later one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Voice:
    """Surveys and needs: what people say themselves."""

    scales: tuple[Scale, ...]
    closer: float
    """True share of those not in work after 12 months who feel closer to work because of the project."""
    languages: tuple[tuple[str, float], ...]
    themes: tuple[str, ...]
    theme_weights: tuple[float, ...]
    """Parameters of the Dirichlet distribution of a person's needs over the themes."""
    questions: tuple[Question, ...] = ()
    """Drawn apart, so that nothing else of a study changes with them."""
    need_met: float = 0.06
    """Hazard of a need being met, while an activity for its theme is open to the person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mess:
    """Faults a reader repairs or warns about, as shares of rows."""

    stray_spaces: float = 0.02
    mixed_case: float = 0.03
    duplicates: float = 0.01
    other_writing: float = 0.015
    """Share of identity numbers with a space, nothing, or a dash where the partner writes otherwise."""
    disagreements: float = 0.12
    """Share of people known to two partners on whose education they disagree."""
    corrections: float = 0.015
    overdosed: float = 0.006
    """Share of participations with more attended than planned hours."""
    coordination_numbers: float = 0.06
    """Share of the foreign-born who still have a coordination number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StudyTruth:
    """Every parameter of a synthetic study. No analysis may read it: it is what analyses are tested against."""

    name: str
    starts_on: date
    ends_on: date
    composition: Composition
    intake: Intake
    outcomes: Outcomes
    activities: tuple[Activity, ...]
    phases: tuple[tuple[str, float], ...]
    """Phase, mean length in days."""
    organisations: tuple[tuple[str, str, str], ...]
    """Code, name, role (METHODS 1); all refer people, except the project itself with the role `other`."""
    follow_up: FollowUp
    voice: Voice
    mess: Mess = Mess()

    @property
    def project_days(self) -> int:
        """Days from the first to the last day of the project."""
        return (self.ends_on - self.starts_on).days

    def with_participants(self, participants: int | None) -> StudyTruth:
        """The same truth for another number of participants; itself where null."""
        if participants is None:
            return self
        return replace(self, intake=replace(self.intake, participants=participants))
