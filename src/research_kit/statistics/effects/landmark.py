"""Those who had started by a landmark beside those who had not, from the landmark on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.effects.effect_conditions import effect_conditions
from research_kit.statistics.effects.started_follow_up import StartColumns, started_follow_up
from research_kit.statistics.effects.time_zero import require_measured_by
from research_kit.statistics.regression.column_names import several_names
from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.cox_model import CoxModel
from research_kit.statistics.regression.given_frame import given_frame


@dataclass(frozen=True, kw_only=True)
class LandmarkComparison:
    """The fitted comparison. Not for release.

    Attributes
    ----------
    coefficients
        As of `cox`: log hazard ratios; the exposure's term is `started`.
    model
        The `CoxModel`.
    n_excluded, n_started, n_not_started
        Who had the event or was lost before the landmark; the two groups.
    conditions
        From `effect_conditions`: whether there are enough people and events for a description.
    """

    coefficients: pl.DataFrame
    model: CoxModel = field(repr=False)
    landmark: float
    n_excluded: int
    n_started: int
    n_not_started: int
    conditions: pl.DataFrame


def landmark(
    frame: Any,
    *,
    id: str,
    duration: str,
    event: str,
    exposure_time: str,
    at: float,
    covariates: Sequence[str] = (),
    measured: Mapping[str, str] | None = None,
    ties: str = "efron",
    confidence: float = 0.95,
) -> LandmarkComparison:
    """How the rate of the event after a landmark differs between those who had started by then and those who had not.

    Parameters
    ----------
    frame
        One row per participant.
    id, duration, event
        Columns: the participant; time from index to the event or the end of observation, >= 0; whether the event came.
    exposure_time
        Column: time of the start of the activity, since index; null: never. Starts after the end of observation count
        as none.
    at
        The landmark, in the unit of the times: 1 and 3 months by METHODS 5.2.
    covariates
        Columns known at the landmark.
    measured
        For covariates that have one: the column with the time of measurement; after the landmark it is refused.
    ties, confidence
        As in `cox`.

    Returns
    -------
    A frozen `LandmarkComparison`.

    Raises
    ------
    GuardError
        `G-MEDIATOR`: a covariate is measured after the landmark.
    EstimateError
        Rows that cannot be used, nobody in one of the groups, or as `cox`.

    Notes
    -----
    Whoever had the event or was lost before the landmark is left out and counted; the clock starts anew at the
    landmark. It describes; as some of the others start later, an effect is diluted (a true ratio of 1.5 shows as
    about 1.22).

    References
    ----------
    Anderson JR, Cain KC, Gelber RD (1983). J Clin Oncol 1:710-719. doi:10.1200/JCO.1983.1.11.710
    """
    if not is_number(at) or at < 0:
        raise EstimateError("`at` must be a number >= 0, in the unit of the durations.")
    names = several_names("covariates", covariates)
    require_measured_by(given_frame(frame), measured, time_zero=at, used=list(names))
    columns = StartColumns(id=id, duration=duration, event=event, exposure_time=exposure_time)
    people = started_follow_up(frame, columns, names)
    left = people.filter(pl.col("_until") >= at).with_columns(
        _until=pl.col("_until") - at, started=(pl.col("_begun") <= at).cast(pl.Int8)
    )
    groups = _groups(left)
    model = cox(
        left, duration="_until", event="_event", covariates=["started", *names], ties=ties, confidence=confidence
    )
    return LandmarkComparison(
        coefficients=model.coefficients,
        model=model,
        landmark=float(at),
        n_excluded=people.height - left.height,
        n_started=groups["n"][0],
        n_not_started=groups["n"][1],
        conditions=effect_conditions(groups["n"].to_list(), groups["events"].to_list(), method="landmark"),
    )


def _groups(left: pl.DataFrame) -> pl.DataFrame:
    """Persons and events of those who had started, then of the others; refused if one is empty."""
    counted = left.group_by("started").agg(n=pl.len(), events=pl.col("_event").sum()).sort("started", descending=True)
    if counted.height < 2:
        raise EstimateError(
            f"Of {left.height:,} participants followed to the landmark all are in one group: there is nobody to "
            "compare with. Choose another landmark."
        )
    return counted
