"""One version of an indicator: what is asked or counted, from when, and the decision behind it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from research_kit.declarations import Declaration
from research_kit.study.indicators.asked_answers import AskedAnswers
from research_kit.study.texts import Texts

Measure = Literal["share", "count", "score"]

PEOPLE, THINGS = "people", "things"
SHARE, COUNT, SCORE = "share", "count", "score"


class Decision(Declaration):
    """Who decided that this is followed in this way, when, and why."""

    by: Texts = Field(description="a board, a meeting; never a person's name alone")
    on: date
    why: Texts


class IndicatorVersion(Declaration):
    """How an indicator is asked or counted from a day on; whatever is changed makes a new version.

    About participants it has `answers`. About anything else its values come in the table `indicator_value`.
    """

    version: int = Field(ge=1, description="1, 2, 3 …: raise it whenever a word, a scale or a threshold changes")
    from_on: date = Field(description="the first day on which it is asked or counted like this")
    until_on: date | None = Field(
        default=None, description="the first day on which it no longer is; that of the next version where left out"
    )
    question: Texts = Field(description="what is asked, or what is counted, word for word")
    measure: Measure = Field(
        default="share", description="share: a part of n; count: a number; score: a mean on a scale"
    )
    counts: Literal["people", "things"] = Field(
        default="people", description="things (rooms, employers, meetings) need no protection; people do, staff too"
    )
    unit: Texts | None = Field(default=None, description="who or what is counted, in the plural: `members of staff`")
    range: tuple[float, float] | None = Field(default=None, description="of a score: its lowest and highest value")
    answers: AskedAnswers | None = Field(default=None, description="of participants, at their follow-ups")
    decided: Decision | None = Field(default=None, description="required: an indicator without a decision is refused")

    @property
    def asked(self) -> dict[str, object]:
        """What is asked, apart from when and by whose decision."""
        left_out = {"version", "from_on", "until_on", "decided"}
        return self.model_dump(mode="json", exclude=left_out)

    def fault(self) -> str | None:
        """What is wrong with this version by itself, as the end of a sentence about it."""
        if self.decided is None:
            return "has no decision: who decided it, when and why? Write `decided: {by, on, why}`"
        if self.decided.on > self.from_on:
            return f"is used from {self.from_on}, but was decided on {self.decided.on}: correct the day that is wrong"
        if self.until_on is not None and self.until_on <= self.from_on:
            return f"ends on {self.until_on}, which is not after it begins ({self.from_on})"
        return self._fault_of_measure()

    def _fault_of_measure(self) -> str | None:
        if self.answers is not None:
            is_plain = self.measure == SHARE and self.counts == PEOPLE and self.range is None
            return None if is_plain else "is about participants' answers: `answers` says all, leave out the measure"
        if (self.range is None) == (self.measure == SCORE):
            return "is a score, so give its `range`" if self.measure == SCORE else "has a `range`, but is no score"
        if self.range is not None and self.range[0] >= self.range[1]:
            return "has a `range` whose highest value is not above the lowest"
        return "says nowhere who or what is counted: give its `unit`" if self.unit is None else None
