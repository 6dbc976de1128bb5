"""Who takes part, on what legal basis, and how they came into the project."""

from __future__ import annotations

import polars as pl

from research_kit.study import codes
from research_kit.study.schemas.columns import (
    StudyTable,
    code,
    code_set,
    day,
    flag,
    holds,
    identifier,
    in_order,
    text,
    whole,
)


class Participant(StudyTable):
    """One row is a person: someone referred, enrolled or asked. No country of birth, no free text.

    Target groups may overlap: they are never summed.
    """

    pid = identifier("person", key=True)
    gender = code(codes.GENDER, default="unstated")
    foreign_born = code(codes.YES_NO_UNKNOWN, default="unknown")
    birth_year = whole(least=1880, most=2100, description="calendar year")
    target_groups = code_set(codes.TARGET_GROUPS, description="the project's list in `data.target_groups`")
    education = code(codes.EDUCATION, default="unknown")
    years_in_sweden_band = text(description="the project's own bands, e.g. `0-4`, in years")
    language_support = flag()
    disability_support = code(codes.YES_NO_UNKNOWN, default="unknown")
    children_u18_band = text(description="the project's own bands, e.g. `1-2`, in children under 18")
    labour_status_at_entry = code(codes.LABOUR_STATUS, description="ESF+ only")
    citizenship_band = code(codes.CITIZENSHIP, description="ESF+ only")
    parents_born_abroad = code(codes.YES_NO_UNKNOWN, description="ESF+ only")
    housing = code(codes.HOUSING, description="ESF+ only")
    rural = flag(description="ESF+ only")


class Consent(StudyTable):
    """One row is a version of a person's consent to one use of her data. Withdrawal removes the person."""

    pid = identifier("person", key=True)
    scope = code(codes.CONSENT_SCOPE, key=True)
    version = whole(key=True, least=1, description="1, 2, … ; 1 where the partner has no versions")
    given_on = day()
    withdrawn_on = day()
    erase = flag(description="the person demands that her data are erased; true at any time removes her")
    legal_basis = code(codes.LEGAL_BASIS, description="the study's where left out")

    withdrawn_not_before_given = in_order("given_on", "withdrawn_on")


class IdentityLink(StudyTable):
    """One row says that a partner's own id and a personal number (or another own id) are one person.

    Read at the door only: no opened study has it.
    """

    pid = identifier("person", key=True, description="the identifier of the source, normally a personal number")
    own_id = identifier("own_id", key=True, description="the partner's own id; its scheme is `id_scheme`")


class IdentityDetails(StudyTable):
    """One row is a person as a partner knows her by name, to link people who have no number in common.

    Read at the door only, and compared by `research-kit link` alone: names are in no study, fault or log.
    """

    pid = identifier("person", key=True)
    first_name = text()
    last_name = text()
    name = text(description="the whole name, where it stands in one column: `Anna Berg` or `Berg, Anna`")
    birth_date = day(description="taken from the personal number where left out")
    municipality = text()
    phone = text()


class Referral(StudyTable):
    """One row is a person referred to the project by an organisation (`org_id` self: by herself)."""

    ref_id = identifier("referral", key=True)
    pid = identifier("person")
    org_id = text(description="an organisation of `org`, or self")
    referred_on = day(required=True)
    decision = code(codes.REFERRAL_DECISION)
    decided_on = day()
    decline_reason = text(description="the project's own codes")

    decided_not_before_referred = in_order("referred_on", "decided_on")


class Enrolment(StudyTable):
    """One row is a spell in the project, half-open [start, end); no end: ongoing.

    Spells of one person do not overlap; a pause under 30 days is the same spell (`spell_no`).
    """

    enr_id = identifier("enrolment", key=True)
    pid = identifier("person")
    ref_id = identifier("referral", required=False)
    start = day(required=True)
    end = day()
    planned_end = day(planned=True)
    exit_reason = code(codes.EXIT_REASON)
    spell_no = whole(least=1, description="1, 2, … within a person; counted from the dates where left out")

    end_not_before_start = in_order("start", "end")
    exit_reason_only_with_end = holds(pl.col("exit_reason").is_null() | pl.col("end").is_not_null())


class Phase(StudyTable):
    """One row is a phase of an enrolment, half-open [start, end), inside it; gaps are allowed."""

    enr_id = identifier("enrolment", key=True)
    seq = whole(key=True, least=1, description="1, 2, … within the enrolment")
    phase = code(codes.PHASES, required=True, description="the project's list in `data.phases`")
    start = day(required=True)
    end = day()

    end_not_before_start = in_order("start", "end")
