"""Change in one group beside change in another, with a look at whether they moved alike before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, normal_quantile
from research_kit.statistics.effects.time_zero import require_columns
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.weighting.exposure_column import is_exposed, numbers_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_BEFORE = 4


@dataclass(frozen=True, kw_only=True)
class DifferenceInDifferences:
    """The difference between two changes, and what speaks for or against reading it as one. Not for release.

    Attributes
    ----------
    effect
        One row: `estimate`, `std_error`, `lower`, `upper`: mean change of the exposed minus that of the others.
    pre_trend
        One row: the same of the slope, per period, of the difference between the groups before the change. An interval
        that holds 0 does not show that they moved alike; a wide one shows nothing.
    periods
        One row per period: `period`, `is_after`, `n_exposed`, `n_comparison`, `mean_exposed`, `mean_comparison`, and
        the difference of the groups against that of the last period before the change, `estimate`, `std_error`,
        `lower`, `upper` (null for that period).
    """

    effect: pl.DataFrame
    pre_trend: pl.DataFrame
    periods: pl.DataFrame
    clusters: int = field(default=0)


def difference_in_differences(
    frame: Any, *, id: str, period: str, outcome: str, exposed: str, change: float, confidence: float = 0.95
) -> DifferenceInDifferences:
    """How much more an outcome changed, from before a date to after it, in one group than in another.

    Parameters
    ----------
    frame
        One row per participant (or unit) and period.
    id
        Column: whose rows belong together.
    period
        Column: the period, numbered in time.
    outcome
        Column: a number, or true/false.
    exposed
        Column: true or 1 in the group that meets the change, the same in all rows of one participant.
    change
        The first period after the change.
    confidence
        Coverage of the two-sided intervals.

    Returns
    -------
    A frozen `DifferenceInDifferences`.

    Raises
    ------
    EstimateError
        Fewer than four periods before the change, none after, a group without rows in a period, a participant in both
        groups or twice in a period, or columns that cannot be used.

    Notes
    -----
    Means by group and period, weighted by rows over periods; errors clustered by participant, without small-sample
    factor (as R's `vcovCL(cadjust = FALSE, type = "HC0")` of the regression on group, period and their crossing after
    the change, to which it is equal where the same participants are in every period).

    References
    ----------
    Angrist JD, Pischke JS (2009). Mostly Harmless Econometrics, chapter 5. Princeton University Press.
    Roth J (2022). Am Econ Rev Insights 4:305-322. doi:10.1257/aeri.20210236
    """
    z = normal_quantile(confidence)
    rows = given_frame(frame)
    require_columns(rows, [id, period, outcome, exposed])
    in_group, moment = is_exposed(rows, exposed), numbers_of(rows, period)
    person = _persons(rows, id, period, exposed)
    times, place = np.unique(moment, return_inverse=True)
    _require_periods(times, change)
    cell = _Cells.of(numbers_of(rows, outcome), (in_group, place, person), len(times))
    is_after, last = times >= change, int((times < change).sum()) - 1
    after = np.where(is_after, 1 / is_after.sum(), -1 / (~is_after).sum())
    before = np.where(is_after, 0.0, times - times[~is_after].mean())
    apart = np.eye(len(times)) - np.eye(len(times))[last]
    return DifferenceInDifferences(
        effect=cell.contrasts(after[None, :], z),
        pre_trend=cell.contrasts((before / (before**2).sum())[None, :], z),
        periods=_periods(cell, times, is_after, cell.contrasts(apart, z), last),
        clusters=int(person.max()) + 1,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Cells:
    """Means by group and period, and the covariance of their differences from deviations summed by participant."""

    count: Floats  # groups x periods: others, exposed
    mean: Floats
    covariance: Floats  # periods x periods, of the differences exposed minus others

    @classmethod
    def of(cls, values: Floats, keys: tuple[NDArray[np.bool_], Ints, Ints], periods: int) -> _Cells:
        in_group, place, person = keys
        cell = in_group * periods + place
        count = np.bincount(cell, minlength=2 * periods).astype(np.float64)
        empty = int((count == 0).sum())
        if empty:
            raise EstimateError(f"{empty} of {2 * periods} groups and periods have no rows: they cannot be compared.")
        mean = np.bincount(cell, weights=values, minlength=2 * periods) / count
        moved = np.zeros((int(person.max()) + 1, periods))
        np.add.at(moved, (person, place), np.where(in_group, 1, -1) * (values - mean[cell]) / count[cell])
        return cls(count=count.reshape(2, -1), mean=mean.reshape(2, -1), covariance=moved.T @ moved)

    def contrasts(self, weights: Floats, z: float) -> pl.DataFrame:
        """Weighted sums over the periods of the differences between the groups."""
        estimate = weights @ (self.mean[1] - self.mean[0])
        error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", weights, self.covariance, weights), 0))
        columns = {"estimate": estimate, "std_error": error}
        return pl.DataFrame(columns | {"lower": estimate - z * error, "upper": estimate + z * error})


def _persons(rows: pl.DataFrame, id: str, period: str, exposed: str) -> Ints:
    unknown = rows[id].null_count()
    twice = rows.height - rows.select(id, period).n_unique()
    both = rows.group_by(id).agg(pl.col(exposed).n_unique().alias("_groups")).filter(pl.col("_groups") > 1).height
    if unknown or twice or both:
        raise EstimateError(
            f"{unknown:,} of {rows.height:,} rows have no value in {id!r}, {twice:,} repeat one in a period, and "
            f"{both:,} participants are in both groups: give one row per participant and period, in one "
            "group throughout."
        )
    return rows[id].rank("dense").to_numpy().astype(np.int64) - 1


def _require_periods(times: Floats, change: float) -> None:
    if not is_number(change):
        raise EstimateError("`change` must be the number of a period.")
    before, after = int((times < change).sum()), int((times >= change).sum())
    if before < LEAST_BEFORE or not after:
        raise EstimateError(
            f"There are {before} periods before the change and {after} from it on: at least {LEAST_BEFORE} before it "
            "are needed to see whether the groups moved alike, and one after it."
        )


def _periods(cell: _Cells, times: Floats, is_after: NDArray[np.bool_], apart: pl.DataFrame, last: int) -> pl.DataFrame:
    columns = {"period": times, "is_after": is_after}
    columns |= {"n_exposed": cell.count[1].astype(np.int64), "n_comparison": cell.count[0].astype(np.int64)}
    columns |= {"mean_exposed": cell.mean[1], "mean_comparison": cell.mean[0]}
    is_reference = pl.int_range(pl.len()) == last
    blank = pl.when(~is_reference).then(pl.col("estimate", "std_error", "lower", "upper"))
    return pl.DataFrame(columns).hstack(apart.with_columns(blank))
