"""The closed code lists of METHODS section 1, in one place, in the order tables are sorted by.

Partners may deliver these codes, or their own with a translation in the parameters file (`codes:`).
"""

from __future__ import annotations

from types import MappingProxyType

YES_NO_UNKNOWN = ("yes", "no", "unknown")
GENDER = ("woman", "man", "non_binary", "unstated")
EDUCATION = ("<9y", "9y", "upper_sec", "post_sec", "unknown")
LABOUR_STATUS = ("unemployed", "long_term_unemployed", "inactive", "employed", "unknown")
CITIZENSHIP = ("swedish", "eu", "third_country", "stateless", "unknown")
HOUSING = ("own", "temporary", "homeless", "unknown")
TARGET_GROUPS = ("long_term_sick", "unemployed", "income_support", "youth", "newly_arrived")

CONSENT_SCOPE = ("project_data", "research", "register_link", "contact_after_exit")
LEGAL_BASIS = ("consent", "public_task", "not_personal")

REFERRAL_DECISION = ("accepted", "declined_by_project", "declined_by_person", "waiting", "no_show")
PHASES = ("utredning", "rekrytering")

ACTIVITY_TYPE = (
    "network",
    "language",
    "vocational",
    "psychosocial",
    "civics",
    "internal_assessment",
    "external_assessment",
    "group_coaching",
    "validation",
    "short_course",
    "entrepreneurship",
    "wellness",
    "culture",
    "other",
)
CONTACT_MODE = ("in_person", "phone", "interpreter", "digital")
CONTACT_KIND = ("booked", "held", "no_show")
WAVE_MODE = (*CONTACT_MODE, "register")
RESPONDENT = ("self", "coach", "register")
MISSING_REASON = ("not_reached", "declined", "moved", "ill", "staff_missed", "not_due", "withdrawn")
SCALE = ("empowerment", "life_space", "choices", "knows_opportunities", "closeness", "other")
MET_BY = ("self_reported", "staff")
VERIFIED_BY = ("self", "coach", "employer", "follow_up", "register")
PRECISION = ("day", "month", "quarter", "unknown")
UNKNOWN_INCOME = "unknown"
INCOME_SOURCE = (
    "work",
    "own_business",
    "student_aid",
    "income_support",
    "sickness_benefit",
    "parental_benefit",
    "unemployment_benefit",
    "introduction_benefit",
    "pension",
    "other",
    UNKNOWN_INCOME,
)
"""What a person mainly lives on; self-support (*egen försörjning*) is judged by it, where it is known."""
ABROAD = "abroad"
WORK_PLACE = ("sweden", ABROAD, "unknown")
DURATION_UNIT = ("day", "week", "month")
ORG_ROLE = (
    "municipality",
    "employment_service",
    "social_insurance",
    "health_care",
    "civil_society",
    "education",
    "employer",
    "researcher",
    "other",
)

OUTCOME_MAP_VERSION = 1
OUTCOME_MAP = MappingProxyType(
    {
        "ord_emp": "success",
        "sub_emp": "success",
        "self_emp": "success",
        "regular_edu": "success",
        "sfi": "at_risk",
        "internship": "at_risk",
        "programme": "at_risk",
        "unemployed": "at_risk",
        "parental_leave": "temporary",
        "sick": "temporary",
        "retired": "competing",
        "died": "competing",
        "moved_untraceable": "censor",
        "lost": "censor",
        "withdrawn": "censor",
        "end_of_consent": "censor",
    }
)
"""METHODS 1.1: what each status means for time to employment, unless a cohort definition says otherwise.

`success`: the event; `at_risk` and `temporary`: the person stays at risk; `competing`: the event can no longer
happen; `censor`: observation ends, which is never an event.
"""

STATUS_KIND = tuple(OUTCOME_MAP)
EXIT_REASON = (*STATUS_KIND, "completed")
WIDE_SUCCESS = tuple(code for code, role in OUTCOME_MAP.items() if role == "success")
STRICT_SUCCESS = ("ord_emp", "self_emp")
STRICT_HOURS_PCT = 50
"""Strict definition: ordinary or self-employment of at least this share of full time."""

EMPLOYMENT = ("ord_emp", "sub_emp", "self_emp")
STUDIES = ("regular_edu", "sfi")
"""A spell of work and a spell of studies may run side by side; other main activities may not."""

TRUE_WORDS = ("true", "yes", "ja", "j", "y", "1", "sant", "x")
FALSE_WORDS = ("false", "no", "nej", "n", "0", "falskt")
UNKNOWN_WORDS = ("unknown", "okänd", "okänt", "vet ej", "uppgift saknas")
NOTHING_WORDS = (
    "", "null", "none", "na", "n/a", "#n/a", "nan", "-", "--", "---", "–", "—", ".", "..", "saknas", "ingen uppgift",
    "missing",
)  # fmt: skip
"""What partners write where they have nothing to write; read as a missing value."""
NO_END_WORDS = ("pågår", "pågående", "tills vidare", "löpande", "ongoing", "current", "9999-12-31", "99991231")
"""What they write for the end of what has not ended."""

MEASURED_ON = "_on"
"""A dimension `X` of the study's own may have beside it `X_on`, the day on which it was measured."""
