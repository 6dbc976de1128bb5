"""The `targets` section of a parameters file: what was promised, quoted, with the rule by which it is judged.

A target is who has reached it (numerator), out of whom (denominator), when (horizon) and how many (value). Where its
text can be read in two ways, both readings stand here until somebody has decided, and both are told (METHODS M9.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from research_kit.declarations import Declaration
from research_kit.study.texts import Texts

State = Literal["work", "education"]
ReadingName = Literal["A", "B"]


class NumeratorRule(Declaration):
    """Who has reached the target: people in one of these states at the horizon, or with this answer, or either."""

    states: tuple[State, ...] = Field(default=(), description="where a person is at the horizon")
    outcome: str | None = Field(
        default=None, description="by which definition of success of the cohort file; the headline's where left out"
    )
    scale: str | None = Field(default=None, description="a scale of the questions, e.g. `closeness`")
    at_least: int | None = Field(default=None, description="the least answer that counts")
    not_in: tuple[State, ...] = Field(default=(), description="an answer counts only from those who are not there")
    when: Literal["at_horizon", "ever"] = Field(
        default="at_horizon", description="`ever` is refused when it is computed: having had work is not being in work"
    )

    @model_validator(mode="after")
    def _something(self) -> NumeratorRule:
        if not self.states and self.scale is None:
            raise ValueError("the numerator rule names neither `states` nor a `scale`: nobody could reach the target")
        if (self.scale is None) != (self.at_least is None):
            raise ValueError("a `scale` and the answer that counts, `at_least`, belong together")
        if self.not_in and (self.states or self.scale is None):
            raise ValueError("`not_in` is about whose answers count: it stands with a `scale`, and without `states`")
        return self


class DenominatorRule(Declaration):
    """Out of whom: all participants, or those of them who are not in some states at the horizon."""

    of: Literal["participants"] = "participants"
    not_in: tuple[State, ...] = Field(default=(), description="leaves out who is there at the horizon")


class Reading(Declaration):
    """One way to read a target whose text allows two."""

    labels: Texts
    denominator_rule: DenominatorRule
    value: float | None = Field(default=None, gt=0, le=1, description="the target's own where left out")


class Target(Declaration):
    """One promise: a share of people at a horizon, or a number of people."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: str = Field(description="raise it whenever a rule, the horizon or the value changes")
    labels: Texts
    source_text: str = Field(min_length=1, description="the promise word for word, with its place")
    counted: Literal["share", "participants", "at_once"] = Field(
        default="share", description="the numbers of people are those of the `plan` section"
    )
    numerator_rule: NumeratorRule | None = None
    denominator_rule: DenominatorRule | None = None
    horizon_months: float = Field(
        default=12, gt=0, description="months after enrolment, or the project's end if sooner"
    )
    value: float | None = Field(default=None, gt=0, le=1, description="as a share, between 0 and 1")
    direction: Literal["at_least", "at_most"] = "at_least"
    readings: dict[ReadingName, Reading] = Field(default_factory=dict)
    reading: ReadingName | None = Field(default=None, description="the one decided on; both are told until then")
    decided_on: date | None = None
    decided_by: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Target:
        if self.counted == "share":
            self._require_share()
        elif self.readings or self.numerator_rule or self.denominator_rule or self.value is not None:
            raise ValueError(f"target `{self.code}` is a number of people: its value stands in the section `plan`")
        if self.reading is not None and self.reading not in self.readings:
            raise ValueError(f"target `{self.code}`: reading {self.reading} is not among its `readings`")
        if self.reading is not None and (self.decided_on is None or not self.decided_by):
            raise ValueError(
                f"target `{self.code}`: a reading is chosen, but not when and by whom (`decided_on`, `_by`)"
            )
        return self

    def _require_share(self) -> None:
        if self.numerator_rule is None:
            raise ValueError(f"target `{self.code}` has no numerator rule: who has reached it?")
        if (self.denominator_rule is None) == (not self.readings):
            raise ValueError(
                f"target `{self.code}` has no denominator rule: out of whom? Give `denominator_rule`, or, where the "
                "text can be read in two ways, `readings` A and B, each with its own"
            )
        left_out = {one.denominator_rule.not_in for one in self.readings.values()}
        left_out |= {self.denominator_rule.not_in} if self.denominator_rule else set()
        if left_out - {(), self.numerator_rule.not_in}:
            raise ValueError(
                f"target `{self.code}`: a denominator leaves out states, but the numerator does not: write the same "
                "`not_in` in both, so that nobody is counted above the line and not below it"
            )
        if self.readings and set(self.readings) != {"A", "B"}:
            raise ValueError(f"target `{self.code}` has one reading: give both A and B, or one `denominator_rule`")
        values = [one.value for one in self.readings.values()]
        if self.value is None and (not values or None in values):
            raise ValueError(f"target `{self.code}` has no value")

    @property
    def rules(self) -> Mapping[ReadingName | None, tuple[DenominatorRule, float]]:
        """Out of whom and how large, by reading: the one decided on, or all there are."""
        told = {name: one for name, one in self.readings.items() if self.reading in (None, name)}
        if self.denominator_rule is not None:
            return {None: (self.denominator_rule, float(self.value or 0))}
        return {name: (one.denominator_rule, float(one.value or self.value or 0)) for name, one in told.items()}

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet how the text is read."""
        return bool(self.readings) and self.reading is None
