"""Two coders' codes of the same units as tables of counts: what both agreed on, and by how much more than by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.scales.read_rows import read_rows

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """Observed agreement, the one expected by chance, the coefficient and its standard error; NaN where undefined."""

    observed: Floats
    expected: Floats
    coefficient: Floats
    std_error: Floats


def kappa_of(tables: Floats) -> Agreement:
    """Cohen's kappa of tables (..., categories of the first coder, of the second)."""
    p, n = _shares(tables)
    first, second = p.sum(axis=-1), p.sum(axis=-2)
    # The weights of cell (i, j) in Fleiss, Cohen and Everitt (1969): second's marginal of i plus first's of j.
    margins = second[..., :, None] + first[..., None, :]
    return _agreement(p, n, (first * second).sum(axis=-1), margins)


def ac1_of(tables: Floats) -> Agreement:
    """Gwet's AC1 of tables (..., categories of the first coder, of the second)."""
    p, n = _shares(tables)
    categories = p.shape[-1]
    use = (p.sum(axis=-1) + p.sum(axis=-2)) / 2
    expected = (use * (1 - use)).sum(axis=-1) / (categories - 1)
    margins = 2 * (1 - (use[..., :, None] + use[..., None, :]) / 2) / (categories - 1)
    return _agreement(p, n, expected, margins)


def _shares(tables: Floats) -> tuple[Floats, Floats]:
    n = tables.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return tables / n[..., None, None], n


def _agreement(p: Floats, n: Floats, expected: Floats, margins: Floats) -> Agreement:
    observed = np.trace(p, axis1=-2, axis2=-1)
    room = np.where(expected < 1 - 1e-12, 1 - expected, np.nan)
    coefficient = (observed - expected) / room
    per_cell = np.eye(p.shape[-1]) - (1 - coefficient[..., None, None]) * margins
    spread = (p * per_cell**2).sum(axis=(-2, -1)) - (observed - 2 * (1 - coefficient) * expected) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        std_error = np.sqrt(np.maximum(spread, 0) / n) / room
    return Agreement(observed=observed, expected=expected, coefficient=coefficient, std_error=std_error)


def require_two(first: str, second: str) -> None:
    """Refuse one column as both coders."""
    if first == second:
        raise EstimateError(f"Both coders are column {first!r}: agreement needs two columns.")


def coded_table(frame: Any, first: str, second: str, categories: Sequence[Any] | None) -> Floats:
    """Counts of units by the first coder's category and the second's; refuses units coded once, or otherwise."""
    require_two(first, second)
    rows = read_rows(frame, [first, second])
    once = rows.filter(pl.col(first).is_null() != pl.col(second).is_null()).height
    if once:
        raise EstimateError(
            f"{once:,} of {rows.height:,} units are coded by one person only: agreement needs two. "
            "Give those coded twice."
        )
    both = rows.drop_nulls().cast(pl.String)
    levels = _levels(both, categories)
    place = {level: index for index, level in enumerate(levels)}
    table = np.zeros((len(levels), len(levels)))
    counted = both.group_by(both.columns).len()
    for one, other, units in counted.iter_rows():
        table[place[one], place[other]] += units
    return table


def _levels(both: pl.DataFrame, categories: Sequence[Any] | None) -> list[str]:
    used = sorted(set(both.to_series(0)) | set(both.to_series(1)))
    levels = used if categories is None else [_text(each) for each in categories]
    unknown = len(set(used) - set(levels))
    if unknown or len(set(levels)) < len(levels):
        raise EstimateError(f"{unknown} codes in use are not among `categories`, or it names one twice.")
    if both.height < 2 or len(levels) < 2:
        raise EstimateError(
            f"{both.height} units were coded twice, with {len(levels)} categories: agreement needs at least 2 of each. "
            "Name all categories of the codebook in `categories`."
        )
    return levels


def _text(category: Any) -> str:
    return str(category).lower() if isinstance(category, bool) else str(category)


def agreement_row(table: Floats, found: Agreement, half: float) -> pl.DataFrame:
    """One row of a coefficient with its limits; what is undefined is null."""
    lower, upper = limits_of(found, half)
    columns = {
        "observed": found.observed,
        "expected": found.expected,
        "estimate": found.coefficient,
        "std_error": found.std_error,
        "lower": lower,
        "upper": upper,
    }
    row = pl.DataFrame({"n": [int(table.sum())], **{name: [float(value)] for name, value in columns.items()}})
    return row.with_columns(pl.col(pl.Float64).fill_nan(None))


def limits_of(found: Agreement, half: float | Floats) -> tuple[Floats, Floats]:
    """So many standard errors away, not beyond -1 and 1; NaN where the error is 0 (agreement on everything)."""
    distance = half * np.where(found.std_error > 0, found.std_error, np.nan)
    return np.maximum(found.coefficient - distance, -1.0), np.minimum(found.coefficient + distance, 1.0)
