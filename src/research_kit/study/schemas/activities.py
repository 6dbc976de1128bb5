"""What the project offers, and who took part in it."""

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


class ActivityVersion(StudyTable):
    """One row is a version of an activity, valid [valid_from, valid_to).

    Any change of content or format, or of hours by more than 20 %, is a new version.
    """

    act_id = plain_id(key=True)
    ver = whole(key=True, least=1)
    type = code(codes.ACTIVITY_TYPE, required=True)
    valid_from = day(required=True, planned=True)
    valid_to = day(planned=True)
    what_changed = text()
    changed_because = text(description="a finding's id")
    capacity = whole(least=0, description="places at a time")
    planned_hours = number(least=0, description="hours per participant")
    needs_addressed = code_set(description="themes of `need`")
    accessible = code(codes.YES_NO_UNKNOWN, default="unknown")

    valid_to_not_before_valid_from = in_order("valid_from", "valid_to")


class Participation(StudyTable):
    """One row is a participant's time in one version of an activity, half-open [start, end)."""

    enr_id = identifier("enrolment", key=True)
    act_id = plain_id(key=True)
    ver = whole(key=True, least=1, description="1 where the partner has no versions")
    start = day(key=True)
    end = day()
    offered_on = day()
    declined_on = day()
    planned_h = number(least=0, description="hours")
    attended_h = number(least=0, description="hours")
    completed = flag()

    end_not_before_start = in_order("start", "end")
    attended_at_most_planned = holds(pl.col("attended_h") <= 1.1 * pl.col("planned_h") + 1e-9)


class CoachContact(StudyTable):
    """One row is a meeting between a participant and a coach, booked or held. `coach_id` is never exported."""

    id = identifier("contact", key=True)
    enr_id = identifier("enrolment")
    coach_id = identifier("coach", required=False)
    on = day(required=True)
    mode = code(codes.CONTACT_MODE)
    minutes_band = text(description="the project's own bands, in minutes")
    kind = code(codes.CONTACT_KIND, required=True)
