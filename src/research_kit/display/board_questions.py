"""What should change? The questions that a release puts to the board, each with what it rests on (METHODS 5 to 9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from research_kit.disclosure.released_table import Release
from research_kit.display.as_of import dated_sentence
from research_kit.display.gaps import gap_sentence, gap_verdict
from research_kit.display.markup import write_html
from research_kit.display.rows import EVERYBODY, HORIZON, Row, own_rows, rows_beside
from research_kit.display.tellings.attainment import verdict_on
from research_kit.display.tellings.by_theme import among_shown, first_themes, theme_name, unmet_sentence
from research_kit.display.tellings.effect_questions import VERDICTS, alike, asked_rows, practical_gap, what_it_takes
from research_kit.display.tellings.effects import activity
from research_kit.display.tellings.gaps_of import YELLOW, gap_of_sentence
from research_kit.display.tellings.target_words import about_all, target_title
from research_kit.display.words import Words
from research_kit.results import Subject

QUESTIONS = "questions"
"""The id of the item, and of its section, on the page."""
_GAPS = (
    ("time_to_employment", "gaps", "gap_within"),
    ("equity", "access_gaps", "gap_access"),
    ("equity", "results", "gap_results"),
    ("equity", "screening", "gap_screening"),
)
"""Which differences are asked about: answer, table and statistic."""
_MOST_GAPS = 3
_ENOUGH_ANSWERS = 0.6
"""The share that has to answer before a share may stand without its bounds (METHODS 6.3)."""

ASKED_OF: Mapping[str, tuple[str, ...]] = {
    "time_to_employment": ("gaps",),
    "equity": ("access_gaps", "results", "screening"),
    "participants_voice": ("unmet", "responses"),
    "activity_effects": ("effect_questions",),
    "targets": ("attainment",),
}
"""The tables that questions are made from."""


class Asked(NamedTuple):
    """A question, and what it rests on."""

    question: str
    because: str


def questions_of(release: Release, words: Words) -> list[Asked]:
    """The questions: groups that something hinders, needs that nothing meets, activities, targets, and who answers."""
    makers = (_of_groups, _of_needs, _of_activities, _of_targets, _of_answers)
    return [asked for make in makers for asked in make(release, words)]


def render_questions(release: Release, subject: Subject, *, language: str) -> str:
    """The HTML of the item that puts the questions."""
    words = Words(language, subject)
    asked = questions_of(release, words)
    return write_html(
        "questions",
        id=QUESTIONS,
        heading=questions_heading(words),
        lead=words.text("questions-lead" if asked else "questions-none"),
        asked=asked,
        not_said_heading=words.text("notes-not-said"),
        not_said=words.text("not-said-questions"),
    )


def questions_heading(words: Words) -> str:
    """The heading of the item, for the list of contents too."""
    return words.text("heading-questions")


def _rows(release: Release, answer: str, table: str) -> tuple[Row, ...]:
    """The rows of a released table, none where the release has no such table."""
    if answer not in release or table not in release[answer].tables:
        return ()
    return rows_beside(release[answer][table], release[answer].tables)


def _of_groups(release: Release, words: Words) -> Iterator[Asked]:
    """Who may be hindered: each group once, what is established before what is to be checked."""
    found = [row for where in _GAPS for row in _gaps(release, *where)]
    of = sorted(found, key=lambda row: gap_verdict(row) != "established")
    first = {_behind(row, words): row for row in reversed(of)}
    for who in list(dict.fromkeys(_behind(row, words) for row in of))[:_MOST_GAPS]:
        row = first[who]
        tell = gap_sentence if row.statistic == "gap_within" else gap_of_sentence
        verdict = "ask-gap-established" if gap_verdict(row) == "established" else "ask-gap-check"
        because = f"{dated_sentence(tell(row, words), [row], words)} {words.text(verdict)}"
        yield Asked(words.text("ask-gap", who=who), because)


def _gaps(release: Release, answer: str, table: str, statistic: str) -> list[Row]:
    of = [r for r in own_rows(_rows(release, answer, table)) if r.statistic == statistic and r.shown]
    if table == "screening":
        return [r for r in of if r.reason == YELLOW]
    return [r for r in of if gap_verdict(r) != "none" and not _ahead_of_all_others(r)]


def _ahead_of_all_others(row: Row) -> bool:
    """Whether one group is ahead of everybody else: nobody in particular is behind."""
    return (row.estimate or 0.0) > 0 and row.compared_with in (None, "rest")


def _behind(row: Row, words: Words) -> str:
    """The side of a difference that has less."""
    return words.in_sentence(row.group) if (row.estimate or 0.0) < 0 else words.compared(row.compared_with)


def _of_needs(release: Release, words: Words) -> Iterator[Asked]:
    """Which of the needs that share the first rank is to be met first."""
    rows = _rows(release, "participants_voice", "unmet")
    of = first_themes(rows)
    if not of:
        return
    names = [theme_name(share.cause, words) for _, share in of]
    because = [unmet_sentence(rank, share, words) for rank, share in of[:1]]
    if len(of) == 1:
        some = among_shown(of[0][0], [r for r in rows if r.group == EVERYBODY])
        yield Asked(words.text(f"ask-need{some}", theme=names[0]), because[0])
    else:
        because.append(words.text("ask-needs-tied"))
        yield Asked(words.text("ask-needs", list=words.listed(names, key="list-or")), " ".join(because))


def _of_activities(release: Release, words: Words) -> Iterator[Asked]:
    """What each activity has been seen to go together with, and what it would take to tell."""
    rows = _rows(release, "activity_effects", "effect_questions")
    gap = practical_gap(rows, words)
    for of in alike([row for row in asked_rows(rows) if row.reason in VERDICTS]):
        names, reason = words.listed([activity(row, words) for row in of]), of[0].reason
        question = words.text(f"ask-{reason}", what=names)
        because = words.text(f"ask-{reason}-because", what=names)
        because = f"{because} {what_it_takes(of, gap, words)}".strip()
        yield Asked(question, dated_sentence(because, of, words))


def _of_targets(release: Release, words: Words) -> Iterator[Asked]:
    """How a target is to be read whose text can be read in more ways than one."""
    readings: dict[str | None, list[Row]] = {}
    for row in about_all(_rows(release, "targets", "attainment"), "share_attained"):
        if row.cause is not None:
            readings.setdefault(row.outcome, []).append(row)
    several = [of for of in readings.values() if len(of) > 1]
    if not several:
        return
    names = [words.text("quoted", said=target_title(of[0].outcome, words)) for of in several]
    differ = any(len({verdict_on(row) for row in of if row.shown}) > 1 for of in several)
    because = words.text("ask-reading-differs" if differ else "ask-reading-same")
    yield Asked(words.text("ask-reading", list=words.listed(names), count=len(several)), because)


def _of_answers(release: Release, words: Words) -> Iterator[Asked]:
    """How more people could be heard, where too few answered for a share to stand alone."""
    rows = _rows(release, "participants_voice", "responses")
    of = [r for r in own_rows(rows) if r.group == EVERYBODY and r.time == HORIZON and r.shown]
    row = next((r for r in of if (r.estimate or 0.0) < _ENOUGH_ANSWERS), None)
    if row is None:
        return
    percent, t = words.number.percent(row.estimate or 0.0), words.number.months(HORIZON)
    because = words.text("ask-answers-because", percent=percent, t=t)
    yield Asked(words.text("ask-answers"), dated_sentence(because, [row], words))
