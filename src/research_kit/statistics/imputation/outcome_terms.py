"""What of the outcome tells about a missing covariate: the event by cause, and the cumulative hazard lived through."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.counts.times import joined_equal_times

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def outcome_terms(rows: pl.DataFrame) -> Floats:
    """Rows x terms, standardised: an indicator of the event and the Nelson-Aalen hazard, for each cause that occurs.

    Parameters
    ----------
    rows
        One row per participant: `_time`, `_event` (0...K) and, with late entry, `_entry`.

    Notes
    -----
    The hazard is summed over the time a participant was observed, (entry, duration]: what enters the likelihood.
    With several causes each has its own hazard. Terms without variation are left out.

    References
    ----------
    White IR, Royston P (2009). Stat Med 28:1982-1998. doi:10.1002/sim.3618
    Bonneville EF et al. (2022). Stat Methods Med Res 31:1860-1880. doi:10.1177/09622802221102623
    """
    time, event = rows["_time"].to_numpy(), rows["_event"].to_numpy()
    late = "_entry" in rows.columns
    entry = rows["_entry"].to_numpy() if late else np.full(len(time), -np.inf)
    if late:
        time, entry = joined_equal_times(time, entry)
    else:
        (time,) = joined_equal_times(time)
    causes = np.unique(event[event > 0])
    happened = [(event == cause).astype(np.float64) for cause in causes]
    hazards = [cumulative_hazard(time, each > 0, entry) for each in happened]
    return standardised(np.column_stack([np.ones(len(time)), *happened, *hazards]))


def cumulative_hazard(time: Floats, has_event: NDArray[np.bool_], entry: Floats) -> Floats:
    """The Nelson-Aalen sum of events over numbers at risk in each participant's (entry, time] (Aalen 1978)."""
    times, events = np.unique(time[has_event], return_counts=True)
    # At risk at t: entry < t <= time.
    at_risk = np.searchsorted(np.sort(entry), times, side="left") - np.searchsorted(np.sort(time), times, side="left")
    hazard = np.concatenate([[0.0], np.cumsum(events / at_risk)])
    until, before = (np.searchsorted(times, each, side="right") for each in (time, entry))
    return np.asarray(hazard[until] - hazard[before])


def standardised(terms: Floats) -> Floats:
    """Terms of mean 0 and standard deviation 1; those without variation are left out."""
    centred = terms - terms.mean(axis=0)
    spread = centred.std(axis=0)
    varies = spread > 1e-12
    return np.asarray(centred[:, varies] / spread[varies])
