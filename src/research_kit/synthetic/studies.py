"""The two synthetic studies of METHODS 12.1: Botkyrka-like and SAMBA-like."""

from __future__ import annotations

from datetime import date

from research_kit.synthetic.questions import BOTKYRKA_VOICE, SAMBA_VOICE
from research_kit.synthetic.truth import (
    Activity,
    ActivityVersion,
    Cause,
    Composition,
    FollowUp,
    Intake,
    Outcomes,
    StudyTruth,
)

_WORK_KINDS = (("ord_emp", 0.64), ("sub_emp", 0.29), ("self_emp", 0.07))
_TERMINAL_KINDS = (("retired", 0.88), ("died", 0.12))


def samba_like() -> StudyTruth:
    """Women and men, Swedish- and foreign-born, in two phases; about 240 people over 42 months.

    True by construction (`true_values` measures it): 38 % in work or regular education 12 months after enrolment,
    and foreign-born women 12 points below the others.
    """
    return StudyTruth(
        name="samba",
        starts_on=date(2009, 5, 1),
        ends_on=date(2012, 10, 31),
        composition=Composition(
            women=0.50,
            foreign_born_women=0.52,
            foreign_born_men=0.48,
            ages=((18, 29, 0.34), (30, 44, 0.33), (45, 54, 0.20), (55, 63, 0.13)),
            education=(0.03, 0.24, 0.55, 0.16, 0.02),
            education_foreign_born=(0.16, 0.24, 0.36, 0.21, 0.03),
            mean_years_in_sweden=9.0,
            language_support=0.30,
            disability=0.24,
            entry_status=(("unemployed", 0.46), ("sick", 0.38), ("programme", 0.16)),
        ),
        intake=Intake(
            participants=240,
            intake_days=1060,
            ramp_days=120,
            accepted=0.82,
            accepted_foreign_born_women=0.68,
            declined_by_person=0.07,
            mean_decision_days=11,
            mean_start_days=16,
            mean_enrolment_days=190,
            foreign_born_women_wait=1.35,
            withdrawn=0.03,
        ),
        outcomes=_samba_outcomes(),
        activities=_samba_activities(),
        phases=(("utredning", 85), ("rekrytering", 105)),
        organisations=(
            ("burlov", "Burlövs kommun", "municipality"),
            ("af", "Arbetsförmedlingen", "employment_service"),
            ("fk", "Försäkringskassan", "social_insurance"),
            ("varden", "Primärvården", "health_care"),
            ("projektet", "Projektkontoret", "other"),
        ),
        follow_up=FollowUp(waves=8, income_known=0.85),
        voice=SAMBA_VOICE,
    )


def botkyrka_like() -> StudyTruth:
    """Foreign-born women, many with short schooling and other languages; about 180 people over 36 months.

    True by construction: starting the language activity multiplies the hazard of work by 1.4, starting vocational
    training by 1.0.
    """
    return StudyTruth(
        name="botkyrka",
        starts_on=date(2018, 3, 1),
        ends_on=date(2021, 2, 28),
        composition=Composition(
            women=1.0,
            foreign_born_women=1.0,
            foreign_born_men=1.0,
            ages=((20, 29, 0.18), (30, 39, 0.36), (40, 49, 0.29), (50, 62, 0.17)),
            education=(0.2, 0.2, 0.2, 0.2, 0.2),
            education_foreign_born=(0.37, 0.22, 0.24, 0.14, 0.03),
            mean_years_in_sweden=8.0,
            language_support=0.62,
            disability=0.12,
            entry_status=(("unemployed", 0.58), ("sfi", 0.24), ("programme", 0.12), ("parental_leave", 0.06)),
        ),
        intake=Intake(
            participants=180,
            intake_days=720,
            ramp_days=90,
            accepted=0.84,
            accepted_foreign_born_women=0.84,
            declined_by_person=0.09,
            mean_decision_days=9,
            mean_start_days=14,
            mean_enrolment_days=330,
            foreign_born_women_wait=1.0,
            withdrawn=0.03,
        ),
        outcomes=_botkyrka_outcomes(),
        activities=_botkyrka_activities(),
        phases=(),
        organisations=(
            ("kommun", "Botkyrka kommun", "municipality"),
            ("af", "Arbetsförmedlingen", "employment_service"),
            ("nav", "Kvinnonavet", "civil_society"),
            ("sprak", "Språkvännerna", "civil_society"),
            ("vag", "Föreningen Vägen", "civil_society"),
        ),
        follow_up=FollowUp(waves=11),
        voice=BOTKYRKA_VOICE,
    )


def _samba_outcomes() -> Outcomes:
    work = Cause(
        name="work",
        hazards=(0.0344, 0.0556, 0.0528, 0.0318, 0.0160),
        effects=(
            ("foreign_born_woman", -0.45),
            ("low_education", -0.25),
            ("older", -0.35),
            ("disability", -0.25),
            ("young", 0.15),
        ),
        kinds=_WORK_KINDS,
    )
    education = Cause(
        name="education",
        hazards=(0.0080, 0.0146, 0.0160, 0.0093, 0.0040),
        effects=(("foreign_born_woman", -0.45), ("young", 0.7), ("older", -1.2)),
        kinds=(("regular_edu", 1.0),),
    )
    terminal = Cause(
        name="terminal",
        hazards=(0.002, 0.003, 0.004, 0.004, 0.004),
        effects=(("older", 1.1), ("disability", 0.5)),
        kinds=_TERMINAL_KINDS,
    )
    return Outcomes(pieces_months=(0, 3, 6, 12, 24), causes=(work, education, terminal))


def _botkyrka_outcomes() -> Outcomes:
    work = Cause(
        name="work",
        hazards=(0.020, 0.038, 0.044, 0.040, 0.028),
        effects=(("low_education", -0.30), ("language_support", -0.35), ("older", -0.35), ("disability", -0.3)),
        kinds=_WORK_KINDS,
    )
    education = Cause(
        name="education",
        hazards=(0.006, 0.013, 0.014, 0.011, 0.005),
        effects=(("low_education", -0.25), ("young", 0.5), ("older", -1.0)),
        kinds=(("regular_edu", 1.0),),
    )
    terminal = Cause(
        name="terminal",
        hazards=(0.001, 0.001, 0.002, 0.002, 0.002),
        effects=(("older", 1.2),),
        kinds=_TERMINAL_KINDS,
    )
    return Outcomes(pieces_months=(0, 3, 6, 12, 24), causes=(work, education, terminal))


def _samba_activities() -> tuple[Activity, ...]:
    one = (ActivityVersion(from_month=0, changed="start"),)
    two = (*one, ActivityVersion(from_month=18, changed="fler platser hos arbetsgivare", reach=1.3, planned_hours=80))
    return (
        _samba("A1", "Intern kartläggning", "internal_assessment", one, start=0.75),
        _samba("A2", "Arbetsprövning", "external_assessment", two, start=0.40),
        _samba("A3", "Validering", "validation", one, start=0.12),
        _samba("A4", "Yrkessvenska", "language", one, start=0.08),
        _samba("A5", "Kortare kurser", "short_course", two, start=0.22),
        _samba("A6", "Starta eget", "entrepreneurship", one, start=0.05),
        _samba("A7", "Friskvård", "wellness", one, start=0.30),
        _samba("A8", "Kultur", "culture", one, start=0.12),
    )


_SAMBA_KINDS = {
    "internal_assessment": ("utredning", "vagledning"),
    "external_assessment": ("utredning", "praktik"),
    "validation": ("rekrytering", "yrke"),
    "language": ("rekrytering", "svenska"),
    "short_course": ("rekrytering", "yrke"),
    "entrepreneurship": ("rekrytering", "eget_foretag"),
    "wellness": (None, "halsa"),
    "culture": (None, "natverk"),
}
"""Kind of activity -> the phase it belongs to (health and culture are for all), the need it addresses."""


def _samba(code: str, name: str, kind: str, versions: tuple[ActivityVersion, ...], *, start: float) -> Activity:
    phase, theme = _SAMBA_KINDS[kind]
    return Activity(
        code=code,
        kind=kind,
        name=name,
        phase=phase,
        start_hazard=start,
        starts=(("language_support", 1.6),) if kind == "language" else (),
        versions=versions,
        themes=(theme,),
        capacity=20,
        mean_days=60.0,
    )


def _botkyrka_activities() -> tuple[Activity, ...]:
    def versions(second: str, third: str, hours: tuple[int, int, int] = (60, 80, 100)) -> tuple[ActivityVersion, ...]:
        return (
            ActivityVersion(from_month=0, changed="start", planned_hours=hours[0]),
            ActivityVersion(from_month=10, changed=second, reach=1.2, planned_hours=hours[1]),
            ActivityVersion(from_month=22, changed=third, reach=1.1, planned_hours=hours[2]),
        )

    return (
        Activity(
            code="B1", kind="network", name="Nätverksträffar", phase=None, start_hazard=0.25,
            versions=versions("kvällstid", "med barnpassning"), themes=("natverk",), capacity=30,
        ),
        Activity(
            code="B2", kind="language", name="Språkcafé och språkkurs", phase=None, start_hazard=0.10,
            starts=(("language_support", 0.8), ("low_education", 0.2)),
            versions=versions("mindre grupper", "yrkessvenska", (80, 110, 140)),
            themes=("svenska",), capacity=25, mean_days=120.0, hazard_ratio=1.4,
        ),
        Activity(
            code="B3", kind="vocational", name="Yrkesutbildning", phase=None, start_hazard=0.07,
            starts=(("low_education", -0.4), ("language_support", -0.3)),
            versions=versions("vård och barnomsorg", "även kök och lokalvård", (120, 160, 200)),
            themes=("yrke",), capacity=20, mean_days=140.0,
        ),
        Activity(
            code="B4", kind="psychosocial", name="Samtalsstöd", phase=None, start_hazard=0.08,
            versions=versions("på fler språk", "i grupp"), themes=("halsa", "egenmakt"), capacity=20,
        ),
        Activity(
            code="B5", kind="civics", name="Samhällskunskap", phase=None, start_hazard=0.10,
            versions=versions("med studiebesök", "om rättigheter"), themes=("samhalle",), capacity=30,
        ),
    )  # fmt: skip
