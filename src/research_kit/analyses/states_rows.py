"""Where people are: the share in work, in education, still in the project, or out of it, quarter by quarter.

Unlike "has started work" this follows people on: a job may end, and another may begin (METHODS M4.6).
"""

from __future__ import annotations

import polars as pl

from research_kit.analyses.groups import grouping_frame
from research_kit.analyses.incidence_curves import ALARM_CONFIDENCE, CONFIDENCE, DAYS_PER_MONTH, months
from research_kit.analyses.outcome_rows import FEW_AT_RISK, FEW_PEOPLE, VALUES, WITHIN_MONTHS, judge
from research_kit.analyses.setting import Setting
from research_kit.results import Split
from research_kit.results.status import BLOCKED
from research_kit.statistics import state_occupation

STATES = {
    "work": "work",
    "education": "education",
    "ended_without_outcome": "ended",
    "terminal": "ended",
}
"""States of the cohort's histories as the answer tells of them; every phase of a project is `in_project`."""
TOLD = ("work", "education", "in_project", "ended")
NEITHER = "neither"
"""In the project or out of it, told as one where one of the two has too few people."""
FEW_PER_STATE = "FEW_PER_STATE"
_DAYS = [month * DAYS_PER_MONTH for month in WITHIN_MONTHS]


def states_rows(setting: Setting) -> list[pl.DataFrame]:
    """The share in each state 3, 6, 9 and 12 months after the index date, per line of the crossed splits."""
    histories = _histories(setting)
    if not histories.height:
        nothing = {"line": [0], "statistic": ["share_in_state"], "status": [BLOCKED], "reason": ["NO_TABLE"]}
        return [pl.DataFrame(nothing, schema_overrides={"line": pl.Int64})]
    lines = _members(setting)
    estimates = [_occupation(histories, lines, place) for place, _ in _told_splits(setting)]
    counts = _counts(histories, lines)
    rows = counts.join(pl.concat(estimates), on=["line", "time", "cause"], how="left", validate="1:1")
    return [_judged(rows.sort("line", "time", "cause"), setting)]


def _histories(setting: Setting) -> pl.DataFrame:
    """One row per person and stay, in the four states; `event` is the one entered, null where it is the same one."""
    histories = setting.cohort.histories
    names = dict(enumerate(setting.cohort.states, start=1))
    entered = pl.col("event").replace_strict(names, default=None, return_dtype=pl.String())
    told = histories.with_columns(_told(pl.col("state").cast(pl.String)), event=_told(entered))
    return told.with_columns(event=pl.when(pl.col("event") != pl.col("state")).then("event"))


def _told(state: pl.Expr) -> pl.Expr:
    return pl.when(state.is_not_null()).then(state.replace_strict(STATES, default="in_project"))


def _told_splits(setting: Setting) -> list[tuple[int, Split]]:
    """The splits by gender, country of birth and their crossing: the others are too thin for four states."""
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


def _occupation(histories: pl.DataFrame, lines: pl.DataFrame, place: int) -> pl.DataFrame:
    """The estimates of the lines of one split: `line, time, cause` and the values, times in months."""
    here = histories.join(lines.filter(pl.col("split") == place), on="pid", how="inner", validate="m:1")
    found = [
        state_occupation(
            here,
            id="pid",
            start="start_days",
            stop="stop_days",
            event="event",
            initial="state",
            by=["line"],
            times=_DAYS,
            confidence=confidence,
        )
        for confidence in (CONFIDENCE, ALARM_CONFIDENCE)
    ]
    claim = found[1].select(alarm_lower="lower", alarm_upper="upper")
    joined = found[0].hstack(claim).rename({"state": "cause"})
    in_months = joined.with_columns(pl.col("cause").cast(pl.String), time=months(pl.col("time")).round(9))
    return in_months.select("line", "time", "cause", *VALUES)


def _counts(histories: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Per line, time and state: `n` people of the line, `events` of them known to be there, `unknown` of no state."""
    times = pl.DataFrame({"days": _DAYS, "time": WITHIN_MONTHS})
    there = histories.join(times, how="cross").filter(pl.col("days").is_between("start_days", "stop_days", "right"))
    seen = there.join(lines, on="pid", how="inner").group_by("line", "time", cause="state").len("events")
    people = lines.filter(pl.col("pid").is_in(histories["pid"].implode())).group_by("line").len("n")
    grid = people.join(times.select("time"), how="cross").join(pl.DataFrame({"cause": TOLD}), how="cross")
    counted = grid.join(seen, on=["line", "time", "cause"], how="left", validate="1:1")
    known = pl.col("events").sum().over("line", "time")
    return counted.with_columns(pl.col("events").fill_null(0)).with_columns(unknown=pl.col("n") - known)


def _judged(rows: pl.DataFrame, setting: Setting) -> pl.DataFrame:
    limits = setting.limits
    nothing = pl.lit(None, dtype=pl.String)
    thin = (pl.col("events").is_between(1, limits.state_events - 1)).any().over("line", "time")
    judged = judge(
        rows.with_columns(blocked_by=nothing, too_thin=nothing),
        {
            FEW_PEOPLE: pl.col("n") < limits.states_n,
            FEW_AT_RISK: (pl.col("n") - pl.col("unknown") < limits.at_risk_start) | pl.col("estimate").is_null(),
            FEW_PER_STATE: thin,
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
    return judged.with_columns(statistic=pl.lit("share_in_state"), unit=pl.lit("share"))
