"""The occupation of states told together: estimated apart and added up, person by person (METHODS M4.6).

Joining states before estimating would let those in one of them move as those in the other do: whoever has died would
be supposed to find work as often as those who left the project. So the states stay apart, and the error of a sum is
that of the sum of each participant's influences, not of errors added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from research_kit.analyses.incidence_curves import ALARM_CONFIDENCE, CONFIDENCE
from research_kit.statistics.multistate.grid import Grid, grid_of
from research_kit.statistics.multistate.histories import read_histories
from research_kit.statistics.multistate.observed_intervals import IntervalColumns, each_group
from research_kit.statistics.multistate.occupation_influence import influences, occupation
from research_kit.statistics.multistate.occupation_limits import occupation_limits
from research_kit.statistics.multistate.occupation_table import known_at
from research_kit.statistics.multistate.transitions import Course, Floats, course_of

_COLUMNS = IntervalColumns(id="pid", start="start_days", stop="stop_days", by=("line",), others=("event", "state"))


def joint_occupation(
    histories: pl.DataFrame,
    *,
    told: Mapping[str, Sequence[str]],
    days: Sequence[float],
    alarm_confidence: float = ALARM_CONFIDENCE,
) -> pl.DataFrame:
    """The share in each of some groups of states, per line and time.

    Parameters
    ----------
    histories
        One row per participant of a line and stay: `line, pid, start_days, stop_days, state` and `event`, the state
        entered (null: none). A participant is in one line.
    told
        Name -> the states it stands for.
    days
        Where to read the occupation.
    alarm_confidence
        Coverage of the bar that claims are made by.

    Returns
    -------
    One row per line, day and name: `line, days, cause, estimate, std_error`, and the limits of both bars (logit scale;
    at 0 and 1 Clopper and Pearson's of those under observation). Null past the last day on which anybody was followed.

    References
    ----------
    As `research_kit.statistics.state_occupation`, whose estimates and errors these are where no states are joined.
    """
    read = read_histories(histories, _COLUMNS, event="event", initial="state", allowed=None)
    joined = np.array([[float(state in states) for state in read.states] for states in told.values()])
    asked, parts = np.array(days, dtype=np.float64), []
    for line, rows in each_group(read.rows, read.by):
        course = course_of(rows, len(read.states))
        grid = grid_of(course, asked)
        values = _limited(*_summed(course, grid, joined), grid, alarm_confidence)
        places = pl.DataFrame({"days": np.repeat(asked, len(told)), "cause": list(told) * len(asked)})
        parts.append(line.join(places, how="cross").hstack(pl.DataFrame(values).fill_nan(None)))
    return pl.concat(parts)


def _summed(course: Course, grid: Grid, joined: Floats) -> tuple[Floats, Floats]:
    """Estimates and errors (time, name); NaN where nobody was followed so far."""
    shares = occupation(course)
    errors = np.zeros((len(shares), len(joined)))
    wanted, last = set(grid.passed.tolist()), int(grid.passed.max())
    for place, influence in enumerate(influences(course)):
        if place in wanted:
            errors[place] = np.sqrt(((joined @ influence) ** 2).sum(axis=1))
        if place == last:
            break
    known = known_at(course, shares[-1], grid)[:, None]
    estimate = np.where(known, shares[grid.passed] @ joined.T, np.nan)
    return estimate, np.where(known, errors[grid.passed], np.nan)


def _limited(estimate: Floats, std_error: Floats, grid: Grid, alarm_confidence: float) -> dict[str, Floats]:
    bars = {CONFIDENCE: ("lower", "upper"), alarm_confidence: ("alarm_lower", "alarm_upper")}
    columns = {"estimate": estimate.ravel(), "std_error": std_error.ravel()}
    for confidence, names in bars.items():
        limits = occupation_limits(estimate, std_error, grid.observed[:, None], interval="logit", confidence=confidence)
        columns |= {name: limit.ravel() for name, limit in zip(names, limits, strict=True)}
    return columns
