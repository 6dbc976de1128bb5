"""How far each participant moves the coefficients of a Cox model, and the errors that follow from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.regression.newton import Fit
from research_kit.statistics.regression.score_residuals import score_residuals
from research_kit.statistics.regression.units import Units

Floats = NDArray[np.float64]


def shifts(fit: Fit, units: Units) -> tuple[Floats, NDArray[np.int64]]:
    """How far the (centred and scaled) coefficients move with each participant, and how many move them so.

    One row per cluster where there are clusters, else per unit; units of equal rows count as often as they occur.

    Notes
    -----
    The first-order change (R's `dfbeta`): score residual x weight x covariance of the model.
    """
    if units.cluster is not None:
        return _summed(fit, units), np.ones(int(units.cluster.max()) + 1, dtype=np.int64)
    moved = np.empty((len(units.last), units.terms))
    weight = np.ones(len(moved)) if units.weight is None or units.records is not None else units.weight
    for chosen, residuals in score_residuals(fit.best, units):
        moved[chosen] = weight[chosen, None] * (residuals @ fit.covariance)
    return moved, np.ones(len(moved), dtype=np.int64) if units.records is None else units.records


def robust_covariance(fit: Fit, units: Units) -> Floats:
    """The covariance that stands when rows of a cluster are alike, or the model is only an approximation.

    References
    ----------
    Lin DY, Wei LJ (1989). J Am Stat Assoc 84:1074-1078. doi:10.1080/01621459.1989.10478874
    """
    moved, count = shifts(fit, units)
    return np.asarray(moved.T @ (count[:, None] * moved))


def _summed(fit: Fit, units: Units) -> Floats:
    """Shifts added up by cluster."""
    cluster = units.cluster
    assert cluster is not None
    length = int(cluster.max()) + 1
    total = np.zeros((length, units.terms))
    for chosen, residuals in score_residuals(fit.best, units):
        moved = units.weights[chosen, None] * (residuals @ fit.covariance)
        for term in range(units.terms):
            total[:, term] += np.bincount(cluster[chosen], weights=moved[:, term], minlength=length)
    return total
