"""A cohort: the people about whom something is said, ready to be counted, and never printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING

import polars as pl

from research_kit.cohort.course_of_life import CourseOfLife, no_histories, no_starts
from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.records import ProjectRecords
from research_kit.cohort.voice import VoiceRecords
from research_kit.provenance import hash_values
from research_kit.study.declaration import StudyDeclaration, Texts

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Cohort:
    """The participants of one definition, with what was followed of them.

    Attributes
    ----------
    frame
        One row per participant: `pid`; the groups (`gender`, `foreign_born`, `age_band`, …, `target_<code>`);
        `index_on`, `entry_days`; `verified_on`; and per definition of success, with its name at the end,
        `duration_days`, `event` (0 = censored, else the place of the cause), `left_days` and `right_days` (the event
        lies in (left, right], on that day where they are the same; right null where censored), `interval_days`,
        `start_precision`, `at_follow_up`, `lost` (censored early), `already_in` (in such a success on the index date
        already). The same, `already_in` apart, for work that lasts (`sustained_90`, …). `potential_days`, until when
        observation could have gone, and `register_followed`, whether registers verify all of it. `<dimension>_on`, the
        day on which one of the study's own dimensions was measured. Days count from the index date. Without a table of
        statuses the ones that rest on it are missing.
    histories
        One row per participant and stay in a state, without gaps: `pid, start_days, stop_days, state` and `event`, the
        place in `states` of the one that follows (0: observation ends). From entry to the last verified day.
    starts
        One row per participant and start of work, and one for the time after the last: `pid, start_days, stop_days,
        event` (1 work starts, 2 a terminal status, 0 observation ends). Short interruptions are no starts.
    states
        What `histories` may hold, in the order of their codes 1, 2, …
    other_courses
        Histories, starts and states under other definitions of success, as far as a target asks for them.
    diagnostics
        Counted on the way: `bridged_gaps` (interruptions of work bridged), `wide_intervals` (successes in the
        histories whose start or end is known within more than a month only), `without_history` (participants of whom
        nothing is known after their entry).
    records
        What was recorded of people in the project: waits, hours, meetings, stays, phases.
    voice
        What participants said themselves: follow-ups, answers to questions, needs.
    flow
        One row per person known to the study: `pid`, the groups, `stage` (the last one reached) and `lost`, the
        reason for which the next one was not. Empty where the study has no enrolments.
    definition, attrition
        What was asked for, and how many people each criterion excluded.
    cut
        The last day that was read.
    labels, codes, target_groups
        The study's own names: of its dimensions, of their codes, and of the target groups.
    coarse
        Dimensions that stand instead of a finer one where that would be too small to be shown: fine -> coarse.
    absent_tables, flow_stages
        The tables that the study does not have, and the stages of the flow that can be told from those it has.
    part
        What `part_of` narrowed it to, as names and values (`since`, `until`, `counted_from`, a group); empty: all.
    """

    frame: pl.DataFrame
    flow: pl.DataFrame
    definition: CohortDefinition
    attrition: pl.DataFrame
    study: StudyDeclaration
    cut: date
    histories: pl.DataFrame = field(default_factory=no_histories)
    starts: pl.DataFrame = field(default_factory=no_starts)
    states: tuple[str, ...] = ()
    other_courses: Mapping[str, CourseOfLife] = field(default_factory=dict)
    diagnostics: Mapping[str, int] = field(default_factory=dict)
    records: ProjectRecords = field(default_factory=ProjectRecords)
    voice: VoiceRecords = field(default_factory=VoiceRecords)
    data_hash: str = ""
    labels: Mapping[str, Texts] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Texts]] = field(default_factory=dict)
    target_groups: Mapping[str, Texts] = field(default_factory=dict)
    coarse: Mapping[str, str] = field(default_factory=dict)
    absent_tables: tuple[str, ...] = ()
    flow_stages: tuple[str, ...] = ()
    part: tuple[tuple[str, str], ...] = ()

    @property
    def hash(self) -> str:
        """Of the data, the definition and the cut: two cohorts with the same hash hold the same people."""
        return hash_values([self.data_hash, self.definition.hash, self.cut])

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The columns by which participants can be split, target groups apart."""
        return tuple(name for name, dtype in self.frame.schema.items() if dtype == pl.Enum)

    @property
    def has_outcomes(self) -> bool:
        """Whether anything was followed: there are statuses, or lengths of time."""
        return f"event_{self.definition.outcomes.headline}" in self.frame.columns

    def judged_by(self, outcome: str | None) -> Cohort:
        """The same people with the histories and states of another definition of success; null: the headline's.

        Raises
        ------
        CohortError
            The cohort file has no such definition.
        """
        if outcome is None or outcome == self.definition.outcomes.headline:
            return self
        self.definition.judged_by(outcome)
        course = self.other_courses.get(outcome, CourseOfLife())
        return replace(self, histories=course.histories, starts=course.starts, states=course.states)

    def to_polars(self) -> pl.DataFrame:
        """The participants, for the researcher: not for release."""
        return self.frame

    def to_pandas(self) -> pd.DataFrame:
        """The participants as pandas, for libraries that need it: not for release."""
        return self.frame.to_pandas()

    def __len__(self) -> int:
        return self.frame.height

    def __repr__(self) -> str:
        columns = ", ".join(self.frame.columns)
        return (
            f"Cohort({self.definition.name!r}, {self.frame.height} participants, not for release; columns: {columns})"
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(row['criterion'])}</td><td>{escape(row['reason'])}</td>"
            f"<td>{row['n_in']}</td><td>{row['n_excluded']}</td><td>{row['n_out']}</td></tr>"
            for row in self.attrition.iter_rows(named=True)
        )
        return (
            f"<p>Cohort <b>{escape(self.definition.name)}</b>: {self.frame.height} participants. Not for release.</p>"
            f"<p>Columns: {escape(', '.join(self.frame.columns))}</p>"
            "<table><thead><tr><th>criterion</th><th>reason</th><th>in</th><th>excluded</th><th>out</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
