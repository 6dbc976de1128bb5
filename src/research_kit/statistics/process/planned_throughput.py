"""How many people a plan for a number at a time and a length of stay amounts to."""

from __future__ import annotations

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number

MONTHS_A_YEAR = 12


def planned_throughput(at_once: float, length: float, *, horizon: float) -> pl.DataFrame:
    """How many people come in a steady state, if so many are there at a time and each stays so long (Little's law).

    Parameters
    ----------
    at_once
        How many are there at a time, > 0.
    length
        How long each stays, in months, > 0.
    horizon
        For how many months, > 0.

    Returns
    -------
    One row: `at_once`, `length`, `per_month`, `per_year`, `horizon`, `over_horizon`.

    Raises
    ------
    EstimateError
        A number is not finite or not above 0.

    Notes
    -----
    A project that fills up and empties reaches fewer than in a steady state over the same months. A plan is no
    estimate: it has no interval.

    References
    ----------
    Little JDC (1961). Oper Res 9:383-387. doi:10.1287/opre.9.3.383
    """
    for name, value in (("at_once", at_once), ("length", length), ("horizon", horizon)):
        if not is_number(value) or not 0 < value < float("inf"):
            raise EstimateError(f"{name} is {value!r}; it must be a finite number above 0.")
    inflow = at_once / length
    return pl.DataFrame(
        {
            "at_once": [float(at_once)],
            "length": [float(length)],
            "per_month": [inflow],
            "per_year": [MONTHS_A_YEAR * inflow],
            "horizon": [float(horizon)],
            "over_horizon": [horizon * inflow],
        }
    )
