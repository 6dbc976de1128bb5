"""The words of a page and what they stand for, as anybody with the public catalogue of words can look them up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from research_kit.display import catalogue
from research_kit.reporting.read_back.group_labels import GroupLabels, keys_of
from research_kit.reporting.read_back.numbers import Number, numbers_in
from research_kit.reporting.read_back.statements import Group
from research_kit.results import Subject

STAGES = (
    "referred", "accepted", "enrolled", "any_activity", "followed_1", "followed_2", "followed_3", "followed_4",
    "outcome_known",
)  # fmt: skip
CAUSES = ("employment", "education", "terminal", "any_success", "self_support")
STATES = ("work", "education", "in_project", "ended", "neither")
_PART = "part"
IN_PART = "?"
"""The quarter of a number of which only a part is from an earlier one: nothing can be said of it."""
_QUARTER = re.compile(r"(?P<year>20\d\d) kv (?P<number>[1-4])|Q(?P<q>[1-4]) (?P<y>20\d\d)")
_AGES = re.compile(r"(\d+)\s*[–-]\s*(\d+)\s+(?:år|years)")


@dataclass(frozen=True)
class PageWords:
    """One language, and the study's own words where they are known."""

    language: str
    subject: Subject | None = None

    def group(self, label: str) -> Group:
        """The group of a label; a name of no dimension is a target group, which is a part of everybody."""
        codes = self._labels.codes_of(label)
        ages = _AGES.fullmatch(label.strip()) if any(name == "group" for name, _ in codes) else None
        if ages:
            return (("age", f"{ages[1]}-{ages[2]}"),)
        return tuple(sorted((_PART, code) if name == "group" else (name, code) for name, code in codes))

    def group_before(self, said: str) -> Group | None:
        """The group whose name begins a text up to its first percentage."""
        first = re.search(r"\d+\s?%", said)
        label = said[: first.start()].strip() if first else ""
        group = self.group(label) if label else None
        return None if group is None or any(name == _PART for name, _ in group) else group

    def numbers(self, text: str) -> list[Number]:
        """The numbers in a text."""
        return numbers_in(text, language=self.language)

    def months(self, column: str) -> int | None:
        """The time that a column is about, where its header says nothing else."""
        numbers = self.numbers(column)
        is_month = len(numbers) == 1 and self.word("column-month", t=int(numbers[0].value)) == column
        return int(numbers[0].value) if is_month else None

    def cause_of(self, caption: str) -> str:
        """The outcome that a caption names."""
        found = [cause for cause in CAUSES if self.word(f"outcome-{cause}") in caption]
        return max(found, key=lambda cause: len(self.word(f"outcome-{cause}")), default="")

    def dated(self, text: str) -> tuple[str, str]:
        """A text without the quarter that it is from, and that quarter; `IN_PART` where only a part is from it."""
        match = re.fullmatch(r"(.*?) ?\(([^()]*)\)", text)
        quarter = _QUARTER.search(match[2]) if match else None
        if match is None or quarter is None:
            return text, ""
        return (match[1], IN_PART) if is_part(match[2]) else (match[1], _named(quarter))

    def dated_inside(self, text: str) -> tuple[str, str]:
        """The same of a text that goes on after the quarter."""
        for match in re.finditer(r" ?\(([^()]*)\)", text):
            quarter = _QUARTER.search(match[1])
            if quarter is not None:
                return text.replace(match[0], "", 1), IN_PART if is_part(match[1]) else _named(quarter)
        return text, ""

    def word(self, key: str, **values: str | int) -> str:
        """A text of the catalogue."""
        return catalogue.text(self.language, key, **values)

    @cached_property
    def stages(self) -> dict[str, str]:
        """Steps on the way, by their names in small letters."""
        return {self.word(f"stage-{stage}").lower(): stage for stage in STAGES}

    @cached_property
    def states(self) -> dict[str, str]:
        """What people are doing at a time, by its name in small letters."""
        return {self.word(f"state-{state}").lower(): state for state in STATES}

    @cached_property
    def reasons(self) -> dict[str, str]:
        """Why somebody was lost before a step, by the words of its row in small letters."""
        keys = [key for key in keys_of(self.language) if key.startswith("lost-") and key.count("-") == 1]
        words = {key.removeprefix("lost-"): self.word(key) for key in keys if key not in ("lost-withheld", "lost-item")}
        return {self.word("table-lost-row", reason=said).lower(): reason for reason, said in words.items()}

    @cached_property
    def columns(self) -> dict[str, str]:
        """What a column holds, by its header in small letters."""
        names = ("people", "in-group", "known", "unknown", "share", "none-started", "all-started")
        return {self.word(f"column-{name}").lower(): name for name in names}

    @cached_property
    def _labels(self) -> GroupLabels:
        return GroupLabels(self.language, self.subject)


def quarter_at_the_end(text: str) -> str:
    """The quarter that ends a text; empty where none does."""
    found = re.search(rf"(?:{_QUARTER.pattern})$", text)
    return _named(found) if found else ""


def is_part(text: str) -> bool:
    """Whether a text says that only a part of the numbers are from a quarter."""
    return text.lower().startswith(("delvis", "in part"))


def _named(match: re.Match[str]) -> str:
    return f"{match['year'] or match['y']}-Q{match['number'] or match['q']}"
