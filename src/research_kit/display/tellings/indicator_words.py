"""What the board's indicators are called, and since when, by whose decision and why they are asked as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from research_kit.display.rows import Row
from research_kit.display.words import Words, capital

_LABEL, _QUESTION, _UNIT, _SINCE = "indicator", "indicator_question", "indicator_unit", "indicator_since"
_BY, _ON, _WHY = "indicator_decided_by", "indicator_decided_on", "indicator_why"
_SCALE, _LEAST = "indicator_scale", "indicator_least"


def code_of(outcome: str | None) -> str:
    """The indicator of a version: `staff_trained` of `staff_trained.2`."""
    return (outcome or "").rpartition(".")[0]


def indicator_name(outcome: str | None, words: Words) -> str:
    """What an indicator is called, inside a sentence."""
    code = code_of(outcome)
    return _own(_LABEL, code, words) or code.replace("_", " ")


def indicator_question(outcome: str | None, words: Words) -> str:
    """What a version asks or counts, word for word, as it is quoted within a sentence."""
    return _own(_QUESTION, outcome or "", words).rstrip(".")


def indicator_unit(outcome: str | None, words: Words) -> str:
    """Who or what is counted, in the plural."""
    return _own(_UNIT, outcome or "", words)


def indicator_least(outcome: str | None, words: Words) -> str:
    """The least answer that counts, as the form calls it."""
    return _own(_LEAST, outcome or "", words)


def indicator_since(outcome: str | None, words: Words) -> str:
    """The first day on which it was asked or counted like this, in words."""
    return _day(_own(_SINCE, outcome or "", words), words)


def indicator_until(outcome: str | None, words: Words) -> str:
    """The day on which the next version began, in words; nothing where none has by now."""
    code, _, version = (outcome or "").rpartition(".")
    since = words.subject.codes.get(_SINCE, {})
    parted = (key.rpartition(".") for key in since)
    later = sorted(int(n) for other, _, n in parted if other == code and n.isdigit() and int(n) > int(version))
    begun = [_iso(since[f"{code}.{n}"]) for n in later[:1]]
    return next((_day(day, words) for day in begun if day <= words.subject.as_of.isoformat()), "")


def by_indicator(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """The rows of each indicator, all versions together, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(code_of(row.outcome), []).append(row)
    return found


def changed(outcome: str | None, words: Words) -> bool:
    """Whether an earlier version asked or counted something else."""
    code, _, version = (outcome or "").rpartition(".")
    named = words.subject.codes.get(_QUESTION, {})
    earlier = (key.rpartition(".") for key in named)
    return any(other == code and int(number) < int(version) for other, _, number in earlier if number.isdigit())


def change_sentences(outcomes: Iterable[str | None], words: Words, *, way: str) -> list[str]:
    """For each version that replaced another: since when, decided by whom and when, and why.

    Parameters
    ----------
    outcomes
        Versions, such as `staff_trained.2`; each is told once.
    words
        The language and the study's own words.
    way
        `asked` or `counted`.
    """
    told = [outcome for outcome in dict.fromkeys(outcomes) if outcome and changed(outcome, words)]
    return [_change(outcome, words, way) for outcome in sorted(told)]


def scale_changes(words: Words, scales: Iterable[str]) -> list[str]:
    """What changed until today in the indicators that ask questions on these scales, in sentences.

    Parameters
    ----------
    words
        The language and the study's own words.
    scales
        Scales of the follow-ups' questions, such as `closeness`.
    """
    wanted = set(scales)
    found = words.subject.codes.get(_SCALE, {})
    since = words.subject.codes.get(_SINCE, {})
    on = [code for code, scale in found.items() if scale.get("sv") in wanted]
    begun = [code for code in on if _iso(since.get(code, {})) <= words.subject.as_of.isoformat()]
    return change_sentences(begun, words, way="asked")


def _change(outcome: str, words: Words, way: str) -> str:
    return words.text(
        f"indicator-changed-{way}",
        name=capital(indicator_name(outcome, words)),
        since=indicator_since(outcome, words),
        by=_own(_BY, outcome, words),
        on=_day(_own(_ON, outcome, words), words),
        why=_own(_WHY, outcome, words),
    )


def _own(kind: str, code: str, words: Words) -> str:
    return words.own(words.subject.codes.get(kind, {}).get(code, {}))


def _iso(labels: Mapping[str, str]) -> str:
    return labels.get("sv", "")


def _day(text: str, words: Words) -> str:
    return words.number.day(date.fromisoformat(text)) if text else ""
