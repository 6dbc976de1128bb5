"""Rubin's rules: one estimate with its interval from the estimates of several imputations."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, tail_probability

Floats = NDArray[np.float64]


def pooled(
    estimates: ArrayLike, variances: ArrayLike, *, confidence: float = 0.95, complete_df: float | None = None
) -> pl.DataFrame:
    """The mean of the estimates over imputations, with an interval that allows for what is not known.

    Parameters
    ----------
    estimates
        One row per imputation (at least 2), one column per quantity, on a scale on which it is about normal (log
        hazard ratio); or one number per imputation.
    variances
        The squared standard errors, in the same shape, >= 0.
    confidence
        Coverage of the two-sided intervals, strictly between 0 and 1.
    complete_df
        Degrees of freedom if nothing had been missing (participants, or events, minus parameters), > 0. None: so many
        that it does not matter.

    Returns
    -------
    One row per quantity: `estimate, std_error, df` (of the t distribution; infinite if the imputations agree and
    `complete_df` is not given), `fraction_missing` (of the information, 0 to 1), `lower, upper`.

    Raises
    ------
    EstimateError
        Fewer than two imputations, shapes that differ, an estimate or variance that is not finite or is negative, or
        variances of 0 beside estimates that differ.

    Notes
    -----
    As R's `mice::pool`, except that imputations which all agree miss no information (mice: 2 / (df + 3), and a df
    capped as if one ten-thousandth were missing).

    References
    ----------
    Rubin DB (1987). Multiple Imputation for Nonresponse in Surveys. Wiley. doi:10.1002/9780470316696
    Barnard J, Rubin DB (1999). Biometrika 86:948-955. doi:10.1093/biomet/86.4.948
    """
    tail = tail_probability(confidence)
    values, errors = _checked(estimates, variances)
    if complete_df is not None and not (is_number(complete_df) and complete_df > 0):
        raise EstimateError(f"complete_df is {complete_df!r}; it must be above 0, or None.")
    imputations = len(values)
    estimate, within = values.mean(axis=0), errors.mean(axis=0)
    differ = np.ptp(values, axis=0) > 0  # asked exactly: rounding would leave a variance
    between = np.where(differ, (1 + 1 / imputations) * values.var(axis=0, ddof=1), 0.0)
    total = within + between
    share = np.divide(between, total, out=np.zeros_like(total), where=total > 0)
    df = _degrees_of_freedom(share, imputations, np.inf if complete_df is None else float(complete_df))
    half = _quantile(df, tail) * np.sqrt(total)
    columns = {"estimate": estimate, "std_error": np.sqrt(total), "df": df, "fraction_missing": _missing(share, df)}
    return pl.DataFrame(columns | {"lower": estimate - half, "upper": estimate + half})


def _checked(estimates: ArrayLike, variances: ArrayLike) -> tuple[Floats, Floats]:
    values, errors = (np.asarray(each, dtype=np.float64) for each in (estimates, variances))
    if values.shape != errors.shape or values.ndim not in (1, 2) or len(values) < 2 or not values.size:
        raise EstimateError(
            f"Estimates have the shape {values.shape}, variances {errors.shape}; give both as imputations (at least 2) "
            "x quantities."
        )
    broken = int((~np.isfinite(values) | ~np.isfinite(errors) | (errors < 0)).sum())
    if broken:
        raise EstimateError(
            f"{broken:,} of {values.size:,} estimates or their variances are no finite numbers, or a variance is "
            "negative: every imputation must have been fitted."
        )
    matrix = (len(values), -1)
    values, errors = values.reshape(matrix), errors.reshape(matrix)
    unsure = int(((errors.max(axis=0) == 0) & (np.ptp(values, axis=0) > 0)).sum())
    if unsure:
        raise EstimateError(
            f"{unsure:,} of {values.shape[1]:,} quantities have variance 0 in every imputation, yet differ between "
            "them: give the squared standard errors."
        )
    return values, errors


def _degrees_of_freedom(share: Floats, imputations: int, complete: float) -> Floats:
    """Barnard and Rubin's; Rubin's (1987) if the complete data have infinitely many."""
    with np.errstate(divide="ignore"):
        rubin = (imputations - 1) / share**2
    if np.isinf(complete):
        return rubin
    observed = (complete + 1) / (complete + 3) * complete * (1 - share)
    # 1 / (1 / rubin + 1 / observed), which both limits survive: nothing missing, and everything.
    return np.asarray(observed / (1 + observed / rubin))


def _missing(share: Floats, df: Floats) -> Floats:
    """Rubin's fraction of missing information, (r + 2 / (df + 3)) / (r + 1) with share = r / (r + 1)."""
    return np.where(share > 0, share + 2 / (df + 3) * (1 - share), 0.0)


def _quantile(df: Floats, tail: float) -> Floats:
    finite = np.where(np.isfinite(df), df, 1.0)
    return np.where(np.isfinite(df), stdtrit(finite, 1 - tail), -ndtri(tail))
