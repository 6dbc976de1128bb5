"""The names of groups, outcomes, stages and reasons: the catalogue's, or the study's own declared words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from research_kit.display import catalogue
from research_kit.display.number_format import NumberFormat
from research_kit.display.rows import EVERYBODY, SUSTAINED, TARGET, Group, Row
from research_kit.results import GuardHit, Subject

ROW_REASONS = (
    *(
        "ONE_LEVEL",
        "INTERVAL",
        "INTERVAL_ROWS",
        "DETECT",
        "FEW_PEOPLE",
        "FEW_EVENTS",
        "FEW_AT_RISK",
        "WIDE",
        "NO_TABLE",
        "OF_WHOLE",
        "OF_REFERRED",
    ),
    *("NOT_REACHED", "WITHHELD", "EXCEPTED", "FEW_PER_TERM", "UNSTABLE", "FEW_PER_STATE", "NO_REGISTER"),
    *("NOT_PROPORTIONAL", "NOT_SUSTAINED_YET"),
    *("SIGNAL", "RUN_CHART", "PRELIMINARY_LIMITS", "FEW_MONTHS", "NOT_STEADY", "POOLED", "NO_CHANGE"),
    *("UNDER_REPRESENTED", "NOT_UNDER", "CANNOT_TELL", "YELLOW", "LEAD", "ABOVE", "BELOW"),
    *("FEW_EXPECTED", "REACHED", "NOT_YET", "PROJECT_OVER", "ENROLMENT_OVER"),
    *("NO_PROTOCOL", "UNBALANCED", "NO_COMPARISON", "DIFFERENT_GROUPS", "WEIGHTED", "PASSED", "WARNING", "FAILED"),
    *("DESCRIBED", "ASSOCIATED", "POINTS_TO", "LED_TO", "EARLIER_WORK", "LATER_WORK", "NONE_SEEN", "MORE_PEOPLE"),
    *("OLD_BENCHMARK", "NO_SOURCE", "NO_SAMPLE_SIZE", "NO_BENCHMARK", "FEW_MATURE", "FEW_ANSWERS", "NO_TARGETS"),
    *("FEW_PAIRS", "UNDER_40", "UNDER_60", "UNRELIABLE", "CEILING", "ONE_CODER", "LOW_AGREEMENT"),
    *("FEW_PER_LANGUAGE", "PATTERNS_DIFFER", "NOT_ESTIMABLE", "APPEARED", "GONE"),
)
"""The reasons that a row may give, each with its text in the catalogue."""

BEFORE = "before"
"""What stands in `compared_with` where the same is compared with itself before a change."""

THEME, QUESTION = "theme", "question"
"""Under these names `Subject.codes` holds themes of needs, and questions as they are asked."""

CATALOGUED = frozenset({"strict", "wide", "self_support"})
"""Outcomes that the catalogue has words for, whatever a study calls them."""


def key_of(code: str) -> str:
    """A code as part of a catalogue key: `<9y` is `lt9y`."""
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in code.replace("<", "lt"))


@dataclass(frozen=True, slots=True)
class Words:
    """One language about one study."""

    language: str
    subject: Subject
    number: NumberFormat = field(init=False)

    def __post_init__(self) -> None:
        till, dash = (catalogue.text(self.language, key) for key in ("range-to", "range-dash"))
        object.__setattr__(self, "number", NumberFormat(self.language, till, dash))

    def text(self, key: str, **values: str | int) -> str:
        """A text of the catalogue."""
        return catalogue.text(self.language, key, **values)

    def known(self, key: str) -> bool:
        """Whether the catalogue has such a text."""
        return catalogue.has(self.language, key)

    def title(self) -> str:
        """The study's title."""
        return self.own(self.subject.title) or self.subject.study

    def own(self, labels: Mapping[str, str]) -> str:
        """The study's own label in this language, or in the next best that it has one in."""
        return catalogue.chosen(labels, self.language)

    def dimension(self, name: str) -> str:
        """The name of a dimension."""
        if name in self.subject.dimensions:
            return self.own(self.subject.dimensions[name])
        key = f"dimension-{key_of(name)}"
        return self.text(key) if self.known(key) else name.removeprefix(TARGET).replace("_", " ")

    def split(self, dimensions: tuple[str, ...]) -> str:
        """The name of a way to divide the participants."""
        if not dimensions:
            return self.text("group-all")
        names = [self.dimension(name) for name in dimensions]
        rest = [lower_first(name) for name in names[1:]]
        return self.text("split-crossed", a=names[0], b=rest[0]) if rest else names[0]

    def group(self, group: Group) -> str:
        """The name of a group as a label, with a capital."""
        return capital(self.in_sentence(group)) if group != EVERYBODY else self.text("group-all")

    def in_sentence(self, group: Group) -> str:
        """The name of a group inside a sentence."""
        if group == EVERYBODY:
            return self.text("group-all-in-sentence")
        if set(group.dimensions) == {"gender", "foreign_born"}:
            codes = dict(group.codes)
            key = f"cross-{codes['gender']}-{codes['foreign_born']}"
            if self.known(key):
                return lower_first(self.text(key))
        return ", ".join(self._code(dimension, code) for dimension, code in group.codes)

    def _code(self, dimension: str, code: str) -> str:
        own = self.subject.codes.get(dimension, {})
        if dimension == QUESTION and code in own:
            return self.own_code(code) or code
        if code in own:
            return self.own(own[code])
        if dimension.startswith(TARGET):
            return lower_first(self.dimension(dimension))
        key = f"code-{key_of(dimension)}-{key_of(code)}"
        if self.known(key):
            return lower_first(self.text(key))
        return f"{lower_first(self.dimension(dimension))}: {code.replace('_', ' ')}"

    def own_code(self, code: str) -> str | None:
        """A theme of needs, or a question between quotation marks, in the study's words; none where it has none."""
        themes, questions = (self.subject.codes.get(kind, {}) for kind in (THEME, QUESTION))
        if code in themes:
            return self.own(themes[code])
        return self.text("quoted", said=self.own(questions[code]).rstrip(".")) if code in questions else None

    def coded(self, code: str) -> str | None:
        """What a code stands for: the study's own words, or the catalogue's; none where neither has any."""
        key = f"what-{key_of(code)}"
        return self.own_code(code) or (self.text(key) if self.known(key) else None)

    def compared(self, compared_with: str | None) -> str:
        """The name of the group compared with, from `gender=man`, `rest` or `before`."""
        if not compared_with or compared_with == "rest":
            return self.text("group-rest")
        if compared_with == BEFORE:
            return self.text("group-before")
        parts = [part.partition("=") for part in compared_with.replace(";", ",").split(",")]
        return self.in_sentence(Group(tuple((name.strip(), code.strip()) for name, _, code in parts)))

    @property
    def own_outcomes(self) -> Mapping[str, Mapping[str, str]]:
        """The study's own outcomes, which the catalogue has no words for."""
        return {name: labels for name, labels in self.subject.outcomes.items() if name not in CATALOGUED}

    def has_own_outcome(self, row: Row) -> bool:
        """Whether the outcome is the study's own, so that its words are the study's."""
        return row.outcome in self.own_outcomes or row.cause in self.own_outcomes

    def outcome(self, outcome: str | None, cause: str | None) -> str:
        """What had happened, as the words after "hade"; for a study's own outcome a whole clause."""
        own = next((name for name in (outcome, cause) if name in self.own_outcomes), None)
        if own is not None:
            return self.own(self.own_outcomes[own])
        if outcome is not None and outcome.startswith(SUSTAINED):
            return self.text("outcome-sustained", d=self.lasted(outcome))
        key = f"outcome-{key_of(cause or 'employment')}"
        return self.text(key) if self.known(key) else (cause or "").replace("_", " ")

    def lasted(self, outcome: str | None) -> str:
        """How many days work lasted, from `sustained_90`."""
        days = (outcome or "").removeprefix(SUSTAINED)
        return self.number.plain(int(days)) if days.isdigit() else days

    def allowed_for(self, columns: Sequence[str]) -> str:
        """What a comparison allows for, as words in a sentence: `ålder och utbildning`."""
        return self.listed([lower_first(self.dimension(name)) for name in columns])

    def listed(self, items: Sequence[str], *, key: str = "list-and") -> str:
        """The items as a list in a sentence, all of them; with `list-or` one or another."""
        if len(items) < 2:
            return "".join(items)
        return self.text(key, a=", ".join(items[:-1]), b=items[-1])

    def reason(self, reason: str | None) -> str:
        """Why there is no number, as a sentence."""
        key = f"reason-{reason}"
        return self.text(key) if reason and self.known(key) else self.text("reason-other")

    def guard(self, hit: GuardHit) -> str:
        """A guard as the reader sees it, with its counts."""
        values = {name: self._fact(value) for name, value in hit.facts.items()}
        defaults = {"h": self.number.plain(12), "d": self.number.plain(90)}
        key = f"guard-{hit.code}"
        if not self.known(key):
            return self.text("guard-other", code=hit.code)
        return self.text(key, **{**defaults, **values})

    def _fact(self, value: float | int | str) -> str:
        if isinstance(value, str):
            return value
        return self.number.count(value) if isinstance(value, int) else self.number.months(value)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text with a small first letter, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
