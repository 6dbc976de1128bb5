"""What a regression on grouped times predicts: the share that will have had the event by each interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.design import design_matrix
from research_kit.statistics.regression.grouped_hazard_links import grouped_link
from research_kit.statistics.regression.grouped_hazard_model import GroupedHazardModel
from research_kit.statistics.regression.known_values import require_known_values

Floats = NDArray[np.float64]


def grouped_shares(model: GroupedHazardModel, frame: pl.DataFrame) -> pl.DataFrame:
    """The predicted share that has had the event by the end of each interval, for given values of the covariates.

    Parameters
    ----------
    model
        From `grouped_hazard`.
    frame
        One row per set of values: the columns that were covariates, with levels the model has seen.

    Returns
    -------
    One row per row of the frame and interval: `row` (0, 1, ...), `interval`, `estimate`.

    Raises
    ------
    EstimateError
        A covariate is missing or has unknown values, or an interval before the last had nobody at risk.

    References
    ----------
    Prentice RL, Gloeckler LA (1978). Biometrics 34:57-67. doi:10.2307/2529588
    """
    require_known_values(model.covariates, frame)
    intervals = followed_intervals(model)
    estimate = 1 - course(model, design_matrix(frame, model.covariates)).free
    return pl.DataFrame(
        {
            "row": np.repeat(np.arange(frame.height), len(intervals)),
            "interval": np.tile(intervals, frame.height),
            "estimate": estimate.ravel(),
        }
    )


@dataclass(frozen=True, kw_only=True)
class Course:
    """Rows x intervals: the share still free after each, and d(-log free) / d eta of each interval."""

    free: Floats
    rate: Floats


def course(model: GroupedHazardModel, design: Floats) -> Course:
    """The course predicted for every row of a design."""
    link = grouped_link(model.link)
    effect = design @ model.coefficients["estimate"].to_numpy()
    eta = model.baseline["estimate"].to_numpy()[None, :] + effect[:, None]
    return Course(free=np.exp(np.cumsum(link.log_free(eta), axis=1)), rate=link.rate(eta))


def followed_intervals(model: GroupedHazardModel) -> NDArray[np.int64]:
    """The intervals of a model, refused if one before the last had nobody at risk."""
    intervals = model.baseline["interval"].to_numpy()
    missing = sorted(set(range(1, int(intervals[-1]) + 1)) - set(intervals.tolist()))
    if missing:
        raise EstimateError(
            f"Nobody was at risk in interval {', '.join(map(str, missing))}: the share by later intervals is unknown. "
            "Merge intervals until somebody is observed in each."
        )
    return intervals
