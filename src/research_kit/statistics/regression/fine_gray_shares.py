"""What a Fine-Gray model predicts: the share that will have had the event by each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.regression.asked_times import asked_times
from research_kit.statistics.regression.design import design_matrix
from research_kit.statistics.regression.fine_gray import FineGrayModel
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.regression.known_values import require_known_values


def fine_gray_shares(model: FineGrayModel, frame: Any, *, times: Sequence[float] | float) -> pl.DataFrame:
    """The predicted share that has had the event by each time, for given values of the covariates.

    Parameters
    ----------
    model
        From `fine_gray`.
    frame
        One row per set of values: the columns that were covariates, with levels the model has seen.
    times
        Times, in the unit of the durations, up to the last of the events the model was fitted to.

    Returns
    -------
    One row per row of the frame and time: `row` (0, 1, ...), `time`, `estimate`.

    Raises
    ------
    EstimateError
        A covariate is missing or has unknown values, or a time is no finite number >= 0 or lies after the last event.

    References
    ----------
    Fine JP, Gray RJ (1999). J Am Stat Assoc 94:496-509. doi:10.1080/01621459.1999.10474144
    """
    if not isinstance(model, FineGrayModel):
        raise EstimateError(
            f"`model` is of type {type(model).__name__}; these shares are those of a model from `fine_gray`. Of `cox` "
            "models take `standardised_shares`, or `.predict`."
        )
    asked, people = asked_times(times), given_frame(frame)
    known = model.baseline["time"].to_numpy()
    if (asked > known[-1]).any():
        raise EstimateError(
            "`times` must not lie after the last event of the cause, after which nothing is known of "
            "the share: see the last row of `.baseline`."
        )
    require_known_values(model.covariates, people)
    cumulative = np.concatenate([[0.0], model.at_centre])
    hazard = cumulative[np.searchsorted(known, asked, side="right")]
    from_centre = design_matrix(people, model.covariates) - model.centre
    relative = np.exp(from_centre @ model.coefficients["estimate"].to_numpy())
    return pl.DataFrame(
        {
            "row": np.repeat(np.arange(people.height), len(asked)),
            "time": np.tile(asked, people.height),
            "estimate": -np.expm1(-np.outer(relative, hazard)).ravel(),
        }
    )
