"""Starting an activity on the way, with causes of both starting and work: trials every month, and cloned people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import polars as pl

from research_kit.statistics.effects.clone_censor_weight import clone_censor_weight
from research_kit.statistics.effects.sequential_trials import sequential_trials
from tests.simulation.acceptance import Figure, Limit, Row, mean_of, share_of
from tests.simulation.families.immortal_time import draw_activity
from tests.simulation.plan import Plan, each_fit

TITLE = "Activities that are started on the way"
TEXT = """\
"Simple": as in the section on immortal time. "Confounded": a fact known at the start and a state that changes every
month (measured at its beginning) raise both the hazard of starting the activity (by e^.7 each) and of work (by e^.6
each). With a true ratio of 1.6 the state is also better after a start, so that it is both a cause and a consequence.
Sequential trials have 12 trials, each followed for 12 months; under an effect their truth is not one number, since who
does not start now may start next month, so that only the null is judged. METHODS quotes a ratio of 1.36 for a true one
of 1.6 without saying for how long trials are followed; beside the 12 months stand 6. The clones compare starting within
3 months (when people usually do) with not starting at all; the truth is the share in work within 12 months of 1,000,000
people drawn under each strategy. "Naive" are the crude shares of those who kept to each strategy. Coverage and
rejections are of bootstrap intervals with 200 samples.
"""
NULL = (Limit(quantity="bias", low=-0.03, high=0.03), Limit(quantity="rejections", low=0.035, high=0.065))
CLONES = (Limit(quantity="bias", low=-0.01, high=0.01),)
WORK, START, LATEST = 0.032, 0.085, 24
GRACE, HORIZON = 3, 12
Fitted = tuple[float, float, float]
COLUMNS = {"id": "pid", "duration": "months", "event": "event", "exposure_time": "begun"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """Work and start (infinite: not before it) of each, the fact, and the state (persons x months)."""

    work: np.ndarray
    begun: np.ndarray
    fact: np.ndarray
    state: np.ndarray


def draw_lives(n: int, rng: np.random.Generator, *, effect: float, assigned: np.ndarray | None = None) -> Drawn:
    """Month by month; `assigned` starts replace one's own. Without an effect a start changes nothing at all."""
    fact = rng.random(n) < 0.5
    state = np.zeros((n, LATEST), dtype=np.bool_)
    work, begun = np.full(n, np.inf), np.full(n, np.inf)
    for month in range(LATEST):
        has_begun, searching = np.isfinite(begun), np.isinf(work)
        fresh = rng.random(n) < np.where(has_begun & (effect != 1), 0.6, 0.35)
        keeps = (rng.random(n) < 0.7) & (month > 0)
        state[:, month] = np.where(keeps, state[:, month - 1], fresh)
        start = START * np.exp(0.7 * fact + 0.7 * state[:, month])
        wait = rng.exponential(1 / start) if assigned is None else np.maximum(assigned - month, 0)
        wait = np.where(has_begun, 0.0, wait)
        hazard = WORK * np.exp(0.6 * fact + 0.6 * state[:, month])
        mass, before = rng.exponential(1.0, n), hazard * np.minimum(wait, 1.0)
        to_work = np.where(mass <= before, mass / hazard, np.minimum(wait, 1) + (mass - before) / (hazard * effect))
        starts = searching & ~has_begun & (wait < np.minimum(to_work, 1.0))
        begun[starts] = month + wait[starts]
        works = searching & (to_work < 1.0)
        work[works] = month + to_work[works]
    return Drawn(work=work, begun=begun, fact=fact, state=state)


def observed(drawn: Drawn, rng: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    """People as a study sees them, followed for 6 to 24 months, and their monthly states."""
    n = len(drawn.work)
    last = rng.uniform(6, LATEST, n)
    until = np.minimum(drawn.work, last)
    columns = {"pid": np.arange(n), "months": until, "event": drawn.work <= last, "fact": drawn.fact.astype(np.int8)}
    people = pl.DataFrame(columns).with_columns(begun=np.where(drawn.begun < until, drawn.begun, np.nan))
    person, month = np.repeat(np.arange(n), LATEST), np.tile(np.arange(LATEST), n)
    history = pl.DataFrame({"pid": person, "month": month, "state": drawn.state.ravel().astype(np.int8)})
    return people.with_columns(pl.col("begun").fill_nan(None)), history


@cache
def true_difference(effect: float, n: int) -> float:
    """Share in work within 12 months under both strategies, so many people each; starts as people usually do."""
    rng = np.random.default_rng([540, int(10 * effect)])
    own = draw_lives(n, rng, effect=effect)
    until = np.minimum(np.minimum(own.work, own.begun), GRACE)
    hazard = np.array(
        [((own.begun > m) & (own.begun <= m + 1)).sum() / np.clip(until - m, 0, 1).sum() for m in range(GRACE)]
    )
    before = np.concatenate([[0.0], np.cumsum(hazard)])
    mass = -np.log1p(-rng.random(n) * -np.expm1(-before[-1]))
    month = np.searchsorted(before, mass, side="right") - 1
    assigned = month + (mass - before[month]) / hazard[month]
    shares = [
        (draw_lives(n, rng, effect=effect, assigned=starts).work <= HORIZON).mean()
        for starts in (assigned, np.full(n, np.inf))
    ]
    return float(shares[0] - shares[1])


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    sizes = [n for n in plan.sizes if n >= 240]
    trials = [_trials(n, 1.0, 12, plan) for n in sizes] + [_trials(240, 1.6, months, plan) for months in (12, 6)]
    confounded = [_confounded(adjusted, plan) for adjusted in (True, False)]
    clones = [row for effect in (1.0, 1.6) for row in (_clones(effect, plan), *_clone_intervals(effect, plan))]
    return trials + confounded + clones + [_kept(plan)]


def _trial(n: int, effect: float, months: int, rng: np.random.Generator) -> Fitted:
    people = draw_activity(n, rng, start=0.15, effect=effect).with_row_index("pid")
    return sequential_trials(people, **COLUMNS, horizon=months).effect.select("estimate", "lower", "upper").row(0)


def _confounded_trial(n: int, adjusted: bool, rng: np.random.Generator) -> Fitted:
    people, history = observed(draw_lives(n, rng, effect=1.0), rng)
    given = {"covariates": ["fact"], "history": history, "history_covariates": ["state"]} if adjusted else {}
    return sequential_trials(people, **COLUMNS, **given).effect.select("estimate", "lower", "upper").row(0)


def _clone(n: int, effect: float, resamples: int, rng: np.random.Generator) -> Fitted:
    people, history = observed(draw_lives(n, rng, effect=effect), rng)
    found = clone_censor_weight(
        people, **COLUMNS, covariates=["fact"], history=history, history_covariates=["state"], rng=rng,
        resamples=resamples,
    )  # fmt: skip
    return found.effect.select("estimate", "lower", "upper").row(0)


def _crude(n: int, effect: float, rng: np.random.Generator) -> float:
    """Share in work among those who started in time, minus that among those who never started."""
    drawn = draw_lives(n, rng, effect=effect)
    in_time = drawn.begun <= GRACE
    never = np.isinf(drawn.begun)
    return float((drawn.work[in_time] <= HORIZON).mean() - (drawn.work[never] <= HORIZON).mean())


def _trials(n: int, effect: float, months: int, plan: Plan) -> Row:
    one = partial(_trial, n, effect, months)
    fits = np.array(each_fit(one, plan.fits_of(n), seed=541 + n + int(10 * effect), processes=plan.processes))
    figures = _figures(fits, float(np.log(effect)))
    return Row(
        estimator="sequential trials",
        method="M5.2",
        n=n,
        scenario=f"simple, true ratio {effect}, {months} months",
        replications=len(fits),
        unit="log ratio",
        figures=figures if effect == 1.0 else {"ratio": figures["ratio"]},
        accepted=NULL if effect == 1.0 else (),
    )


def _confounded(adjusted: bool, plan: Plan) -> Row:
    one = partial(_confounded_trial, 240, adjusted)
    fits = np.array(each_fit(one, plan.fits_of(240), seed=542, processes=plan.processes))
    return Row(
        estimator="sequential trials" + ("" if adjusted else ", unadjusted"),
        method="M5.2",
        n=240,
        scenario="confounded, true ratio 1",
        replications=len(fits),
        truth=0.0,
        unit="log ratio",
        figures=_figures(fits, 0.0),
        accepted=NULL if adjusted else NULL[:1],
        naive=not adjusted,
    )


def _clones(effect: float, plan: Plan) -> Row:
    """METHODS 12.2: the difference at 12 months within a point."""
    fits = _cloned(effect, plan.cloned, 2, plan)
    bias = mean_of(fits[:, 0] - _truth(effect, plan))
    return _clone_row("clone-censor-weight", (effect, plan), fits, figures={"bias": bias}, accepted=CLONES)


def _clone_intervals(effect: float, plan: Plan) -> list[Row]:
    """Many bootstrap samples of many studies: a short run leaves them out."""
    if not plan.resampled:
        return []
    fits = _cloned(effect, plan.resampled, 200, plan)
    found = _figures(fits, _truth(effect, plan))
    figures = {name: found[name] for name in ("coverage", "rejections")}
    accepted = NULL[1:] if effect == 1.0 else ()
    return [_clone_row("the same, its intervals", (effect, plan), fits, figures=figures, accepted=accepted)]


def _truth(effect: float, plan: Plan) -> float:
    return true_difference(effect, plan.drawn_for_truth)


def _cloned(effect: float, studies: int, resamples: int, plan: Plan) -> np.ndarray:
    one = partial(_clone, 1_000, effect, resamples)
    return np.array(each_fit(one, studies, seed=543, processes=plan.processes))


def _clone_row(estimator: str, of: tuple[float, Plan], fits: np.ndarray, **more: Any) -> Row:
    effect, plan = of
    return Row(
        estimator=estimator,
        method="M5.2",
        n=1_000,
        scenario=f"confounded, true ratio {effect}",
        replications=len(fits),
        truth=_truth(effect, plan),
        **more,
    )


def _kept(plan: Plan) -> Row:
    studies = min(plan.fits, 200)
    fits = np.array(each_fit(partial(_crude, 1_000, 1.0), studies, seed=544, processes=plan.processes))
    truth = _truth(1.0, plan)
    return Row(
        estimator="naive, kept to the strategy",
        method="M5.2",
        n=1_000,
        scenario="confounded, true ratio 1.0",
        replications=len(fits),
        truth=truth,
        figures={"bias": mean_of(fits - truth)},
        accepted=CLONES,
        naive=True,
    )


def _figures(fits: np.ndarray, truth: float) -> dict[str, Figure]:
    estimate, lower, upper = fits.T
    middle = mean_of(estimate)
    return {
        "bias": mean_of(estimate - truth),
        "coverage": share_of((lower <= truth) & (upper >= truth)),
        "ratio": Figure(value=float(np.exp(middle.value)), error=float(np.exp(middle.value) * middle.error)),
        "rejections": share_of((lower > 0) | (upper < 0)),
    }
