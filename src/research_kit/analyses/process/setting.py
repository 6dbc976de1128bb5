"""What every table about process shares: the records, the groups, the least data needed, and the alarm bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from research_kit.analyses.answer_table import blocked_row, thresholds_of
from research_kit.analyses.groups import Groups, grouping_frame
from research_kit.analyses.incidence_curves import incidence_curves
from research_kit.analyses.outcome_counts import count_outcome
from research_kit.analyses.outcome_rows import Followed
from research_kit.analyses.state_shares import members_of_lines
from research_kit.cohort import Cohort
from research_kit.cohort.records import ProjectRecords
from research_kit.results import Thresholds
from research_kit.results.look_plan import WatchRule

TOTAL_AND_GENDER = ("gender",)
"""Charts and changes are told for everybody and by gender alone: other groups are too few a quarter."""
_NONE_BLOCKED = pl.DataFrame(schema={"line": pl.Int64, "part": pl.String, "reason": pl.String})


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessSetting:
    """The participants and everybody referred, each with the groups they are divided into."""

    cohort: Cohort
    groups: Groups
    limits: Thresholds
    rule: WatchRule
    _members: dict[tuple[str, ...], pl.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def alarm_confidence(self) -> float:
        """Coverage of the bar that claims are made by, which allows for all looks planned (METHODS 8)."""
        return self.rule.single_confidence

    @property
    def records(self) -> ProjectRecords:
        """What was recorded of people in the project."""
        return self.cohort.records

    @property
    def referred(self) -> pl.DataFrame:
        """Everybody referred, one row each with the groups."""
        asked = self.records.referrals.select("pid")
        if not asked.height:
            return self.cohort.frame.clear()
        return self.cohort.flow.join(asked, on="pid", how="semi", maintain_order="left")

    def members(self, dimensions: Sequence[str] | None = None) -> pl.DataFrame:
        """Which participants are in which line, `line, pid`: of all splits, or of those by these dimensions alone."""
        wanted = tuple(self.groups.used if dimensions is None else dimensions)
        if wanted not in self._members:
            people = grouping_frame(self.cohort, self.groups.used)
            self._members[wanted] = members_of_lines(people, self.groups, wanted).select("line", "pid")
        return self._members[wanted]

    def members_referred(self, dimensions: Sequence[str]) -> pl.DataFrame:
        """The same of everybody referred: `line, split, pid`."""
        people = grouping_frame(self.cohort, self.groups.used, self.referred)
        return members_of_lines(people, self.groups, dimensions)

    def follow(self, times: pl.DataFrame, name: str, *, people: pl.DataFrame, causes: tuple[str, ...]) -> Followed:
        """The incidence of what ends a time, for each line.

        Parameters
        ----------
        times
            One row per person: `pid, days, event` (0, or the place of the cause).
        name
            What is timed.
        people
            With the groups, and `entry_days`.
        causes
            What may end the time, the first being what is told.
        """
        timed = times.select(
            "pid", pl.col("days").alias(f"duration_days_{name}"), pl.col("event").alias(f"event_{name}")
        )
        counted = people.join(timed, on="pid", how="inner", validate="1:1", maintain_order="left")
        table = count_outcome(self.cohort, self.groups, name, causes=len(causes), people=counted)
        return Followed(
            name=name,
            causes=causes,
            life_table=table,
            curves=incidence_curves(table, causes=len(causes), alarm_confidence=self.alarm_confidence),
            blocked=_NONE_BLOCKED,
            groups=self.groups,
            limits=self.limits,
            alarm_confidence=self.alarm_confidence,
        )


def process_setting(cohort: Cohort, groups: Groups, rule: WatchRule) -> ProcessSetting:
    """The setting of a cohort, at the look that the rule says this is."""
    return ProcessSetting(cohort=cohort, groups=groups, limits=thresholds_of(cohort), rule=rule)


def absent(statistic: str, *, reason: str = "NO_TABLE", outcome: str | None = None) -> pl.DataFrame:
    """A row, about everybody, that says why there is no number."""
    row = blocked_row(statistic, reason).with_columns(line=pl.lit(0, dtype=pl.Int64))
    return row.with_columns(outcome=pl.lit(outcome, dtype=pl.String()))
