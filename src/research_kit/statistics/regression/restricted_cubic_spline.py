"""A smooth curve for a covariate, straight beyond its outer knots, and whether the curve is needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.cox_model import CoxModel
from research_kit.statistics.regression.model_tests import ModelTest, likelihood_ratio_test

Floats = NDArray[np.float64]

_OUTER = {3: 0.10, 4: 0.05, 5: 0.05, 6: 0.05, 7: 0.025}  # Harrell's quantile of the outer knots
_FEWEST = 100  # below, the outer knots are the fifth smallest and largest values


def restricted_cubic_spline(
    values: ArrayLike, *, knots: int | Sequence[float] = 3, name: str = "spline"
) -> pl.DataFrame:
    """The terms by which a covariate may act along a smooth curve: itself, and one fewer bends than knots less one.

    Parameters
    ----------
    values
        The covariate: finite numbers, one per row.
    knots
        How many knots (3 to 7, at Harrell's quantiles of the values), or where they lie (at least 3, ascending).
    name
        Of the columns.

    Returns
    -------
    `{name}_1` (the values), `{name}_2`, ...: knots - 1 columns, to be given to `cox` as covariates.

    Raises
    ------
    EstimateError
        Values that are missing or not finite, a number of knots that is not offered, or knots that coincide.

    Notes
    -----
    As R's `Hmisc::rcspline.eval(norm = 2)`, the basis of `rms::rcs`: cubes divided by the squared distance of the
    outer knots. With fewer than 100 values the outer knots are the fifth smallest and the fifth largest.

    References
    ----------
    Harrell FE (2015). Regression Modeling Strategies, 2nd ed., section 2.4.5. Springer.
    """
    numbers = _numbers(values)
    if numbers.ndim != 1 or not len(numbers) or not np.isfinite(numbers).all():
        unknown = int((~np.isfinite(numbers)).sum())
        raise EstimateError(f"{unknown:,} of {numbers.size:,} values are missing or not finite: no spline of them.")
    places = _knots(numbers, knots) if isinstance(knots, int) else np.asarray(knots, dtype=np.float64)
    if len(places) < 3 or not (np.diff(places) > 0).all():
        raise EstimateError("The knots coincide or are fewer than 3: give fewer, or say where they lie, ascending.")
    bends = [_bend(numbers, places, knot) for knot in places[:-2]]
    return pl.DataFrame({f"{name}_{place}": each for place, each in enumerate([numbers, *bends], start=1)})


def _numbers(values: ArrayLike) -> Floats:
    given = np.asarray(values)
    if given.dtype.kind in "OUST":  # text, or mixed objects: their own conversion error would print a value
        given = np.asarray(pl.Series(given.ravel().tolist(), strict=False))
    if given.dtype.kind not in "iufb":
        raise EstimateError("The values are not numbers: no spline of them. Convert the covariate to numbers first.")
    return np.asarray(given, dtype=np.float64)


def _knots(values: Floats, count: int) -> Floats:
    if count not in _OUTER:
        raise EstimateError(f"knots is {count!r}; offered are {min(_OUTER)} to {max(_OUTER)}, or a list of places.")
    outer = _OUTER[count]
    places = np.quantile(values, np.linspace(outer, 1 - outer, count))
    if len(values) < _FEWEST and len(values) >= 10:
        ordered = np.sort(values)
        places[0], places[-1] = ordered[4], ordered[-5]
    return places


def _bend(values: Floats, knots: Floats, knot: float) -> Floats:
    """Cubic from its knot on, made straight beyond the last one."""
    last, before = knots[-1], knots[-2]

    def cubed(place: float) -> Floats:
        return np.clip(values - place, 0, None) ** 3

    straightened = cubed(knot) - (cubed(before) * (last - knot) - cubed(last) * (before - knot)) / (last - before)
    return np.asarray(straightened / (last - knots[0]) ** 2)


def nonlinearity_test(straight: CoxModel, curved: CoxModel) -> ModelTest:
    """Likelihood-ratio test of the bends: whether a covariate acts along a curve rather than a line.

    Parameters
    ----------
    straight, curved
        Two fits to the same rows: with the covariate itself, and with the terms of `restricted_cubic_spline`.
    """
    df = len(curved.terms) - len(straight.terms)
    is_same = (straight.n, straight.events, straight.ties) == (curved.n, curved.events, curved.ties)
    if df < 1 or not is_same or abs(straight.log_likelihood_null - curved.log_likelihood_null) > 1e-6:
        raise EstimateError(
            "The two models must be fitted to the same rows, the second with more terms than the first."
        )
    return likelihood_ratio_test(straight.log_likelihood, curved.log_likelihood, df)
