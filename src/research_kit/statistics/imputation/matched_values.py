"""Predictive mean matching: a missing measurement becomes that of a participant of whom much the same is expected."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.imputation.observed_covariate import ObservedCovariate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DONORS = 5
_RIDGE = 1e-5  # of each term's sum of squares, as in R's mice: terms that say the same do no harm


def matched_rows(covariate: ObservedCovariate, terms: Floats, rng: np.random.Generator) -> Ints:
    """For each imputation and participant without a value, the row of a participant with one.

    Parameters
    ----------
    covariate
        A measurement.
    terms
        Imputations x rows x terms, the first of them 1.
    rng
        Source of every random number.

    Notes
    -----
    A linear model; its residual variance and coefficients are drawn from their posterior, and the expectation under
    the drawn ones is matched to those of the observed under the fitted ones (type 1 matching): one of the five
    nearest, at random.

    References
    ----------
    Little RJA (1988). J Bus Econ Stat 6:287-296. doi:10.1080/07350015.1988.10509663
    Morris TP, White IR, Royston P (2014). BMC Med Res Methodol 14:75. doi:10.1186/1471-2288-14-75
    """
    seen, unseen = terms[:, covariate.observed], terms[:, covariate.missing]
    fitted, drawn = _coefficients(seen, covariate.numbers[covariate.observed], rng)
    # A term that is 0 for everybody with a value (a level only the others have) says nothing.
    speaks = (seen != 0).any(axis=1)[:, None, :]
    expected, wanted = (seen @ fitted)[..., 0], ((unseen * speaks) @ drawn)[..., 0]
    places = [_near(of, to, rng) for of, to in zip(expected, wanted, strict=True)]
    return covariate.observed[np.stack(places)]


def _coefficients(terms: Floats, values: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Least squares, and a draw from the posterior under a flat prior; imputations x terms x 1."""
    products = terms.transpose(0, 2, 1) @ terms
    place = np.arange(products.shape[-1])
    squares = products[:, place, place]
    products[:, place, place] = np.where(squares > 0, squares * (1 + _RIDGE), 1.0)
    fitted = np.linalg.solve(products, terms.transpose(0, 2, 1) @ values[:, None])
    left_over = values - (terms @ fitted)[..., 0]
    freedom = max(1, len(values) - len(place))
    spread = np.sqrt((left_over**2).sum(axis=1) / rng.chisquare(freedom, len(terms)))
    away = np.linalg.solve(np.linalg.cholesky(products).transpose(0, 2, 1), rng.standard_normal(fitted.shape))
    return np.asarray(fitted), np.asarray(fitted + spread[:, None, None] * away)


def _near(expected: Floats, wanted: Floats, rng: np.random.Generator) -> Ints:
    """For each wanted number the place of one of the five nearest, of equal ones at random."""
    shuffled = rng.permutation(len(expected))
    order = shuffled[np.argsort(expected[shuffled], kind="stable")]
    ranked = expected[order]
    donors = min(DONORS, len(order))
    first = np.searchsorted(ranked, wanted)[:, None] - donors
    window = first + np.arange(2 * donors)
    inside = (window >= 0) & (window < len(order))
    distance = np.where(inside, np.abs(ranked[window.clip(0, len(order) - 1)] - wanted[:, None]), np.inf)
    chosen = rng.integers(donors, size=len(wanted))
    place = np.take_along_axis(np.argsort(distance, axis=1, kind="stable"), chosen[:, None], axis=1)
    return np.asarray(order[(first + place)[:, 0]])
