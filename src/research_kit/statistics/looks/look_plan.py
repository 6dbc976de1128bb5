"""The alarm limit a project uses: the exact one, never narrower than the house default (METHODS 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.looks.alarm_z import alarm_z
from research_kit.statistics.looks.information import information_at, whole_number

Floats = NDArray[np.float64]

LEAST_PER_GROUP = 10
"""A look at fewer people than this in any group raises no alarm, and does not count as one."""

LARGEST_DEVIATION = 0.1
"""How far information may be from plan, as a part of all planned, before the limit is computed again."""

_QUARTERLY, _QUARTERLY_FAMILY, _MONTHLY, _FAMILY = 14, 12, 42, 3
_DEFAULTS = {"one": 2.70, "family": 2.90, "monthly": 2.95}  # METHODS 8; 2.95: information of monthly checks comes late


@dataclass(frozen=True, kw_only=True, slots=True)
class LookPlan:
    """How often one looks, at how many claims, and the alarm limit that follows."""

    planned: tuple[float, ...]  # information at each look as a part of that at the last
    claims: int
    correlation: float | tuple[tuple[float, ...], ...] | None
    alpha: float
    default_z: float  # of METHODS 8
    exact_z: float  # for the information as planned, or as it has come
    z: float  # the larger, and never less than at an earlier look: what is used
    deviation: float = 0.0  # largest distance of information from plan so far
    recomputed: bool = False

    @property
    def looks(self) -> int:
        """How often one looks."""
        return len(self.planned)


def look_plan(
    looks: int,
    *,
    claims: int = 1,
    correlation: Any = None,
    information: Sequence[float] | Floats | None = None,
    alpha: float = 0.05,
) -> LookPlan:
    """The alarm limit for a project that is about to begin, with the default and the exact value it comes from.

    Parameters
    ----------
    looks, claims, correlation, information, alpha
        As `alarm_z`; information as planned.

    Returns
    -------
    A `LookPlan`; its `z` is the larger of `default_z` and `exact_z`.

    Raises
    ------
    EstimateError
        As `alarm_z`.

    Notes
    -----
    Defaults: 2.70 for one claim and at most 14 looks, 2.90 for two or three claims and at most 12 looks, 2.95 for one
    claim and 15 to 42 looks. For other plans: the exact value if information comes late, as the square of time.

    References
    ----------
    METHODS, section 8. Jennison C, Turnbull BW (1989). J R Stat Soc B 51:305-361.
    """
    parts = information_at(looks, information)
    default = _default_z(whole_number(looks, "looks"), claims, correlation, alpha)
    exact = alarm_z(parts.size, claims, correlation, parts, alpha)
    return LookPlan(
        planned=tuple(parts.tolist()), claims=claims, correlation=_plain(correlation), alpha=alpha,
        default_z=default, exact_z=exact, z=max(default, exact),
    )  # fmt: skip


def revised_plan(plan: LookPlan, information: Sequence[float] | Floats) -> LookPlan:
    """The plan after some looks: if information is more than 0.1 from plan, the limit is computed again, never lowered.

    Parameters
    ----------
    plan
        From `look_plan`, or from this function at the look before.
    information
        Known at each look so far, as a part of that planned for the last; never falling.

    Returns
    -------
    A `LookPlan`; `deviation` and `recomputed` say what happened. The limit is the largest of those for the looks to
    come as planned, at the present pace, in equal steps, and late.

    Raises
    ------
    EstimateError
        information has more looks than planned, is not positive, or falls.

    References
    ----------
    METHODS, section 8. Jennison C, Turnbull BW (2000), chapter 7 (unpredictable information).
    """
    known = np.atleast_1d(np.asarray(information, dtype=np.float64))
    if known.ndim > 1 or known.size > plan.looks or not (known > 0).all() or (np.diff(known) < 0).any():
        raise EstimateError(
            f"information has {known.size} values for {plan.looks} planned looks: give one positive number for each "
            "look so far, never falling."
        )
    deviation = float(np.abs(known - np.asarray(plan.planned[: known.size])).max())
    if deviation <= LARGEST_DEVIATION:
        return replace(plan, deviation=deviation, recomputed=False)
    ways = [np.append(known, coming) for coming in _ways_on(known, np.asarray(plan.planned))]
    exact = max(alarm_z(plan.looks, plan.claims, plan.correlation, way, plan.alpha) for way in ways)
    return replace(plan, deviation=deviation, recomputed=True, exact_z=exact, z=max(plan.z, exact))


def looks_that_count(group_sizes: ArrayLike) -> NDArray[np.bool_]:
    """Which looks count: those with at least ten people in each group.

    Parameters
    ----------
    group_sizes
        People known, >= 0: one row per look, one column per group.

    Returns
    -------
    An array of booleans, one for each look.

    Raises
    ------
    EstimateError
        It has not two dimensions, or a number is negative or missing.

    References
    ----------
    METHODS, section 8.
    """
    sizes = np.asarray(group_sizes, dtype=np.float64)
    if sizes.ndim != 2 or not (sizes >= 0).all():
        raise EstimateError("group_sizes must have one row per look and one column per group, none negative.")
    return np.asarray((sizes >= LEAST_PER_GROUP).all(axis=1))


def _default_z(looks: int, claims: int, correlation: Any, alpha: float) -> float:
    if claims == 1 and looks <= _MONTHLY:
        return _DEFAULTS["one"] if looks <= _QUARTERLY else _DEFAULTS["monthly"]
    if 1 < claims <= _FAMILY and looks <= _QUARTERLY_FAMILY:
        return _DEFAULTS["family"]
    return alarm_z(looks, claims, correlation, (np.arange(1, looks + 1) / looks) ** 2, alpha)


def _ways_on(known: Floats, planned: Floats) -> list[Floats]:
    """What information may be at the looks to come."""
    to_come, now = planned[known.size :], known[-1]
    if not to_come.size:
        return [to_come]
    progress = np.arange(1, to_come.size + 1) / to_come.size
    end = max(1.0, now * planned.size / known.size) if now >= 1 else 1.0
    pace = now * (1 + np.arange(1, to_come.size + 1) / known.size)
    return [np.maximum(to_come, now), pace, now + (end - now) * progress, now + (end - now) * progress**2]


def _plain(correlation: Any) -> float | tuple[tuple[float, ...], ...] | None:
    if correlation is None:
        return None
    given = np.asarray(correlation, dtype=np.float64)
    return float(given) if given.ndim == 0 else tuple(tuple(row) for row in given.tolist())
