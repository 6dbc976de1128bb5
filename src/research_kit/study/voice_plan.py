"""The `voice` section of a parameters file: what participants are asked, and how their needs are coded."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Self

from pydantic import Field, field_validator, model_validator

from research_kit.declarations import Declaration
from research_kit.study.texts import Texts

_MONTHS_BETWEEN = 3


class Codebook(Declaration):
    """A version of the codebook: the themes that needs are given, and who decided on them."""

    version: str = Field(min_length=1)
    from_on: date = Field(description="the day from which needs are coded by it")
    decided_by: str = Field(default="", description="a role, never a name")
    themes: dict[str, Texts] = Field(min_length=1, description="code -> what the theme is called")


class Closer(Declaration):
    """Who counts as closer to the labour market because of the project (METHODS M6.4)."""

    scale: str = Field(default="closeness", description="the scale of the question")
    at_least: float = Field(default=4, description="the lowest answer that agrees; 4 is the top two of five")
    months: int = Field(default=12, ge=1, description="months after the start; the project's last day if sooner")
    not_in: tuple[str, ...] = Field(
        default=("work", "education"), min_length=1, description="whoever is there is not asked"
    )


class VoicePlan(Declaration):
    """What is told of participants' own voice. Everything has a value of its own where it is left out."""

    months: tuple[int, ...] = Field(
        default=(6, 12), min_length=1, description="months after the start told of; by threes"
    )
    closer: Closer = Closer()
    codebooks: tuple[Codebook, ...] = Field(default=(), description="every version there has been, the latest last")
    coding_file: str | None = Field(
        default=None, description="where the two coders' codes are kept, read from the folder of the parameters file"
    )

    @field_validator("months")
    @classmethod
    def _at_follow_ups(cls, months: tuple[int, ...]) -> tuple[int, ...]:
        if any(month < _MONTHS_BETWEEN or month % _MONTHS_BETWEEN for month in months) or list(months) != sorted(
            set(months)
        ):
            raise ValueError("follow-ups are 3, 6, 9, … months after the start: list some of these, in order")
        return months

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(later.from_on <= earlier.from_on for earlier, later in pairwise(self.codebooks)):
            raise ValueError("the versions of the codebook stand in the order of their days, each day once")
        versions = [one.version for one in self.codebooks]
        if len(set(versions)) < len(versions):
            raise ValueError("two codebooks have the same version: a change is a new version")
        if self.coding_file is not None and not self.codebooks:
            raise ValueError("`coding_file` needs a codebook: list its themes under `codebooks`")
        return self

    @property
    def follow_ups(self) -> tuple[int, ...]:
        """The numbers of the follow-ups told of, the one at the start apart."""
        return tuple(month // _MONTHS_BETWEEN for month in self.months)

    @property
    def codebook(self) -> Codebook | None:
        """The latest version."""
        return self.codebooks[-1] if self.codebooks else None
