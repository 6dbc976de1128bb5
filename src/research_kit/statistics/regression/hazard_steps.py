"""A Cox model as steps of hazard on a grid of times: what predictions, and their errors, are summed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from research_kit.statistics.regression.baseline import linear_predictor, steps_at, stratum_of
from research_kit.statistics.regression.cox_model import CoxModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class HazardSteps:
    """Strata x grid: the baseline hazard between one time of the grid and the next, at the centre of the covariates."""

    model: CoxModel
    hazard: Floats
    variance: Floats  # given the coefficients
    slope: Floats  # strata x grid x terms: its derivative by the coefficients

    def relative_hazard(self, frame: pl.DataFrame) -> Floats:
        """Of every row."""
        return np.exp(linear_predictor(self.model.fit.best, self.model.data, frame))

    def terms(self, frame: pl.DataFrame) -> Floats:
        """Rows x terms, centred and scaled."""
        return self.model.data.terms.matrix(frame)

    def stratum(self, frame: pl.DataFrame) -> Ints:
        """The number of the stratum of every row."""
        return stratum_of(frame, self.model.data)

    def membership(self, frame: pl.DataFrame) -> Any:
        """Strata x rows: 1 where a row lies in a stratum (sparse)."""
        shape = (len(self.hazard), frame.height)
        return csr_array((np.ones(frame.height), (self.stratum(frame), np.arange(frame.height))), shape=shape)


def hazard_steps(model: CoxModel, grid: Floats) -> HazardSteps:
    """The steps of a model on ascending times."""
    point, data = model.fit.best, model.data
    sums, risk, dying = point.sums, point.moments.at_risk[:, 1:], point.moments.dying[:, 1:]
    slope = sums.shared_square[:, None] * dying - sums.square[:, None] * risk

    def on_grid(values: Any) -> Floats:
        return np.diff(steps_at(data, data.times.until(values), grid), axis=1, prepend=0.0)

    return HazardSteps(model=model, hazard=on_grid(sums.inverse), variance=on_grid(sums.square), slope=on_grid(slope))
