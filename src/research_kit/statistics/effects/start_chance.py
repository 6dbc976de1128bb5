"""The chance of starting in a month, refitted as often as participants are drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.effects.start_months import StartMonths
from research_kit.statistics.regression.design import design_matrix
from research_kit.statistics.regression.grouped_hazard import grouped_hazard
from research_kit.statistics.regression.grouped_hazard_links import GroupedLink, grouped_link
from research_kit.statistics.regression.grouped_hazard_model import GroupedHazardModel
from research_kit.statistics.weighting.binomial_climb import binomial_climb

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class StartChance:
    """A pooled regression of starting on bands of months and covariates, ready to be weighted by participants."""

    model: GroupedHazardModel
    matrix: Floats
    trials: Floats
    offset: Floats
    starts: Floats
    part: Floats
    person: Ints
    link: GroupedLink
    coefficients: Floats

    def hazards(self, counts: Floats | None = None) -> Floats:
        """Per row -log(1 - chance of starting in the whole month), if each participant is there so often."""
        found = self.coefficients if counts is None else self._refitted(counts)
        return np.asarray(-self.link.log_free(self.matrix @ found))

    def _refitted(self, counts: Floats) -> Floats:
        """From the estimate of all, as `grouped_hazard` would find it."""
        times = counts[self.person]
        trials, starts = self.trials * times, self.starts * times
        return binomial_climb(self.matrix, (trials, starts, self.offset), self.link, self.coefficients)


def fit_start_chance(months: StartMonths, *, link: str) -> StartChance:
    """The regression, by `grouped_hazard`.

    Raises
    ------
    EstimateError
        As `grouped_hazard`: covariates that separate who starts, or that cannot be told apart.
    """
    rows, by_name = months.rows, grouped_link(link)
    model = grouped_hazard(
        rows, interval="_band", event="_starts", exposure="_part", covariates=months.covariates, link=link
    )
    bands = model.baseline["interval"].to_numpy()
    dummies = (rows["_band"].to_numpy()[:, None] == bands[None, :]).astype(np.float64)
    starts = rows["_starts"].to_numpy().astype(np.float64)
    part = np.where(starts > 0, 1.0, rows["_part"].to_numpy())
    trials, offset = by_name.counted(np.ones(rows.height), part)
    return StartChance(
        model=model,
        matrix=np.hstack([dummies, design_matrix(rows, model.covariates)]),
        trials=trials,
        offset=offset,
        starts=starts,
        part=part,
        person=months.person,
        link=by_name,
        coefficients=np.concatenate([model.baseline["estimate"], model.coefficients["estimate"]]),
    )
