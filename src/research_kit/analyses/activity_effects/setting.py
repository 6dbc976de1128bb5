"""What every table of the answer is made from: the protocols, the participants, the groups, and the alarm bar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from research_kit.analyses.activity_effects.ladder import Ladder, climb
from research_kit.analyses.activity_effects.trial_people import trial_people
from research_kit.analyses.answer_table import provenance_of
from research_kit.analyses.groups import TARGET, Groups, grouping_frame
from research_kit.analyses.state_shares import members_of_lines
from research_kit.cohort import Cohort
from research_kit.results.look_plan import WatchRule
from research_kit.statistics.confidence import normal_quantile

NOT_STARTED = "not_started"
METHOD = "M5"


@dataclass(frozen=True, kw_only=True, slots=True)
class EffectSetting:
    """The cohort, its groups, the rule of this look, and what was estimated for each protocol."""

    cohort: Cohort
    groups: Groups
    rule: WatchRule
    ladders: tuple[Ladder, ...]

    @property
    def alarm_z(self) -> float:
        """Standard errors of the bar that claims are made by."""
        return normal_quantile(self.rule.single_confidence)

    def lines(self) -> Iterator[tuple[int, pl.Series]]:
        """The lines of one dimension each, with their people: crossings and target groups have too few who start."""
        people = grouping_frame(self.cohort, self.groups.used)
        single = [place for place, split in enumerate(self.groups.splits) if len(split.by) == 1]
        dimensions = [name for name in self.groups.used if not name.startswith(TARGET)]
        members = members_of_lines(people, self.groups, dimensions).filter(pl.col("split").is_in(single))
        for (line,), part in members.group_by("line", maintain_order=True):
            yield int(str(line)), part["pid"]

    def compared_lines(self) -> Iterator[tuple[int, int, str]]:
        """Of those lines the ones compared with one other, with it and its name: `(line, other, "gender=man")`."""
        single = [place for place, split in enumerate(self.groups.splits) if len(split.by) == 1]
        lines = self.groups.lines.filter(pl.col("split").is_in(single) & pl.col("compared_with").str.contains("="))
        for row in lines.iter_rows(named=True):
            dimension, _, code = str(row["compared_with"]).partition("=")
            of_split = self.groups.lines.filter((pl.col("split") == row["split"]) & (pl.col(dimension) == code))
            if of_split.height:
                yield row["line"], of_split["line"][0], row["compared_with"]


def effect_setting(cohort: Cohort, groups: Groups, rule: WatchRule) -> EffectSetting:
    """Every protocol, estimated with random numbers of its own (METHODS 0.6)."""
    seed = provenance_of(cohort, METHOD).seed
    ladders = []
    for place, trial in enumerate(cohort.study.promises.effects):
        rng = np.random.default_rng([seed or 0, place])
        ladders.append(climb(cohort, trial_people(cohort, trial), rng))
    return EffectSetting(cohort=cohort, groups=groups, rule=rule, ladders=tuple(ladders))
