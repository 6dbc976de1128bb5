"""A letter to whoever looks after the server: once when the unattended run fails, once when it works again."""

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
    if failing is not None and not failing.is_told:
        if _sent(plan, *_of_failure(plan, state), say=say):
            return replace(state, failing=replace(failing, is_told=True), works_again=False)
    elif failing is None and state.works_again and _sent(plan, *_of_recovery(plan, state), say=say):
        return replace(state, works_again=False)
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
