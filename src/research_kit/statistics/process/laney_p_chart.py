"""Laney's p' chart: limits from the spread between neighbouring periods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from numpy.typing import ArrayLike

from research_kit.statistics.process.p_chart import p_chart


def laney_p_chart(
    events: ArrayLike,
    n: ArrayLike,
    *,
    periods: Sequence[Any] | pl.Series | None = None,
    baseline: int | None = None,
    phases: Sequence[Any] | pl.Series | None = None,
    rules: Sequence[str] | str | None = None,
) -> pl.DataFrame:
    """Share period by period, within limits from the spread between neighbouring periods (p').

    Parameters
    ----------
    events, n, periods, baseline, phases, rules
        As for `p_chart`.

    Returns
    -------
    As `p_chart`; `limits` is `laney`: three binomial sigmas times `sigma_z`, the mean moving range of the
    standardised values over 1.128.

    Raises
    ------
    EstimateError
        As `p_chart`.

    Notes
    -----
    Meant for periods that differ more than chance between people can explain. With few periods `sigma_z` is itself
    uncertain: of stable series of 12 some 22 % have it above 1.2 and as many below 0.8.

    References
    ----------
    Laney DB (2002). Qual Eng 14:531-537. doi:10.1081/QEN-120003555
    """
    return p_chart(events, n, overdispersion="always", periods=periods, baseline=baseline, phases=phases, rules=rules)
