"""Where people are: the share in work, in education, still in the project, or out of it, quarter by quarter.

Unlike "has started work" this follows people on: a job may end, and another may begin (METHODS M4.6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.analyses.answer_table import blocked_row
from research_kit.analyses.groups import grouping_frame
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH, months
from research_kit.analyses.joint_occupation import joint_occupation
from research_kit.analyses.outcome_rows import FEW_AT_RISK, FEW_PEOPLE, VALUES, WITHIN_MONTHS, judge
from research_kit.analyses.setting import Setting
from research_kit.results import Split

STATISTIC = "share_in_state"
IN_PROJECT, ENDED, NEITHER = "in_project", "ended", "neither"
FEW_PER_STATE = "FEW_PER_STATE"
_LEFT, _TERMINAL = "ended_without_outcome", "terminal"
APART = {"work": ("work",), "education": ("education",), IN_PROJECT: (IN_PROJECT,), ENDED: (_LEFT, _TERMINAL)}
"""What is told -> states of the cohort's histories, in which every phase of a project is `in_project`."""
TOGETHER = {"work": ("work",), "education": ("education",), NEITHER: (IN_PROJECT, _LEFT, _TERMINAL)}
"""In the project or out of it told as one, where one of the two has too few people."""
_STATES = ("work", "education", IN_PROJECT, _LEFT, _TERMINAL)
_DAYS = [month * DAYS_PER_MONTH for month in WITHIN_MONTHS]
_AT = ("line", "time")


def states_rows(setting: Setting) -> list[pl.DataFrame]:
    """The share in each state 3, 6, 9 and 12 months after the index date, per line of the crossed splits.

    Where the project, or what comes after it, has one to four people of a line at a time, the two are told as one
    state, `neither` (in neither work nor education), with an error of its own.
    """
    if not setting.cohort.histories.height:
        return [blocked_row(STATISTIC, "NO_TABLE").with_columns(line=pl.lit(0, dtype=pl.Int64))]
    histories, members = _histories(setting), _members(setting)
    few = pl.col("events").is_between(1, setting.limits.state_events - 1)
    apart = _estimated(histories, members, APART)
    thin = apart.filter(few & pl.col("cause").is_in([IN_PROJECT, ENDED])).select(_AT).unique()
    if not thin.height:
        return [_judged(apart, setting)]
    concerned = members.join(thin.select("line").unique(), on="line", how="semi", maintain_order="left")
    together = _estimated(histories, concerned, TOGETHER).join(thin, on=_AT, how="semi", maintain_order="left")
    rows = pl.concat([apart.join(thin, on=_AT, how="anti", maintain_order="left"), together])
    return [_judged(rows.sort(_AT, maintain_order=True), setting)]


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


def _told_splits(setting: Setting) -> list[tuple[int, Split]]:
    """The crossed splits of the cohort file (gender, country of birth): the others are too thin for four states."""
    crossed = setting.cohort.definition.split_by.crossed
    return [
        (place, split)
        for place, split in enumerate(setting.groups.splits)
        if not split.blocked and set(split.by) <= set(crossed)
    ]


def _members(setting: Setting) -> pl.DataFrame:
    """Who is in which line: `line, split, pid`."""
    people = grouping_frame(setting.cohort, setting.groups.used)
    lines = setting.groups.lines
    parts = []
    for place, split in _told_splits(setting):
        here = lines.filter(pl.col("split") == place).select("line", "split", *split.by)
        cast = people.select("pid", *(pl.col(name).cast(pl.String) for name in split.by))
        joined = cast.join(here, on=split.by, how="inner") if split.by else cast.join(here, how="cross")
        parts.append(joined.select("line", "split", "pid"))
    return pl.concat(parts)


def _estimated(histories: pl.DataFrame, members: pl.DataFrame, told: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Counts and estimates: one row per line, time and what is told, in its order."""
    parts = members.partition_by("split", maintain_order=True)
    found = pl.concat([pl.DataFrame(schema=_ESTIMATES), *(_occupation(histories, part, told) for part in parts)])
    rows = _counts(histories, members, told).join(found, on=[*_AT, "cause"], how="left", validate="1:1")
    order = {name: place for place, name in enumerate(told)}
    return rows.sort(*_AT, pl.col("cause").replace_strict(order, return_dtype=pl.Int64()))


def _occupation(histories: pl.DataFrame, members: pl.DataFrame, told: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The estimates of the lines of one split: `line, time, cause` and the values, times in months."""
    here = histories.join(members, on="pid", how="inner", validate="m:1")
    if not here.height:
        return pl.DataFrame(schema=_ESTIMATES)
    found = joint_occupation(here, told=told, days=_DAYS)
    return found.with_columns(time=months(pl.col("days")).round(9)).select(list(_ESTIMATES))


def _counts(histories: pl.DataFrame, members: pl.DataFrame, told: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Per line, time and state: `n` people of the line, `events` of them known to be there, `unknown` of no state.

    Whoever came to a terminal status is known to be there ever after.
    """
    causes = {state: name for name, states in told.items() for state in states}
    times = pl.DataFrame({"days": _DAYS, "time": WITHIN_MONTHS})
    for_good = histories.filter(pl.col("event") == _TERMINAL).with_columns(
        state="event", start_days="stop_days", stop_days=pl.lit(float("inf"))
    )
    stays = pl.concat([histories, for_good]).join(times, how="cross")
    there = stays.filter(pl.col("days").is_between("start_days", "stop_days", "right"))
    named = there.select("pid", "time", cause=pl.col("state").cast(pl.String).replace_strict(causes))
    seen = named.join(members, on="pid", how="inner").group_by(*_AT, "cause").agg(events=pl.len().cast(pl.Int64))
    people = members.group_by("line").agg(n=pl.len().cast(pl.Int64))
    grid = people.join(times.select("time"), how="cross").join(pl.DataFrame({"cause": list(told)}), how="cross")
    counted = grid.join(seen, on=[*_AT, "cause"], how="left", validate="1:1").with_columns(
        pl.col("events").fill_null(0)
    )
    return counted.with_columns(unknown=pl.col("n") - pl.col("events").sum().over(_AT))


def _judged(rows: pl.DataFrame, setting: Setting) -> pl.DataFrame:
    limits = setting.limits
    nothing = pl.lit(None, dtype=pl.String)
    thin = (pl.col("events").is_between(1, limits.state_events - 1)).any().over(_AT)
    judged = judge(
        rows.with_columns(blocked_by=nothing, too_thin=nothing),
        {
            FEW_PEOPLE: pl.col("n") < limits.states_n,
            FEW_AT_RISK: (pl.col("n") - pl.col("unknown") < limits.at_risk_start) | pl.col("estimate").is_null(),
            FEW_PER_STATE: thin,
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
    return judged.with_columns(statistic=pl.lit(STATISTIC), unit=pl.lit("share"))


_ESTIMATES = {
    "line": pl.Int64(),
    "time": pl.Float64(),
    "cause": pl.String(),
    **dict.fromkeys(VALUES, pl.Float64()),
}
