"""The share of each line in each of some states at a time, from the courses of its people (METHODS M4.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.analyses.groups import Groups
from research_kit.analyses.incidence_curves import ALARM_CONFIDENCE, DAYS_PER_MONTH, months
from research_kit.analyses.joint_occupation import joint_occupation
from research_kit.analyses.outcome_rows import FEW_AT_RISK, FEW_PEOPLE, VALUES, WITHIN_MONTHS, judge
from research_kit.cohort.outcome_definition import TERMINAL
from research_kit.results import Split, Thresholds

FEW_PER_STATE = "FEW_PER_STATE"
AT = ("line", "time")
_DAYS = [month * DAYS_PER_MONTH for month in WITHIN_MONTHS]
_ESTIMATES = {
    "line": pl.Int64(),
    "time": pl.Float64(),
    "cause": pl.String(),
    **dict.fromkeys(VALUES, pl.Float64()),
}


def members_of_lines(people: pl.DataFrame, groups: Groups, dimensions: Sequence[str]) -> pl.DataFrame:
    """Who is in which line of the splits by these dimensions alone: `line, split, pid`.

    Parameters
    ----------
    people
        One row per person, with the columns of `groups` as `grouping_frame` gives them.
    groups
        The lines.
    dimensions
        The others are too thin for several states.
    """
    parts = []
    for place, split in _told_splits(groups, dimensions):
        here = groups.lines.filter(pl.col("split") == place).select("line", "split", *split.by)
        cast = people.select("pid", *(pl.col(name).cast(pl.String) for name in split.by))
        joined = cast.join(here, on=split.by, how="inner") if split.by else cast.join(here, how="cross")
        parts.append(joined.select("line", "split", "pid"))
    return pl.concat(parts)


def _told_splits(groups: Groups, dimensions: Sequence[str]) -> list[tuple[int, Split]]:
    wanted = set(dimensions)
    return [
        (place, split) for place, split in enumerate(groups.splits) if not split.blocked and set(split.by) <= wanted
    ]


def state_shares(
    histories: pl.DataFrame,
    members: pl.DataFrame,
    told: Mapping[str, Sequence[str]],
    *,
    alarm_confidence: float = ALARM_CONFIDENCE,
) -> pl.DataFrame:
    """Counts and estimates 3, 6, 9 and 12 months after the origin: one row per line, time and what is told.

    Parameters
    ----------
    histories
        One row per person and stay: `pid, start_days, stop_days, state, event` (the state entered; null: none).
    members
        As `members_of_lines` gives them.
    told
        Name -> the states it stands for.
    alarm_confidence
        Coverage of the bar that claims are made by.
    """
    parts = members.partition_by("split", maintain_order=True)
    each = [_occupation(histories, part, told, alarm_confidence) for part in parts]
    found = pl.concat([pl.DataFrame(schema=_ESTIMATES), *each])
    rows = _counts(histories, members, told).join(found, on=[*AT, "cause"], how="left", validate="1:1")
    order = {name: place for place, name in enumerate(told)}
    return rows.sort(*AT, pl.col("cause").replace_strict(order, return_dtype=pl.Int64()))


def _occupation(
    histories: pl.DataFrame, members: pl.DataFrame, told: Mapping[str, Sequence[str]], alarm_confidence: float
) -> pl.DataFrame:
    """The estimates of the lines of one split: `line, time, cause` and the values, times in months."""
    here = histories.join(members, on="pid", how="inner", validate="m:1")
    if not here.height:
        return pl.DataFrame(schema=_ESTIMATES)
    found = joint_occupation(here, told=told, days=_DAYS, alarm_confidence=alarm_confidence)
    return found.with_columns(time=months(pl.col("days")).round(9)).select(list(_ESTIMATES))


def _counts(histories: pl.DataFrame, members: pl.DataFrame, told: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Per line, time and state: `n` people of the line, `events` of them known to be there, `unknown` of no state.

    Whoever came to a terminal status is known to be there ever after.
    """
    causes = {state: name for name, states in told.items() for state in states}
    times = pl.DataFrame({"days": _DAYS, "time": WITHIN_MONTHS})
    for_good = histories.filter(pl.col("event") == TERMINAL).with_columns(
        state="event", start_days="stop_days", stop_days=pl.lit(float("inf"))
    )
    stays = pl.concat([histories, for_good]).join(times, how="cross")
    there = stays.filter(pl.col("days").is_between("start_days", "stop_days", "right"))
    named = there.select("pid", "time", cause=pl.col("state").cast(pl.String).replace_strict(causes))
    seen = named.join(members, on="pid", how="inner").group_by(*AT, "cause").agg(events=pl.len().cast(pl.Int64))
    people = members.group_by("line").agg(n=pl.len().cast(pl.Int64))
    grid = people.join(times.select("time"), how="cross").join(pl.DataFrame({"cause": list(told)}), how="cross")
    counted = grid.join(seen, on=[*AT, "cause"], how="left", validate="1:1").with_columns(pl.col("events").fill_null(0))
    return counted.with_columns(unknown=pl.col("n") - pl.col("events").sum().over(AT))


def judge_states(rows: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """The rows of `state_shares` with status and reason: a line and time is told if every state of it can be."""
    nothing = pl.lit(None, dtype=pl.String)
    thin = (pl.col("events").is_between(1, limits.state_events - 1)).any().over(AT)
    judged = judge(
        rows.with_columns(blocked_by=nothing, too_thin=nothing),
        {
            FEW_PEOPLE: pl.col("n") < limits.states_n,
            FEW_AT_RISK: (pl.col("n") - pl.col("unknown") < limits.at_risk_start) | pl.col("estimate").is_null(),
            FEW_PER_STATE: thin,
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
    return judged.with_columns(unit=pl.lit("share"))
