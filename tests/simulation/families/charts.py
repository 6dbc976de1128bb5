"""Control charts (METHODS 4.3): how often a process in which nothing changes gives a signal."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

import research_kit as rk
from tests.simulation.acceptance import Figure, Limit, Measured, Row, share_of
from tests.simulation.plan import Plan, each_fit

st = rk.statistics
TITLE = "Control charts"
TEXT = """\
Twelve quarters of a process in which nothing changes: the share of charts with at least one signal. METHODS 4.3 quotes
the figures of single normal values (XmR) for three sets of rules, with limits from the same points or frozen on the
first eight; accepted is one point more or less. "As drawn" are whole charts with the rules that are on at 12 points
(outside, trend); what `false_signal_risk` says of them is accepted, one point more or less. Charts of shares (p, 40
people a quarter, 40 %) have limits that follow from the counts, and signal less.
"""
SETS = {
    "outside": ("outside",),
    "outside, run, trend": ("outside", "run", "trend"),
    "all four": ("outside", "run", "trend", "two_of_three"),
}
QUOTED = {None: (0.026, 0.042, 0.056), 8: (0.11, 0.13, 0.15)}
POINTS, PEOPLE, SHARE = 12, 40, 0.4
"""Quarters; people a quarter and the share of them with the event, on the charts of shares."""
_POINT = 0.01


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [*_quoted(plan), *_drawn(plan)]


def _quoted(plan: Plan) -> list[Row]:
    found = []
    replications = 25 * plan.studies
    for number, (baseline, quoted) in enumerate(QUOTED.items()):
        for place, ((name, rules), value) in enumerate(zip(SETS.items(), quoted, strict=True)):
            rng = np.random.default_rng([43, number, place])
            risk = st.false_signal_risk(POINTS, rules=rules, baseline=baseline, replications=replications, rng=rng)
            figure = Figure(value=risk["estimate"][0], error=risk["std_error"][0])
            measured = (Measured(quantity="signals", value=value, error=0.003 if baseline is None else 0.005),)
            row = _row(f"XmR, {name}", _basis(baseline), figure, value, replications)
            found.append(replace(row, measured=measured))
    return found


def _drawn(plan: Plan) -> list[Row]:
    """Whole charts, as the answer draws them."""
    replications, found = 4 * plan.fits, []
    for baseline in QUOTED:
        seen = each_fit(partial(_value_signal, baseline=baseline), replications, seed=43, processes=plan.processes)
        said = st.false_signal_risk(POINTS, baseline=baseline)["estimate"][0]
        found.append(_row("XmR, as drawn", _basis(baseline), share_of(np.array(seen)), said, replications))
    seen = each_fit(_share_signal, replications, seed=44, processes=plan.processes)
    said = st.false_signal_risk(POINTS, share=SHARE, n=PEOPLE)["estimate"][0]
    return [*found, _row("p, as drawn", f"{PEOPLE} people, {SHARE:.0%}", share_of(np.array(seen)), said, replications)]


def _basis(baseline: int | None) -> str:
    return "limits from all points" if baseline is None else f"limits frozen on {baseline}"


def _value_signal(rng: np.random.Generator, *, baseline: int | None) -> bool:
    return bool(st.xmr_chart(rng.standard_normal(POINTS), baseline=baseline)["signal"].any())


def _share_signal(rng: np.random.Generator) -> bool:
    chart = st.p_chart(rng.binomial(PEOPLE, SHARE, POINTS), PEOPLE, overdispersion="flag")
    return bool(chart["signal"].any())


def _row(estimator: str, scenario: str, seen: Figure, stated: float, replications: int) -> Row:
    return Row(
        estimator=estimator,
        method="M4.3",
        n=POINTS,
        scenario=scenario,
        replications=replications,
        truth=stated,
        figures={"signals": seen},
        accepted=(Limit(quantity="signals", low=stated - _POINT, high=stated + _POINT),),
    )
