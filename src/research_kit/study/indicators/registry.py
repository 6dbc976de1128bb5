"""The `indicators` section of a parameters file: the registry that a board adds to without anybody writing code."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import Field, field_validator, model_validator

from research_kit.declarations import Declaration
from research_kit.study.indicators.version import IndicatorVersion
from research_kit.study.texts import Texts


class Indicator(Declaration):
    """One indicator, and every version in which it has been asked or counted, in the order of time."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="as in the table `indicator_value`; it never changes")
    labels: Texts = Field(description="what it is called, as words in a sentence")
    versions: tuple[IndicatorVersion, ...] = Field(min_length=1)

    @field_validator("versions")
    @classmethod
    def _until_the_next(cls, versions: tuple[IndicatorVersion, ...]) -> tuple[IndicatorVersion, ...]:
        """A version whose end is left out lasts until the next one begins."""
        next_days = [one.from_on for one in versions[1:]] + [None]
        ends = zip(versions, next_days, strict=True)
        return tuple(one.model_copy(update={"until_on": one.until_on or day}) for one, day in ends)

    @model_validator(mode="after")
    def _whole(self) -> Indicator:
        for earlier, later in pairwise(self.versions):
            self._require_in_turn(earlier, later)
        for one in self.versions:
            if fault := one.fault():
                raise ValueError(f"indicator `{self.code}`, version {one.version} {fault}")
        if len({one.answers is None for one in self.versions}) > 1:
            raise ValueError(
                f"indicator `{self.code}` is about participants in one version and not in another: give it a new code"
            )
        return self

    def _require_in_turn(self, earlier: IndicatorVersion, later: IndicatorVersion) -> None:
        name, numbers = f"indicator `{self.code}`", f"{earlier.version} and {later.version}"
        if later.version == earlier.version:
            raise ValueError(f"{name} has version {later.version} twice: every change has a number of its own")
        if later.version < earlier.version:
            raise ValueError(f"{name}: the versions {numbers} do not stand in the order of their numbers")
        if later.from_on <= earlier.from_on or (earlier.until_on is not None and later.from_on < earlier.until_on):
            raise ValueError(
                f"{name}: the versions {numbers} overlap: version {later.version} begins on {later.from_on}, before "
                f"version {earlier.version} ends"
            )
        if later.asked == earlier.asked:
            raise ValueError(f"{name}: version {later.version} asks what version {earlier.version} asks: leave it out")

    @property
    def about(self) -> Literal["participants", "surroundings"]:
        """Whether participants answer it, or it comes in the table `indicator_value`."""
        return "surroundings" if self.versions[0].answers is None else "participants"

    @property
    def changes(self) -> tuple[IndicatorVersion, ...]:
        """The versions that something changed with: all but the first."""
        return self.versions[1:]


class IndicatorRegistry(Declaration):
    """The indicators that a board has decided on."""

    indicators: tuple[Indicator, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> IndicatorRegistry:
        codes = [one.code for one in self.indicators]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"{', '.join(twice)}: two indicators have the same code. Make it one, with two versions")
        _require_one_wording(self)
        return self

    @property
    def about_participants(self) -> tuple[Indicator, ...]:
        """Those that participants answer."""
        return tuple(one for one in self.indicators if one.about == "participants")

    @property
    def about_surroundings(self) -> tuple[Indicator, ...]:
        """Those that are not about one person."""
        return tuple(one for one in self.indicators if one.about == "surroundings")


def _require_one_wording(registry: IndicatorRegistry) -> None:
    """A version of a question has one wording, whichever indicators it is asked for."""
    said: dict[tuple[str, int], str] = {}
    for indicator in registry.about_participants:
        for version in indicator.versions:
            for asked in version.answers.items if version.answers else ():
                if said.setdefault((asked.item, asked.ver), asked.wording) != asked.wording:
                    raise ValueError(
                        f"indicator `{indicator.code}`, version {version.version}: the question `{asked.item}` is "
                        f"worded in two ways in its version {asked.ver}: a change of wording is a new version of it"
                    )
