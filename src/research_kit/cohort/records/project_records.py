"""The records of a project: waits, hours, meetings, stays, phases and offers, one frame each; never printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

import polars as pl

_DAY, _TEXT, _DAYS, _CODE = pl.Date(), pl.String(), pl.Float64(), pl.Int64()

SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = MappingProxyType(
    {
        "waits": {"pid": _TEXT, "wait": _TEXT, "from_on": _DAY, "days": _DAYS, "event": _CODE},
        "attendance": {
            "pid": _TEXT, "act_id": _TEXT, "ver": pl.Int32(), "type": _TEXT, "start": _DAY, "end": _DAY,
            "planned_h": _DAYS, "attended_h": _DAYS,
        },
        "activity_starts": {"pid": _TEXT, "type": _TEXT, "days": _DAYS},
        "support_at_start": {"pid": _TEXT, "language_support": _TEXT},
        "offers": {
            "pid": _TEXT, "act_id": _TEXT, "ver": pl.Int32(), "type": _TEXT, "offered_on": _DAY,
            "declined": pl.Boolean(),
        },
        "contacts": {"pid": _TEXT, "on": _DAY, "kind": _TEXT, "mode": _TEXT},
        "stays": {
            "pid": _TEXT, "spell": _CODE, "start_on": _DAY, "end_on": _DAY, "planned_end": _DAY, "ends": _TEXT,
        },
        "phases": {"pid": _TEXT, "phase": _TEXT, "start_on": _DAY, "end_on": _DAY},
        "course": {"pid": _TEXT, "start_days": _DAYS, "stop_days": _DAYS, "state": _TEXT, "event": _TEXT},
        "referrals": {"pid": _TEXT, "org_id": _TEXT, "referred_on": _DAY, "decision": _TEXT, "decided_on": _DAY},
        "versions": {
            "act_id": _TEXT, "ver": pl.Int32(), "type": _TEXT, "valid_from": _DAY, "valid_to": _DAY,
            "what_changed": _TEXT,
        },
        "trainings": {"topic": _TEXT, "on": _DAY, "share": _DAYS},
        "benchmarks": {
            "dim": _TEXT, "level": _TEXT, "reference": _TEXT, "date": _DAY, "n_ref": pl.Int32(), "share": _DAYS,
        },
        "answers": {
            "pid": _TEXT, "k": pl.Int32(), "on": _DAY, "item": _TEXT, "scale": _TEXT, "value": pl.Int32(),
            "range_lo": pl.Int32(), "range_hi": pl.Int32(),
        },
        "indicator_values": {
            "indicator": _TEXT, "period": _TEXT, "first_on": _DAY, "last_on": _DAY, "organisation": _TEXT,
            "value": _DAYS, "n": _CODE,
        },
        "lost": {"frame": _TEXT, "reason": _TEXT, "rows": _CODE},
    }
)  # fmt: skip
"""Frame -> its columns; an empty frame stands where a study lacks the table."""


def empty(frame: str) -> pl.DataFrame:
    """The frame of a study without the table that it is made from."""
    return pl.DataFrame(schema=dict(SCHEMAS[frame]))


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class ProjectRecords:
    """What was recorded of people in the project until the cut; people by `pid`, days as dates.

    Attributes
    ----------
    waits
        One row per person and wait: `wait` (`referral_to_decision`, `referral_to_enrolment`, `referral_to_activity`
        of everybody referred; `enrolment_to_contact`, `enrolment_to_activity` of the participants), `from_on`, `days`,
        `event` (1 it happened, 2 the person left before it did, 0 neither is known to have happened by then).
    attendance
        One row per participant and participation that began: hours planned and attended (null: not known), `end` null
        while it lasts, `type` null where no version of the activity is known.
    activity_starts
        One row per participant and kind of activity begun: `days` from the index date to its first start.
    support_at_start
        One row per participant: `language_support` (yes, no, unknown), as written down at enrolment.
    offers
        One row per participant and activity offered, begun or not; `declined` is true where it was turned down.
    contacts
        One row per meeting of a participant with a coach: `kind` (booked, held, no_show), `mode`. No coach is named.
    stays
        One row per spell of a participant in the project: `end_on` null while it lasts; `ends` how it ended
        (completed, dropped_out, work, education, terminal, moved, withdrawn, other_programme, not_known).
    phases
        One row per phase of a participant: `end_on` null while it lasts.
    course
        One row per stay in a state since the first referral, of everybody referred whose course is known: the states of
        `Cohort.histories`, and `referred` before them; `event` is the state entered at `stop_days`, null: none.
    referrals
        One row per person referred: the first referral, and the decision that counts (an acceptance, else the latest).
    versions, trainings, benchmarks
        Of the project, not of people: versions of activities, trainings of staff, reference populations.
    indicator_values
        One row per indicator of the board that is not about participants, period and organisation (null: the project).
    answers
        One row per answer of a participant to a question at a follow-up that took place, with the question's scale.
    entry_facts, after_leaving
        What is known of everybody enrolled on the day they came, and of those who left afterwards: see `esf_facts`.
    statuses
        The participants' statuses as the study has them, before their index date too.
    lost
        What is in none of the frames, and why: `frame, reason, rows`; for waits `frame` is the wait's name.
    delivered
        The tables that the study has.
    """

    waits: pl.DataFrame = field(default_factory=lambda: empty("waits"))
    attendance: pl.DataFrame = field(default_factory=lambda: empty("attendance"))
    activity_starts: pl.DataFrame = field(default_factory=lambda: empty("activity_starts"))
    support_at_start: pl.DataFrame = field(default_factory=lambda: empty("support_at_start"))
    offers: pl.DataFrame = field(default_factory=lambda: empty("offers"))
    contacts: pl.DataFrame = field(default_factory=lambda: empty("contacts"))
    stays: pl.DataFrame = field(default_factory=lambda: empty("stays"))
    phases: pl.DataFrame = field(default_factory=lambda: empty("phases"))
    course: pl.DataFrame = field(default_factory=lambda: empty("course"))
    referrals: pl.DataFrame = field(default_factory=lambda: empty("referrals"))
    versions: pl.DataFrame = field(default_factory=lambda: empty("versions"))
    trainings: pl.DataFrame = field(default_factory=lambda: empty("trainings"))
    benchmarks: pl.DataFrame = field(default_factory=lambda: empty("benchmarks"))
    answers: pl.DataFrame = field(default_factory=lambda: empty("answers"))
    entry_facts: pl.DataFrame = field(default_factory=pl.DataFrame)
    after_leaving: pl.DataFrame = field(default_factory=pl.DataFrame)
    indicator_values: pl.DataFrame = field(default_factory=lambda: empty("indicator_values"))
    statuses: pl.DataFrame = field(default_factory=pl.DataFrame)
    lost: pl.DataFrame = field(default_factory=lambda: empty("lost"))
    delivered: tuple[str, ...] = ()

    def has(self, *tables: str) -> bool:
        """Whether the study delivers every one of these tables."""
        return set(tables) <= set(self.delivered)

    def __repr__(self) -> str:
        named = ((one.name, getattr(self, one.name)) for one in fields(self) if one.name != "delivered")
        sizes = ", ".join(f"{name} {frame.height}" for name, frame in named if frame.height)
        return f"ProjectRecords({sizes or 'none'} rows, not for release)"
