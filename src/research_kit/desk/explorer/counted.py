"""Answers that have been counted, so that nothing is counted twice while somebody explores."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from research_kit.cohort import Cohort
from research_kit.desk.explorer.choice import Choice
from research_kit.results import Answer

MOST = 64
"""Answers that are kept: one of 240 people takes some hundred kilobytes."""


@dataclass(slots=True)
class Counted:
    """The answers to what has been chosen of one cohort."""

    cohort: Cohort
    _answers: OrderedDict[tuple[object, ...], Answer] = field(default_factory=OrderedDict)

    def __contains__(self, choice: Choice) -> bool:
        return choice.counted in self._answers

    def answer(self, choice: Choice) -> Answer:
        """The answer that a choice asks for, counted where it has not been."""
        if choice not in self:
            self._answers[choice.counted] = choice.answer(self.cohort)
            if len(self._answers) > MOST:
                self._answers.popitem(last=False)
        self._answers.move_to_end(choice.counted)
        return self._answers[choice.counted]
