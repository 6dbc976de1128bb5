"""What counts as success: the outcome map, the definitions that stand side by side, and sustained work.

The third part of a cohort file, `outcomes` (METHODS sections 1.1 and M3.6).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from research_kit.declarations import Declaration
from research_kit.study import codes
from research_kit.study.declaration import Texts

Role = Literal["success", "at_risk", "temporary", "competing", "censor"]
"""What a status means: the event, still at risk (twice), the event can no longer come, or observation ends."""

TERMINAL = "terminal"
"""The cause that every status of role `competing` leads to."""


class OutcomeDefinition(Declaration):
    """One way to count success: which statuses lead to which cause, in the order of the causes.

    Where a minimum of hours or a source of income is asked for, a start of which nobody wrote it down is neither yes
    nor no: the person is followed until then and not further.
    """

    labels: Texts = Field(description="in words; an outcome of the study's own as a clause: `unemployment had ended`")
    causes: dict[str, tuple[str, ...]] = Field(min_length=1, description="cause -> statuses; the first is the headline")
    hours_pct_at_least: float = Field(default=0, ge=0, le=100, description="per cent of full time")
    hours_apply_to: tuple[str, ...] = Field(default=(), description="causes that the hours are asked of")
    income_among: tuple[str, ...] = Field(
        default=(), description="`income_source` of those who support themselves; empty: not asked"
    )
    income_apply_to: tuple[str, ...] = Field(
        default=(), description="causes that the income is asked of; all where left out"
    )

    @field_validator("income_among")
    @classmethod
    def _known_incomes(cls, incomes: tuple[str, ...]) -> tuple[str, ...]:
        if strange := [one for one in incomes if one not in codes.INCOME_SOURCE or one == codes.UNKNOWN_INCOME]:
            known = ", ".join(one for one in codes.INCOME_SOURCE if one != codes.UNKNOWN_INCOME)
            raise ValueError(f"`income_among` names {', '.join(strange)}; it can be: {known}")
        return incomes

    @model_validator(mode="after")
    def _consistent(self) -> OutcomeDefinition:
        kinds = [code for group in self.causes.values() for code in group]
        if len(kinds) != len(set(kinds)):
            raise ValueError("a status stands under two causes")
        for key in ("hours_apply_to", "income_apply_to"):
            if unknown := [cause for cause in getattr(self, key) if cause not in self.causes]:
                raise ValueError(f"`{key}` names {', '.join(unknown)}, which is no cause here")
        return self

    @property
    def kinds_asked_hours(self) -> list[str]:
        """The statuses that count only with enough hours."""
        return [code for cause in self.hours_apply_to for code in self.causes[cause] if self.hours_pct_at_least > 0]

    @property
    def kinds_asked_income(self) -> list[str]:
        """The statuses that count only with an income among those named."""
        asked = (self.income_apply_to or tuple(self.causes)) if self.income_among else ()
        return [code for cause in asked for code in self.causes[cause]]


SUSTAINED = "sustained_"
"""Names of the outcomes of sustained work begin so: `sustained_90`."""


class Sustained(Declaration):
    """Work that lasts: a start counts if the work has lasted so long, short interruptions bridged (METHODS M3.6)."""

    days: tuple[int, ...] = Field(default=(90, 180), description="least lengths in days; an empty list asks for none")
    bridge_days: int = Field(default=14, ge=0, description="an interruption up to so many days is none")

    @field_validator("days")
    @classmethod
    def _lengths(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if any(one < 1 for one in days) or len(days) != len(set(days)):
            raise ValueError("`days` are lengths of at least one day, each once")
        return days


class Outcomes(Declaration):
    """The versioned outcome map, and the definitions of success that stand side by side."""

    version: str = Field(description="raise it whenever who is in, what counts or how it is followed changes")
    map: dict[str, Role] = Field(default_factory=dict, description="status -> what it means")
    definitions: dict[str, OutcomeDefinition] = Field(min_length=1)
    headline: str = Field(default="strict", description="the definition that decides the method and the headline")
    sustained: Sustained = Field(default=Sustained(), description="of the headline's first cause")

    @model_validator(mode="after")
    def _consistent(self) -> Outcomes:
        if self.headline not in self.definitions:
            raise ValueError(f"`headline` is {self.headline}, which is not among the definitions")
        for name, one in self.definitions.items():
            if name.startswith(SUSTAINED):
                raise ValueError(f"{name}: names that begin with `{SUSTAINED}` are kept for sustained work")
            kinds = [code for group in one.causes.values() for code in group]
            if wrong := [code for code in kinds if self.map.get(code) != "success"]:
                raise ValueError(f"{name}: {', '.join(wrong)} must have the role `success` in the map")
        return self

    @property
    def sustained_days(self) -> dict[str, int]:
        """The outcomes of sustained work in their order: name -> least length in days."""
        return {f"{SUSTAINED}{days}": days for days in self.sustained.days}

    def causes_of(self, name: str) -> tuple[str, ...]:
        """The causes of an outcome in the order of their codes 1, 2, …; `terminal` last where there is one.

        `name` is one of the definitions, or of `sustained_days`: those have the causes of the headline.
        """
        definition = self.headline if name in self.sustained_days else name
        ends = (TERMINAL,) if "competing" in self.map.values() else ()
        return (*self.definitions[definition].causes, *ends)

    def codes_with(self, role: Role) -> list[str]:
        """The statuses that have a role."""
        return [code for code, its in self.map.items() if its == role]
