"""How many people and events both groups of monthly trials have, before any regression is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.effects.effect_conditions import effect_conditions
from research_kit.statistics.effects.history import History
from research_kit.statistics.effects.started_follow_up import StartColumns, started_follow_up
from research_kit.statistics.effects.trial_rows import checked_trials, trial_rows, until_they_start

_NO_HISTORY = History(rows=pl.DataFrame(), names=())


def trial_conditions(
    frame: Any,
    *,
    id: str,
    duration: str,
    event: str,
    exposure_time: str,
    trials: Sequence[int] = range(1, 13),
    horizon: int = 12,
    could_start_until: str | None = None,
    not_started_until: str = "end",
) -> pl.DataFrame:
    """How many people start an activity in some monthly trial and how many do not, and how many of each have the event.

    Parameters
    ----------
    frame, id, duration, event, exposure_time, trials, horizon, could_start_until, not_started_until
        As in `sequential_trials`.

    Returns
    -------
    One row, as `effect_conditions`; different participants are counted, once in each group at most.

    Raises
    ------
    EstimateError
        Rows that cannot be used.

    References
    ----------
    Danaei G, García Rodríguez LA, Cantero OF, Logan R, Hernán MA (2013). Stat Methods Med Res 22:70-96.
    doi:10.1177/0962280211403603
    """
    columns = StartColumns(
        id=id, duration=duration, event=event, exposure_time=exposure_time, could_start_until=could_start_until
    )
    people, months = started_follow_up(frame, columns), checked_trials(trials)
    try:
        rows = trial_rows(people, months, _NO_HISTORY)
    except EstimateError:  # nobody starts, or everybody does
        return effect_conditions([0, people.height], [0, 0], method="sequential_trials")
    rows = until_they_start(rows) if not_started_until == "start" else rows
    had = pl.col("_event") & (pl.col("_follow_up") <= horizon)
    arms = rows.group_by("started").agg(n=pl.col("_id").n_unique(), events=pl.col("_id").filter(had).n_unique())
    arms = arms.sort("started", descending=True)
    return effect_conditions(arms["n"].to_list(), arms["events"].to_list(), method="sequential_trials")
