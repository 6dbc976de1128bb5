"""The time by which a given share has had the event."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.survival.step_curve import each_group, is_incidence, keys_of, starts_of, values_of

Floats = NDArray[np.float64]
_TOLERANCE = float(np.sqrt(np.finfo(float).eps))


def quantile(curve: pl.DataFrame, p: float = 0.5) -> pl.DataFrame:
    """Time by which a share `p` has had the event, e.g. the median, with the interval of the inverted band.

    Parameters
    ----------
    curve
        As returned by `kaplan_meier` or `cumulative_incidence`; the limits come from its band.
    p
        The share that has had the event, between 0 and 1.

    Returns
    -------
    One row per group (and cause): the curve's leading columns, `time`, `lower`, `upper`; null where not reached.

    Raises
    ------
    EstimateError
        The frame is no curve, or p is outside (0, 1).

    Notes
    -----
    As R's `quantile.survfit`: where the curve is flat at exactly p the quantile is the midpoint of the flat stretch
    (of the stretch up to the last time, if the curve ends flat); limits likewise. lifelines takes the left end.
    A band can turn back where few are at risk; the limit then is the row at which it lies closest to p, as in R.

    References
    ----------
    Brookmeyer R, Crowley J (1982). Biometrics 38:29-41. doi:10.2307/2530286
    """
    if not is_number(p) or not 0 < p < 1:
        raise EstimateError(f"p is {p!r}; it must lie strictly between 0 and 1, e.g. 0.5 for the median.")
    keys = keys_of(curve)
    time = values_of(curve, "time")
    had, least, most = _shares(curve)
    rows = [tuple(_reached(time[part], share[part], p) for share in (had, most, least)) for part in each_group(curve)]
    columns = pl.DataFrame(rows, schema=dict.fromkeys(("time", "lower", "upper"), pl.Float64), orient="row")
    return curve.select(keys)[starts_of(curve)].hstack(columns) if keys else columns


def _shares(curve: pl.DataFrame) -> tuple[Floats, Floats, Floats]:
    """The share that has had the event: estimate, lower and upper limit."""
    estimate, lower, upper = (values_of(curve, name) for name in ("estimate", "lower", "upper"))
    return (estimate, lower, upper) if is_incidence(curve) else (1 - estimate, 1 - upper, 1 - lower)


def _reached(time: Floats, share: Floats, p: float) -> float | None:
    """The time at which the share reaches p; the midpoint if it stays exactly there for a while."""
    reaching = _row_reaching(share, p - _TOLERANCE)
    if reaching is None:
        return None
    first = float(time[reaching])
    passing = _row_reaching(share, p + _TOLERANCE)
    if passing is not None:
        return (first + float(time[passing])) / 2
    return (first + float(time[-1])) / 2


def _row_reaching(share: Floats, p: float) -> int | None:
    """The first row with the smallest share that is at least p: on a rising curve, the first row to reach p."""
    enough = np.where(share >= p, share, np.inf)  # NaN is not >= p
    row = int(np.argmin(enough)) if len(enough) else 0
    return row if len(enough) and np.isfinite(enough[row]) else None
