"""The coefficients at which a binomial likelihood with weighted rows is largest, from any starting point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.grouped_hazard_links import GroupedLink

Floats = NDArray[np.float64]
Counts = tuple[Floats, Floats, Floats]
_STEPS = 60
_HALVINGS = 20


def binomial_climb(matrix: Floats, counts: Counts, link: GroupedLink, start: Floats, *, near: float = 1e-9) -> Floats:
    """Fisher scoring, halving steps that do not improve.

    Parameters
    ----------
    matrix
        Rows x terms.
    counts
        Trials, events and offset of each row.
    link
        From the linear predictor to the share.
    start
        Coefficients to begin from.
    near
        Squared distance to the maximum, in standard errors, from which it is reached.

    Raises
    ------
    EstimateError
        No maximum is reached.
    """
    trials, events, offset = counts
    found, height = start, -np.inf
    for _ in range(_STEPS):
        eta = matrix @ found + offset
        height = link.log_likelihood(eta, trials, events) if height == -np.inf else height
        score = matrix.T @ link.score(eta, trials, events)
        weighted = matrix * (trials * link.weight(eta))[:, None]
        step = np.asarray(np.linalg.solve(weighted.T @ matrix, score), dtype=np.float64)
        if step @ score < near:
            return np.asarray(found + step)
        found, height = _improved(matrix, counts, link, (found, step, height))
    raise EstimateError("A binomial regression has no finite maximum: its terms separate who has the event.")


def _improved(
    matrix: Floats, counts: Counts, link: GroupedLink, at: tuple[Floats, Floats, float]
) -> tuple[Floats, float]:
    trials, events, offset = counts
    found, step, height = at
    for _ in range(_HALVINGS):
        reached = link.log_likelihood(matrix @ (found + step) + offset, trials, events)
        if reached >= height - 1e-9 * abs(height):
            return found + step, reached
        step = step / 2
    raise EstimateError("A binomial regression could not be improved any more: its maximum is not finite.")
