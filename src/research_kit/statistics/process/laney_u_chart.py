"""Laney's u' chart: limits from the spread between neighbouring periods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from numpy.typing import ArrayLike

from research_kit.statistics.process.u_chart import u_chart


def laney_u_chart(
    events: ArrayLike,
    exposure: ArrayLike,
    *,
    periods: Sequence[Any] | pl.Series | None = None,
    baseline: int | None = None,
    phases: Sequence[Any] | pl.Series | None = None,
    rules: Sequence[str] | str | None = None,
) -> pl.DataFrame:
    """Events per unit of exposure period by period, within limits from the spread between neighbouring periods (u').

    Parameters
    ----------
    events, exposure, periods, baseline, phases, rules
        As for `u_chart`.

    Returns
    -------
    As `u_chart`; `limits` is `laney`: three Poisson sigmas times `sigma_z`, the mean moving range of the
    standardised values over 1.128.

    Raises
    ------
    EstimateError
        As `u_chart`.

    Notes
    -----
    As for `laney_p_chart`: meant for periods that differ more than chance can explain.

    References
    ----------
    Laney DB (2002). Qual Eng 14:531-537. doi:10.1081/QEN-120003555
    """
    return u_chart(
        events, exposure, overdispersion="always", periods=periods, baseline=baseline, phases=phases, rules=rules
    )
