"""The piecewise-exponential log-likelihood of events known exactly or as intervals, with both its derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.intervals.contributions import Contributions
from research_kit.statistics.intervals.unsure_events import Unsure

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Likelihood:
    """At given log hazards (K x M) and coefficients of cause 1: the value, and the expected counts.

    `mass` is the expected events and `exposure` the expected time at risk (of cause 1 weighted by the hazard ratio);
    the first derivative is mass - hazard x exposure, and `term_score` by the coefficients.
    """

    value: float
    mass: Floats
    exposure: Floats
    term_score: Floats


def likelihood(told: Contributions, hazard: Floats, coefficients: Floats) -> Likelihood:
    """The log-likelihood at the hazards (K x M) and coefficients given (Friedman 1982; Lindsey & Ryan 1998).

    Its first derivative is that of the expected counts: mass - hazard x exposure.

    References
    ----------
    Friedman M (1982). Ann Stat 10:101-113. doi:10.1214/aos/1176345693
    Lindsey JC, Ryan LM (1998). Stat Med 17:219-238.
    """
    ratio = np.exp(told.design @ coefficients)
    exposure = _free_exposure(told, ratio, len(hazard))
    value = _exact_part(told, hazard, coefficients) - float((hazard * exposure).sum())
    mass = told.exact.copy()
    terms = told.exact_terms - (told.n * ratio * (told.free @ hazard[0])) @ told.design
    for rows, cells in told.portions():
        unsure = Unsure.at(told, (rows, cells), hazard, ratio)
        value += unsure.value
        mass[:, cells] += unsure.mass
        exposure[:, cells] -= unsure.exposure_change
        terms += unsure.term_score
    return Likelihood(value=value, mass=mass, exposure=exposure, term_score=terms)


def second_derivative(told: Contributions, hazard: Floats, coefficients: Floats) -> Floats:
    """Of the log-likelihood, by every log hazard (cause and cell, flattened) and then the coefficients."""
    ratio = np.exp(told.design @ coefficients)
    curved = _curved_by_free_time(told, hazard, ratio)
    place = np.arange(hazard.size).reshape(hazard.shape)
    for rows, cells in told.portions():
        reached = np.concatenate([place[:, cells].ravel(), np.arange(hazard.size, len(curved))])
        curved[np.ix_(reached, reached)] += Unsure.at(told, (rows, cells), hazard, ratio).curved()
    return curved


def _free_exposure(told: Contributions, ratio: Floats, causes: int) -> Floats:
    exposure = np.tile(told.n @ told.free, (causes, 1))
    exposure[0] = (told.n * ratio) @ told.free
    return exposure


def _exact_part(told: Contributions, hazard: Floats, coefficients: Floats) -> float:
    happened = told.exact > 0
    with np.errstate(divide="ignore"):
        logs = np.log(hazard[happened])
    return float(told.exact[happened] @ logs + told.exact_terms @ coefficients)


def _curved_by_free_time(told: Contributions, hazard: Floats, ratio: Floats) -> Floats:
    """Second derivative of minus the cumulative hazard over the time known to be without an event."""
    causes, cells, terms = *hazard.shape, told.design.shape[1]
    size = causes * cells
    curved = np.zeros((size + terms, size + terms))
    curved[:size, :size] = np.diag(-(hazard * _free_exposure(told, ratio, causes)).ravel())
    if terms:
        weight = told.n * ratio
        across = -hazard[0][:, None] * ((told.free * weight[:, None]).T @ told.design)
        curved[:cells, size:], curved[size:, :cells] = across, across.T
        curved[size:, size:] = -(told.design * (weight * (told.free @ hazard[0]))[:, None]).T @ told.design
    return curved
