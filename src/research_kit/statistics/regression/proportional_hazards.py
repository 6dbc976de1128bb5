"""Whether hazard ratios stay the same over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import chdtrc

from research_kit.errors import EstimateError
from research_kit.statistics.regression.partial_likelihood import Point
from research_kit.statistics.regression.timeline import Timeline

Floats = NDArray[np.float64]

TRANSFORMS = ("km", "identity", "log", "rank")


def proportional_hazards_test(
    point: Point, terms: Sequence[str], timeline: Timeline, *, transform: str = "km"
) -> pl.DataFrame:
    """Test of each term, and of all together, against a log hazard ratio that changes with transformed time.

    Parameters
    ----------
    point
        The partial likelihood at its maximum.
    terms
        The names of its terms.
    timeline
        Everybody's time, from which `rank` and `km` are made.
    transform
        What time is transformed to: `km` (1 - Kaplan-Meier just before), `identity`, `log`, `rank`.

    Returns
    -------
    `term, statistic, df, p_value`; one row per term and one named `GLOBAL`.

    Notes
    -----
    The score test of an added term covariate x g(time), as `cox.zph(terms = FALSE)` of R's survival 3.x. The older
    test of scaled Schoenfeld residuals (survival 2, lifelines) takes the information to be constant in time and can
    conclude otherwise.

    References
    ----------
    Grambsch PM, Therneau TM (1994). Biometrika 81:515-526. doi:10.1093/biomet/81.3.515
    """
    shift = _transformed(point, timeline, transform)
    excess = ((point.sets.event_terms - point.expected_terms) * shift[:, None]).sum(axis=0)
    constant, crossed, moving = (point.weighted_information(shift**power) for power in (0, 1, 2))
    tested = {term: [place] for place, term in enumerate(terms)} | {"GLOBAL": list(range(len(terms)))}
    rows = []
    for name, chosen in tested.items():
        left = moving[np.ix_(chosen, chosen)] - crossed[chosen] @ np.linalg.solve(constant, crossed[chosen].T)
        statistic = float(excess[chosen] @ np.linalg.lstsq(left, excess[chosen], rcond=1e-12)[0])
        rows.append((name, statistic, len(chosen), float(chdtrc(len(chosen), statistic))))
    return pl.DataFrame(rows, schema=["term", "statistic", "df", "p_value"], orient="row")


def _transformed(point: Point, timeline: Timeline, transform: str) -> Floats:
    """Transformed time at every event time, less its mean over the events."""
    if transform not in TRANSFORMS:
        raise EstimateError(f"transform is {transform!r}; it is one of {', '.join(TRANSFORMS)}.")
    times = point.sets.times
    place = np.searchsorted(timeline.time, times.time)
    moment = times.time.astype(np.float64)
    if transform == "log" and (moment <= 0).any():
        raise EstimateError(f"{int(times.events[moment <= 0].sum()):,} events at time 0 have no log: use another one.")
    values = _values(transform, moment, timeline, place)
    shift = values - np.average(values, weights=times.events)
    largest = np.abs(shift).max()
    return np.asarray(shift / largest if largest > 0 else shift)  # the statistic does not depend on the unit


def _values(transform: str, moment: Floats, timeline: Timeline, place: NDArray[np.intp]) -> Floats:
    if transform == "km":
        return 1 - timeline.without_event_before[place]
    if transform == "rank":
        return timeline.rank[place]
    return np.log(moment) if transform == "log" else moment
