"""Fitting a binomial regression to counts by interval: by statsmodels, refused where there is no finite maximum."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.grouped_hazard_design import GroupedDesign
from research_kit.statistics.regression.grouped_hazard_links import GroupedLink
from research_kit.statistics.regression.runaway_terms import require_finite

Floats = NDArray[np.float64]
_MOST_STEPS = 100
_FLAT = 50.0
"""A standard error of a log ratio (between the ends of a term's range) above this: the likelihood is flat."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupedFit:
    """Coefficients of the scaled terms, at which the likelihood is at its maximum."""

    design: GroupedDesign
    link: GroupedLink
    coefficients: Floats
    steps: int

    @property
    def eta(self) -> Floats:
        """The linear predictor of each row of the counts."""
        return np.asarray(self.design.matrix @ self.coefficients + self.design.offset)

    @property
    def covariance(self) -> Floats:
        """Inverse of the expected information."""
        weight = self.design.trials * self.link.weight(self.eta)
        return np.asarray(np.linalg.inv((self.design.matrix * weight[:, None]).T @ self.design.matrix))

    @property
    def log_likelihood(self) -> float:
        """Of one 0/1 row per participant and interval."""
        return self.link.log_likelihood(self.eta, self.design.trials, self.design.events)

    @property
    def log_likelihood_null(self) -> float:
        """With the intercepts only: each interval's own share."""
        at_risk, events = (self.design.per_interval(each) for each in (self.design.exposure, self.design.events))
        share = events / at_risk
        return float((events * np.log(share) + (at_risk - events) * np.log1p(-share)).sum())


def fit_grouped(design: GroupedDesign, link: GroupedLink, name: str) -> GroupedFit:
    """The maximum likelihood fit.

    Raises
    ------
    EstimateError
        An interval in which nobody or everybody has the event, or coefficients that run away; names them.
    """
    _require_some_of_each(design)
    found, converged, steps = _glm(design, name)
    fit = GroupedFit(design=design, link=link, coefficients=found, steps=steps)
    size = len(design.intervals)
    _require_curved(fit)
    require_finite(found[size:], design.covariates)
    if not converged:
        raise EstimateError(
            f"The fit did not converge in {_MOST_STEPS} steps. Merge sparse levels or intervals, or use Firth's "
            "penalised fit (`firth_grouped_hazard`)."
        )
    return fit


def _glm(design: GroupedDesign, name: str) -> tuple[Floats, bool, int]:
    from statsmodels.genmod.families import Binomial, links
    from statsmodels.genmod.generalized_linear_model import GLM

    link = {"cloglog": links.CLogLog, "logit": links.Logit}[name]()
    counts = np.column_stack([design.events, design.trials - design.events])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # separation is found from the result, and is an error
        result = GLM(counts, design.matrix, family=Binomial(link), offset=design.offset).fit(
            tol=1e-10, tol_criterion="params", maxiter=_MOST_STEPS
        )
    return np.asarray(result.params), bool(result.converged), int(result.fit_history["iteration"])


def _require_curved(fit: GroupedFit) -> None:
    """Refuse terms whose likelihood is flat where the fit stopped."""
    with np.errstate(all="ignore"):
        try:
            spread = np.sqrt(np.diag(fit.covariance))
        except np.linalg.LinAlgError:
            spread = np.full(len(fit.coefficients), np.inf)
    flat = ~(spread < _FLAT)[len(fit.design.intervals) :]
    require_finite(np.where(flat, np.inf, 0.0), fit.design.covariates)


def _require_some_of_each(design: GroupedDesign) -> None:
    at_risk, events = design.per_interval(design.exposure), design.per_interval(design.events)
    for number, persons, had in zip(design.intervals.tolist(), at_risk, events, strict=True):
        if had == 0 or had >= persons:
            raise EstimateError(
                f"In interval {number} {'nobody' if had == 0 else 'everybody'} of {persons:g} at risk has the event: "
                "its intercept has no finite estimate. Merge it with a neighbouring interval by giving both one number "
                "before the fit, in the column of the intervals (and in `entry`), and the later intervals the next; or "
                "end observation before it; or use `firth_grouped_hazard`."
            )


def robust_covariance(fit: GroupedFit, periods: pl.DataFrame, cluster: str) -> Floats:
    """The sandwich over clusters; `periods` are the counts with the cluster's column kept apart."""
    matrix = fit.design.matrix_of(periods)
    trials, offset = fit.link.counted(periods["_persons"].to_numpy(), periods["_part"].to_numpy())
    own_score = fit.link.score(matrix @ fit.coefficients + offset, trials, periods["_events"].to_numpy())
    score = matrix * own_score[:, None]
    number = periods[cluster].rank("dense").to_numpy().astype(np.int64) - 1
    sums = np.column_stack([np.bincount(number, weights=column) for column in score.T]) @ fit.covariance
    return np.asarray(sums.T @ sums)


def count_clusters(rows: pl.DataFrame, cluster: str | None) -> int | None:
    """The number of clusters, if there are any; refused if rows belong to none or all to the same."""
    if cluster is None:
        return None
    column = rows[cluster]
    unknown = column.null_count()
    if unknown:
        raise EstimateError(
            f"{unknown:,} of {rows.height:,} rows have no value in {cluster!r}: no cluster to belong to."
        )
    found = column.n_unique()
    if found < 2:
        raise EstimateError(
            f"All {rows.height:,} rows are one cluster in {cluster!r}: the robust error needs at least two. "
            "Leave out `cluster`."
        )
    return found
