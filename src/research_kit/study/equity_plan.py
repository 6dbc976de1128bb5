"""The `equity` section of a parameters file: which gaps are watched, registered before anybody looked (METHODS 7)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator

from research_kit.declarations import Declaration

Gate = Literal["accepted", "enrolled", "activity"]
Gap = Literal["women_men", "foreign_swedish_born", "foreign_born_women_others"]
Claim = Literal["accepted", "enrolled", "activity", "attained"]


class Windows(Declaration):
    """Within how many days of the referral a gate should have been passed."""

    accepted: int = Field(default=30, ge=1)
    enrolled: int = Field(default=60, ge=1)
    activity: int = Field(default=90, ge=1)


class DeclaredBenchmark(Declaration):
    """A share to compare with: of a reference population, or one that the project aims at.

    A share counted in a population needs its size, which is how sure it is; an aim is exact.
    """

    dim: str = Field(description="a column that results are split by, e.g. `gender`")
    level: str = Field(description="one of its codes, e.g. `woman`")
    share: float = Field(gt=0, lt=1)
    source: str | None = Field(default=None, description="who says so, and where")
    counted_on: date | None = Field(default=None, description="the day the population was counted")
    n_ref: int | None = Field(default=None, ge=1, description="people it was counted among")
    is_aim: bool = Field(default=False, description="an aim of the project, such as half and half")

    @model_validator(mode="after")
    def _whole(self) -> DeclaredBenchmark:
        name = f"benchmark `{self.dim}={self.level}`"
        if not self.source:
            raise ValueError(f"{name} has no source: who says so, and where? Write it under `source`")
        if not self.is_aim and (self.n_ref is None or self.counted_on is None):
            raise ValueError(
                f"{name} has no sample size or no day: write `n_ref`, the people it was counted among, and "
                "`counted_on`; or `is_aim: true` where it is an aim of the project"
            )
        return self


class EquityPlan(Declaration):
    """What is watched, at how many looks, and what difference matters in practice."""

    registered_on: date | None = Field(default=None, description="the day the family was fixed, before the first look")
    family: tuple[Gap, ...] = Field(
        default=("women_men", "foreign_swedish_born", "foreign_born_women_others"),
        max_length=3,
        description="the gaps that may be said to be established; all others are leads",
    )
    claims: tuple[Claim, ...] = Field(
        default=("enrolled", "activity", "attained"), max_length=3, description="each is a family of its own"
    )
    windows_days: Windows = Windows()
    practical_gap: float = Field(
        default=0.10, gt=0, lt=1, description="a smaller gap is not worth an alert, as a share"
    )
    practical_ratio: float = Field(default=0.80, gt=0, lt=1)
    planned_loads: int | None = Field(
        default=None, ge=1, description="data loads over the project; monthly if left out"
    )
    benchmarks: tuple[DeclaredBenchmark, ...] = ()

    @field_validator("family", "claims")
    @classmethod
    def _once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(names) != len(set(names)):
            raise ValueError("each stands there once")
        return names

    def window(self, gate: Gate) -> int:
        """The window of a gate in days."""
        return int(getattr(self.windows_days, gate))
