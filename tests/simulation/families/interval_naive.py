"""What must not be done with follow-up dates: detection dates, midpoints, the cut as last date (METHODS M3.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

import research_kit as rk
from tests.simulation.acceptance import Figure, Limit, Measured, Row, figures_of, mean_of, median_of
from tests.simulation.plan import Plan, batches
from tests.simulation.studies import HALF_IN_A_YEAR
from tests.simulation.waves import draw_interval_studies

TITLE = "Follow-up dates taken for start dates"
TEXT = """\
True starts are exponential with median 12 months; follow-ups come every three months, give or take 14 days
(standard deviation), and some are missed; people are followed for U(9, 36) months. Taking the follow-up at which
work was found for its start gives a share that is too low and a median that is too late. The middle of the interval
is right on average, but lumpy: without missed follow-ups a study's median is about one month too early or more than
one too late. Where starts are known exactly, but those without one are counted as without work until the cut rather
than until they were last seen, the share is too low as well.
"""
TRUE_MEDIAN = float(np.log(2) / HALF_IN_A_YEAR)
TRUE_SHARE = float(-np.expm1(-12 * HALF_IN_A_YEAR))
TAU = 12.0
TRUE_MONTHS = TRUE_SHARE / HALF_IN_A_YEAR
SHARE = (Limit(quantity="bias", low=-0.005, high=0.005), Limit(quantity="coverage", low=0.935, high=0.965))
MEDIAN = (Limit(quantity="bias", low=-0.2, high=0.2),)
MONTHS = (Limit(quantity="bias", low=-0.05, high=0.05),)
LATE = (Limit(quantity="bias", low=1.0),)
QUOTED_STUDIES, QUOTED_SIZE = 500, 240

Reading = Callable[[pl.DataFrame], pl.DataFrame]


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [
        row
        for n in plan.sizes
        for missed in (0.0, 0.2, 0.4)
        for name in READINGS
        for row in _rows_of(name, n, missed, plan.studies)
    ] + [_rising(n, plan.studies) for n in plan.sizes]


def _detection(seen: pl.DataFrame) -> pl.DataFrame:
    """Event at the first follow-up in work; others until they were last seen."""
    return seen.with_columns(months=pl.coalesce("right", "left"), event=pl.col("right").is_not_null())


def _midpoint(seen: pl.DataFrame) -> pl.DataFrame:
    middle = (pl.col("left") + pl.col("right")) / 2
    return seen.with_columns(months=pl.coalesce(middle, "left"), event=pl.col("right").is_not_null())


def _until_the_cut(seen: pl.DataFrame) -> pl.DataFrame:
    """The true start where a follow-up found work; others until the cut."""
    is_known = pl.col("right").is_not_null()
    return seen.with_columns(months=pl.when(is_known).then("start").otherwise("cut"), event=is_known)


READINGS: dict[str, Reading] = {
    "detection date": _detection,
    "midpoint": _midpoint,
    "exact start, else the cut": _until_the_cut,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Quoted:
    """What METHODS M3.3 and M3.4 quote at n = 240: bias of the mean median, of the share, of months; coverage."""

    median: float | None = None
    share: float | None = None
    coverage: float | None = None
    months: float | None = None


_QUOTED = {
    ("detection date", 0.0): Quoted(median=1.1, share=-0.045, coverage=0.76, months=0.8),
    ("detection date", 0.2): Quoted(median=1.8, share=-0.065, coverage=0.53),
    ("detection date", 0.4): Quoted(months=1.4),
    ("midpoint", 0.0): Quoted(median=0.0),
    ("midpoint", 0.2): Quoted(median=0.0),
    ("exact start, else the cut", 0.2): Quoted(median=0.6, share=-0.014),
}


def _rising(n: int, studies: int) -> Row:
    """METHODS quotes a coverage of 18 % without saying how fast the hazard rises."""
    parts = []
    for size, rng in batches(studies, n, 339):
        seen = _detection(draw_interval_studies(studies=size, n=n, missed=0.2, rising=True, rng=rng))
        parts.append(_share(rk.statistics.kaplan_meier(_count(seen))))
    return Row(
        estimator="detection date: share within 12 months",
        method="M3.3",
        n=n,
        scenario="20 % missed, rising hazard",
        replications=studies,
        truth=TRUE_SHARE,
        figures=figures_of(pl.concat(parts), TRUE_SHARE),
        accepted=SHARE,
        naive=True,
    )


def _count(seen: pl.DataFrame) -> rk.counts.LifeTable:
    return rk.counts.life_table(seen, duration="months", event="event", by="study")


def _share(curve: pl.DataFrame) -> pl.DataFrame:
    at = rk.statistics.at_times(curve, 12.0)
    return at.select(estimate=1 - pl.col("estimate"), lower=1 - pl.col("upper"), upper=1 - pl.col("lower"))


def _rows_of(name: str, n: int, missed: float, studies: int) -> list[Row]:
    """Median, share and months, as one way to read the follow-ups tells them."""
    shares, medians, months = [], [], []
    for size, rng in batches(studies, n, 330 + int(10 * missed)):
        seen = READINGS[name](draw_interval_studies(studies=size, n=n, missed=missed, rng=rng))
        counted = _count(seen)
        curve = rk.statistics.kaplan_meier(counted)
        shares.append(_share(curve))
        medians.append(rk.statistics.quantile(curve, 0.5).rename({"time": "estimate"}))
        months.append(rk.statistics.restricted_mean(counted, tau=TAU))
    quoted = _QUOTED.get((name, missed), Quoted()) if n == QUOTED_SIZE else Quoted()
    common = {"method": "M3.3", "n": n, "scenario": f"{100 * missed:.0f} % missed", "replications": studies}
    return [
        _median_row(name, _median_figures(pl.concat(medians)), quoted, common),
        _share_row(name, figures_of(pl.concat(shares), TRUE_SHARE), quoted, common),
        _months_row(name, figures_of(pl.concat(months), TRUE_MONTHS), quoted, common),
    ]


def _median_row(name: str, figures: dict[str, Figure], quoted: Quoted, common: dict[str, Any]) -> Row:
    rounding = 0.1 if name == "midpoint" else 0.03  # "±0.1 on average"
    return Row(
        estimator=f"{name}: median",
        truth=TRUE_MEDIAN,
        unit="months",
        figures=figures,
        accepted=MEDIAN if _is_wrong(name, common) else (),
        naive=_is_wrong(name, common),
        required=LATE if name == "detection date" and common["n"] == QUOTED_SIZE else (),
        measured=_bias(quoted.median, figures, common["replications"], rounding),
        **common,
    )


def _share_row(name: str, figures: dict[str, Figure], quoted: Quoted, common: dict[str, Any]) -> Row:
    covered = float(np.hypot(np.sqrt(0.25 / QUOTED_STUDIES), 0.003))
    coverage = () if quoted.coverage is None else (Measured(quantity="coverage", value=quoted.coverage, error=covered),)
    return Row(
        estimator=f"{name}: share within 12 months",
        truth=TRUE_SHARE,
        figures=figures,
        accepted=SHARE if _is_wrong(name, common) else (),
        naive=_is_wrong(name, common),
        measured=_bias(quoted.share, figures, common["replications"], 0.0003) + coverage,
        **common,
    )


def _months_row(name: str, figures: dict[str, Figure], quoted: Quoted, common: dict[str, Any]) -> Row:
    return Row(
        estimator=f"{name}: months without work",
        truth=TRUE_MONTHS,
        unit="months",
        figures=figures,
        accepted=MONTHS if name == "detection date" else (),
        naive=name == "detection date",
        measured=_bias(quoted.months, figures, common["replications"], 0.03),
        **common,
    )


def _is_wrong(name: str, common: dict[str, Any]) -> bool:
    """Detection dates always; the cut where follow-ups are missed, as METHODS has it; midpoints only for plots."""
    return name == "detection date" or (name == "exact start, else the cut" and not common["scenario"].startswith("0"))


def _bias(value: float | None, figures: dict[str, Figure], studies: int, rounding: float) -> tuple[Measured, ...]:
    """The quoted bias, with the error of 500 replications like ours and of its rounding."""
    if value is None:
        return ()
    error = figures["bias"].error * np.sqrt(studies / QUOTED_STUDIES)
    return (Measured(quantity="bias", value=value, error=float(np.hypot(error, rounding))),)


def _median_figures(medians: pl.DataFrame) -> dict[str, Figure]:
    """Bias of the mean and of the typical study's median, where half are reached."""
    known = medians["estimate"].drop_nulls() - TRUE_MEDIAN
    undefined = figures_of(medians, TRUE_MEDIAN)["undefined"]
    return {"bias": mean_of(known), "typical": median_of(known), "undefined": undefined}
