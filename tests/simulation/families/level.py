"""Tests of equal curves between two halves of a study (METHODS M3.1, M3.2): how often they are wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import polars as pl

import research_kit as rk
from tests.simulation.acceptance import Limit, Row, share_of
from tests.simulation.plan import Plan, each_fit
from tests.simulation.studies import THREE_CAUSES, Setting, draw_studies

TITLE = "Tests of equal curves"
TEXT = """\
Both halves of the participants have the same hazards; a test at 5 % should be wrong in 5 % of studies. METHODS
gives limits for the rejections of models under the null, 3.5 to 6.5 %; they are used here too.
"""
LEVEL = (Limit(quantity="rejections", low=0.035, high=0.065),)
SETTING = Setting(hazards=THREE_CAUSES, groups=2)


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    tests = [("log-rank, any cause", "M3.1", _log_rank), ("Gray, work", "M3.2", _gray)]
    return [_row(name, method, test, n, plan) for n in plan.sizes for name, method, test in tests]


def _row(name: str, method: str, test: Callable[[int, np.random.Generator], float], n: int, plan: Plan) -> Row:
    p_values = each_fit(partial(test, n), plan.fits_of(n), seed=350 + n, processes=plan.processes)
    return Row(
        estimator=name,
        method=method,
        n=n,
        scenario="two halves, equal hazards",
        replications=len(p_values),
        figures={"rejections": share_of(np.array(p_values) <= 0.05)},
        accepted=LEVEL,
    )


def _log_rank(n: int, rng: np.random.Generator) -> float:
    return _p_value(rk.statistics.log_rank(_life_table(n, rng)))


def _gray(n: int, rng: np.random.Generator) -> float:
    from research_kit.statistics.survival.gray_test import gray_test

    return _p_value(gray_test(_life_table(n, rng), group="group", cause=1))


def _p_value(test: pl.DataFrame) -> float:
    return float(test["p_value"][0])


def _life_table(n: int, rng: np.random.Generator) -> rk.counts.LifeTable:
    frame = draw_studies(SETTING, studies=1, n=n, rng=rng)
    return rk.counts.life_table(frame, duration="months", event="cause", by="group")
