"""What the partners call things: Swedish column names and codes for the tables of METHODS 1."""

from __future__ import annotations

COLUMNS: dict[str, dict[str, str]] = {
    "participant": {
        "gender": "Kön",
        "foreign_born": "Utrikes född",
        "birth_year": "Födelseår",
        "target_groups": "Målgrupper",
        "education": "Utbildning",
        "years_in_sweden_band": "År i Sverige",
        "language_support": "Språkstöd",
        "disability_support": "Funktionsnedsättning",
        "children_u18_band": "Barn under 18",
    },
    "consent": {
        "scope": "Gäller",
        "version": "Version",
        "given_on": "Lämnat",
        "withdrawn_on": "Återkallat",
        "erase": "Ska raderas",
        "legal_basis": "Rättslig grund",
    },
    "referral": {
        "ref_id": "Ärende",
        "org_id": "Från",
        "referred_on": "Remitterad",
        "decision": "Beslut",
        "decided_on": "Beslutsdatum",
        "decline_reason": "Skäl",
    },
    "enrolment": {
        "enr_id": "Inskrivning",
        "ref_id": "Ärende",
        "start": "Inskriven",
        "end": "Avslutad",
        "planned_end": "Planerat slut",
        "exit_reason": "Avslutsorsak",
        "spell_no": "Omgång",
    },
    "phase": {"enr_id": "Inskrivning", "seq": "Ordning", "phase": "Fas", "start": "Från", "end": "Till"},
    "activity_version": {
        "act_id": "Insats",
        "ver": "Version",
        "type": "Slag",
        "name": "Namn",
        "valid_from": "Gäller från",
        "valid_to": "Gäller till",
        "what_changed": "Vad som ändrats",
        "capacity": "Platser",
        "planned_hours": "Planerade timmar",
        "needs_addressed": "Behov",
        "accessible": "Tillgänglig",
    },
    "participation": {
        "enr_id": "Inskrivning",
        "act_id": "Insats",
        "ver": "Version",
        "start": "Började",
        "end": "Slutade",
        "offered_on": "Erbjuden",
        "declined_on": "Tackade nej",
        "planned_h": "Planerade timmar",
        "attended_h": "Närvarotimmar",
        "completed": "Fullföljd",
    },
    "coach_contact": {
        "id": "Möte",
        "enr_id": "Inskrivning",
        "coach_id": "Coach",
        "on": "Datum",
        "mode": "Sätt",
        "minutes_band": "Minuter",
        "kind": "Utfall",
    },
    "wave": {
        "enr_id": "Inskrivning",
        "k": "Uppföljning nr",
        "planned_on": "Planerad",
        "actual_on": "Genomförd",
        "mode": "Sätt",
        "respondent": "Svarande",
        "missing_reason": "Bortfall",
    },
    "status_spell": {
        "kind": "Sysselsättning",
        "start_lo": "Tidigast från",
        "start_hi": "Senast från",
        "precision": "Säkerhet",
        "end_lo": "Tidigast till",
        "end_hi": "Senast till",
        "hours_pct": "Omfattning %",
        "support_scheme": "Stöd",
        "verified_by": "Bekräftad av",
        "verified_on": "Bekräftad",
    },
    "item": {
        "item": "Fråga",
        "ver": "Version",
        "scale": "Område",
        "text_sv": "Lydelse",
        "range_lo": "Lägst",
        "range_hi": "Högst",
        "reverse": "Omvänd",
        "first_used": "Första gången",
    },
    "item_response": {
        "enr_id": "Inskrivning",
        "k": "Uppföljning nr",
        "item": "Fråga",
        "value": "Svar",
        "lang": "Språk",
        "self_completed": "Fyllde i själv",
    },
    "need": {
        "need_id": "Behov nr",
        "stated_on": "Uttryckt",
        "own_words": "Egna ord",
        "themes": "Tema",
        "coder1": "Kodare 1",
        "coder2": "Kodare 2",
        "priority": "Prioritet",
        "met_on": "Tillgodosett",
        "met_by": "Enligt",
        "still_wanted": "Gäller än",
    },
    "staff_training": {"id": "Nr", "topic": "Ämne", "date": "Datum", "share": "Andel"},
    "org": {"org_id": "Kod", "name": "Namn", "role": "Roll"},
    "benchmark": {
        "dim": "Indelning",
        "level": "Grupp",
        "reference": "Källa",
        "date": "Datum",
        "n_ref": "Antal",
        "share": "Andel",
    },
    "indicator_value": {
        "indicator": "Indikator",
        "period": "Period",
        "org_id": "Organisation",
        "value": "Värde",
        "n": "Antal",
        "reference": "Källa",
    },
    "identity_link": {"own_id": "Eget nummer"},
}
"""Table -> our column -> the partners' column."""

RECORDED = "Registrerad"

GENDER = {"Kvinna": "woman", "Man": "man"}
GENDER_LETTERS = {"K": "woman", "M": "man"}
GENDER_DIGITS = {"2": "woman", "1": "man"}
EDUCATION = {
    "Kortare än nio år": "<9y",
    "Grundskola": "9y",
    "Gymnasium": "upper_sec",
    "Eftergymnasial": "post_sec",
    "Uppgift saknas": "unknown",
}
TARGET_GROUPS = {
    "Långtidssjukskriven": "long_term_sick",
    "Arbetslös": "unemployed",
    "Försörjningsstöd": "income_support",
    "Ung": "youth",
    "Nyanländ": "newly_arrived",
}
SCOPE = {
    "Projektet": "project_data",
    "Forskning": "research",
    "Register": "register_link",
    "Kontakt efteråt": "contact_after_exit",
}
LEGAL_BASIS = {"Samtycke": "consent", "Allmänt intresse": "public_task"}
DECISION = {
    "Antagen": "accepted",
    "Avslag": "declined_by_project",
    "Tackade nej": "declined_by_person",
    "Väntar": "waiting",
    "Uteblev": "no_show",
}
REFERRED_BY = {"Egen anmälan": "self"}
STATUS = {
    "Anställning": "ord_emp",
    "Subventionerad anställning": "sub_emp",
    "Eget företag": "self_emp",
    "Reguljära studier": "regular_edu",
    "SFI": "sfi",
    "Praktik": "internship",
    "Program": "programme",
    "Öppet arbetslös": "unemployed",
    "Föräldraledig": "parental_leave",
    "Sjukskriven": "sick",
    "Pension": "retired",
    "Avliden": "died",
}
EXIT_REASON = STATUS | {
    "Enligt plan": "completed",
    "Flyttat": "moved_untraceable",
    "Ej anträffad": "lost",
    "Återkallat samtycke": "withdrawn",
}
PHASE = {"Utredningsfas": "utredning", "Rekryteringsfas": "rekrytering"}
ACTIVITY = {
    "Nätverk": "network",
    "Språk": "language",
    "Yrkesutbildning": "vocational",
    "Samtalsstöd": "psychosocial",
    "Samhällskunskap": "civics",
    "Intern utredning": "internal_assessment",
    "Extern utredning": "external_assessment",
    "Validering": "validation",
    "Kortare kurs": "short_course",
    "Eget företagande": "entrepreneurship",
    "Friskvård": "wellness",
    "Kultur": "culture",
}
CONTACT_MODE = {"Besök": "in_person", "Telefon": "phone", "Tolk": "interpreter", "Digitalt": "digital"}
CONTACT_KIND = {"Hållet": "held", "Uteblev": "no_show", "Bokat": "booked"}
WAVE_MODE = CONTACT_MODE | {"Registerkontroll": "register"}
RESPONDENT = {"Deltagaren": "self", "Coachen": "coach", "Register": "register"}
MISSING_REASON = {
    "Ej anträffad": "not_reached",
    "Avböjde": "declined",
    "Flyttat": "moved",
    "Sjuk": "ill",
    "Missad av personal": "staff_missed",
}
INCOME_COLUMN = "Försörjning"
INCOME = {
    "Lön": "work",
    "Eget företag": "own_business",
    "Studiestöd": "student_aid",
    "Försörjningsstöd": "income_support",
    "Sjukpenning": "sickness_benefit",
    "Föräldrapenning": "parental_benefit",
    "Arbetslöshetsersättning": "unemployment_benefit",
    "Etableringsersättning": "introduction_benefit",
    "Pension": "pension",
    "Annat": "other",
    "Okänd": "unknown",
}
"""Of the SAMBA-like study alone: not every study asks what people live on."""
PRECISION = {"Dag": "day", "Månad": "month", "Kvartal": "quarter", "Okänd": "unknown"}
VERIFIED_BY = {
    "Uppföljning": "follow_up",
    "Deltagaren": "self",
    "Coachen": "coach",
    "Arbetsgivaren": "employer",
    "Registret": "register",
}
SCALE = {
    "Egenmakt": "empowerment",
    "Livsutrymme": "life_space",
    "Valmöjligheter": "choices",
    "Kännedom": "knows_opportunities",
    "Närmare arbete": "closeness",
    "Annat": "other",
}
MET_BY = {"Deltagaren": "self_reported", "Personalen": "staff"}
ROLE = {
    "Kommun": "municipality",
    "Arbetsförmedling": "employment_service",
    "Försäkringskassa": "social_insurance",
    "Vård": "health_care",
    "Förening": "civil_society",
    "Projekt": "other",
}

CODES: dict[str, dict[str, dict[str, str]]] = {
    "participant": {"gender": GENDER, "education": EDUCATION, "target_groups": TARGET_GROUPS},
    "consent": {"scope": SCOPE, "legal_basis": LEGAL_BASIS},
    "referral": {"decision": DECISION, "org_id": REFERRED_BY},
    "enrolment": {"exit_reason": EXIT_REASON},
    "phase": {"phase": PHASE},
    "activity_version": {"type": ACTIVITY},
    "coach_contact": {"mode": CONTACT_MODE, "kind": CONTACT_KIND},
    "wave": {"mode": WAVE_MODE, "respondent": RESPONDENT, "missing_reason": MISSING_REASON},
    "status_spell": {"kind": STATUS, "precision": PRECISION, "verified_by": VERIFIED_BY},
    "item": {"scale": SCALE},
    "need": {"met_by": MET_BY},
    "org": {"role": ROLE},
}
"""Table -> our column -> {the partners' code: ours}."""
