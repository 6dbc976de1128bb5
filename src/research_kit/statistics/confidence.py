"""The normal quantile that belongs to a confidence level."""

from __future__ import annotations

from numbers import Real
from typing import Any

from scipy.special import ndtri

from research_kit.errors import EstimateError


def is_number(value: Any) -> bool:
    """Whether this is one real number, of Python or numpy."""
    return isinstance(value, Real) and not isinstance(value, bool)


def tail_probability(confidence: float) -> float:
    """What each tail leaves out: 0.025 for 0.95."""
    if not is_number(confidence) or not 0 < confidence < 1:
        raise EstimateError(f"confidence is {confidence!r}; it must lie strictly between 0 and 1, e.g. 0.95.")
    return (1 - confidence) / 2


def normal_quantile(confidence: float) -> float:
    """The half-width of a two-sided normal interval in standard errors: 1.96 for 0.95."""
    return float(-ndtri(tail_probability(confidence)))
