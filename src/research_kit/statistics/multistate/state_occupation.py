"""Aalen-Johansen: the share of participants in each state over time, when states can be left and entered again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from research_kit.statistics.multistate.grid import checked_times
from research_kit.statistics.multistate.histories import read_histories
from research_kit.statistics.multistate.observed_intervals import IntervalColumns
from research_kit.statistics.multistate.occupation_limits import Interval
from research_kit.statistics.multistate.occupation_table import occupation_table


def state_occupation(
    frame: Any,
    *,
    id: str,
    start: str,
    stop: str,
    event: str,
    by: Sequence[str] | str = (),
    initial: str | None = None,
    allowed: Mapping[Any, Collection[Any]] | None = None,
    times: Iterable[float] | float | None = None,
    interval: Interval = "logit",
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Share of participants in each state at each time: "are in work at twelve months", not "ever worked".

    Parameters
    ----------
    frame
        One row per participant and interval (start, stop] spent in one state: polars (eager or lazy), or any frame
        narwhals supports.
    id
        Column: the participant.
    start, stop
        Columns: time from index, 0 <= start < stop. A first start > 0 is late entry: at risk at t if start < t <= stop.
    event
        Column: the state entered at `stop`. Names (text, enum) with null, `""`, `"0"`, `"censor"` or `"censored"` =
        none entered; or codes 1...K with 0 = none entered. Entering the state one is in is no transition.
    by
        Columns whose crossing makes the groups, constant for a participant; null is a group of its own.
    initial
        Column: the state in the interval; needed in a participant's first interval and after a gap, elsewhere null
        or the state entered before. None: everybody begins in one common state, `"(s0)"`.
    allowed
        The transitions that are possible, state -> states; any other is an error. None: all are.
    times
        Where to read the occupation; None: at every time an interval ends.
    interval
        Scale of the normal approximation.
    confidence
        Coverage of the pointwise two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per group, time and state: `by`..., `time`, `state` (an enum; states only begun in first, then as the type
    of `event` orders them), `estimate`, `std_error`, `lower`, `upper`. The states of a group and time add up to 1.

    Raises
    ------
    EstimateError
        A column is missing or of another type; rows lack a participant, time or state, end before they start, overlap
        (per participant), contradict the state entered before, follow a gap without `initial`, or are no allowed
        transition; a participant is in several groups; an argument is out of range.

    Warns
    -----
    EmptyRiskSetWarning
        A time is read after nobody in a group was under observation although others came later.

    Notes
    -----
    The product integral of the Nelson-Aalen transition hazards. It estimates the occupation also where the process
    is not Markov, if censoring is independent of the histories (Datta and Satten 2001). All transitions at one time
    use the risk sets just before it. The initial shares are those at risk at the first transition, as in R.

    `std_error` is the infinitesimal jackknife by participant: the exact derivative of the estimate, as R's
    `survfit(..., id)`. An influence function thus exists, and limits use it on the logit scale;
    `bootstrap_occupation` gives the same interval with the error of resampled participants. With several initial
    states the error includes that of their shares; R (3.5) includes it only if called with `influence = TRUE`.
    On the logit and log-log scales the limits of an estimate of 0 (1) are those of Clopper and Pearson for 0 (all) of
    the participants then under observation, as in `cumulative_incidence`; R gives none. They are wide where most have
    left for a state in which nobody is observed any more.

    A gap in observation is allowed where `initial` tells in which state the participant came back; R refuses gaps.
    Before anybody in a group is under observation the estimate is null, and past the last time observed, unless
    everybody has entered a state in which nobody is observed any more. While nobody is under observation although
    others come later, limits are null.

    References
    ----------
    Aalen OO, Johansen S (1978). Scand J Stat 5:141-150.
    Datta S, Satten GA (2001). Stat Probab Lett 55:403-411. doi:10.1016/S0167-7152(01)00155-9
    Therneau TM, Grambsch PM (2000). Modeling Survival Data: Extending the Cox Model. Springer.
    """
    wanted = checked_times(times)
    groups = (by,) if isinstance(by, str) else tuple(by)
    others = (event,) if initial is None else (event, initial)
    columns = IntervalColumns(id=id, start=start, stop=stop, by=groups, others=others)
    histories = read_histories(frame, columns, event=event, initial=initial, allowed=allowed)
    return occupation_table(histories, times=wanted, interval=interval, confidence=confidence)
