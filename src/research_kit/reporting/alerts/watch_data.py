"""A data load looked at for alerts: at a quarterly look within its run, and between looks by `research-kit watch`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import polars as pl

from research_kit.errors import DeclarationError, DeliveryError
from research_kit.ledger.alerts import DataLoad, OpenAlert, enter_load
from research_kit.reporting.alerts.tell_alerts import deliver_alerts, enter_and_write, read_record
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.published_before import read_published
from research_kit.reporting.run_data import RunData, open_data
from research_kit.results import Answer, History
from research_kit.results.alerts import GAPS, alerts_of
from research_kit.results.status import BLOCKED
from research_kit.results.stored_answer import read_answers

Progress = Callable[[str], None]
QUESTION = "equity"


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """What a data load gave: the file and pages, and what stands open; nothing of either where nothing is watched."""

    is_watched: bool
    pages: tuple[Path, ...] = ()
    open: tuple[OpenAlert, ...] = ()


def with_open_alerts(history: History, plan: RunPlan) -> History:
    """The history of a quarterly look, with the reds of earlier quarters that nothing has closed.

    Raises
    ------
    LedgerError
        The ledger of alerts is damaged.
    """
    quarter_begins = date(plan.as_of.year, 3 * ((plan.as_of.month - 1) // 3) + 1, 1)
    return replace(history, open_alerts=_standing(plan, before=quarter_begins))


def alerts_at_look(
    plan: RunPlan, data: RunData, history: History, *, results: Path, progress: Progress = lambda _: None
) -> Watched:
    """Look for alerts in what the analysis room has staged; a letter that cannot be sent now does not stop the run.

    Parameters
    ----------
    plan, data
        The run, and whom it is about.
    history
        As the analysis room had it (`with_open_alerts`).
    results
        The folder of the exact answers; where equity is not among them it is answered here.
    progress
        Called with a line of text as each step ends.
    """
    staged = {answer.name: answer for answer in read_answers(results)}
    answer = staged.get(QUESTION) or _answered(plan, data, history)
    watched = _told(plan, data, answer, history)
    progress(_said(watched))
    try:
        deliver_alerts(plan, progress=progress)
    except DeliveryError as error:  # tried once more when the edition is there
        progress(str(error))
    return watched


def watch(plan: RunPlan, *, progress: Progress = lambda _: None) -> Watched:
    """Look at a data load between two quarterly looks: warnings are given, nothing new is established, reds stand.

    Raises
    ------
    FaultyInputError, CohortError, GuardError
        The data cannot be looked at; nothing was entered.
    LedgerError
        A ledger of the study is damaged.
    DeliveryError
        An alert could not be sent; it stands in its file and on its page.
    """
    _require_project(plan)
    data = open_data(plan)
    before = replace(read_published(plan).history(plan), is_look=False)
    history = replace(before, open_alerts=_standing(plan, before=plan.as_of + timedelta(days=1)))
    watched = _told(plan, data, _answered(plan, data, history), history)
    progress(_said(watched))
    deliver_alerts(plan, progress=progress)
    return watched


def _require_project(plan: RunPlan) -> None:
    if plan.organisation is not None:
        raise DeclarationError(
            f"{plan.parameters}: it is for the organisation `{plan.organisation}`, and alerts are about the whole "
            "project. Name the project's own parameters file."
        )


def _answered(plan: RunPlan, data: RunData, history: History) -> Answer:
    from research_kit.analyses import equity

    return equity(data.cohort, by=plan.report.by, history=history)


def _told(plan: RunPlan, data: RunData, answer: Answer, history: History) -> Watched:
    if not is_watched(answer):
        return Watched(is_watched=False)
    load = DataLoad(as_of=plan.as_of, data_hash=data.cohort.data_hash, is_look=history.is_look)
    pages = enter_and_write(plan, partial(enter_load, load=load, found=alerts_of(answer, history)))
    return Watched(is_watched=True, pages=pages, open=read_record(plan).open)


def is_watched(answer: Answer) -> bool:
    """Whether the study has what gaps are made from; too few people yet is no reason not to look."""
    told = pl.col("statistic").is_in(GAPS) & (pl.col("status") != BLOCKED)
    return any(table.table.filter(told).height > 0 for table in answer.values() if table.kind == "gap")


def _standing(plan: RunPlan, *, before: date) -> tuple[str, ...]:
    return read_record(plan).standing(opened_before=before, known_on=plan.as_of)


def _said(watched: Watched) -> str:
    if not watched.is_watched:
        return "alerts: this study has no referrals and no results by group, so that there is nothing to watch"
    levels = [one.alert.level for one in watched.open]
    counted = [f"{levels.count(level)} {level}" for level in ("red", "yellow", "report") if level in levels]
    return f"alerts: {', '.join(counted) or 'none'} standing open"
