"""How many jobs have been begun, when work can be lost and found again (METHODS M3.6)."""

from __future__ import annotations

import polars as pl

from research_kit.statistics.recurrent.mean_cumulative import mean_cumulative
from tests.simulation.acceptance import Limit, Row, figures_of
from tests.simulation.families.states import MONTHS, SHORT, observed_histories, starts_of_work
from tests.simulation.plan import Plan, batches

TITLE = "Jobs begun within 6 and 12 months"
TEXT = """\
The people of the table above; leaving for good is a terminal event. METHODS has no limits for the mean cumulative
function; coverage is held against those of cumulative incidence, bias against .01 jobs a person.
"""
ACCEPTED = (Limit(quantity="bias", low=-0.01, high=0.01), Limit(quantity="coverage", low=0.935, high=0.965))


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [row for n in plan.sizes for short in (0.0, SHORT) for row in _of_size(n, short, plan.histories)]


def _of_size(n: int, short: float, studies: int) -> list[Row]:
    event = pl.col("state").replace_strict({0: 0, 1: 0, 2: 1, 3: 2})
    parts = []
    for size, rng in batches(studies, n, 366 + int(100 * short)):
        frame = observed_histories(size, n, short=short, rng=rng).with_columns(event=event)
        parts.append(mean_cumulative(frame, id="id", stop="stop", event="event", by="study", terminal=2, times=MONTHS))
    curve = pl.concat(parts)
    found = []
    for month in MONTHS:
        truth = starts_of_work(month, short)
        found.append(
            Row(
                estimator="mean cumulative function",
                method="M3.6",
                n=n,
                scenario=f"{'short jobs' if short else 'Markov'}, {month:.0f} months",
                replications=studies,
                truth=truth,
                unit="events",
                figures=figures_of(curve.filter(time=month), truth),
                accepted=ACCEPTED,
            )
        )
    return found
