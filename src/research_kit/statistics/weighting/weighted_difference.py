"""The difference between two weighted means, with an error that knows that the weights were estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.effects.time_zero import require_exposed_by, require_measured_by
from research_kit.statistics.regression.column_names import listed
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.resampling import bootstrap, percentile_interval
from research_kit.statistics.weighting.exposure_column import numbers_of
from research_kit.statistics.weighting.propensity import Propensity, fit_propensity
from research_kit.statistics.weighting.weights_of_exposure import ExposureWeights, exposure_weights

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class WeightedComparison:
    """What is compared and how: columns, estimand, truncation; and when it was measured, where that is known."""

    outcome: str
    exposure: str
    covariates: Sequence[str]
    estimand: str
    truncate: tuple[float, float] | None = None
    exposure_time: str | None = None
    measured: Mapping[str, str] | None = None

    def people(self, frame: Any) -> pl.DataFrame:
        """Those compared, if nothing was measured after time zero (`G-IMMORTAL`, `G-MEDIATOR`)."""
        people = given_frame(frame)
        require_exposed_by(people, self.exposure_time)
        require_measured_by(people, self.measured, used=list(listed(self.covariates)))
        return people

    def weights(self, people: pl.DataFrame) -> tuple[Propensity, ExposureWeights]:
        """The fitted chance of being exposed and the weights."""
        fit = fit_propensity(people, exposure=self.exposure, covariates=self.covariates)
        return fit, exposure_weights(fit, estimand=self.estimand, stabilised=False, truncate=self.truncate)

    def difference(self, people: pl.DataFrame) -> float:
        """Weighted mean of the exposed minus that of the others."""
        fit, weights = self.weights(people)
        first, second = _means(numbers_of(people, self.outcome), fit, weights)
        return first - second


def weighted_difference(
    frame: Any,
    comparison: WeightedComparison,
    *,
    confidence: float,
    resamples: int,
    rng: np.random.Generator | None,
) -> pl.DataFrame:
    """One row: the two means, their difference and its interval (sandwich; bootstrap if `rng` is given)."""
    people, z = comparison.people(frame), normal_quantile(confidence)
    outcome = numbers_of(people, comparison.outcome)
    fit, weights = comparison.weights(people)
    first, second = _means(outcome, fit, weights)
    if rng is None:
        error = _sandwich_error(outcome, fit, weights, (first, second))
        interval = {"std_error": error, "lower": first - second - z * error, "upper": first - second + z * error}
    else:
        interval = _resampled(people, comparison, confidence, (resamples, rng))
    counts = {"n_exposed": int(fit.exposed.sum()), "n_comparison": int((~fit.exposed).sum())}
    means = {"mean_exposed": first, "mean_comparison": second, "estimate": first - second}
    return pl.DataFrame([{"estimand": comparison.estimand, **counts, **means, **interval}])


def _means(outcome: Floats, fit: Propensity, weights: ExposureWeights) -> tuple[float, float]:
    exposed = fit.exposed
    if not np.isfinite(weights.weight).all():
        raise EstimateError("Some weights are not finite: the covariates all but separate the groups.")
    first = np.average(outcome[exposed], weights=weights.weight[exposed])
    second = np.average(outcome[~exposed], weights=weights.weight[~exposed])
    return float(first), float(second)


def _sandwich_error(outcome: Floats, fit: Propensity, weights: ExposureWeights, means: tuple[float, float]) -> float:
    """From the stacked estimating equations of the logistic regression and the two means."""
    share = fit.share
    information = (fit.terms * (share * (1 - share))[:, None]).T @ fit.terms
    of_coefficients = np.linalg.solve(information, (fit.terms * (fit.exposed - share)[:, None]).T).T
    influence = np.zeros(len(outcome))
    for sign, group, mean in ((1, fit.exposed, means[0]), (-1, ~fit.exposed, means[1])):
        residual = np.where(group, outcome - mean, 0.0)
        moved = (residual * weights.slope) @ fit.terms
        influence += sign * (weights.weight * residual + of_coefficients @ moved) / weights.weight[group].sum()
    return float(np.sqrt((influence**2).sum()))


def _resampled(
    people: pl.DataFrame, comparison: WeightedComparison, confidence: float, draws: tuple[int, np.random.Generator]
) -> dict[str, float]:
    rows = people.with_row_index("_participant")
    resamples, rng = draws
    found = bootstrap(rows, comparison.difference, id="_participant", rng=rng, resamples=resamples)
    row = percentile_interval(found, confidence).row(0, named=True)
    return {name: row[name] for name in ("std_error", "lower", "upper")}
