"""Through which gates each person referred has come, and how soon: the decision, the enrolment, a first activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from research_kit.analyses.groups import Groups, grouping_frame
from research_kit.analyses.outcome_counts import count_people
from research_kit.cohort import Cohort
from research_kit.study.equity_plan import Gate

GATES: tuple[Gate, ...] = ("accepted", "enrolled", "activity")
_WAIT: dict[Gate, str] = {"enrolled": "referral_to_enrolment", "activity": "referral_to_activity"}
_TABLES: dict[Gate, tuple[str, ...]] = {
    "accepted": ("referral",),
    "enrolled": ("referral", "enrolment"),
    "activity": ("referral", "enrolment", "participation"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Gates:
    """Everybody referred, one row each: `pid, org_id`, the groups; and for each gate that the study tells of
    `due_<gate>` (referred at least the window's days before the cut), `through_<gate>` (within the window) and
    `open_<gate>` (due, but it is not known).
    """

    people: pl.DataFrame
    told: tuple[Gate, ...]

    def flags(self, gate: Gate) -> dict[str, pl.Expr]:
        """People due, those through in time, and those of whom it is not known."""
        due = pl.col(f"due_{gate}")
        return {"n": due, "events": due & pl.col(f"through_{gate}"), "unknown": due & pl.col(f"open_{gate}")}

    def count(self, groups: Groups, gate: Gate) -> pl.DataFrame:
        """Per line and part: `n`, `events`, `unknown` people, and `known`, those the share is out of."""
        counts = count_people(self.people, groups, self.flags(gate)).sort("line", "part")
        return counts.with_columns(known=pl.col("n") - pl.col("unknown"))


def gates_of(cohort: Cohort) -> Gates:
    """The gates of everybody referred; none where the study has no referrals.

    Nobody is left out for not having been accepted: equal access is about everybody who was referred (METHODS M4.4).
    Only who was enrolled before the first referral did not come through it, and is not due.
    """
    referrals = cohort.records.referrals
    if not referrals.height:
        return Gates(people=pl.DataFrame(), told=())
    people = referrals.join(cohort.flow, on="pid", how="inner", validate="1:1", maintain_order="left")
    told = tuple(gate for gate in GATES if cohort.records.has(*_TABLES[gate]))
    for gate in told:
        window = cohort.study.promises.equity.window(gate)
        people = people.join(_passed(cohort, people, gate, window), on="pid", how="left", validate="1:1")
    targets = [name for name in people.columns if name.startswith("target_")]
    return Gates(people=grouping_frame(cohort, targets, people), told=told)


def _passed(cohort: Cohort, people: pl.DataFrame, gate: Gate, window: int) -> pl.DataFrame:
    """`pid` and the three flags of one gate; nobody's flag is null."""
    long_ago = pl.col("referred_on") <= pl.lit(cohort.cut - timedelta(days=window))
    found = _accepted(people) if gate == "accepted" else _waited(cohort, people, gate)
    happened, days = pl.col("_event") == 1, pl.col("_days")
    unsure = (happened & days.is_null()) | ((pl.col("_event") == 0) & (days < window).fill_null(True))
    flags = {"due": long_ago & pl.col("_event").is_not_null(), "through": happened & (days <= window), "open": unsure}
    return found.select("pid", *(flag.fill_null(False).alias(f"{name}_{gate}") for name, flag in flags.items()))


def _accepted(people: pl.DataFrame) -> pl.DataFrame:
    """Days to the acceptance; every other decision, and none by now, is known not to be one."""
    accepted = (pl.col("decision") == "accepted").fill_null(False)
    days = (pl.col("decided_on") - pl.col("referred_on")).dt.total_days().cast(pl.Float64)
    return people.select("pid", "referred_on", _event=pl.when(accepted).then(1).otherwise(2), _days=days)


def _waited(cohort: Cohort, people: pl.DataFrame, gate: Gate) -> pl.DataFrame:
    waits = cohort.records.waits.filter(pl.col("wait") == _WAIT[gate]).select("pid", _event="event", _days="days")
    return people.select("pid", "referred_on").join(waits, on="pid", how="left", validate="1:1")
