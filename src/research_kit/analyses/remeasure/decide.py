"""A decision as the board took it, held against what is known: fit to be entered in the ledger, or refused."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from research_kit.analyses.remeasure.measurability import Measurability, measurability_of
from research_kit.analyses.remeasure.pooled_baseline import baseline_of
from research_kit.errors import DeclarationError
from research_kit.ledger.decision import Decision
from research_kit.ledger.decision_file import DecisionFile
from research_kit.ledger.loop import LoopRecord
from research_kit.results.finding import Finding


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownStudy:
    """What a decision is held against: when the project began and ends, and which day it is."""

    today: date
    starts_on: date | None = None
    ends_on: date | None = None


def decide(written: DecisionFile, record: LoopRecord, study: KnownStudy) -> Decision:
    """The decision with its baseline, and whether the review will be able to tell what came of it.

    Parameters
    ----------
    written
        What somebody wrote down (`read_decision`).
    record
        The study's findings and decisions so far (`ledger.loop.read_loop`).
    study
        When the project began and ends, and which day it is.

    Returns
    -------
    A decision without an id, for `ledger.decisions.enter_decision`. Raw and pooled baseline, the rebound expected by
    chance and the number of people needed are fixed now, by the findings that stand now.

    Raises
    ------
    DeclarationError
        A finding is unknown, or newer numbers have taken its place and nobody says why it is decided on; the decision
        lies in the future, or before the finding was known; the change is no later than the data it was decided on; a
        decision that it replaces is not there; a share is expected to pass 100 %, or to fall below nothing.
    """
    decided_on = [_known(name, record) for name in written.findings]
    _require_current(written, decided_on, record)
    _require_days(written, decided_on, study)
    _require_replaced(written, record)
    metric = record.findings[written.metric or written.findings[0]]
    _require_possible(written, metric)
    known = record.known_at(metric.quarter)
    baseline = baseline_of(metric, known)
    able_of = partial(measurability_of, metric=metric, baseline=baseline, known=known, study_starts_on=study.starts_on)
    review_on, asked = _review(written, able_of(written), study)
    able = able_of(written.model_copy(update={"review_on": review_on}))
    facts = {name: getattr(written, name) for name in _AS_WRITTEN} | _expected(written)
    return Decision(
        **facts | _able(able),
        id="",
        finding_ids=written.findings,
        metric=metric.claim,
        unit=metric.unit,
        measured_from=written.measured_from,
        review_on=review_on,
        asked_review_on=asked,
        baseline=baseline if written.expected else None,
    )


_AS_WRITTEN = (
    "text", "type", "owner_role", "decided_on", "due", "activity_change", "stop_rule", "participants_view",
    "although_superseded", "replaces",
)  # fmt: skip


def _able(able: Measurability) -> dict[str, Any]:
    return {
        "required_n": able.required,
        "expected_n": able.expected,
        "inflow_per_month": able.inflow,
        "smallest_visible": able.visible,
        "not_measurable": able.lacks,
        "measurable_on": able.measurable_on,
    }


def _expected(written: DecisionFile) -> dict[str, Any]:
    if written.expected is None:
        return {}
    return {"expected_direction": written.expected.direction, "expected_size": written.expected.size}


def _review(written: DecisionFile, able: Measurability, study: KnownStudy) -> tuple[date, date | None]:
    """The review, moved to the day from which it can tell where that was asked for and the project still goes on."""
    later = able.measurable_on
    moves = written.if_not_measurable == "move_review" and able.lacks == "TOO_FEW"
    if not moves or later is None or (study.ends_on is not None and later > study.ends_on):
        return written.review_on, None
    return later, written.review_on


def _known(name: str, record: LoopRecord) -> Finding:
    if name in record.findings:
        return record.findings[name]
    near = difflib.get_close_matches(name, record.findings, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else "`research-kit ledger PARAMETERS --findings` lists them."
    raise DeclarationError(f"`findings`: there is no finding `{name}`. {hint} Nothing was entered.")


def _require_current(written: DecisionFile, findings: list[Finding], record: LoopRecord) -> None:
    old = [one for one in findings if record.is_superseded(one)]
    if not old or written.although_superseded:
        return
    newer = record.current[old[0].claim.key]
    raise DeclarationError(
        f"`findings`: `{old[0].id}` was superseded by `{newer.id}`. Decide on that one, or say under "
        "`although_superseded` why the older one counts. Nothing was entered."
    )


def _require_days(written: DecisionFile, findings: list[Finding], study: KnownStudy) -> None:
    if written.decided_on > study.today:
        raise DeclarationError(
            f"`decided_on` is {written.decided_on}, a day that has not come. A decision is entered once it was taken."
        )
    _require_apart(written, findings)
    early = [one for one in findings if one.until > written.decided_on]
    if early:
        raise DeclarationError(
            f"`decided_on` is {written.decided_on}, and `{early[0].id}` is about data until {early[0].until}: nobody "
            "could decide on it before. Correct the day, or name the finding that was decided on. Nothing was entered."
        )


def _require_apart(written: DecisionFile, findings: list[Finding]) -> None:
    """Nobody may be on both sides of the change."""
    late = [one for one in findings if one.until >= written.measured_from]
    if late:
        key = "activity_change.on" if written.activity_change else "due"
        raise DeclarationError(
            f"`{key}` is {written.measured_from}, and `{late[0].id}` is about data until {late[0].until}: people who "
            "came that day would stand both before and after the change. Set a later day. Nothing was entered."
        )


def _require_replaced(written: DecisionFile, record: LoopRecord) -> None:
    if written.replaces and written.replaces not in record.decisions:
        there = ", ".join(record.decisions) or "none"
        raise DeclarationError(
            f"`replaces`: there is no decision `{written.replaces}`. There are: {there}. Nothing was entered."
        )


def _require_possible(written: DecisionFile, metric: Finding) -> None:
    """A share stays between 0 and 1 whatever is hoped for, and a gap between two of them between -1 and 1."""
    if written.expected is None or metric.unit != "share":
        return
    size, before = written.expected.size, metric.estimate or 0.0
    after = before + (size if written.expected.direction == "higher" else -size)
    lowest = -1 if metric.claim.compared_with else 0
    is_within = metric.estimate is None or round(lowest - after, 9) <= 0 <= round(1 - after, 9)
    if size > 1 or not is_within:
        raise DeclarationError(
            f"`expected.size` is {size:g}, {written.expected.direction}: `{metric.id}` is {_said(metric)}, which cannot"
            f" pass 1 or fall below {lowest}. Write a smaller size: ten points are 0.10. Nothing was entered."
        )


def _said(metric: Finding) -> str:
    kind = "a gap between shares" if metric.claim.compared_with else "a share"
    return kind if metric.estimate is None else f"{kind} of {metric.estimate:.2f}"
