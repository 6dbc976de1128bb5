"""Shares within a time: Kaplan-Meier and cumulative incidence (METHODS M3.1, M3.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

import research_kit as rk
from tests.simulation.acceptance import Limit, Measured, Row, figures_of
from tests.simulation.plan import Plan, batches
from tests.simulation.studies import THREE_CAUSES, Setting, draw_studies, incidence

TITLE = "Shares within 6 and 12 months"
TEXT = """\
Events are exponential: half have had the event after 12 months (one cause), or work .04, education .02, leaving for
good .02 a month (three causes). Censoring is uniform on (6, 36) months unless the scenario says otherwise. An
interval that cannot be computed counts as one that does not cover. Three forbidden methods are in the table: plain
(Wald) limits for few people, and 1 - Kaplan-Meier for one of several causes.
"""
USUAL, NOBODY_LOST = "censoring U(6, 36)", "nobody lost"
POINTS = 0.005
ACCEPTED = (Limit(quantity="bias", low=-POINTS, high=POINTS), Limit(quantity="coverage", low=0.935, high=0.965))
COVERED = ACCEPTED[1:]
SAFE = (Limit(quantity="bias", low=-POINTS, high=POINTS), Limit(quantity="coverage", low=0.95, high=1.0))
WIDE_ENOUGH = (Limit(quantity="bias", low=-POINTS, high=POINTS), Limit(quantity="coverage", low=0.95, high=0.995))

Reader = Callable[[pl.DataFrame, float], pl.DataFrame]


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """An estimator of the share within a time, over all studies at once."""

    name: str
    method: str
    read: Reader
    accepted: tuple[Limit, ...] = ACCEPTED
    naive: bool = False
    required: tuple[Limit, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """The people and the time."""

    setting: Setting
    n: int
    month: float = 12.0
    name: str = USUAL

    @property
    def seed(self) -> int:
        """The same people for every estimator of one case."""
        kind = (self.setting.censoring is None) + 5 * (self.setting.late > 0)
        return int(self.month) * 100 + len(self.setting.hazards) * 10 + kind


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [*_usual_sizes(plan), *_few_people(plan)]


def kaplan_meier_share(interval: str) -> Reader:
    """1 - Kaplan-Meier, the event being that of any cause."""

    def read(frame: pl.DataFrame, month: float) -> pl.DataFrame:
        return shares_without(rk.statistics.kaplan_meier(count(frame), interval=interval), month)

    return read


def beta_product_share() -> Reader:
    """The same by beta-product; before anybody has left, Clopper and Pearson's limits for 0, which it then is."""

    def read(frame: pl.DataFrame, month: float) -> pl.DataFrame:
        at = rk.statistics.at_times(rk.statistics.kaplan_meier(count(frame), interval="beta-product"), month)
        none_yet = rk.statistics.clopper_pearson(np.zeros(at.height), np.maximum(at["at_risk"].to_numpy(), 1))
        is_before = pl.col("lower").is_null()
        lower = pl.when(is_before).then(0.0).otherwise(1 - pl.col("upper"))
        upper = pl.when(is_before).then(none_yet["upper"]).otherwise(1 - pl.col("lower"))
        return at.select(estimate=1 - pl.col("estimate"), lower=lower, upper=upper)

    return read


def incidence_share(interval: str) -> Reader:
    """Cumulative incidence of the first cause."""

    def read(frame: pl.DataFrame, month: float) -> pl.DataFrame:
        curve = rk.statistics.cumulative_incidence(count(frame), interval=interval).filter(cause=1)
        return rk.statistics.at_times(curve, month).select("estimate", "lower", "upper")

    return read


def count(frame: pl.DataFrame) -> rk.counts.LifeTable:
    """One life table per study, with late entry where there is any."""
    entry = "entry" if "entry" in frame.columns else None
    return rk.counts.life_table(frame, duration="months", event="cause", entry=entry, by="study")


def other_causes_censored(frame: pl.DataFrame, month: float) -> pl.DataFrame:
    """1 - Kaplan-Meier of the first cause, the others counted as censored: forbidden."""
    only = frame.with_columns(cause=pl.col("cause") == 1)
    return kaplan_meier_share("log-log")(only, month)


def shares_without(curve: pl.DataFrame, month: float) -> pl.DataFrame:
    """The share that has had the event, from a curve of the share that has not."""
    at = rk.statistics.at_times(curve, month)
    return at.select(estimate=1 - pl.col("estimate"), lower=1 - pl.col("upper"), upper=1 - pl.col("lower"))


ONE = Setting()
THREE = Setting(hazards=THREE_CAUSES)
KAPLAN_MEIER = Read(name="Kaplan–Meier, log-log", method="M3.1", read=kaplan_meier_share("log-log"))
BETA_PRODUCT = Read(name="Kaplan–Meier, beta-product", method="M3.1", read=beta_product_share(), accepted=WIDE_ENOUGH)
AALEN_JOHANSEN = Read(name="cumulative incidence, log-log", method="M3.2", read=incidence_share("log-log"))
ONE_MINUS = Read(
    name="1 − Kaplan–Meier of one cause",
    method="M3.2",
    read=other_causes_censored,
    naive=True,
    required=(Limit(quantity="bias", low=0.04),),
)
PLAIN_KAPLAN_MEIER = Read(
    name="Kaplan–Meier, plain", method="M3.1", read=kaplan_meier_share("plain"), accepted=COVERED, naive=True
)
PLAIN_INCIDENCE = Read(
    name="cumulative incidence, plain", method="M3.2", read=incidence_share("plain"), accepted=COVERED, naive=True
)


def _usual_sizes(plan: Plan) -> list[Row]:
    scenarios = [
        (USUAL, ONE, (KAPLAN_MEIER, BETA_PRODUCT)),
        (NOBODY_LOST, Setting(censoring=None), (KAPLAN_MEIER,)),
        (USUAL, THREE, (AALEN_JOHANSEN,)),
        (NOBODY_LOST, Setting(hazards=THREE_CAUSES, censoring=None), (AALEN_JOHANSEN,)),
    ]
    found = []
    for n in plan.sizes:
        for name, setting, reads in scenarios:
            for month in (6.0, 12.0):
                case = Case(name=name, setting=setting, n=n, month=month)
                found += [row(each, case, plan.studies) for each in reads]
        found.append(row(ONE_MINUS, Case(setting=THREE, n=n), plan.studies))
    return found


def _few_people(plan: Plan) -> list[Row]:
    """The sizes that METHODS quotes figures for."""
    at_3, at_12 = (Case(setting=ONE, n=30, month=month) for month in (3.0, 12.0))
    ten, causes = Case(setting=ONE, n=10, month=3.0), Case(setting=THREE, n=30)
    found_at_3 = Measured(quantity="coverage", value=0.9585, error=0.0025)  # "95.6-96.1 %"
    rows = [
        (KAPLAN_MEIER, at_12, (_coverage(0.954, 20_000),)),
        (KAPLAN_MEIER, at_3, (found_at_3,)),
        (PLAIN_KAPLAN_MEIER, at_3, (_coverage(0.86, 20_000, 0.01),)),
        (replace(KAPLAN_MEIER, accepted=COVERED, naive=True), ten, _undefined_at_ten()),
        *((replace(BETA_PRODUCT, accepted=SAFE), case, ()) for case in (ten, at_3, at_12)),
        (AALEN_JOHANSEN, causes, (_coverage(0.954, 6_000),)),
        (PLAIN_INCIDENCE, causes, (_coverage(0.928, 6_000),)),
        (ONE_MINUS, causes, (Measured(quantity="bias", value=0.073, error=0.0015),)),
    ]
    return [row(read, case, plan.small_studies, measured) for read, case, measured in rows]


def _undefined_at_ten() -> tuple[Measured, ...]:
    return (_coverage(0.76, 20_000, 0.01), Measured(quantity="undefined", value=0.18, error=0.004))


def _coverage(value: float, replications: int, rounded_to: float = 0.001) -> Measured:
    error = (value * (1 - value) / replications + rounded_to**2 / 12) ** 0.5
    return Measured(quantity="coverage", value=value, error=error)


def row(read: Read, case: Case, studies: int, measured: tuple[Measured, ...] = ()) -> Row:
    """One estimator at one size and time."""
    drawn = batches(studies, case.n, case.seed)
    frames = (draw_studies(case.setting, studies=size, n=case.n, rng=rng) for size, rng in drawn)
    estimates = pl.concat([read.read(frame, case.month) for frame in frames])
    truth = incidence(case.setting.hazards, case.month)
    return Row(
        estimator=read.name,
        method=read.method,
        n=case.n,
        scenario=f"{case.name}, {case.month:.0f} months",
        replications=studies,
        truth=truth,
        figures=figures_of(estimates, truth),
        accepted=read.accepted,
        naive=read.naive,
        required=read.required,
        measured=measured,
    )
