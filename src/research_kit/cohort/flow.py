"""How far each referred person came, and for what reason no further (METHODS 2, flow table).

The stages are nested: who is counted at one has passed all before it, so that for every arrow in = out + lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from research_kit.cohort.index_dates import Tables, first_activities

WAVE_DAYS = 91.3125
FOLLOW_UPS = (1, 2, 3, 4)
_STILL_WAITING_DAYS = 91
"""Who was accepted within the last quarter may still be enrolled; of the others it is not known why they were not."""

_EXIT_AS_REASON = {
    "withdrawn": "withdrawn",
    "end_of_consent": "withdrawn",
    "moved_untraceable": "moved",
    "lost": "not_reached",
}


@dataclass(frozen=True, slots=True)
class _Stage:
    name: str
    reached: pl.Expr
    lost: pl.Expr


def follow_flow(people: pl.DataFrame, tables: Tables, *, cut: date, window_days: int) -> pl.DataFrame:
    """How far each person came who was referred or enrolled.

    Parameters
    ----------
    people
        One row per person: `pid`, `referred_on` (first time; null: never), `index_on`, `enrolled_on`, `left_on`,
        `exit_reason`, `is_participant` (meets the criteria of the cohort); `event_days` (null: none),
        `verified_days`, `is_mature`, `outcome_known`, null for those of whom no outcome was followed.
    tables
        The study's tables; `referral`, `participation` and `wave` are read where the study has them.
    cut
        The last day that is read.
    window_days
        How far from its planned day a follow-up may lie.

    Returns
    -------
    One row per person: `pid`; `stage`, the last stage reached; `lost`, why not the next one (null at the last).
    """
    known = _with_waves(_with_activities(_with_decisions(people, tables, cut), tables), tables, cut)
    first = flow_stages(tables)[0]
    came = pl.col("enrolled_on").is_not_null()
    is_in = pl.col("referred_on").is_not_null() | came if first == "referred" else came & pl.col("is_participant")
    everybody = known.filter(is_in)
    on_the_way, last, reason = pl.lit(True), pl.lit(first), pl.lit(None, dtype=pl.String())
    for stage in _stages(tables, cut=cut, window_days=window_days):
        goes_on = on_the_way & stage.reached.fill_null(False)  # what nobody recorded was not reached
        reason = pl.when(on_the_way & ~goes_on).then(stage.lost).otherwise(reason)
        last = pl.when(goes_on).then(pl.lit(stage.name)).otherwise(last)
        on_the_way = goes_on
    return everybody.select("pid", stage=last, lost=reason)


def flow_stages(tables: Tables) -> tuple[str, ...]:
    """The stages that can be told from the tables a study has, in order; without referrals they begin at enrolment."""
    first = "referred" if "referral" in tables else "enrolled"
    return (first, *(stage.name for stage in _stages(tables, cut=date.max, window_days=0)))


def _stages(tables: Tables, *, cut: date, window_days: int) -> list[_Stage]:
    stages = [_accepted(), _enrolled(cut)] if "referral" in tables else []
    if "participation" in tables:
        stages.append(_any_activity(cut))
    if "wave" in tables:
        stages += [_followed(k, cut=cut, window_days=window_days) for k in FOLLOW_UPS]
    if "status_spell" in tables:
        due = pl.when(pl.col("is_mature")).then(pl.lit("not_known")).otherwise(pl.lit("not_due"))
        stages.append(_Stage("outcome_known", pl.col("outcome_known"), due))
    return stages


def _accepted() -> _Stage:
    accepted = (pl.col("decision") == "accepted") | pl.col("enrolled_on").is_not_null()
    return _Stage("accepted", accepted, pl.col("decision").fill_null("not_known"))


def _enrolled(cut: date) -> _Stage:
    recently = (pl.lit(cut) - pl.col("decided_on")).dt.total_days() <= _STILL_WAITING_DAYS
    waiting = pl.when(recently.fill_null(False)).then(pl.lit("not_enrolled_yet")).otherwise(pl.lit("not_known"))
    came = pl.col("enrolled_on").is_not_null()
    lost = pl.when(came).then(pl.lit("not_eligible")).otherwise(waiting)
    return _Stage("enrolled", came & pl.col("is_participant"), lost)


def _any_activity(cut: date) -> _Stage:
    gone = (pl.col("left_on") <= cut).fill_null(False)  # no end: still in the project
    lost = pl.when(gone).then(pl.lit("ended")).otherwise(pl.lit("no_activity_yet"))
    return _Stage("any_activity", (pl.col("first_activity_on") <= cut), lost)


def _followed(k: int, *, cut: date, window_days: int) -> _Stage:
    """Followed until wave k: at it or a later one, by a status verified about then, or to an event before it."""
    planned_days = k * WAVE_DAYS
    is_due = ((pl.lit(cut) - pl.col("index_on")).dt.total_days() >= planned_days).fill_null(False)
    held = (pl.col("last_wave") >= k).fill_null(False)
    verified = (pl.col("verified_days") >= planned_days - window_days).fill_null(False)
    over = (pl.col("event_days") <= planned_days).fill_null(False)
    left = pl.col("exit_reason").replace_strict(_EXIT_AS_REASON, default=None, return_dtype=pl.String())
    missed = pl.coalesce(f"missing_{k}", left, pl.lit("not_known"))
    lost = pl.when(is_due).then(missed).otherwise(pl.lit("not_due"))
    return _Stage(f"followed_{k}", held | (is_due & (verified | over)), lost)


def _with_decisions(people: pl.DataFrame, tables: Tables, cut: date) -> pl.DataFrame:
    """The decision that counts: an acceptance, else that of the latest referral; one made later is still awaited."""
    if "referral" not in tables:
        none = {"decision": pl.String(), "decided_on": pl.Date()}
        return people.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in none.items())
    each = decisions_that_count(tables["referral"], cut)
    return people.join(each, on="pid", how="left", validate="1:1", maintain_order="left")


def decisions_that_count(referral: pl.DataFrame, cut: date) -> pl.DataFrame:
    """One row per person referred by the cut: `pid, decision, decided_on` of an acceptance, else of the latest."""
    later = (pl.col("decided_on") > cut).fill_null(False)  # no day of decision: made by the day it was recorded
    known = referral.filter(pl.col("referred_on") <= cut).with_columns(
        decision=pl.when(later).then(pl.lit("waiting")).otherwise("decision"),
        decided_on=pl.when(~later).then("decided_on"),
    )
    known = known.with_columns(_accepted=(pl.col("decision") == "accepted").fill_null(False))
    ordered = known.sort("pid", "_accepted", "referred_on", "ref_id")
    return ordered.group_by("pid", maintain_order=True).agg(pl.col("decision", "decided_on").last())


def _with_activities(people: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    if "participation" not in tables:
        return people
    return people.join(first_activities(tables), on="pid", how="left", validate="1:1", maintain_order="left")


def _with_waves(people: pl.DataFrame, tables: Tables, cut: date) -> pl.DataFrame:
    """The last follow-up that took place, and why each of the first four did not."""
    if "wave" not in tables:
        return people
    persons = tables["enrolment"].select("enr_id", "pid")
    waves = tables["wave"].join(persons, on="enr_id", how="inner", validate="m:1").sort("pid", "enr_id", "k")
    each = waves.group_by("pid", maintain_order=True).agg(
        pl.col("k").filter(pl.col("actual_on") <= cut).max().alias("last_wave"),
        *(
            pl.col("missing_reason").filter(pl.col("k") == k).drop_nulls().first().alias(f"missing_{k}")
            for k in FOLLOW_UPS
        ),
    )
    return people.join(each, on="pid", how="left", validate="1:1", maintain_order="left")
