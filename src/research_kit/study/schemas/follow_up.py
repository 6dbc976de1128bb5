"""What became of the participants, and what they say themselves."""

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
    number,
    plain_id,
    text,
    whole,
)


class Wave(StudyTable):
    """One row is a follow-up: the k-th of an enrolment, planned and, unless missed, carried out."""

    enr_id = identifier("enrolment", key=True)
    k = whole(key=True, least=0, description="0 is the baseline")
    planned_on = day(planned=True, description="index + 91.3125 k days where the partner has no plan")
    actual_on = day()
    mode = code(codes.WAVE_MODE)
    respondent = code(codes.RESPONDENT)
    missing_reason = code(codes.MISSING_REASON)

    actual_near_planned = holds((pl.col("actual_on") - pl.col("planned_on")).dt.total_days().abs() <= 45)
    answered_or_missing = holds(pl.col("actual_on").is_null() | pl.col("missing_reason").is_null())


class StatusSpell(StudyTable):
    """One row is a spell of a main activity (work, studies, sickness, …), half-open, as far as it is known.

    `start_lo` and `start_hi` are the first and the last day on which it may have begun (both inclusive: 1 and
    31 March for "March"), `end_lo` and `end_hi` the same for its end, empty while it lasts. `start` is given only
    where the day itself is known. Work may run beside studies; other spells do not overlap.
    """

    pid = identifier("person")
    start = day(description="the day it began, where that is known to the day")
    kind = code(codes.STATUS_KIND, required=True)
    start_lo = day()
    start_hi = day()
    precision = code(codes.PRECISION, required=True, description="of the start")
    end_lo = day()
    end_hi = day()
    hours_pct = number(least=0, most=100, description="per cent of full time")
    support_scheme = text(description="of subsidised work")
    income_source = code(codes.INCOME_SOURCE, description="optional: what the person mainly lives on in this status")
    work_place = code(codes.WORK_PLACE, description="optional: where the work is; `abroad` no Swedish register sees")
    verified_by = code(codes.VERIFIED_BY)
    verified_on = day(description="the last day on which the status was confirmed")

    start_in_order = in_order("start_lo", "start_hi")
    end_in_order = in_order("end_lo", "end_hi")
    spell_end_not_before_start = in_order("start_lo", "end_hi")


class Item(StudyTable):
    """One row is a version of a question; a change of wording is a new version."""

    item = plain_id(key=True)
    ver = whole(key=True, least=1)
    scale = code(codes.SCALE, required=True)
    text_sv = text()
    range_lo = whole(required=True, description="lowest answer")
    range_hi = whole(required=True, description="highest answer")
    reverse = flag()
    first_used = day()

    range_in_order = holds(pl.col("range_lo") < pl.col("range_hi"))


class ItemResponse(StudyTable):
    """One row is an answer to one question at one follow-up."""

    enr_id = identifier("enrolment", key=True)
    k = whole(key=True, least=0)
    item = plain_id(key=True)
    value = whole(description="within the range of the item; empty: not answered")
    lang = text(description="language of the form, e.g. `sv`")
    self_completed = flag()


class Need(StudyTable):
    """One row is a need that a participant has voiced. Only her own answer says that it is met.

    `own_words` is restricted: it is never written with the study.
    """

    need_id = identifier("need", key=True)
    pid = identifier("person")
    stated_on = day(required=True)
    own_words = text(description="restricted; never leaves the project")
    themes = code_set(description="as agreed by the coders")
    coder1 = code_set(description="themes, first coder")
    coder2 = code_set(description="themes, second coder, on at least a fifth of the needs")
    priority = whole(least=1, most=3, description="1 is the most urgent")
    met_on = day()
    met_by = code(codes.MET_BY)
    still_wanted = flag()

    met_not_before_stated = in_order("stated_on", "met_on")


class SpellDuration(StudyTable):
    """One row is a person's length of time to an event, for studies that have lengths but no dates."""

    pid = identifier("person", key=True)
    duration = number(required=True, least=0, description="in `unit`")
    unit = code(codes.DURATION_UNIT, required=True)
    event = flag(required=True, description="true: the spell ended; false: it was still going on")
