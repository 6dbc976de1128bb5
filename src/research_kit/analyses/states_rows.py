"""Where people are: the share in work, in education, still in the project, or out of it, quarter by quarter.

Unlike "has started work" this follows people on: a job may end, and another may begin (METHODS M4.6).
"""

from __future__ import annotations

import polars as pl

from research_kit.analyses.answer_table import blocked_row
from research_kit.analyses.groups import grouping_frame
from research_kit.analyses.setting import Setting
from research_kit.analyses.state_shares import AT, judge_states, members_of_lines, state_shares

STATISTIC = "share_in_state"
IN_PROJECT, ENDED, NEITHER = "in_project", "ended", "neither"
_LEFT, _TERMINAL = "ended_without_outcome", "terminal"
APART = {"work": ("work",), "education": ("education",), IN_PROJECT: (IN_PROJECT,), ENDED: (_LEFT, _TERMINAL)}
"""What is told -> states of the cohort's histories, in which every phase of a project is `in_project`."""
TOGETHER = {"work": ("work",), "education": ("education",), NEITHER: (IN_PROJECT, _LEFT, _TERMINAL)}
"""In the project or out of it told as one, where one of the two has too few people."""
_STATES = ("work", "education", IN_PROJECT, _LEFT, _TERMINAL)


def states_rows(setting: Setting) -> list[pl.DataFrame]:
    """The share in each state 3, 6, 9 and 12 months after the index date, per line of the crossed splits.

    Where the project, or what comes after it, has one to four people of a line at a time, the two are told as one
    state, `neither` (in neither work nor education), with an error of its own.
    """
    if not setting.cohort.histories.height:
        return [blocked_row(STATISTIC, "NO_TABLE").with_columns(line=pl.lit(0, dtype=pl.Int64))]
    people = grouping_frame(setting.cohort, setting.groups.used)
    histories = _histories(setting)
    members = members_of_lines(people, setting.groups, setting.cohort.definition.split_by.crossed)
    few = pl.col("events").is_between(1, setting.limits.state_events - 1)
    apart = state_shares(histories, members, APART)
    thin = apart.filter(few & pl.col("cause").is_in([IN_PROJECT, ENDED])).select(AT).unique()
    if not thin.height:
        return [_judged(apart, setting)]
    concerned = members.join(thin.select("line").unique(), on="line", how="semi", maintain_order="left")
    together = state_shares(histories, concerned, TOGETHER).join(thin, on=AT, how="semi", maintain_order="left")
    rows = pl.concat([apart.join(thin, on=AT, how="anti", maintain_order="left"), together])
    return [_judged(rows.sort(AT, maintain_order=True), setting)]


def _judged(rows: pl.DataFrame, setting: Setting) -> pl.DataFrame:
    return judge_states(rows, setting.limits).with_columns(statistic=pl.lit(STATISTIC))


def _histories(setting: Setting) -> pl.DataFrame:
    """One row per person and stay, all phases of a project as one; `event` is the state entered, null where none is."""
    histories = setting.cohort.histories
    names = dict(enumerate(setting.cohort.states, start=1))
    state = _without_phases(pl.col("state").cast(pl.String))
    entered = _without_phases(pl.col("event").replace_strict(names, default=None, return_dtype=pl.String()))
    told = histories.with_columns(state=state, event=entered)
    return told.with_columns(event=pl.when(pl.col("event") != pl.col("state")).then("event"))


def _without_phases(state: pl.Expr) -> pl.Expr:
    named = pl.when(state.is_in(_STATES)).then(state).otherwise(pl.lit(IN_PROJECT))
    return pl.when(state.is_not_null()).then(named).cast(pl.Enum(_STATES))
