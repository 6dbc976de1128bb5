"""What participants are asked for an indicator: questions of the follow-ups, their answers, and which of them count."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from research_kit.declarations import Declaration
from research_kit.study.texts import Texts

ScaleName = Literal["empowerment", "life_space", "choices", "knows_opportunities", "closeness", "other"]


class AskedItem(Declaration):
    """A question of the follow-ups, in one version of its wording."""

    item: str = Field(min_length=1, description="its code in the table `item`")
    ver: int = Field(default=1, ge=1, description="its version there")
    wording: str = Field(min_length=1, description="the question word for word, in Swedish, as in the table `item`")


class AskedAnswers(Declaration):
    """The answers of one person at one follow-up: of several questions their mean counts, where half are answered."""

    scale: ScaleName = Field(description="as in the table `item`")
    items: tuple[AskedItem, ...] = Field(min_length=1)
    range: tuple[int, int] = Field(description="the lowest and the highest answer, as in the table `item`")
    levels: dict[int, Texts] = Field(default_factory=dict, description="answer -> what it is called on the form")
    at_least: float = Field(description="the least answer, or mean of answers, that counts")

    @model_validator(mode="after")
    def _fits(self) -> AskedAnswers:
        lowest, highest = self.range
        if lowest >= highest:
            raise ValueError(f"`range`: the highest answer, {highest}, is not above the lowest, {lowest}")
        if not lowest < self.at_least <= highest:
            raise ValueError(
                f"`at_least` is {self.at_least:g}, but answers go from {lowest} to {highest}: everybody or nobody "
                "would count"
            )
        if outside := sorted(level for level in self.levels if not lowest <= level <= highest):
            raise ValueError(f"`levels` names the answer {outside[0]}, outside the range {lowest} to {highest}")
        codes = [one.item for one in self.items]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"`items` names {', '.join(twice)} twice")
        return self
