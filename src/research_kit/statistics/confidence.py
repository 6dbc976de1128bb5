"""The normal quantile that belongs to a confidence level."""

from __future__ import annotations

from scipy.special import ndtri

from research_kit.errors import EstimateError


def tail_probability(confidence: float) -> float:
    """What each tail leaves out: 0.025 for 0.95."""
    if not 0 < confidence < 1:
        raise EstimateError(f"confidence is {confidence}; it must lie strictly between 0 and 1, e.g. 0.95.")
    return (1 - confidence) / 2


def normal_quantile(confidence: float) -> float:
    """The half-width of a two-sided normal interval in standard errors: 1.96 for 0.95."""
    return float(-ndtri(tail_probability(confidence)))
