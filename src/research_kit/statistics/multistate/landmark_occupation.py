"""Landmark Aalen-Johansen: where those who are in one state at one time are later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.multistate.grid import checked_times
from research_kit.statistics.multistate.histories import Histories, read_histories
from research_kit.statistics.multistate.observed_intervals import IntervalColumns
from research_kit.statistics.multistate.occupation_limits import Interval
from research_kit.statistics.multistate.occupation_table import occupation_table


def landmark_occupation(
    frame: Any,
    *,
    landmark: float,
    state: Any,
    id: str,
    start: str,
    stop: str,
    event: str,
    by: Sequence[str] | str = (),
    initial: str | None = None,
    times: Iterable[float] | float | None = None,
    interval: Interval = "logit",
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Share in each state at later times, among those who are in a given state at a given time.

    Parameters
    ----------
    frame, id, start, stop, event, by, initial, interval, confidence
        As in `state_occupation`: one row per participant and interval (start, stop] spent in one state.
    landmark
        The time from which is looked ahead, >= 0, on the time scale of the intervals.
    state
        The state in which the participants are at the landmark, transitions at that very time done.
    times
        Later times at which to read, each >= landmark; None: at every time an interval ends after the landmark.

    Returns
    -------
    As `state_occupation`, times on the same scale; the transition probabilities from `state` at the landmark. Groups
    of which nobody is in the state at the landmark have no rows.

    Raises
    ------
    EstimateError
        As `state_occupation`; or nobody is observed in the state at the landmark, the state is never met, or a time
        is before the landmark.

    Notes
    -----
    Aalen-Johansen on those observed in `state` just after the landmark, everything before it cut off. Valid where the
    process is not Markov; the plain product of transition hazards from the landmark on is biased there.

    References
    ----------
    Putter H, Spitoni C (2018). Stat Methods Med Res 27:2081-2092. doi:10.1177/0962280216674497
    """
    wanted = checked_times(times)
    if not is_number(landmark) or not 0 <= landmark < float("inf"):
        raise EstimateError(f"landmark is {landmark!r}; it must be a finite number >= 0 on the scale of the intervals.")
    if wanted is not None and (wanted < landmark).any():
        raise EstimateError(f"{int((wanted < landmark).sum())} of {len(wanted)} `times` are before the landmark.")
    groups = (by,) if isinstance(by, str) else tuple(by)
    others = (event,) if initial is None else (event, initial)
    columns = IntervalColumns(id=id, start=start, stop=stop, by=groups, others=others)
    histories = read_histories(frame, columns, event=event, initial=initial, allowed=None)
    ahead = _looking_ahead(histories, landmark, state)
    return occupation_table(ahead, times=wanted, interval=interval, confidence=confidence)


def _looking_ahead(histories: Histories, landmark: float, state: Any) -> Histories:
    """The histories after the landmark of those in the state just after it."""
    place = histories.place(state)
    is_there = (pl.col("_start") <= landmark) & (pl.col("_stop") > landmark) & (pl.col("_from") == place)
    later = histories.rows.filter(is_there.any().over("_person"), pl.col("_stop") > landmark)
    if not later.height:
        people = histories.rows["_person"].n_unique()
        raise EstimateError(
            f"None of {people:,} participants is observed in state {str(state)!r} just after {landmark:g}. "
            "Choose an earlier landmark, or another state."
        )
    cut = later.with_columns(pl.max_horizontal("_start", pl.lit(landmark)).alias("_start"))
    return Histories(rows=cut, states=histories.states, by=histories.by)
