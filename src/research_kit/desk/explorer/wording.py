"""What the explorer's controls are called, and the words beside them: the language catalogue's, or the study's own."""

from __future__ import annotations

from datetime import date

from research_kit.analyses.answer_table import subject_of
from research_kit.cohort import Cohort
from research_kit.desk.explorer.choice import months_of, tables_of
from research_kit.desk.explorer.outcomes import Outcome, groups_of, outcomes_of, quarters_of, splits_of
from research_kit.display.cells import measure_label
from research_kit.display.page import section_title
from research_kit.display.rows import Group
from research_kit.display.words import Words, capital
from research_kit.results import Answer

Options = list[tuple[str, object]]
"""What a control offers: label and value."""
ALL = ""
"""The value of the label that chooses nothing: a list cannot have null chosen."""


_YEAR = "12"


class Wording:
    """One language about one cohort: the label of each thing that can be chosen."""

    def __init__(self, cohort: Cohort, language: str) -> None:
        self.cohort = cohort
        self.words = Words(language, subject_of(cohort))

    def text(self, key: str, **values: str | int) -> str:
        """A text of the explorer's own."""
        return self.words.text(f"desk-{key}", **values)

    def people(self, count: int) -> str:
        """A number of people in words."""
        return self.words.text("people", count=count, n=self.words.number.count(count))

    def outcomes(self) -> Options:
        """The outcomes of the cohort."""
        return _unlike([(self._outcome(one), one) for one in outcomes_of(self.cohort)])

    def splits(self) -> Options:
        """How it can be split."""
        return _unlike([(self.words.split(by), by) for by in splits_of(self.cohort)])

    def groups(self) -> Options:
        """Everybody, or one group alone."""
        named: Options = [(self._group(name, code), (name, code)) for name, code in groups_of(self.cohort)]
        return [(self.text("everybody"), ALL), *_unlike(named)]

    def since(self) -> Options:
        """From the beginning, or from the first day of a quarter."""
        return [(self.text("beginning"), ALL), *((_quarter(start), start) for start, _ in quarters_of(self.cohort))]

    def until(self) -> Options:
        """To the end, or to the last day of a quarter."""
        return [(self.text("end"), ALL), *((_quarter(start), end) for start, end in quarters_of(self.cohort))]

    def tables(self, answer: Answer, outcome: Outcome) -> Options:
        """How the answer tells of the outcome."""
        return _unlike([(self._table(name), name) for name in tables_of(answer, outcome)])

    def months(self, answer: Answer, table: str) -> Options:
        """Until which month it is told."""
        found: Options = [(self.words.number.months(months), months) for months in months_of(answer, table)]
        return found or [(self.text("whole"), ALL)]

    def _group(self, name: str, code: str | bool) -> str:
        return self.words.group(Group(((name, code if isinstance(code, str) else "yes"),)))

    def _outcome(self, outcome: Outcome) -> str:
        if outcome.measure is None:
            return section_title(outcome.question, self.words.subject, language=self.words.language)
        return capital(measure_label(*outcome.measure, self.words))

    def _table(self, name: str) -> str:
        """Its short name, else what it tells where it tells nothing yet, else the question that it answers."""
        keys = (f"desk-table-{name}", f"heading-{name}-plain", f"untold-{name}")
        known = (self.words.text(key, t=_YEAR) for key in keys if self.words.known(key))
        return capital(next(known, name.replace("_", " ")))


def _quarter(start: date) -> str:
    return f"{start.year}-Q{(start.month - 1) // 3 + 1}"


def _unlike(options: Options) -> Options:
    """Labels that are the same are told apart by what they stand for."""
    labels = [label for label, _ in options]
    return [(label if labels.count(label) == 1 else f"{label} ({value})", value) for label, value in options]
