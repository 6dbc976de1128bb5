"""Whether there is enough to speak of an effect at all, and what could be seen if not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from research_kit.errors import EstimateError

_LEAST = {"landmark": (30, 10), "sequential_trials": (60, 20), "clone_censor_weight": (60, 20)}
_SEEN = 2.80  # standard errors: 80 % power, two-sided 5 %


def effect_conditions(persons: Sequence[int], events: Sequence[int], *, method: str) -> pl.DataFrame:
    """Whether both groups have the people and events that a method needs, and the smallest difference it could see.

    Parameters
    ----------
    persons, events
        Of the exposed and of the others: two counts each, 0 <= events <= persons.
    method
        `landmark` (30 persons and 10 events a group), `sequential_trials` or `clone_censor_weight` (60 and 20).

    Returns
    -------
    One row: `persons_exposed`, `persons_comparison`, `events_exposed`, `events_comparison`, `least_persons`,
    `least_events`, `status` (`ok` or `insufficient`), `reason` (null, `FEW_PERSONS`, `FEW_EVENTS`), and the smallest
    visible gap as a ratio of hazards (`smallest_visible_ratio`, > 1) and of shares (`smallest_visible_gap`, 0-1), null
    where a group has no events (nobody).

    Raises
    ------
    EstimateError
        Counts that are none, or an unknown method.

    References
    ----------
    Schoenfeld DA (1983). Biometrics 39:499-503. doi:10.2307/2531021
    """
    if method not in _LEAST:
        raise EstimateError(f"method is {method!r}; it is one of {', '.join(_LEAST)}.")
    counts = _counts(persons, events)
    least_persons, least_events = _LEAST[method]
    few = (min(counts[:2]) < least_persons, min(counts[2:]) < least_events)
    names = ("persons_exposed", "persons_comparison", "events_exposed", "events_comparison")
    row: dict[str, object] = dict(zip(names, counts, strict=True))
    row |= {"least_persons": least_persons, "least_events": least_events}
    row |= {"status": "insufficient" if any(few) else "ok"}
    row |= {"reason": "FEW_PERSONS" if few[0] else "FEW_EVENTS" if few[1] else None}
    row |= {"smallest_visible_ratio": _visible_ratio(counts), "smallest_visible_gap": _visible_gap(counts)}
    floats = {"smallest_visible_ratio": pl.Float64, "smallest_visible_gap": pl.Float64, "reason": pl.String}
    return pl.DataFrame([row], schema_overrides=floats)


def _counts(persons: Sequence[int], events: Sequence[int]) -> list[int]:
    if len(persons) != 2 or len(events) != 2:
        raise EstimateError("`persons` and `events` must be two counts each: of the exposed and of the others.")
    pairs = list(zip(persons, events, strict=True))
    if not all(isinstance(each, (int, np.integer)) for pair in pairs for each in pair):
        raise EstimateError("`persons` and `events` must be whole numbers.")
    wrong = sum(not 0 <= had <= n for n, had in pairs)
    if wrong:
        raise EstimateError(f"{wrong} of 2 groups have more events than persons, or fewer than none.")
    return [int(each) for each in (*persons, *events)]


def _visible_ratio(counts: list[int]) -> float | None:
    return float(np.exp(_SEEN * np.sqrt(sum(1 / had for had in counts[2:])))) if min(counts[2:]) else None


def _visible_gap(counts: list[int]) -> float | None:
    """With the share of both groups together, in groups of these sizes; 1 at most."""
    if not min(counts[:2]):
        return None
    share = sum(counts[2:]) / sum(counts[:2])
    return min(1.0, float(_SEEN * np.sqrt(share * (1 - share) * sum(1 / n for n in counts[:2])))) or None
