"""Decided numbers measured again, of those alone who came after the change (METHODS M11.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from research_kit.analyses.answer_table import definition_of, subject_of, thresholds_of
from research_kit.analyses.equity import equity
from research_kit.analyses.groups import TARGET, grouping_frame
from research_kit.analyses.indicators import indicators
from research_kit.analyses.participants import participants
from research_kit.analyses.participants_voice import participants_voice
from research_kit.analyses.process.answer import process
from research_kit.analyses.remeasure.came_since import came_before, came_since
from research_kit.analyses.remeasure.claimed_rows import is_claimed
from research_kit.analyses.remeasure.subtraction import ToldEarlier
from research_kit.analyses.remeasure.whole_project import is_of_whole_project
from research_kit.analyses.targets import targets
from research_kit.analyses.time_to_employment import time_to_employment
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.ledger.decision import Decision
from research_kit.ledger.loop import LoopRecord
from research_kit.results import RESULT_COLUMNS, Answer, History, ResultTable, result_frame
from research_kit.results.finding import Claim, codes_of
from research_kit.results.status import BLOCKED, INSUFFICIENT

NAME, AFTER = "remeasure", "after_change"
NO_TABLE, NO_METHOD, NOT_TOLD = "NO_TABLE", "NO_METHOD", "NOT_TOLD"
FEW_PEOPLE, FEW_BEFORE = "FEW_PEOPLE", "FEW_BEFORE"
SUBTRACTED = "SUBTRACTED"
"""With what was told before, a few people could be worked out from the number."""
_METHOD, _VERSION = "M11.1", "1"
_FROM_REFERRAL, _WAIT_SINCE = ("share_through_gate", "gap_access"), "referral_to_"
"""Numbers that begin with the referral: statistics, and the waits since then."""
_NAMED_BY_THE_GATE = ("time", "quantile")
"""Kinds of which the gate tells a median from a quartile."""
Side = Callable[..., Cohort]
"""`came_since` or `came_before`."""
_QUESTIONS: Mapping[str, Callable[..., Answer]] = {
    "participants": participants,
    "time_to_employment": time_to_employment,
    "process": process,
    "participants_voice": participants_voice,
    "equity": equity,
    "targets": targets,
    "indicators": indicators,
}
"""What can be asked again of other people; a comparison by protocol is made anew by its own trial."""


def remeasure(
    cohort: Cohort | CountedStudy,
    decisions: Sequence[Decision],
    *,
    by: Sequence[str] | None = None,
    history: History | None = None,
    k: int = 5,
    told: LoopRecord | None = None,
) -> Answer:
    """The number that each decision is measured by, of those who came on the day of the change or later.

    Parameters
    ----------
    cohort
        The participants as known now; partners' tables do not tell who came when, and every row says so.
    decisions
        Those due (`LoopRecord.due`).
    by
        Columns to split by, as the findings were.
    history
        Which look this is.
    k
        The fewest people of the groups decided on of whom a number is shown (`Policy`).
    told
        Everything in the ledger: what was told before of the same numbers.

    Returns
    -------
    An `Answer` with a table per kind of number: one row per decision, `outcome` its id, and the row's own status.
    The same analysis makes it as made the finding, so it is the same estimand. Nobody who came before the change is in
    it; a number of the whole project's time or surroundings has no such row (`whole_project`), and says so. Where fewer
    than ten (or `k`) came after the change or before it, or fewer than five (or `k`) of those before
    had the event, or had not, nothing is told: they could be found by subtraction from everybody's number. So it is
    where those before, or everybody, differ by fewer than that from what was told earlier (`subtraction`).
    """
    columns = tuple(dict.fromkeys(name for one in decisions for name in one.metric.dimensions))
    earlier = ToldEarlier(told or LoopRecord(), subject_of(cohort).quarter, least=k)
    asked = _Later(cohort, by, history, k, earlier)
    rows: dict[str, list[pl.DataFrame]] = {}
    for decision in decisions:
        kind, row = _again(asked, decision)
        rows[kind] = [*rows.get(kind, ()), row]
    tables = {f"{AFTER}_{kind}": _table(kind, parts, columns) for kind, parts in rows.items()}
    return Answer(
        name=NAME, tables=tables, subject=subject_of(cohort), definition=definition_of(cohort, with_outcome=False)
    )


@dataclass(frozen=True, slots=True)
class _Later:
    """The answers about those who came later, and about those before, each made once."""

    cohort: Cohort | CountedStudy
    by: Sequence[str] | None
    history: History | None
    k: int
    told: ToldEarlier
    _made: dict[tuple[str, date, str, bool], Answer] = field(default_factory=dict)

    def row(self, cohort: Cohort, decision: Decision, side: Side) -> tuple[str, pl.DataFrame] | None:
        """The kind of a decision's number and its row, of those on one side of the change; null where there is none."""
        claim, day, by_referral = decision.metric, decision.measured_from, _is_by_referral(decision.metric)
        key = (claim.answer, day, side.__name__, by_referral)
        if key not in self._made:
            people = side(cohort, day, by_referral=by_referral)
            self._made[key] = _QUESTIONS[claim.answer](people, by=self.by, history=_undefined(self.history))
        table = self._made[key].tables.get(claim.table)
        rows = None if table is None else _rows_of(table, claim)
        return None if table is None or rows is None or rows.height != 1 else (table.kind, rows)


def _again(asked: _Later, decision: Decision) -> tuple[str, pl.DataFrame]:
    """The kind of the number and its row."""
    cohort, claim = asked.cohort, decision.metric
    if isinstance(cohort, CountedStudy) or claim.answer not in _QUESTIONS or is_of_whole_project(claim):
        return _kind_of(claim), _without(decision, BLOCKED, NO_METHOD if is_of_whole_project(claim) else NO_TABLE)
    few = _too_few(cohort, decision, least=max(thresholds_of(cohort).share_n, asked.k))
    if few:
        return _kind_of(claim), _without(decision, INSUFFICIENT, few)
    after = asked.row(cohort, decision, came_since)
    if after is None:
        return _kind_of(claim), _without(decision, INSUFFICIENT, NOT_TOLD)
    kind, row = after
    before = asked.row(cohort, decision, came_before)
    is_counted = row["events"].item() is not None
    if is_counted and (before is None or _few_events(before[1], max(thresholds_of(cohort).gap_events, asked.k))):
        return kind, _without(decision, INSUFFICIENT, FEW_BEFORE)
    if before is not None and asked.told.gives_away(claim, before[1], row):
        return kind, _without(decision, INSUFFICIENT, SUBTRACTED)
    return kind, _named(row, decision, kind)


def _few_events(row: pl.DataFrame, least: int) -> bool:
    """Whether few of those before had the event, had not, or are not known of: they could be subtracted."""
    n, events, unknown = (row[name].item() or 0 for name in ("n", "events", "unknown"))
    return bool(min(events, n - unknown - events) < least or 0 < unknown < least)


def _is_by_referral(claim: Claim) -> bool:
    return claim.statistic in _FROM_REFERRAL or claim.outcome.startswith(_WAIT_SINCE)


def _too_few(cohort: Cohort, decision: Decision, *, least: int) -> str:
    """Why nothing may be said of the people of the group before or after the change; empty where there are enough."""
    people, day = _everybody(cohort, by_referral=_is_by_referral(decision.metric))
    for group in _sides(decision.metric):
        codes = codes_of(group)
        if not set(codes) <= set(people.columns):
            return NO_TABLE
        is_mine = [pl.col(name).cast(pl.String) == code for name, code in codes.items()]
        mine = people.filter(pl.all_horizontal(pl.lit(True), *is_mine))
        after = int((mine[day] >= decision.measured_from).sum())
        if after < least:
            return FEW_PEOPLE
        if mine.height - after < least:
            return FEW_BEFORE
    return ""


def _everybody(cohort: Cohort, *, by_referral: bool) -> tuple[pl.DataFrame, str]:
    """Everybody whom the number can be about, with the groups, and the column of the day they came on."""
    referrals = cohort.records.referrals
    joined = referrals.join(cohort.flow, on="pid", how="inner", validate="1:1") if by_referral else cohort.frame
    targets = [name for name in joined.columns if name.startswith(TARGET)]
    return grouping_frame(cohort, targets, joined), "referred_on" if by_referral else "index_on"


def _sides(claim: Claim) -> tuple[str, ...]:
    return (claim.group, claim.compared_with) if codes_of(claim.compared_with) else (claim.group,)


def _undefined(history: History | None) -> History | None:
    """Which look it is; the definitions are those of the whole cohort, which has been held against the last release."""
    return None if history is None else History(look=history.look, is_look=history.is_look)


def _rows_of(table: ResultTable, claim: Claim) -> pl.DataFrame:
    """The rows of a claim, with the columns of its group."""
    return table.table.filter(is_claimed(claim, table.by)).select(*codes_of(claim.group), *RESULT_COLUMNS)


def _named(row: pl.DataFrame, decision: Decision, kind: str) -> pl.DataFrame:
    """The row under the decision's id; a median keeps its name, by which the gate knows how many people it takes."""
    statistic = pl.col("statistic") if kind in _NAMED_BY_THE_GATE else pl.lit(AFTER)
    return row.with_columns(statistic=statistic, outcome=pl.lit(decision.id), cause=pl.lit(None, dtype=pl.String()))


def _without(decision: Decision, status: str, reason: str) -> pl.DataFrame:
    """A row that says why there is no number."""
    said = {"statistic": AFTER, "outcome": decision.id, "status": status, "reason": reason}
    more = {"compared_with": decision.metric.compared_with or None, "time": decision.metric.time}
    row = {**codes_of(decision.metric.group), **said, **more}
    schema = {name: RESULT_COLUMNS.get(name, pl.String()) for name in row}
    return pl.DataFrame([row], schema=schema)


def _kind_of(claim: Claim) -> str:
    return "gap" if claim.compared_with else "share"


def _table(kind: Any, rows: list[pl.DataFrame], columns: tuple[str, ...]) -> ResultTable:
    return ResultTable(
        name=f"{AFTER}_{kind}",
        kind=kind,
        table=result_frame(rows, columns),
        by=columns,
        method_id=_METHOD,
        method_version=_VERSION,
        sentence_key=_METHOD,
        estimand_key=AFTER,
    )
