"""The board's own words for its indicators, by the codes that results go by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from research_kit.study.indicators.asked_answers import AskedAnswers
from research_kit.study.indicators.registry import Indicator, IndicatorRegistry
from research_kit.study.indicators.version import Decision, IndicatorVersion
from research_kit.study.texts import Texts

LABEL, QUESTION, UNIT = "indicator", "indicator_question", "indicator_unit"
SINCE, DECIDED_BY, DECIDED_ON, WHY = (
    "indicator_since",
    "indicator_decided_by",
    "indicator_decided_on",
    "indicator_why",
)
SCALE, LEAST = "indicator_scale", "indicator_least"

Words = dict[str, dict[str, Texts]]


def indicator_words(registry: IndicatorRegistry) -> Mapping[str, Mapping[str, Texts]]:
    """What each indicator is called, what each version (`code.2`) asks, and the decision behind each version.

    Parameters
    ----------
    registry
        A board's indicators.

    Returns
    -------
    By kind of word (`indicator`, `indicator_question`, `indicator_unit`, `indicator_since`, `indicator_decided_by`,
    `indicator_decided_on`, `indicator_why`, `indicator_scale`, `indicator_least`) the words of each code; days as
    `2010-07-01`. Kinds without any word are left out.
    """
    words: Words = {}
    for kind, key, text in _all_words(registry):
        words.setdefault(kind, {})[key] = text
    return words


def _all_words(registry: IndicatorRegistry) -> Iterator[tuple[str, str, Texts]]:
    for one in registry.indicators:
        yield LABEL, one.code, one.labels
        for version in one.versions:
            for kind, text in _version_words(version):
                yield kind, version_code(one, version), text


def version_code(indicator: Indicator, version: IndicatorVersion) -> str:
    """What results call a version of an indicator: `staff_trained.2`."""
    return f"{indicator.code}.{version.version}"


def _version_words(version: IndicatorVersion) -> Iterator[tuple[str, Texts]]:
    yield QUESTION, version.question
    yield SINCE, _day(version.from_on)
    if version.unit is not None:
        yield UNIT, version.unit
    if version.decided is not None:
        yield from _decision_words(version.decided)
    if version.answers is not None:
        yield SCALE, Texts(sv=version.answers.scale)
        yield LEAST, _least(version.answers)


def _decision_words(decided: Decision) -> Iterator[tuple[str, Texts]]:
    yield DECIDED_BY, decided.by
    yield DECIDED_ON, _day(decided.on)
    yield WHY, decided.why


def _day(day: date) -> Texts:
    return Texts(sv=day.isoformat())


def _least(answers: AskedAnswers) -> Texts:
    """The least answer that counts, as the form calls it; as a number where it has no name, or lies between two."""
    named = answers.levels.get(int(answers.at_least)) if answers.at_least.is_integer() else None
    return named or Texts(sv=f"{answers.at_least:g}")
