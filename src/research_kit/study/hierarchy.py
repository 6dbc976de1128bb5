"""A dimension with fewer groups: what may stand instead of age bands when one of them is too small to be shown."""

from __future__ import annotations

from pydantic import Field, model_validator

from research_kit.declarations import Declaration
from research_kit.study.declaration import Texts

NOT_STATED = ("unknown", "unstated", "not_applicable")
"""Values that stay as they are: who did not say is in no coarser group either."""


class Hierarchy(Declaration):
    """A dimension with fewer groups, each made of several of a finer one."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="the name of the coarser dimension, such as `age_half`")
    labels: Texts = Field(description="what it is called on a page")
    groups: dict[str, tuple[str, ...]] = Field(
        min_length=2, description="coarser group -> the finer ones it is made of"
    )
    codes: dict[str, Texts] = Field(default_factory=dict, description="what its groups, and `unknown`, are called")

    @model_validator(mode="after")
    def _each_once(self) -> Hierarchy:
        listed = [value for values in self.groups.values() for value in values]
        twice = sorted({value for value in listed if listed.count(value) > 1})
        empty = [name for name, values in self.groups.items() if not values]
        if twice or empty:
            raise ValueError(
                f"the groups of `{self.name}` must each hold some values, and no value twice"
                f"{'; in two groups: ' + ', '.join(twice) if twice else ''}"
                f"{'; without values: ' + ', '.join(empty) if empty else ''}"
            )
        return self

    @model_validator(mode="after")
    def _of_its_groups(self) -> Hierarchy:
        strange = [code for code in self.codes if code not in (*self.groups, *NOT_STATED)]
        if strange:
            raise ValueError(f"`codes` of `{self.name}` names what is none of its groups: {', '.join(strange)}")
        if self.name.startswith("target_"):
            raise ValueError(f"`{self.name}` is named like a target group. Call it by what it divides people by")
        return self

    @property
    def coarse_of(self) -> dict[str, str]:
        """The coarser group of each finer value."""
        return {value: name for name, values in self.groups.items() for value in values}
