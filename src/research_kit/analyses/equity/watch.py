"""What an equity answer is made of: the gates, the lines, the rule of looks, and which lines belong to the family."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from research_kit.analyses.equity.gates import Gates, gates_of
from research_kit.analyses.groups import Groups
from research_kit.cohort import Cohort
from research_kit.results import History, Thresholds
from research_kit.results.look_plan import WatchRule, watch_rule
from research_kit.study.equity_plan import EquityPlan, Gap

FAMILY: dict[Gap, tuple[dict[str, str], str]] = {
    "women_men": ({"gender": "woman"}, "gender=man"),
    "foreign_swedish_born": ({"foreign_born": "yes"}, "foreign_born=no"),
    "foreign_born_women_others": ({"gender": "woman", "foreign_born": "yes"}, "rest"),
}
"""The gaps of METHODS 7.5: the group, and whom it is compared with."""
FOREIGN_BORN_WOMEN = FAMILY["foreign_born_women_others"][0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """One study's equity at one look."""

    cohort: Cohort
    groups: Groups
    gates: Gates
    rule: WatchRule
    limits: Thresholds
    is_screening: bool = False

    @property
    def plan(self) -> EquityPlan:
        """What the parameters file says is watched."""
        return self.cohort.study.promises.equity

    def is_claimed(self, outcome: str) -> bool:
        """Whether gaps of this outcome may be said to be established."""
        return self.rule.is_registered and outcome in self.plan.claims

    @property
    def family_lines(self) -> list[int]:
        """The lines of the gaps that were registered beforehand."""
        return [line for gap in self.plan.family for line in self.line_of(*FAMILY[gap])]

    @property
    def compared_lines(self) -> list[int]:
        """The lines whose gaps are told: not those of dimensions that are screened on their own."""
        screened = set(self.cohort.definition.split_by.single)
        told = [
            place
            for place, split in enumerate(self.groups.splits)
            if self.is_screening or not any(one in screened or one.startswith("target_") for one in split.by)
        ]
        return self.groups.lines.filter(pl.col("split").is_in(told))["line"].to_list()

    def line_of(self, values: dict[str, str], compared_with: str | None = None) -> list[int]:
        """The line of the group with just these values; none where these participants are not so divided."""
        columns = self.groups.columns
        if not set(values) <= set(columns):
            return []
        same = [pl.col(c) == values[c] if c in values else pl.col(c).is_null() for c in columns]
        named = [pl.lit(True) if compared_with is None else pl.col("compared_with") == compared_with]
        return self.groups.lines.filter(*same, *named)["line"].to_list()


def watch_of(cohort: Cohort, groups: Groups, limits: Thresholds, history: History | None) -> Watch:
    """The watch of a study, by its plan."""
    rule = watch_rule(cohort.study, history, index_on=cohort.frame.get_column("index_on", default=None))
    return Watch(cohort=cohort, groups=groups, gates=gates_of(cohort), rule=rule, limits=limits)
