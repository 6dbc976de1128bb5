"""People in trials: who could start in a month, who did, and what came after."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.effects.history import History
from research_kit.statistics.effects.month_bands import in_bands, month_bands

_MOST_TRIALS = 120


def checked_trials(trials: Sequence[int]) -> list[int]:
    """The months at which trials begin, in order."""
    months = list(trials)
    whole = all(isinstance(each, (int, np.integer)) and not isinstance(each, bool) and each >= 0 for each in months)
    if not months or not whole or len(set(months)) < len(months) or len(months) > _MOST_TRIALS:
        raise EstimateError(f"`trials` must be 1 to {_MOST_TRIALS} different whole months >= 0, e.g. range(1, 13).")
    return sorted(int(each) for each in months)


def trial_rows(people: pl.DataFrame, trials: Sequence[int], history: History) -> pl.DataFrame:
    """One row per participant and trial they are eligible for.

    Returns
    -------
    The columns of `people` and `trial` (its month), `started` (1 if started in the month up to it), `_follow_up`
    (months from the trial's time zero to the end), and the covariates of the history known a month before time zero.

    Raises
    ------
    EstimateError
        Nobody starts, or everybody does, in any trial.
    """
    months = pl.DataFrame({"trial": list(trials)}, schema={"trial": pl.Int64})
    since = pl.col("trial") - 1
    waits = (pl.col("_begun") > since) | ((pl.col("trial") == trials[0]) & (pl.col("_begun") >= since))
    could = pl.col("_open") > since
    rows = people.join(months, how="cross").filter((pl.col("_until") > pl.col("trial")) & waits & could)
    rows = rows.with_columns(
        started=(pl.col("_begun") <= pl.col("trial")).cast(pl.Int8),
        _follow_up=pl.col("_seen") - pl.col("trial"),
        _before=(pl.col("trial") - 1).clip(lower_bound=0),
    )
    if rows["started"].n_unique() < 2:
        raise EstimateError(
            f"In {rows.height:,} eligible participant-trials {int(rows['started'].sum()):,} start: there is nobody to "
            "compare."
        )
    return history.known_at(rows, "_before").drop("_before")


def until_they_start(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with those who had not started followed until they do: a start later on ends their follow-up."""
    begins = (pl.col("started") == 0) & (pl.col("_begun") < pl.col("_until"))
    return rows.with_columns(
        _follow_up=pl.when(begins).then(pl.col("_begun") - pl.col("trial")).otherwise("_follow_up"),
        _event=pl.col("_event") & ~begins,
    )


def banded(rows: pl.DataFrame, horizon: int) -> tuple[pl.DataFrame, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """The rows with `_band` in which follow-up ends, `_part` of it observed, `_had`; and the ends of the bands."""
    until = np.minimum(rows["_follow_up"].to_numpy(), horizon)
    had = rows["_event"].to_numpy() & (rows["_follow_up"].to_numpy() <= horizon)
    ends = month_bands(until[had], horizon, least=5)
    band, part = in_bands(until, ends)
    return rows.with_columns(_band=band, _part=np.minimum(part, 1.0), _had=had), ends
