"""What people take part in: phases, starts of activities, and enrolment until it ends."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.synthetic.hazards import change_hazards, draw_times
from research_kit.synthetic.outcomes import relative_rates
from research_kit.synthetic.participants import NEVER, FloatArray
from research_kit.synthetic.truth import DAYS_PER_MONTH, Activity, StudyTruth


def draw_phases(people: pl.DataFrame, *, truth: StudyTruth, rng: np.random.Generator) -> FloatArray:
    """Days from enrolment to the start of each phase, and to the planned end of the last one.

    Parameters
    ----------
    people
        One row per enrolled person: `index_day` and `planned_end_day` in days of the project.
    truth
        The study; without phases there is one, from enrolment to the planned end.
    rng
        Source of randomness.

    Returns
    -------
    One row per person, one column more than there are phases; the first column is 0.
    """
    planned = (people["planned_end_day"] - people["index_day"]).to_numpy()
    if not truth.phases:
        return np.column_stack([np.zeros(people.height), planned])
    mean = np.array([days for _, days in truth.phases])
    parts = rng.gamma(4.0, 1.0, (people.height, len(mean))) * mean
    ends = np.cumsum(parts, axis=1) / parts.sum(axis=1, keepdims=True) * planned[:, None]
    return np.column_stack([np.zeros(people.height), np.floor(ends)])


def draw_activity_starts(
    people: pl.DataFrame, phases: FloatArray, *, truth: StudyTruth, rng: np.random.Generator
) -> FloatArray:
    """Days from enrolment to the start of each activity, if the person is still enrolled and waiting by then.

    Returns
    -------
    One row per person, one column per activity of `truth`; infinite where it would not start within its phase.
    """
    return np.column_stack([_starts(people, phases, activity, truth=truth, rng=rng) for activity in truth.activities])


def _starts(
    people: pl.DataFrame, phases: FloatArray, activity: Activity, *, truth: StudyTruth, rng: np.random.Generator
) -> FloatArray:
    names = [name for name, _ in truth.phases]
    opens, closes = phases[:, 0], phases[:, -1]
    if activity.phase is not None:
        number = names.index(activity.phase)
        opens, closes = phases[:, number], phases[:, number + 1]
    index = people["index_day"].to_numpy()
    opens = np.maximum(opens, activity.versions[0].from_month * DAYS_PER_MONTH - index)
    starts: FloatArray = np.zeros((people.height, 1))
    hazards: FloatArray = (activity.start_hazard * relative_rates(people, activity.starts) / DAYS_PER_MONTH)[:, None]
    reach = 1.0
    for version in activity.versions:
        at = np.maximum(version.from_month * DAYS_PER_MONTH - index - opens, 0.0)
        starts, hazards = change_hazards(starts, hazards, at=at, ratio=version.reach / reach)
        reach = version.reach
    days = np.floor(opens + draw_times(starts, hazards, rng=rng)) + 1
    return np.where(days < closes - 7, days, NEVER)
