"""What is told of a study's alerts: those that stand, in every language of the report, and when data were looked at."""

from __future__ import annotations

from dataclasses import dataclass

from research_kit.display.alert_words import LEVELS, ToldAlert, told_alert
from research_kit.display.words import Words
from research_kit.ledger.alerts import AlertRecord, OpenAlert
from research_kit.reporting.declaration import RunPlan
from research_kit.results import Subject
from research_kit.results.alerts import Level
from research_kit.study.texts import Texts


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldRecord:
    """The alerts of a study in one language, the most urgent first."""

    language: str
    title: str
    fake: str
    lead: str
    alerts: tuple[ToldAlert, ...]
    until: str
    evaluated: str
    silence: str
    notes: tuple[str, ...]

    @property
    def by_level(self) -> list[tuple[Level, list[ToldAlert]]]:
        """The alerts of each level that there is any of."""
        found = [(level, [one for one in self.alerts if one.level == level]) for level in LEVELS]
        return [(level, alerts) for level, alerts in found if alerts]


def told_record(record: AlertRecord, plan: RunPlan, *, language: str) -> ToldRecord:
    """Everything that stands, in one language; nothing but words, the days, and the chance of a false warning."""
    words = Words(language, subject_of(plan))
    load = record.latest_load
    kind = "never" if load is None else "look" if load.is_look else "load"
    return ToldRecord(
        language=language,
        title=words.title(),
        fake=words.text("page-fake") if plan.study.synthetic else "",
        lead=words.text(f"alert-lead-{most_urgent(record.open) or 'none'}"),
        alerts=tuple(told(one, words) for one in record.open),
        until="" if load is None else words.number.day(load.as_of),
        evaluated=words.text(f"alert-evaluated-{kind}"),
        silence=words.text("alert-silence"),
        notes=(words.text("alert-note-levels"), words.text("alert-note-words")),
    )


def told(one: OpenAlert, words: Words) -> ToldAlert:
    """One alert in the words of a study."""
    return told_alert(one.alert, words.subject, language=words.language, since=one.since)


def most_urgent(alerts: tuple[OpenAlert, ...]) -> Level | None:
    """The level of the most urgent of some alerts."""
    levels = {one.alert.level for one in alerts}
    return next((level for level in LEVELS if level in levels), None)


def subject_of(plan: RunPlan) -> Subject:
    """The study in its own declared words, without anything of its data."""
    own = plan.data.dimensions
    targets = {f"target_{code}": _words(texts) for code, texts in plan.data.target_groups.items()}
    return Subject(
        study=plan.study.name,
        title=_words(plan.study.title),
        as_of=plan.as_of,
        synthetic=plan.study.synthetic,
        dimensions=targets | {name: _words(one.labels) for name, one in own.items()},
        codes={name: {code: _words(texts) for code, texts in one.codes.items()} for name, one in own.items()},
    )


def _words(texts: Texts) -> dict[str, str]:
    return {language: text for language, text in texts.model_dump().items() if text is not None}
