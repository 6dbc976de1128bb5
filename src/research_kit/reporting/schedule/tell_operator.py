"""A letter to whoever looks after the server: once when the unattended run fails, once when it works again, and once
when people in the lists of names wait to be linked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from research_kit.errors import DeliveryError
from research_kit.reporting.alerts.send_letter import send_letter
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.state import ScheduleState

_OTHERWISE = "What it would have told stands on the status page and in the log; it is sent at the next look."


def tell_operator(plan: RunPlan, state: ScheduleState, *, say: Callable[[str], None]) -> ScheduleState:
    """The state with what has been told; a letter that cannot be sent now is tried again at the next look."""
    failing = state.failing
    if failing is not None:
        if not failing.is_told and _sent(plan, *_of_failure(plan, state), say=say):
            state = replace(state, failing=replace(failing, is_told=True), works_again=False)
    elif state.works_again and _sent(plan, *_of_recovery(plan, state), say=say):
        state = replace(state, works_again=False)
    if state.names_wait and not state.names_are_told and _sent(plan, *_of_names(plan), say=say):
        state = replace(state, names_are_told=True)
    return state


def recipients_of(plan: RunPlan) -> tuple[str, ...]:
    """Who is told; nobody where the parameters name no mail server."""
    return () if plan.alerts.smtp is None else plan.schedule.recipients or plan.alerts.recipients


def _sent(plan: RunPlan, subject: str, text: str, *, say: Callable[[str], None]) -> bool:
    recipients = recipients_of(plan)
    if not recipients or plan.alerts.smtp is None:
        return False
    try:
        letter = _letter(plan, subject, text, recipients)
        send_letter(letter, plan.alerts.smtp, folder=plan.parameters.parent, otherwise=_OTHERWISE)
    except DeliveryError as error:
        say(str(error))
        return False
    say(f"told {len(recipients)} address(es): {subject}")
    return True


def _letter(plan: RunPlan, subject: str, text: str, recipients: tuple[str, ...]) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"] = str(plan.alerts.sender), ", ".join(recipients)
    letter["Subject"], letter["Date"] = " ".join(subject.split()), format_datetime(datetime.now(UTC))
    letter["Message-ID"] = make_msgid(domain=str(plan.alerts.sender).partition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text + "\n", cte="quoted-printable")
    return letter


def _of_failure(plan: RunPlan, state: ScheduleState) -> tuple[str, str]:
    failing = state.failing
    assert failing is not None
    quarter = f" of {failing.quarter}" if failing.quarter else ""
    parts = [
        f"The unattended run{quarter} of the study `{plan.study.name}` failed at {failing.since}.",
        f"Why, and what to do:\n{failing.why}",
        "What was published before is untouched. The schedule looks again by itself, and tells you once when it works.",
        f"How it stands: research-kit status {plan.parameters}",
    ]
    return f"[research-kit] {plan.study.name}: the unattended run failed", "\n\n".join(parts)


def _of_recovery(plan: RunPlan, state: ScheduleState) -> tuple[str, str]:
    text = f"The unattended run of the study `{plan.study.name}` works again. {state.did_what}".strip()
    return f"[research-kit] {plan.study.name}: the unattended run works again", text


def _of_names(plan: RunPlan) -> tuple[str, str]:
    parts = [
        f"Some people in the lists of names of the study `{plan.study.name}` have not been compared, or stand in a "
        "pair that nobody has decided on. Until then they may be counted twice. The run goes on, and links nobody.",
        f"Whoever decides on them runs: research-kit link {plan.parameters}",
        "The newest report is then made anew by itself. You are told again the next time that somebody "
        "waits after nobody did.",
    ]
    return f"[research-kit] {plan.study.name}: people wait to be linked by name", "\n\n".join(parts)
