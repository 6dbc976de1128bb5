"""Cohen's kappa of two coders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.scales.cross_coding import agreement_row, coded_table, kappa_of


def cohen_kappa(
    frame: Any,
    *,
    first: str,
    second: str,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """How far two coders agree beyond chance, chance being each one's own use of the categories.

    Parameters
    ----------
    frame
        One row per unit coded (e.g. per need).
    first, second
        Columns: the category each coder gave (text, numbers or booleans); rows without both are not units.
    categories
        All categories of the codebook; None: those in use.
    confidence
        Coverage of the two-sided normal interval, strictly between 0 and 1.

    Returns
    -------
    One row: `n` (units), `observed` and `expected` agreement, `estimate`, `std_error`, `lower`, `upper`; null from
    `estimate` on if both always gave one and the same category (kappa is then undefined); limits are null too if the
    two agree on every unit (the error is then 0, which says nothing).

    Raises
    ------
    EstimateError
        Units are coded by one person only, fewer than two units or categories, a code is not in `categories`, or a
        column is missing.

    Notes
    -----
    Where a category is rare or common kappa is low although coders nearly always agree: `gwet_ac1` beside it.

    References
    ----------
    Cohen J (1960). Educ Psychol Meas 20:37-46. doi:10.1177/001316446002000104
    Fleiss JL, Cohen J, Everitt BS (1969). Psychol Bull 72:323-327 (the error). doi:10.1037/h0028106
    """
    half = normal_quantile(confidence)
    table = coded_table(frame, first, second, categories)
    return agreement_row(table, kappa_of(table), half)
