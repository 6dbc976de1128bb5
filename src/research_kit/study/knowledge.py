"""What was known on a day: rows recorded by then, in their latest version, with nothing dated later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from research_kit.study.checks.persons import says_something
from research_kit.study.lists_of_partner import without_what_later_lists_replace
from research_kit.study.schemas import key_of

_STARTS = {
    "referral": "referred_on",
    "enrolment": "start",
    "phase": "start",
    "activity_version": "valid_from",
    "participation": "start",
    "coach_contact": "on",
    "status_spell": "start_lo",
    "item": "first_used",
    "need": "stated_on",
    "consent": "given_on",
    "staff_training": "date",
    "benchmark": "date",
}
"""The date by which a row begins to be true; a row that begins after the cut is not read."""

_LATER_BECOMES_UNKNOWN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "enrolment": {"end": ("exit_reason",)},
    "phase": {"end": ()},
    "participation": {"end": ("completed",), "offered_on": (), "declined_on": ()},
    "status_spell": {"end_hi": ("end_lo",), "verified_on": ("verified_by",)},
    "need": {"met_on": ("met_by",)},
    "consent": {"withdrawn_on": ()},
    "wave": {"actual_on": ("respondent", "missing_reason")},
}
"""Table -> date -> what is not known either while that date lies after the cut."""

_PARENTS = (
    ("phase", "enr_id"),
    ("participation", "enr_id"),
    ("coach_contact", "enr_id"),
    ("wave", "enr_id"),
    ("item_response", "enr_id"),
)


@dataclass(slots=True)
class RowCount:
    """How many rows were set aside on the way, by table and reason; rows in = rows used + rows set aside."""

    _steps: list[tuple[str, str, int]] = field(default_factory=list)

    def kept(self, table: str, reason: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
        """`after`, with the difference noted."""
        self.add(table, reason, before.height - after.height)
        return after

    def add(self, table: str, reason: str, rows: int) -> None:
        """Note that `rows` rows of a table were set aside, or are used."""
        if rows:
            self._steps.append((table, reason, rows))

    def table(self) -> pl.DataFrame:
        """One row is a table and a reason: `table, reason, rows`."""
        schema = {"table": pl.String, "reason": pl.String, "rows": pl.Int64}
        steps = pl.DataFrame(self._steps, schema=schema, orient="row")
        return steps.group_by("table", "reason", maintain_order=True).agg(pl.col("rows").sum())


def recorded_by(tables: Mapping[str, pl.DataFrame], as_of: date, count: RowCount) -> dict[str, pl.DataFrame]:
    """The rows recorded by a day, one version of each: the latest. Rows without a day of record are the oldest."""
    return {table: _latest(table, rows, as_of, count) for table, rows in tables.items()}


def _latest(table: str, rows: pl.DataFrame, as_of: date, count: RowCount) -> pl.DataFrame:
    recorded = pl.col("recorded_at")
    known = count.kept(table, "recorded_after_cut", rows, rows.filter(recorded.is_null() | (recorded <= as_of)))
    key = [*key_of(table), *(name for name in ("source", "_list") if table == "participant" and name in known.columns)]
    ordered = known.sort("recorded_at", nulls_last=False, maintain_order=True)
    latest = ordered.unique(key, keep="last", maintain_order=True)
    latest = count.kept(table, "superseded", known, latest)
    return without_what_later_lists_replace(latest) if "_list" in key else latest


def one_row_per_participant(participants: pl.DataFrame, count: RowCount) -> pl.DataFrame:
    """Each person once: for every attribute the latest value that says something, whoever delivered it."""
    if participants["pid"].n_unique() == participants.height:
        return participants
    ordered = participants.sort("recorded_at", "source", nulls_last=False, maintain_order=True)
    attributes = [name for name in participants.columns if name != "pid"]
    merged = ordered.group_by("pid", maintain_order=True).agg(
        pl.coalesce(pl.col(name).filter(says_something(participants, name)).last(), pl.col(name).last()).alias(name)
        for name in attributes
    )
    return count.kept("participant", "merged_with_another_partners_row", participants, merged)


def nothing_after(tables: Mapping[str, pl.DataFrame], as_of: date, count: RowCount) -> dict[str, pl.DataFrame]:
    """The same tables with nothing dated after the cut: later starts drop out, later ends are not known yet."""
    cut = {table: _cut(table, rows, as_of, count) for table, rows in tables.items()}
    if "enrolment" not in cut:
        return cut
    enrolments = cut["enrolment"]["enr_id"].implode()
    for table, column in _PARENTS:
        if table in cut:
            kept = cut[table].filter(pl.col(column).is_in(enrolments))
            cut[table] = count.kept(table, "enrolment_after_cut", cut[table], kept)
    if {"wave", "item_response"} <= set(cut):
        cut["item_response"] = _answers_given(cut["item_response"], tables["wave"], as_of, count)
    return cut


def _cut(table: str, rows: pl.DataFrame, as_of: date, count: RowCount) -> pl.DataFrame:
    start = _STARTS.get(table)
    begun = rows if start is None else rows.filter(pl.col(start).is_null() | (pl.col(start) <= as_of))
    begun = count.kept(table, "dated_after_cut", rows, begun)
    for day, also in _LATER_BECOMES_UNKNOWN.get(table, {}).items():
        is_later = (pl.col(day) > as_of).fill_null(False)
        begun = begun.with_columns(pl.when(~is_later).then(pl.col(name)).alias(name) for name in (*also, day))
    if table == "referral":
        begun = _undecided(begun, as_of)
    if table == "wave":
        begun = _due(begun, as_of)
    if table == "status_spell":
        begun = begun.with_columns(start_hi=pl.min_horizontal("start_hi", pl.lit(as_of)))
    return begun


def _undecided(referrals: pl.DataFrame, as_of: date) -> pl.DataFrame:
    is_later = (pl.col("decided_on") > as_of).fill_null(False)
    return referrals.with_columns(
        decision=pl.when(is_later).then(pl.lit("waiting")).otherwise("decision"),
        decline_reason=pl.when(~is_later).then("decline_reason"),
        decided_on=pl.when(~is_later).then("decided_on"),
    )


def _due(waves: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """A follow-up is not due if, and only if, it is planned after the cut (METHODS section 1)."""
    is_ahead = (pl.col("planned_on") > as_of).fill_null(False) & pl.col("actual_on").is_null()
    reason = pl.when(pl.col("actual_on").is_null() & (pl.col("missing_reason") != "not_due")).then("missing_reason")
    return waves.with_columns(missing_reason=pl.when(is_ahead).then(pl.lit("not_due")).otherwise(reason))


def _answers_given(answers: pl.DataFrame, waves: pl.DataFrame, as_of: date, count: RowCount) -> pl.DataFrame:
    """Answers of follow-ups that took place after the cut are not read."""
    ahead = waves.filter(pl.coalesce("actual_on", "planned_on") > as_of).select("enr_id", "k")
    kept = answers.join(ahead, on=["enr_id", "k"], how="anti", maintain_order="left")
    return count.kept("item_response", "wave_after_cut", answers, kept)
