"""Gwet's AC1 of two coders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from scipy.special import stdtrit

from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.scales.cross_coding import ac1_of, agreement_row, coded_table


def gwet_ac1(
    frame: Any,
    *,
    first: str,
    second: str,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """How far two coders agree beyond chance, where rare categories do not lower it.

    Parameters
    ----------
    frame
        One row per unit coded (e.g. per need).
    first, second
        Columns: the category each coder gave (text, numbers or booleans); rows without both are not units.
    categories
        All categories of the codebook; None: those in use. Their number matters for AC1.
    confidence
        Coverage of the two-sided interval (Student's t on n - 1), strictly between 0 and 1.

    Returns
    -------
    One row, as `cohen_kappa`: `n`, `observed`, `expected`, `estimate`, `std_error`, `lower`, `upper`.

    Raises
    ------
    EstimateError
        As `cohen_kappa`.

    Notes
    -----
    The error and the t interval are those of R's `irrCAC::gwet.ac1.table` for units from an endless population.

    References
    ----------
    Gwet KL (2008). Br J Math Stat Psychol 61:29-48. doi:10.1348/000711006X126600
    """
    tail = tail_probability(confidence)
    table = coded_table(frame, first, second, categories)
    half = -float(stdtrit(table.sum() - 1, tail))
    return agreement_row(table, ac1_of(table), half)
