"""A report that access is unequal, entered and passed on at once: there is no threshold, and nobody is named."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from research_kit.display.alert_words import codes_of, is_group, report_subjects
from research_kit.errors import DeclarationError
from research_kit.ledger.alerts import Closing, enter_closing, enter_report
from research_kit.reporting.alerts.tell_alerts import deliver_alerts, enter_and_write
from research_kit.reporting.alerts.told_record import subject_of
from research_kit.reporting.declaration import RunPlan
from research_kit.results.alerts import AccessReport, reported

Progress = Callable[[str], None]
_ROLES: tuple[Literal["staff", "participant", "partner"], ...] = ("staff", "participant", "partner")
_CROSSED = {"gender", "foreign_born"}


def access_report(*, by: str, about: str, group: str = "") -> AccessReport:
    """A report from what somebody typed.

    Raises
    ------
    DeclarationError
        Who says so is none of the roles.
    """
    for role in _ROLES:
        if by == role:
            return AccessReport(by=role, about=about, group=group)
    raise DeclarationError(
        f"a report comes from one of: {', '.join(_ROLES)}. Give the role and no name. Nothing was entered."
    )


def report_access(
    plan: RunPlan, report: AccessReport, *, on: date, progress: Progress = lambda _: None
) -> tuple[Path, ...]:
    """Enter a report of unequal access, write file and pages anew, and send it.

    Parameters
    ----------
    plan
        The study.
    report
        Who says so by role, about what, and of which group if of one; in codes, never in words of one's own.
    on
        The day it was said.
    progress
        Called with a line of text as each step ends.

    Raises
    ------
    DeclarationError
        There are no words for what it is about, or for the group.
    LedgerError
        The ledger of alerts is damaged: nothing was entered.
    DeliveryError
        It was entered, and could not be sent.
    """
    _require_words(plan, report)
    (alert,) = reported([report])
    pages = enter_and_write(plan, partial(enter_report, report=alert, on=on))
    progress("alerts: the report has been entered, and stands until it is closed")
    deliver_alerts(plan, progress=progress)
    return pages


def close_alert(plan: RunPlan, key: str, closing: Closing) -> tuple[Path, ...]:
    """Enter that a red alert or a report is closed, and write file and pages anew.

    Raises
    ------
    LedgerError
        No such alert stands open, or the ledger of alerts is damaged: nothing was closed.
    """
    return enter_and_write(plan, partial(enter_closing, key=key, closing=closing))


def _require_words(plan: RunPlan, report: AccessReport) -> None:
    subjects = report_subjects()
    if report.about not in subjects:
        near = difflib.get_close_matches(report.about, subjects, n=1)
        hint = f" Did you mean `{near[0]}`?" if near else ""
        raise DeclarationError(f"a report is about one of: {', '.join(subjects)}.{hint} Nothing was entered.")
    dimensions = [dimension for dimension, _ in codes_of(report.group)]
    if len(dimensions) > 1 and set(dimensions) != _CROSSED:
        raise DeclarationError(
            f"a report names one group, or gender and country of birth together: {len(dimensions)} dimensions are too "
            "narrow. Nothing was entered."
        )
    if not is_group(report.group, subject_of(plan)):
        raise DeclarationError(
            "the group of a report is given in codes that the study has, such as `gender=woman` or "
            "`gender=woman&foreign_born=yes`; words of one's own could name somebody. Nothing was entered."
        )
