"""How much of the data there is at each look, as an analyst gives it, made ready for the recursion."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]

LEAST_GROWTH = 1e-5
"""A look adds at least this part of what was there: less is counted as this much, which errs towards a wider bar."""


def information_at(looks: int, information: Sequence[float] | Floats | None = None) -> Floats:
    """Information at each look, as parts of that at the last; equal steps if none is given.

    Looks at which nothing came are left out: they repeat the look before.
    """
    number = whole_number(looks, "looks")
    if information is None:
        return np.arange(1, number + 1) / number
    given = _floats(information)
    if given.shape != (number,):
        raise EstimateError(f"information has {given.size} values for {number} looks: give one for each look.")
    wrong = int((~np.isfinite(given) | (given <= 0)).sum() + (np.diff(given) < 0).sum())
    if wrong:
        raise EstimateError(
            f"information is not positive, or falls, at {wrong} of {number} looks. It must be positive and never fall: "
            "the number of people (or the inverse squared error) known at each look. Leave out looks without data."
        )
    kept = given[np.append(True, np.diff(given) > 0)]
    return _grown(kept / kept[-1])


def _grown(parts: Floats) -> Floats:
    if (parts[1:] >= parts[:-1] * (1 + LEAST_GROWTH)).all():
        return parts
    raised = [parts[0]]
    for part in parts[1:]:
        raised.append(max(part, raised[-1] * (1 + LEAST_GROWTH)))
    grown: Floats = np.asarray(raised) / raised[-1]
    return grown


def whole_number(value: Any, name: str) -> int:
    """A number of looks or claims, at least 1."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise EstimateError(f"{name} is {value!r}; it must be a whole number of at least 1.")
    return int(value)


def _floats(values: Any) -> Floats:
    try:
        given: Floats = np.asarray(values, dtype=np.float64).reshape(-1)
    except (TypeError, ValueError) as fault:
        raise EstimateError("information must be numbers, one for each look.") from fault
    return given
