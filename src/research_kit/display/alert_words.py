"""An alert in words: who, compared with whom, in what; never how many (METHODS 7.7, 10.5).

The words are made from the codes of an `Alert` alone, and an alert holds no count: the only number is the chance that
a yellow one comes from nothing, which is a property of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from research_kit.display import catalogue
from research_kit.display.rows import TARGET, Group
from research_kit.display.words import Words, capital, key_of
from research_kit.errors import ResearchKitError
from research_kit.results.alerts import Alert, Level
from research_kit.results.result_table import Subject

LEVELS: tuple[Level, ...] = ("red", "yellow", "report")
"""The most urgent first."""
REST = "rest"
"""All others, on either side of a comparison."""
_ABOUT = "alert-about-"
_BY = "reported_by_"
_OWN_NAMES = ("gender", "foreign_born", "disability")
"""Dimensions whose codes are names of people; the codes of others are names of groups."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldAlert:
    """One alert in one language: its heading, what it says, and since when."""

    level: Level
    heading: str
    said: str
    more: str
    since: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What it says, sentence by sentence; empty ones left out."""
        return tuple(line for line in (self.said, self.more, self.since) if line)


def told_alert(alert: Alert, subject: Subject, *, language: str, since: date | None = None) -> ToldAlert:
    """An alert in words.

    Parameters
    ----------
    alert
        In codes.
    subject
        The study's own words for its groups.
    language
        A language of the catalogue.
    since
        The day since which it stands; left out of the words where not given.
    """
    words = Words(language, subject)
    key = "alert-reported-on" if alert.level == "report" else "alert-since"
    return ToldAlert(
        level=alert.level,
        heading=words.text(f"alert-heading-{alert.level}"),
        said=alert_sentence(alert, subject, language=language),
        more=_more(alert, words),
        since="" if since is None else words.text(key, day=words.number.day(since)),
    )


def alert_sentence(alert: Alert, subject: Subject, *, language: str) -> str:
    """What an alert says: a yellow asks for a check, a red that a difference is established, a report who has seen it.

    Raises
    ------
    ResearchKitError
        There are no words for what the alert is about.
    """
    words = Words(language, subject)
    if alert.level == "report":
        return _report(alert, words)
    group, other = _named(alert.group, words), _named(alert.compared_with, words)
    said = {"what": words.text(f"alert-what-{key_of(alert.outcome)}"), "other": other}
    if alert.level == "red":
        return words.text("alert-red", group=capital(group), **said)
    times = _times(alert.chance)
    if times is None:
        return words.text("alert-yellow-often", group=group, **said)
    return words.text("alert-yellow", group=group, n=words.number.plain(times), **said)


def report_subjects() -> tuple[str, ...]:
    """What a report of unequal access may be about, in codes."""
    lines = catalogue.source(catalogue.REFERENCE).splitlines()
    keys = [line.partition(" =")[0] for line in lines if line.startswith(_ABOUT)]
    return tuple(key.removeprefix(_ABOUT) for key in keys)


def is_group(group: str, subject: Subject) -> bool:
    """Whether a group in codes (`gender=woman&foreign_born=yes`) has a name of its own in the study's words."""
    words = Words(catalogue.REFERENCE, subject)
    return all(_has_name(dimension, code, words) for dimension, code in codes_of(group))


def codes_of(group: str) -> tuple[tuple[str, str], ...]:
    """The pairs of dimension and code that name a group; none for everybody, and for the rest."""
    if not group or group == REST:
        return ()
    parts = [part.partition("=") for part in group.replace(";", "&").replace(",", "&").split("&")]
    return tuple((name.strip(), code.strip()) for name, _, code in parts)


def _times(chance: float | None) -> int | None:
    """One time in how many; none where the chance is not known, or so large that it is more often than not."""
    if chance is None or not 0 < chance <= 0.5:
        return None
    return max(round(1 / chance), 2)


def _more(alert: Alert, words: Words) -> str:
    keys = {"red": "alert-red-minute", "report": "alert-report-forwarded"}
    return words.text(keys[alert.level]) if alert.level in keys else ""


def _report(alert: Alert, words: Words) -> str:
    about = f"{_ABOUT}{key_of(alert.outcome)}"
    if not words.known(about):
        raise ResearchKitError(
            f"there are no words for a report about `{alert.outcome}`. It may be about: {', '.join(report_subjects())}."
        )
    who = words.text(f"alert-by-{alert.statistic.removeprefix(_BY)}")
    said = {"who": who, "about": words.text(about)}
    if not alert.group:
        return words.text("alert-report", **said)
    return words.text("alert-report-group", group=_named(alert.group, words), **said)


def _named(group: str, words: Words) -> str:
    """The name of a group inside a sentence."""
    codes = codes_of(group)
    if not codes:
        return words.compared(REST)
    name = words.in_sentence(Group(codes))
    plain = all(dimension in _OWN_NAMES for dimension, _ in codes)
    return name if plain else words.text("alert-group-named", group=name)


def _has_name(dimension: str, code: str, words: Words) -> bool:
    if dimension in words.subject.codes:
        return code in words.subject.codes[dimension]
    if dimension.startswith(TARGET):
        return code == "yes" and dimension in words.subject.dimensions
    return words.known(f"code-{key_of(dimension)}-{key_of(code)}")
