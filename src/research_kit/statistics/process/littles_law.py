"""Whether the number there at a time, the inflow and the length of stay fit together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from scipy.special import gammaincinv

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number, tail_probability
from research_kit.statistics.process.mean_length import lengths
from research_kit.statistics.process.spells import Moment, groups_of, spells_of

MOST_GAP = 0.10  # METHODS 4.7
_WRITTEN = (
    "mean_stock", "arrivals", "months", "inflow", "inflow_lower", "inflow_upper", "mean_length", "mean_length_lower",
    "mean_length_upper", "expected_stock", "relative_gap", "steady", "ongoing", "still_there", "reason",
)  # fmt: skip


def littles_law(
    frame: Any,
    *,
    start: str,
    stop: str,
    begins: Moment,
    cut: Moment | None = None,
    ends: float | None = None,
    by: Sequence[str] | str = (),
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Mean number there at a time, inflow and mean length of stay, and whether the first is the product of the others.

    Parameters
    ----------
    frame
        One row per spell (enrolment): polars (eager or lazy), or any frame narwhals supports.
    start, stop
        Columns: dates, or numbers; `stop` is null while the spell goes on.
    begins, cut
        The calendar time looked at: from when spells were recorded to when they are known. Spells that started before
        `begins` count from then on.
    ends
        How much is left out at either end, while the project fills up and empties, in months (for dates). None: one
        mean length. 0: nothing.
    by
        Columns whose crossing makes the groups; null is a group of its own.
    confidence
        Coverage of the two-sided intervals, strictly between 0 and 1.

    Returns
    -------
    One row per group: `by`..., and in months (for dates; otherwise in the unit of the numbers)
    `mean_stock` (over the calendar time that is left), `arrivals` and `months` (in that time), `inflow` per month with
    `inflow_lower`, `inflow_upper` (exact Poisson), `mean_length` with `mean_length_lower`, `mean_length_upper`
    (`mean_length` of this package, spells that go on included), `expected_stock` (inflow times mean length),
    `relative_gap` ((mean - expected) / mean stock), `steady` (whether it is at most 10 % either way), `ongoing`,
    `still_there`, and `reason`: `short_window` where less than one mean length of calendar time is left, or
    `length_not_reached` where more than 5 % of spells last longer than was seen; then `steady` is null.

    Raises
    ------
    GuardError
        `cut` is not given (G-ONGOING).
    EstimateError
        A column is missing or of the wrong type, a spell cannot be right, `cut` is not after `begins`, or an argument
        is out of range.

    Notes
    -----
    The mean stock and the inflow are of everybody who was there, over the time looked at; the interval of the inflow
    is for what the same process could have given. Where too little time is left, the whole time is described.

    References
    ----------
    Little JDC (1961). Oper Res 9:383-387. doi:10.1287/opre.9.3.383
    Garwood F (1936). Biometrika 28:437-442. doi:10.1093/biomet/28.3-4.437
    """
    tail = tail_probability(confidence)
    spells = spells_of(frame, start=start, stop=stop, cut=cut, by=by, written=_WRITTEN)
    first = spells.number(begins, "begins")
    _require_window(first, spells.cut, ends)
    stays = lengths(spells, begins=begins, tau=None, confidence=confidence)
    window = (first, spells.cut, ends)
    found = [(group, _flow(own, _length_of(stays, group), window, tail)) for group, own in groups_of(spells)]
    return pl.concat([group.hstack(flow) if group.width else flow for group, flow in found])


def _require_window(first: float, cut: float, ends: float | None) -> None:
    if cut <= first:
        raise EstimateError("`cut` is not after `begins`: there is no calendar time to look at.")
    if ends is not None and (not is_number(ends) or not 0 <= ends < (cut - first) / 2):
        raise EstimateError(
            f"ends is {ends!r}; it must be at least 0 and less than half of the {cut - first:.1f} looked at."
        )


def _length_of(stays: pl.DataFrame, group: pl.DataFrame) -> dict[str, Any]:
    own = stays.join(group, on=group.columns, how="semi", nulls_equal=True) if group.width else stays
    return own.row(0, named=True) if own.height else dict.fromkeys(stays.columns)


def _flow(
    own: pl.DataFrame, stay: dict[str, Any], window: tuple[float, float, float | None], tail: float
) -> pl.DataFrame:
    first, cut, ends = window
    length = stay["estimate"]
    left_out = (length or 0.0) if ends is None else ends
    short = length is None or cut - first - 2 * left_out < length
    low, high = (first, cut) if short else (first + left_out, cut - left_out)
    start, stop = own["_start"].to_numpy(), own["_stop"].to_numpy()
    there = np.clip(np.minimum(stop, high) - np.maximum(start, low), 0.0, None).sum() / (high - low)
    arrivals = int(((start >= low) & (start < high)).sum())
    lower, upper = _poisson_limits(arrivals, tail)
    expected = None if length is None else arrivals / (high - low) * length
    reason = "short_window" if short else "length_not_reached" if (stay["still_there"] or 0.0) > 0.05 else None
    gap = (there - expected) / there if there > 0 and expected is not None else None
    told = (
        there, arrivals, high - low, arrivals / (high - low), lower / (high - low), upper / (high - low), length,
        stay["lower"], stay["upper"], expected, gap, None if reason or gap is None else abs(gap) <= MOST_GAP,
        stay["ongoing"], stay["still_there"], reason,
    )  # fmt: skip
    return pl.DataFrame([dict(zip(_WRITTEN, told, strict=True))], schema=_SCHEMA)


_SCHEMA: dict[str, pl.DataType] = {
    name: pl.Int64() if name in ("arrivals", "ongoing") else pl.Boolean() if name == "steady"
    else pl.String() if name == "reason" else pl.Float64()
    for name in _WRITTEN
}  # fmt: skip


def _poisson_limits(events: int, tail: float) -> tuple[float, float]:
    """Garwood's limits of a Poisson mean."""
    lower = float(gammaincinv(events, tail)) if events else 0.0
    return lower, float(gammaincinv(events + 1, 1 - tail))
