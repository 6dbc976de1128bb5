"""Reading off a Turnbull estimate whether it is the best there is: its likelihood and the optimality conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.intervals.interval_columns import IntervalColumns, require_groups
from research_kit.statistics.intervals.interval_rows import read_intervals
from research_kit.statistics.intervals.maximal_intervals import Line, Runs, maximal_intervals, run_bounds, runs_of
from research_kit.statistics.intervals.npmle import largest_violation

Floats = NDArray[np.float64]

_NEEDED = ("left", "right", "probability")


def turnbull_optimality(
    frame: Any, estimate: pl.DataFrame, *, left: str, right: str, weight: str | None = None
) -> pl.DataFrame:
    """How well an estimated distribution meets the conditions of the greatest likelihood, for these participants.

    Parameters
    ----------
    frame, left, right, weight
        As for `turnbull`.
    estimate
        One row per group and interval with mass: `left`, `right` (null: no end), `probability`; as `turnbull` returns
        it, or any other program's masses in these columns. The intervals of a group are disjoint. Every other column
        but `survival` names groups, and is a column of the frame too.

    Returns
    -------
    One row per group: `by`..., `participants` (sum of weights), `log_likelihood`, `largest_violation` of the
    Karush-Kuhn-Tucker conditions: the gradient per participant is at most 1 on every maximal interval, and 1 wherever
    there is mass. The log-likelihood is at most `participants * largest_violation` below the greatest. A participant
    whose interval holds no mass makes it -infinity, and the violation infinite.

    Raises
    ------
    CountsError
        As `turnbull`.
    EstimateError
        The estimate lacks a column, or a group of the frame.

    References
    ----------
    Gentleman R, Geyer CJ (1994). Biometrika 81:618-623. doi:10.1093/biomet/81.3.618
    """
    missing = [name for name in _NEEDED if name not in estimate.columns]
    if missing:
        raise EstimateError(
            f"The estimate has no column {', '.join(map(repr, missing))}; give what `turnbull` returns."
        )
    by = [name for name in estimate.columns if name not in (*_NEEDED, "survival")]
    names = require_groups(by, (left, right, *([weight] if weight is not None else [])))
    rows = read_intervals(frame, IntervalColumns(left=left, right=right, weight=weight, carried=names))
    if not names:
        return _conditions(rows, estimate)
    groups = rows.partition_by(names, maintain_order=True)
    return pl.concat([_of_group(group, estimate, names) for group in groups]).sort(*names)


def _of_group(rows: pl.DataFrame, estimate: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    key = rows.head(1).select(names)
    masses = estimate.join(key, on=list(names), how="semi", nulls_equal=True, maintain_order="left")
    if not masses.height:
        raise EstimateError("The estimate has no rows for a group of the frame. Estimate it with the same `by`.")
    return key.join(_conditions(rows, masses), how="cross")


def _conditions(rows: pl.DataFrame, estimate: pl.DataFrame) -> pl.DataFrame:
    left, right, n = (rows[name].to_numpy() for name in ("_left", "_right", "_n"))
    estimate = estimate.sort("left", "right", nulls_last=True)
    start = estimate["left"].cast(pl.Float64).to_numpy()
    end = estimate["right"].cast(pl.Float64).fill_null(float("inf")).to_numpy()
    mass = estimate["probability"].to_numpy()
    line = Line.through(left, right, start, end)
    first, last = line.places(left, right)
    begin, stop = run_bounds(first, last, line.places(start, end))
    upto = np.concatenate([[0.0], np.cumsum(mass)])
    probability = upto[stop] - upto[begin]
    held = bool(probability.min() > 0)
    with np.errstate(divide="ignore"):
        log_likelihood = float(n @ np.log(probability))
    # The gradient where there is mass, and wherever there could be.
    places = (line.places(start, end), maximal_intervals(first, last))
    gradients = [_gradient(runs_of(first, last, each, n / probability), n) for each in places] if held else []
    violation = max(largest_violation(gradients[0], mass), float(gradients[1].max()) - 1) if held else np.inf
    return pl.DataFrame(
        {"participants": float(n.sum()), "log_likelihood": log_likelihood, "largest_violation": violation}
    )


def _gradient(runs: Runs, n: Floats) -> Floats:
    """Per participant, of runs that were added up with n / probability."""
    return np.asarray(runs.held_by(runs.n) / n.sum())
