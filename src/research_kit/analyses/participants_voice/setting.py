"""What every table about participants' voice shares: their answers, the groups, the least data needed, and the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from research_kit.analyses.answer_table import blocked_row, provenance_of, thresholds_of
from research_kit.analyses.groups import Groups
from research_kit.analyses.targets.lines import members_by_line
from research_kit.cohort import Cohort
from research_kit.cohort.voice import VoiceRecords
from research_kit.results import Thresholds
from research_kit.results.look_plan import WatchRule
from research_kit.study.voice_plan import VoicePlan

BASELINE = 0
MONTHS_BETWEEN = 3.0
NOTHING = pl.lit(None, dtype=pl.String())
LOW_RESPONSE, BOUNDS_NEEDED = 0.40, 0.60
"""METHODS M6.3: below the first only bounds are told; below the second nothing is told without them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceSetting:
    """The participants, the lines they are divided into, and who of them is in each: `members`, `line, pid`."""

    cohort: Cohort
    groups: Groups
    limits: Thresholds
    rule: WatchRule
    members: pl.DataFrame = field(repr=False)

    @property
    def voice(self) -> VoiceRecords:
        """What they said."""
        return self.cohort.voice

    @property
    def plan(self) -> VoicePlan:
        """What the study asks, and what is told of it."""
        return self.cohort.study.promises.voice

    @property
    def alarm_confidence(self) -> float:
        """Coverage of the bar that claims are made by, which allows for all looks planned (METHODS 8)."""
        return self.rule.single_confidence

    def rng(self, method: str) -> np.random.Generator:
        """The random numbers of a method: the same at each run on these data (METHODS 0.6)."""
        seed = provenance_of(self.cohort, method).seed
        return np.random.default_rng(seed)

    def placed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows about people, once for every line that each is in."""
        return rows.join(self.members, on="pid", how="inner", maintain_order="left")

    def of_everybody_and_gender(self) -> VoiceSetting:
        """The same for everybody and by gender alone: of single questions other groups would be too many numbers."""
        splits = {place for place, split in enumerate(self.groups.splits) if split.by in ((), ("gender",))}
        broad = self.groups.lines.filter(pl.col("split").is_in(list(splits)))["line"]
        return replace(self, members=self.members.filter(pl.col("line").is_in(broad.implode())))

    def each_line(self, rows: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame]]:
        """The lines that have such rows, in order, each with its own."""
        for (line,), own in self.placed(rows).sort("line", maintain_order=True).group_by("line", maintain_order=True):
            yield int(str(line)), own


def voice_setting(cohort: Cohort, groups: Groups, rule: WatchRule) -> VoiceSetting:
    """The setting of a cohort, at the look that the rule says this is."""
    members = members_by_line(cohort, groups).unique().sort("line", "pid")
    return VoiceSetting(cohort=cohort, groups=groups, limits=thresholds_of(cohort), rule=rule, members=members)


def months_of(k: pl.Expr) -> pl.Expr:
    """The months after the start of the k-th follow-up."""
    return k.cast(pl.Float64) * MONTHS_BETWEEN


def absent(statistic: str, reason: str = "NO_TABLE") -> pl.DataFrame:
    """A row, about everybody, that says why there is no number."""
    return blocked_row(statistic, reason).with_columns(line=pl.lit(0, dtype=pl.Int64))
