"""How each item goes with the other items of its scale, and what alpha would be without it."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from research_kit.statistics.scales.cronbach_alpha import alpha_of
from research_kit.statistics.scales.item_answers import read_items


def item_total_correlations(items_frame: Any, *, missing: str = "pairwise") -> pl.DataFrame:
    """How each item goes with the sum of the others, and the alpha of the scale without it.

    Parameters
    ----------
    items_frame
        One row per person, one column per item, at least two, as for `cronbach_alpha`.
    missing
        `pairwise` or `complete`, as in `cronbach_alpha`.

    Returns
    -------
    One row per item, in the order of the columns: `item`, `n` (answered it), `mean`, `std_deviation`,
    `correlation` (with the sum of the other items, from the covariances), `alpha_without` (null with two items).

    Raises
    ------
    EstimateError
        As `cronbach_alpha`.

    Notes
    -----
    With complete answers `correlation` is psych's `r.drop`; with missing ones psych correlates each item with the mean
    of those answered, here the covariances of `missing` are used throughout.

    References
    ----------
    Nunnally JC, Bernstein IH (1994). Psychometric Theory, 3rd ed. McGraw-Hill, chapter 8.
    """
    answers = read_items(items_frame, missing=missing)
    covariances = answers.covariances()[0]
    own = np.diagonal(covariances)
    with_others = covariances.sum(axis=1) - own
    others = covariances.sum() - 2 * covariances.sum(axis=1) + own
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = with_others / np.sqrt(own * np.where(others > 0, others, np.nan))
    places = range(len(answers.names))
    without = [np.delete(np.delete(covariances, place, 0), place, 1) for place in places]
    alphas = alpha_of(np.stack(without)) if len(answers.names) > 2 else np.full(2, np.nan)
    return pl.DataFrame(
        {
            "item": list(answers.names),
            "n": np.isfinite(answers.values).sum(axis=0),
            "mean": np.nanmean(answers.values, axis=0),
            "std_deviation": np.sqrt(own),
            "correlation": correlation,
            "alpha_without": alphas,
        }
    ).with_columns(pl.col("correlation", "alpha_without").fill_nan(None))
