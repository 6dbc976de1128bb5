"""For each exposed participant, the others most like them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.effects.time_zero import require_exposed_by, require_measured_by
from research_kit.statistics.regression.column_names import listed, several_names
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.weighting.exposure_column import require_column
from research_kit.statistics.weighting.nearest import nearest_any, nearest_left
from research_kit.statistics.weighting.propensity import fit_propensity

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_MOST_DISTANCES = 50_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class MatchedPairs:
    """Who is compared with whom. Internal: rows of participants, never printed.

    Attributes
    ----------
    pairs
        One row per exposed and match: `set` (number of the exposed), `exposed`, `comparison` (row numbers of the
        frame, from 0), `distance`.
    weights
        One per row of the frame: 1 for a matched exposed; for a comparison the sum of 1 / (matches of the set), scaled
        to as many comparisons as are used; 0 for who is not used. For `balance` and weighted means.
    n_exposed, n_matched
        Exposed in the frame, and those with at least one match.
    """

    pairs: pl.DataFrame = field(repr=False)
    weights: Floats = field(repr=False)
    n_exposed: int
    n_matched: int


def matched_pairs(
    frame: Any,
    *,
    exposure: str,
    covariates: Sequence[str],
    ratio: int = 1,
    calliper: float | None = 0.2,
    replace: bool = False,
    exact: Sequence[str] | str = (),
    scale: str = "logit",
    exposure_time: str | None = None,
    measured: Mapping[str, str] | None = None,
) -> MatchedPairs:
    """For each exposed participant, the nearest others by the chance of being exposed.

    Parameters
    ----------
    frame
        One row per participant.
    exposure, covariates, exposure_time, measured
        As in `propensity_weights`.
    ratio
        How many matches each exposed may have, one being sought for everybody before the second.
    calliper
        The largest distance allowed, in standard deviations of the distance scale over all rows; None: any.
    replace
        Whether one participant may be the match of several.
    exact
        Columns in which matches must agree, e.g. the month of the index date; null agrees with null.
    scale
        `logit`: distance on the log odds of being exposed (recommended); `share`: on the chance itself.

    Returns
    -------
    A frozen `MatchedPairs`.

    Raises
    ------
    GuardError
        `G-IMMORTAL` or `G-MEDIATOR`: the exposure or a covariate is dated after time zero.
    EstimateError
        As `propensity_weights`; arguments that make no sense; nobody has a match; more than 50 million distances.

    Notes
    -----
    Exposed choose in the order of falling chance, the hardest to match first; ties by row. Meant as
    `matchit(method = "nearest", m.order = "largest")` of R's MatchIt, and equal to a plain loop; MatchIt 4.5.1 itself
    takes some who are not the nearest.

    References
    ----------
    Austin PC (2011). Pharm Stat 10:150-161. doi:10.1002/pst.433
    Ho DE, Imai K, King G, Stuart EA (2011). J Stat Softw 42(8). doi:10.18637/jss.v042.i08
    """
    people = given_frame(frame)
    _require_arguments(ratio, calliper, scale)
    require_exposed_by(people, exposure_time)
    require_measured_by(people, measured, used=list(listed(covariates)))
    fit = fit_propensity(people, exposure=exposure, covariates=covariates)
    place = fit.linear if scale == "logit" else fit.share
    widest = np.inf if calliper is None else calliper * place.std(ddof=1)
    strata = _strata(people, several_names("exact", exact))
    found = [_in_stratum(place, fit.exposed, rows, (widest, ratio, replace)) for rows in strata]
    exposed, comparison = (np.concatenate(part) for part in zip(*found, strict=True))
    if not len(exposed):
        raise EstimateError("No exposed participant has a match: widen `calliper`, or leave out a column of `exact`.")
    return _result(place, fit.exposed, exposed, comparison)


def _require_arguments(ratio: int, calliper: float | None, scale: str) -> None:
    if isinstance(ratio, bool) or not isinstance(ratio, (int, np.integer)) or ratio < 1:
        raise EstimateError(f"ratio is {ratio!r}; it must be a whole number of at least 1.")
    if calliper is not None and not (is_number(calliper) and calliper > 0):
        raise EstimateError(f"calliper is {calliper!r}; it must be above 0 (standard deviations), or None.")
    if scale not in ("logit", "share"):
        raise EstimateError(f"scale is {scale!r}; it is one of logit, share.")


def _strata(people: pl.DataFrame, exact: Sequence[str]) -> list[Ints]:
    """Row numbers by the values of the columns that must agree."""
    for name in exact:
        require_column(people, name)
    if not exact:
        return [np.arange(people.height)]
    grouped = people.select(exact).with_row_index("_row").group_by(exact, maintain_order=True).agg("_row")
    return [np.asarray(rows, dtype=np.int64) for rows in grouped["_row"]]


def _in_stratum(
    place: Floats, exposed: NDArray[np.bool_], rows: Ints, rules: tuple[float, int, bool]
) -> tuple[Ints, Ints]:
    """Pairs of row numbers within one stratum, one round of choosing per match."""
    widest, ratio, replace = rules
    first, second = rows[exposed[rows]], rows[~exposed[rows]]
    if len(first) * len(second) > _MOST_DISTANCES:
        raise EstimateError(
            f"{len(first):,} x {len(second):,} distances are more than {_MOST_DISTANCES:,}: match within months of the "
            "index date (`exact`), or use `propensity_weights`."
        )
    first = first[np.argsort(-place[first], kind="stable")]
    apart = np.abs(place[first][:, None] - place[second][None, :])
    apart[apart > widest] = np.inf
    pairs: list[tuple[Ints, Ints]] = [(first[:0], second[:0])]
    for _ in range(ratio):
        chosen = nearest_any(apart) if replace else nearest_left(apart)
        has = np.flatnonzero(chosen >= 0)
        pairs.append((first[has], second[chosen[has]]))
        if replace:
            apart[has, chosen[has]] = np.inf
        else:
            apart[:, chosen[has]] = np.inf
    return np.concatenate([pair[0] for pair in pairs]), np.concatenate([pair[1] for pair in pairs])


def _result(place: Floats, is_exposed: NDArray[np.bool_], exposed: Ints, comparison: Ints) -> MatchedPairs:
    _, number, matches = np.unique(exposed, return_inverse=True, return_counts=True)
    weights = np.zeros(len(place))
    weights[exposed] = 1.0
    np.add.at(weights, comparison, 1 / matches[number])
    used = np.unique(comparison)
    weights[used] *= len(used) / weights[used].sum()
    apart = np.abs(place[exposed] - place[comparison])
    columns = {"set": number, "exposed": exposed, "comparison": comparison, "distance": apart}
    return MatchedPairs(
        pairs=pl.DataFrame(columns).sort("set", "distance", "comparison"),
        weights=weights,
        n_exposed=int(is_exposed.sum()),
        n_matched=len(matches),
    )
