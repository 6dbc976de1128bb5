"""What a project promised and how it is watched: `targets`, `equity`, `plan` and `effects` of a parameters file."""

from __future__ import annotations

from pydantic import field_validator, model_validator

from research_kit.declarations import Declaration
from research_kit.study.equity_plan import EquityPlan
from research_kit.study.project_plan import ProjectPlan
from research_kit.study.target_trial import TargetTrial
from research_kit.study.targets import Target
from research_kit.study.voice_plan import VoicePlan


class Promises(Declaration):
    """The four sections as one; each may be left out."""

    targets: tuple[Target, ...] = ()
    equity: EquityPlan = EquityPlan()
    plan: ProjectPlan = ProjectPlan()
    voice: VoicePlan = VoicePlan()
    effects: tuple[TargetTrial, ...] = ()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The definitions of success, other than the headline's maybe, that targets are judged by."""
        rules = [one.numerator_rule for one in self.targets if one.numerator_rule is not None]
        return tuple(dict.fromkeys(rule.outcome for rule in rules if rule.outcome is not None))

    @field_validator("targets")
    @classmethod
    def _once(cls, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        codes = [one.code for one in targets]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"{', '.join(twice)}: two targets have the same code")
        return targets

    @field_validator("effects")
    @classmethod
    def _one_protocol_each(cls, effects: tuple[TargetTrial, ...]) -> tuple[TargetTrial, ...]:
        activities = [one.activity for one in effects]
        if twice := sorted({name for name in activities if activities.count(name) > 1}):
            raise ValueError(f"{', '.join(twice)}: two protocols are about the same activity")
        return effects

    @model_validator(mode="after")
    def _planned(self) -> Promises:
        for one in self.targets:
            if one.counted != "share" and not getattr(self.plan, one.counted):
                raise ValueError(f"target `{one.code}` is a number of people, but `plan.{one.counted}` is empty")
        return self
