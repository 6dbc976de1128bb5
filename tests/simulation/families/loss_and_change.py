"""Change between waves, and shares weighted for loss (METHODS 6.2, 6.3): loss that is explained, and that is not."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import polars as pl
from scipy.special import expit

import research_kit as rk
from research_kit.errors import EstimateError
from tests.simulation.acceptance import Limit, Measured, Row, figures_of_fits, mean_of, share_of
from tests.simulation.plan import Plan, each_fit

TITLE = "Change, and shares weighted for loss"
TEXT = """\
*Share*: the setting of METHODS 6.3: a score known of all moves both the answer and who answers, 65 % do; under
informative loss the answer itself does. *Change*: a score at the start and at a follow-up, mean change .4 of the
standard deviation of a person's level; whoever scored low at the start is lost more often (35 % in all; under strong
loss 45 %, and 8 % had a chance of answering below .1), or, under informative loss, whoever has risen less. *Improved*:
by half the standard deviation at the start or more, as the answer tells it. Complete pairs, or those who answered, are
the naive methods. Accepted is a bias of one point (for the mean change .01) where loss is explained. Under strong loss
the weights, cut at their 1st and 99th percentile (METHODS 6.3), leave a bias, which is reported. Bias under informative
loss is never accepted; the bounds with their intervals must hold the truth. METHODS sets no limit for coverage here.
"Variances as known" are the errors of R's lme; the others allow for their being estimated.
"""
TRUTH = 0.523
EVENT, ANSWER = (0.10227, 0.7), (0.66996, 0.60397)
"""By numerical integration: event .523, answered .650, event among those who answered .554."""
CHANGE, NOISE = 0.4, 0.6
POINT = Limit(quantity="bias", low=-0.01, high=0.01)
ALWAYS = Limit(quantity="coverage", low=1.0)
AT_RANDOM, STRONG, INFORMATIVE = "loss explained by what is known", "strong loss, explained", "informative loss"
STAYS = {AT_RANDOM: (0.7, 0.6), STRONG: (0.3, 1.5), INFORMATIVE: (0.3, 3.0)}
"""Log odds of answering: in general; per unit of the score at the start, or of the change beyond the usual one."""
COLUMNS = {"id": "id", "wave": "wave", "value": "value", "baseline": 0}
QUOTED_SIZE = 240
NOTHING = (None, None, None)
Limits = tuple[float | None, float | None, float | None]


def _quoted(quantity: str, value: float, error: float) -> tuple[Measured, ...]:
    return (Measured(quantity=quantity, value=value, error=error),)


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [row for n in plan.sizes for row in (*_shares(n, plan), *_changes(n, plan))]


def asked(n: int, rng: np.random.Generator, *, informative: bool) -> pl.DataFrame:
    """One row per person: `score`, what they would say (`would`), and whether they `answered`."""
    score = rng.normal(size=n)
    would = rng.random(n) < expit(EVENT[0] + EVENT[1] * score)
    stays = expit(ANSWER[0] + 3 * (would - 0.5)) if informative else expit(ANSWER[0] + ANSWER[1] * score)
    return pl.DataFrame({"score": score, "would": would, "answered": rng.random(n) < stays})


def _share(n: int, informative: bool, rng: np.random.Generator) -> dict[str, Limits]:
    """The weighted share; the share of those who answered; the bounds with their intervals."""
    people = asked(n, rng, informative=informative).with_columns(event=pl.when("answered").then("would"))
    known = people.filter("answered")
    bounds = rk.statistics.nonresponse_bounds(known["would"].sum(), known.height, n).row(0, named=True)
    plain = rk.statistics.wilson(int(known["would"].sum()), known.height).select("estimate", "lower", "upper").row(0)
    found = {"plain": plain, "bounds": _ends_of(bounds)}
    try:
        weighed = rk.statistics.inverse_probability_weights(people, answered="answered", covariates=["score"])
        share = rk.statistics.weighted_share(weighed, event="event", weight="weight")
    except EstimateError:
        return found | {"weighted": NOTHING}
    return found | {"weighted": share.select("estimate", "lower", "upper").row(0)}


def _shares(n: int, plan: Plan) -> list[Row]:
    explained, unexplained = (
        each_fit(partial(_share, n, informative), plan.fits_of(n), seed=631 + n, processes=plan.processes)
        for informative in (False, True)
    )
    is_quoted = n == QUOTED_SIZE
    told: dict[str, Any] = {"method": "M6.3", "n": n, "scenario": AT_RANDOM, "truth": TRUTH, "accepted": (POINT,)}
    untold: dict[str, Any] = told | {"scenario": INFORMATIVE, "accepted": ()}
    plain, weighted = (_quoted("bias", value - TRUTH, 0.002) if is_quoted else () for value in (0.554, 0.524))
    return [
        _row("share of those who answered", _of(explained, "plain"), naive=True, measured=plain, **told),
        _row("share, weighted", _of(explained, "weighted"), measured=weighted, **told),
        _bounds(_of(explained, "bounds"), n=n, scenario=AT_RANDOM),
        _row("share, weighted", _of(unexplained, "weighted"), **untold),
        _bounds(_of(unexplained, "bounds"), n=n, scenario=INFORMATIVE),
    ]


def _ends_of(bounds: dict[str, float]) -> Limits:
    """The middle of the bounds, which nobody is told, and their outer limits."""
    return ((bounds["lowest"] + bounds["highest"]) / 2, bounds["lower"], bounds["upper"])


def two_waves(n: int, rng: np.random.Generator, *, loss: str) -> pl.DataFrame:
    """One row per person: `first`, `second`, and whether the second was `answered`."""
    level = rng.normal(size=n)
    first, second = level + rng.normal(0, NOISE, n), CHANGE + level + rng.normal(0, NOISE, n)
    usual, slope = STAYS[loss]
    stays = expit(usual + slope * (second - first - CHANGE if loss == INFORMATIVE else first))
    return pl.DataFrame({"first": first, "second": second, "answered": rng.random(n) < stays})


def _change(n: int, loss: str, rng: np.random.Generator) -> dict[str, Limits]:
    people = two_waves(n, rng, loss=loss).with_row_index("id")
    known, half = people.filter("answered"), people["first"].std() / 2
    rose = (pl.col("second") - pl.col("first") >= half).alias("rose")
    weighed = people.with_columns(event=pl.when("answered").then(rose))
    both = known.select(pl.col("second") - pl.col("first")).to_series()
    error = 1.96 * both.std() / np.sqrt(len(both))
    improved = int(weighed["event"].sum() or 0)
    bounds = rk.statistics.nonresponse_bounds(improved, known.height, n).row(0, named=True)
    return {
        "pairs": (both.mean(), both.mean() - error, both.mean() + error),
        "known": _mixed(people, variances_known=True),
        "estimated": _mixed(people, variances_known=False),
        "improved": _weighed(weighed),
        "bounds": _ends_of(bounds),
    }


def _mixed(people: pl.DataFrame, *, variances_known: bool) -> Limits:
    first = people.select("id", value="first", wave=pl.lit(0))
    second = people.filter("answered").select("id", value="second", wave=pl.lit(1))
    try:
        found = rk.statistics.mixed_change(pl.concat([first, second]), **COLUMNS, variances_known=variances_known)
    except EstimateError:
        return NOTHING
    return found.select("estimate", "lower", "upper").row(0)


def _weighed(people: pl.DataFrame) -> Limits:
    try:
        weighed = rk.statistics.inverse_probability_weights(people, answered="answered", covariates=["first"])
    except EstimateError:
        return NOTHING
    return (
        rk.statistics.weighted_share(weighed, event="event", weight="weight")
        .select("estimate", "lower", "upper")
        .row(0)
    )


def _changes(n: int, plan: Plan) -> list[Row]:
    found = {
        loss: each_fit(partial(_change, n, loss), plan.fits_of(n), seed=632 + n, processes=plan.processes)
        for loss in STAYS
    }
    return [*(row for loss in (AT_RANDOM, STRONG) for row in _explained(n, loss, found)), *_unexplained(n, found)]


def _explained(n: int, loss: str, found: dict[str, Any]) -> list[Row]:
    told: dict[str, Any] = {"n": n, "scenario": loss, "method": "M6.2", "truth": CHANGE, "unit": "deviations"}
    mean = told | {"accepted": (POINT,)}
    share = told | {"method": "M6.3", "truth": true_improved(), "unit": "points"}
    share |= {"accepted": (POINT,) if loss == AT_RANDOM else ()}
    return [
        _row("mean change, complete pairs", _of(found[loss], "pairs"), naive=True, **mean),
        _row("mean change, mixed model", _of(found[loss], "estimated"), **mean),
        _row("the same, variances as known", _of(found[loss], "known"), **told),
        _row("share improved, weighted", _of(found[loss], "improved"), **share),
    ]


def _unexplained(n: int, found: dict[str, Any]) -> list[Row]:
    told: dict[str, Any] = {"n": n, "scenario": INFORMATIVE}
    mean = told | {"method": "M6.2", "truth": CHANGE, "unit": "deviations"}
    share = told | {"method": "M6.3", "truth": true_improved()}
    return [
        _row("mean change, mixed model", _of(found[INFORMATIVE], "estimated"), **mean),
        _row("share improved, weighted", _of(found[INFORMATIVE], "improved"), **share),
        _bounds(_of(found[INFORMATIVE], "bounds"), n=n, scenario=f"{INFORMATIVE}, improved", truth=true_improved()),
    ]


def true_improved() -> float:
    """The chance of rising by half the standard deviation at the start: of everybody, normal as drawn."""
    from scipy.stats import norm

    half = np.sqrt(1 + NOISE**2) / 2
    return float(norm.sf(half, loc=CHANGE, scale=NOISE * np.sqrt(2)))


def _of(found: list[dict[str, Limits]], name: str) -> pl.DataFrame:
    schema = dict.fromkeys(("estimate", "lower", "upper"), pl.Float64)
    return pl.DataFrame([one[name] for one in found], schema=schema, orient="row")


def _bounds(
    found: pl.DataFrame, *, n: int, scenario: str, truth: float = TRUTH, measured: tuple[Measured, ...] = ()
) -> Row:
    held = found.select((pl.col("lower") <= truth) & (pl.col("upper") >= truth)).to_series()
    return Row(
        estimator="bounds",
        method="M6.3",
        n=n,
        scenario=scenario,
        replications=found.height,
        truth=truth,
        figures={"coverage": share_of(held), "lower": mean_of(found["lower"]), "upper": mean_of(found["upper"])},
        accepted=(ALWAYS,),
        measured=measured,
    )


def _row(estimator: str, found: pl.DataFrame, *, truth: float, **more: Any) -> Row:
    figures = figures_of_fits(found, truth)
    return Row(estimator=estimator, replications=found.height, figures=figures, truth=truth, **more)
