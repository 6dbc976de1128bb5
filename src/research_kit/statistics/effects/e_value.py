"""How strong something unmeasured would have to be to explain an association away."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number

_HALF = 0.5
_PER_STANDARD_DEVIATION = 0.91  # Chinn's 1.81, halved for the square root of the odds ratio


def _of_hazard(ratio: float) -> float:
    """The risk ratio of a hazard ratio where the event is common (over 15 % by the end of follow-up)."""
    return float((1 - _HALF ** np.sqrt(ratio)) / (1 - _HALF ** np.sqrt(1 / ratio)))


_AS_RISK_RATIO: dict[str, Callable[[float], float]] = {
    "risk_ratio": lambda value: value,
    "rate_ratio": lambda value: value,
    "odds_ratio": lambda value: float(np.sqrt(value)),
    "odds_ratio_rare": lambda value: value,
    "hazard_ratio": _of_hazard,
    "hazard_ratio_rare": lambda value: value,
    "standardised_difference": lambda value: float(np.exp(_PER_STANDARD_DEVIATION * value)),
}


def e_value(
    estimate: float, lower: float | None = None, upper: float | None = None, measure: str = "risk_ratio"
) -> pl.DataFrame:
    """How strongly an unmeasured cause of both would have to go with each, to explain the association away.

    Parameters
    ----------
    estimate
        The association: a ratio > 0, or for `standardised_difference` a difference in standard deviations.
    lower, upper
        Limits of its interval, one or both; None: not known.
    measure
        `risk_ratio` (or `rate_ratio`); `odds_ratio`, `hazard_ratio` where the event is common (over 15 %), the usual
        case with work; `odds_ratio_rare`, `hazard_ratio_rare` where it is not; `standardised_difference`.

    Returns
    -------
    One row: `estimate`, the E-value of the association, and `limit`, that of the limit nearer to no association (1 if
    the interval holds it, null without limits). Both are risk ratios >= 1.

    Raises
    ------
    EstimateError
        A value is no number, a ratio is not above 0, the limits do not enclose the estimate, or the measure is unknown.

    Notes
    -----
    A common odds ratio is taken as its square root; a common hazard ratio as (1 - .5^√HR) / (1 - .5^√(1/HR)); a
    difference of d standard deviations as exp(.91 d), as in the R package EValue.

    References
    ----------
    VanderWeele TJ, Ding P (2017). Ann Intern Med 167:268-274. doi:10.7326/M16-2607
    """
    if not isinstance(measure, str) or measure not in _AS_RISK_RATIO:
        raise EstimateError(f"measure is {measure!r}; it is one of {', '.join(_AS_RISK_RATIO)}.")
    _require_usable(estimate, lower, upper, measure)
    convert = _AS_RISK_RATIO[measure]
    ratio = convert(estimate)
    ends = [None if end is None else convert(end) for end in (lower, upper)]
    columns = {"estimate": [_e(ratio)], "limit": [_of_limit(ratio, *ends)]}
    return pl.DataFrame(columns, schema={"estimate": pl.Float64, "limit": pl.Float64})


def _e(ratio: float) -> float:
    above = max(ratio, 1 / ratio)
    return float(above + np.sqrt(above * (above - 1)))


def _of_limit(ratio: float, lower: float | None, upper: float | None) -> float | None:
    if (lower is not None and upper is not None and lower <= 1 <= upper) or ratio == 1:
        return 1.0
    nearer = lower if ratio > 1 else upper
    if nearer is None:
        return None
    crosses = nearer <= 1 if ratio > 1 else nearer >= 1
    return 1.0 if crosses else _e(nearer)


def _require_usable(estimate: float, lower: float | None, upper: float | None, measure: str) -> None:
    given = [value for value in (estimate, lower, upper) if value is not None]
    is_ratio = measure != "standardised_difference"
    if estimate is None or not all(is_number(value) and np.isfinite(value) for value in given):
        raise EstimateError("The estimate and its limits must be finite numbers; a limit may be None.")
    if is_ratio and min(given) <= 0:
        raise EstimateError(f"{min(given):g} is no {measure}: ratios are above 0. Give ratios, not their logarithms.")
    if (lower is not None and lower > estimate) or (upper is not None and upper < estimate):
        raise EstimateError(f"The limits do not enclose the estimate {estimate:g}.")
