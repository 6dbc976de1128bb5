"""The letter that tells of new alerts: plain text in every language of the report, without counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from research_kit.display import catalogue
from research_kit.display.words import Words
from research_kit.ledger.alerts import AlertRecord, OpenAlert
from research_kit.provenance import hash_values
from research_kit.reporting.alerts.alert_pages import page_name
from research_kit.reporting.alerts.told_record import most_urgent, subject_of, told
from research_kit.reporting.declaration import RunPlan

_RULE = "\n\n" + "–" * 40 + "\n\n"


def letter_of(record: AlertRecord, plan: RunPlan, *, sent_at: datetime) -> EmailMessage:
    """The letter about the alerts that nobody has been told of yet.

    Its number (`Message-ID`) is made from what it tells, so that a letter sent twice can be known to be the same.
    """
    untold = record.untold
    letter = EmailMessage(policy=SMTP)
    letter["From"] = str(plan.alerts.sender)
    letter["To"] = ", ".join(plan.alerts.recipients)
    letter["Subject"] = _subject(untold, plan)
    letter["Date"] = format_datetime(sent_at)
    letter["Message-ID"] = f"<alert-{_number(record)}@{str(plan.alerts.sender).partition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = ", ".join(map(catalogue.tag, plan.report.languages))
    text = _RULE.join(_text(untold, plan, language) for language in plan.report.languages)
    letter.set_content(text + "\n", cte="quoted-printable")
    return letter


def _subject(untold: Sequence[OpenAlert], plan: RunPlan) -> str:
    words = Words(plan.report.languages[0], subject_of(plan))
    what = words.text(f"alert-heading-{most_urgent(tuple(untold)) or 'report'}")
    return one_line(words.text("alert-mail-subject", what=what, title=words.title()))


def one_line(text: str) -> str:
    """A text as the header of a letter: a sign that ends a line is a space, and nothing in it is taken for encoded.

    A library that writes headers reads `=?utf-8?q?...?=` first, and would let it hold a line break and another header.
    """
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(plain.replace("=?", "= ?").split())


def _text(untold: Sequence[OpenAlert], plan: RunPlan, language: str) -> str:
    words = Words(language, subject_of(plan))
    parts = [words.text("page-fake")] if plan.study.synthetic else []
    parts.append(words.title())
    for one in untold:
        alert = told(one, words)
        parts.append("\n".join([f"{alert.heading}.", *alert.lines]))
    parts += [words.text("alert-note-words"), words.text("alert-mail-page", page=page_name(language))]
    parts.append(words.text("alert-mail-auto"))
    return "\n\n".join(parts)


def _number(record: AlertRecord) -> str:
    opened = {one.entry for one in record.untold}
    return hash_values([entry.hash for entry in record.entries if entry.number in opened])[:32]
