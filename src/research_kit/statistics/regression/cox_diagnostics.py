"""What is checked of every Cox model before anybody reads a number (METHODS M3.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from research_kit.statistics.regression.influence import shifts

if TYPE_CHECKING:
    from research_kit.statistics.regression.cox_model import CoxModel

LARGEST_COEFFICIENT = 10.0
LARGEST_STD_ERROR = 5.0
INFLUENTIAL_SHIFT = 0.2  # standard errors


@dataclass(frozen=True, kw_only=True, repr=False)
class CoxDiagnostics:
    """Checks of a fitted model. A model that did not converge was an error before this; it has no diagnostics."""

    model: CoxModel = field(repr=False)

    @property
    def steps(self) -> int:
        """Steps of Newton's method until the maximum."""
        return self.model.fit.steps

    @property
    def has_converged(self) -> bool:
        """Whether the score is zero up to rounding, in standard errors."""
        fit = self.model.fit
        return bool(fit.best.score @ fit.covariance @ fit.best.score < 1e-9)

    @property
    def events_per_parameter(self) -> float:
        """Below 10 Firth's correction is due, below 5 nothing is said (METHODS 0.3)."""
        return self.model.events / len(self.model.terms)

    @property
    def largest_coefficient(self) -> float:
        """The largest absolute log hazard ratio."""
        return float(np.abs(self.model.coefficients["estimate"].to_numpy()).max())

    @property
    def largest_std_error(self) -> float:
        """The largest standard error of a log hazard ratio, from the model."""
        return float(self.model.coefficients["std_error"].to_numpy().max())

    @property
    def is_separated(self) -> bool:
        """Whether a coefficient or its error is so large that the data nearly separate who has the event."""
        return self.largest_coefficient > LARGEST_COEFFICIENT or self.largest_std_error > LARGEST_STD_ERROR

    @cached_property
    def proportional_hazards(self) -> pl.DataFrame:
        """The test over ranks of time: `term, statistic, df, p_value`."""
        return self.model.proportional_hazards("rank")

    @cached_property
    def influential(self) -> int:
        """How many participants (clusters) move a coefficient by more than 0.2 standard errors. A count, no more."""
        moved, count = shifts(self.model.fit, self.model.data.units)
        error = np.sqrt(np.diag(self.model.fit.covariance))
        return int(count[(np.abs(moved) > INFLUENTIAL_SHIFT * error).any(axis=1)].sum())

    def __repr__(self) -> str:
        return (
            f"<CoxDiagnostics: {self.model.n:,} rows, {self.events_per_parameter:.1f} events per parameter, largest "
            f"coefficient {self.largest_coefficient:.3g}. `.to_polars()` has every check.>"
        )

    def to_polars(self) -> pl.DataFrame:
        """One row per check: `check, value, is_raised` (null where a figure is no alarm by itself)."""
        rejected = float(self.proportional_hazards.filter(term="GLOBAL")["p_value"][0])
        smallest = float(self.proportional_hazards["p_value"].to_numpy().min())
        rows = [
            ("steps", float(self.steps), not self.has_converged),
            ("events_per_parameter", self.events_per_parameter, self.events_per_parameter < 10),
            ("largest_coefficient", self.largest_coefficient, self.largest_coefficient > LARGEST_COEFFICIENT),
            ("largest_std_error", self.largest_std_error, self.largest_std_error > LARGEST_STD_ERROR),
            ("proportional_hazards_p_value", rejected, rejected < 0.01),
            ("smallest_proportional_hazards_p_value", smallest, smallest < 0.01),
            ("influential", float(self.influential), self.influential > 0),
        ]
        return pl.DataFrame(rows, schema=["check", "value", "is_raised"], orient="row")
