"""Alerts entered in the ledger, written as file and page, and sent: in that order, so that none is lost on the way."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from research_kit.ledger import Entry
from research_kit.ledger.alerts import AlertRecord, enter_sent, read_alerts
from research_kit.reporting.alerts.alert_pages import alerts_folder, page_name, require_whole, write_alerts
from research_kit.reporting.alerts.letter import letter_of
from research_kit.reporting.alerts.send_letter import send_letter
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.edition_index import INDEX, write_index

Progress = Callable[[str], None]


def read_record(plan: RunPlan) -> AlertRecord:
    """What happened to the study's alerts, found whole.

    Raises
    ------
    LedgerError
        The ledger of alerts was changed, or its end was cut off.
    """
    record = read_alerts(plan.ledger)
    require_whole(record, plan)
    return record


def enter_and_write(plan: RunPlan, enter: Callable[[Path], Entry | None]) -> tuple[Path, ...]:
    """Enter something about alerts in the ledger, and write file and pages anew.

    Parameters
    ----------
    plan
        The study.
    enter
        Is given the study's ledger.

    Raises
    ------
    LedgerError
        As `read_record`: nothing has been entered.
    """
    with _alone(plan):
        read_record(plan)
        enter(plan.ledger)
        is_first = not (alerts_folder(plan) / page_name(plan.report.languages[0])).is_file()
        written = write_alerts(read_record(plan), plan)
        if is_first and (plan.study_folder / INDEX).is_file():
            write_index(plan)  # which leads to the page from now on
        return written


def deliver_alerts(plan: RunPlan, *, progress: Progress = lambda _: None) -> int:
    """Send what stands open and was not sent yet, if the parameters name a mail server; how many alerts were sent.

    Raises
    ------
    DeliveryError
        It could not be sent; it is tried again at the next data load.
    LedgerError
        As `read_record`.
    """
    if plan.alerts.smtp is None or not read_record(plan).untold:
        return 0
    with _alone(plan):
        record = read_record(plan)
        if not record.untold:
            return 0
        now = datetime.now(UTC)
        letter = letter_of(record, plan, sent_at=now)
        send_letter(letter, plan.alerts.smtp, folder=plan.parameters.parent)
        enter_sent(plan.ledger, up_to=len(record.entries), on=now.date())
        write_alerts(read_record(plan), plan)
    progress(f"alerts: sent to {len(plan.alerts.recipients)} address(es)")
    return len(record.untold)


@contextmanager
def _alone(plan: RunPlan) -> Iterator[None]:
    """One at a time; another waits. Not the lock of a run: a report of unequal access goes on while one is at work."""
    alerts_folder(plan).mkdir(parents=True, exist_ok=True)
    with (alerts_folder(plan) / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
