"""Where those referred are: waiting, in a phase, in the project, at work, in education, or gone (METHODS M4.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.analyses.groups import grouping_frame
from research_kit.analyses.process.setting import ProcessSetting, absent
from research_kit.analyses.state_shares import AT, judge_states, members_of_lines, state_shares
from research_kit.cohort.records.waits import HAPPENED, TO_ENROLMENT

STATISTIC = "share_in_phase"
REFERRED, IN_PROJECT, ENDED, ON_THE_WAY, NEITHER = "referred", "in_project", "ended", "waiting_or_in_project", "neither"
_GONE = ("ended_without_outcome", "terminal")
_AFTER = {"work": ("work",), "education": ("education",)}
Told = Mapping[str, Sequence[str]]


def phases_rows(setting: ProcessSetting) -> list[pl.DataFrame]:
    """The share of those referred in each state 3, 6, 9 and 12 months after the first referral, per crossed line.

    Whoever was turned down has ended. Where a state has one to four people of a line at a time, those who wait, or are
    in the project, are told as one state; where that does not help, all but work and education are.
    """
    course = setting.records.course
    if not course.height:
        return [absent(STATISTIC)]
    members = _members(setting)
    phases = [state for state in setting.cohort.states if state in setting.records.phases["phase"].to_list()]
    shares = _told_finely_enough(_in_states(course), members, _tellings(phases), setting)
    return [judge_states(shares, setting.limits).with_columns(statistic=pl.lit(STATISTIC))]


def _told_finely_enough(
    histories: pl.DataFrame, members: pl.DataFrame, tellings: Sequence[Told], setting: ProcessSetting
) -> pl.DataFrame:
    """Each line and time in the finest telling in which no state has too few people; else in the coarsest."""
    found, open_at = [], members.select("line").unique().join(_TIMES, how="cross")
    for told in tellings:
        if not open_at.height:
            break
        here = members.join(open_at.select("line").unique(), on="line", how="semi", maintain_order="left")
        every = state_shares(histories, here, told, alarm_confidence=setting.alarm_confidence)
        shares = every.join(open_at, on=AT, how="semi", maintain_order="left")
        few = pl.col("events").is_between(1, setting.limits.state_events - 1) & pl.lit(told is not tellings[-1])
        open_at = shares.filter(few).select(AT).unique()
        found.append(shares.join(open_at, on=AT, how="anti", maintain_order="left"))
    return pl.concat(found).sort(AT, maintain_order=True)


_TIMES = pl.DataFrame({"time": [3.0, 6.0, 9.0, 12.0]})


def _tellings(phases: Sequence[str]) -> tuple[Told, Told, Told]:
    """From the finest to the coarsest way to tell the states."""
    before = (REFERRED, *phases, IN_PROJECT)
    apart = {state: (state,) for state in before}
    return (
        {**apart, **_AFTER, ENDED: _GONE},
        {ON_THE_WAY: before, **_AFTER, ENDED: _GONE},
        {**_AFTER, NEITHER: (*before, *_GONE)},
    )


def _members(setting: ProcessSetting) -> pl.DataFrame:
    """Everybody referred, in their lines; without those who were enrolled and are no participants of this cohort."""
    waits = setting.records.waits.filter(pl.col("wait") == TO_ENROLMENT)
    told = (pl.col("event") != HAPPENED) | pl.col("pid").is_in(setting.cohort.frame["pid"].implode())
    people = setting.cohort.flow.join(waits.filter(told).select("pid"), on="pid", how="semi", maintain_order="left")
    placed = grouping_frame(setting.cohort, setting.groups.used, people)
    return members_of_lines(placed, setting.groups, setting.cohort.definition.split_by.crossed)


def _in_states(course: pl.DataFrame) -> pl.DataFrame:
    """The courses with their states as a closed list; a change to the same state is none."""
    states = pl.Enum(sorted({*course["state"].unique(), *course["event"].drop_nulls().unique()}))
    typed = course.with_columns(pl.col("state", "event").cast(states))
    return typed.with_columns(event=pl.when(pl.col("event") != pl.col("state")).then("event"))
